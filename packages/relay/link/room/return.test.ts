/** The game servers of a relay that died return to another one, all at once. */

import assert from "node:assert/strict";
import { describe, it } from "node:test";
import { FakeClock } from "../../../shared/support/FakeClock.ts";
import { jsonForm } from "../../codec/jsonForm.ts";
import { readConfig } from "../../config/readConfig.ts";
import { readSettings } from "../../config/readSettings.ts";
import { Memory } from "../../memory/Memory.ts";
import { Grants } from "../../security/Grants.ts";
import { Secrets } from "../../security/secrets.ts";
import { FakeHub } from "../../support/FakeHub.ts";
import { ROOM } from "../../support/TestLink.ts";
import { Links } from "../Links.ts";
import { WatchBook } from "./WatchBook.ts";

const SERVERS = 5000;
const MEMBERS = 25;
/** Milliseconds. */
const MOST = 2000;

/** Links whose limits have their defaults. */
function start() {
	const values = readSettings([], { RELAY_TOKENS: "game=token-of-the-game" });
	assert.ok(values !== "help");
	const config = readConfig(values, {}, () => "");
	const clock = new FakeClock();
	const hub = new FakeHub();
	let made = 0;
	const links = new Links({
		...config,
		// a timer for each link would be most of the test's time
		limits: { ...config.limits, gatherMs: 0 },
		clock,
		memory: new Memory(config.bufferTotal),
		connectFor: () => () => assert.fail(),
		voice: () => undefined,
		rooms: { hub, grants: new Grants(config.grants, config.tokens.length), book: new WatchBook() },
		newId: () => `a_${(made += 1)}`,
		observe: () => ({ onUp: () => {}, onDown: () => {}, onSocket: () => {} }),
		onCreate: () => {},
		onEnd: () => {},
	});
	const secrets = { secrets: new Secrets(config.secrets, config.secretRules), size: 0 };
	return { clock, hub, links, secrets };
}

describe("links of a relay that died", () => {
	it(`should be back within ${MOST} ms, ${SERVERS} with a room each`, () => {
		const { clock, hub, links, secrets } = start();
		for (let member = 0; member < MEMBERS; member += 1) hub.room(ROOM).join(`8035111022467850${member + 10}`);
		const { guild, channel } = ROOM;
		const created = Array.from({ length: SERVERS }, (_, server) => {
			const limits = { holdMs: undefined, perMin: undefined, burst: undefined };
			const { link } = links.create("game", { nonce: `nonce-${server}`, client: "", ...limits, up: [] }, secrets);
			const data = { room: { guild, channel } };
			link.accept({ ack: 0, waitMs: undefined, up: [{ number: 1, socket: 1, type: "o", data }] });
			return link;
		});
		for (const watch of hub.watches) watch.open();
		let back = 0;
		for (const link of created) {
			const onAnswer = ({ down }: { readonly down: ReadonlyArray<unknown> }): void => {
				assert.equal(down.length, 2);
				back += 1;
			};
			link.poll({ form: jsonForm, waitMs: undefined, onAnswer, onGone: (reason) => assert.fail(reason) });
		}
		clock.advance(MOST);
		assert.equal(back, SERVERS);
	});
});
