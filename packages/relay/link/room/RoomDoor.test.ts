import assert from "node:assert/strict";
import { describe, it } from "node:test";
import { FakeClock } from "../../../shared/support/FakeClock.ts";
import { TokenUsage, type TokenLimits } from "../../budget/TokenUsage.ts";
import { readGrants } from "../../config/readGrants.ts";
import { Memory } from "../../memory/Memory.ts";
import type { WatchListener } from "../../room/Hub.ts";
import { Grants } from "../../security/Grants.ts";
import { FakeHub } from "../../support/FakeHub.ts";
import { TOKEN_LIMITS } from "../../support/TestLink.ts";
import { readRoom } from "./roomData.ts";
import { WatchBook } from "./WatchBook.ts";
import { RoomDoor } from "./RoomDoor.ts";

const LISTENER: WatchListener = { onOpen: () => {}, onNews: () => {}, onEnd: () => {} };

interface Setup {
	readonly hub?: FakeHub | undefined;
	readonly grants?: string;
	readonly tokens?: number;
	readonly limits?: Partial<TokenLimits>;
}

function start({ hub, grants = "", tokens = 1, limits = {} }: Setup = {}) {
	const clock = new FakeClock();
	const usage = new TokenUsage({ ...TOKEN_LIMITS, ...limits }, clock, new Memory(1e9).token("game"));
	const all = new Grants(readGrants(grants, "", new Set(["game"])), tokens);
	const door = new RoomDoor({ hub, grants: all, book: new WatchBook() }, "game", usage);
	const watch = (room: object, listener = LISTENER) => door.watch(readRoom(room), listener);
	return { clock, watch };
}

const ROOM = { guild: "1", channel: "2" };

/** By hand: bots, grants, number of tokens, what is asked for, and the fault. */
const FAULTS: ReadonlyArray<
	readonly [bots: Array<string> | undefined, grants: string, tokens: number, room: object, code: string, text: RegExp]
> = [
	[undefined, "", 1, ROOM, "no_bots", /RELAY_BOTS/],
	[[], "", 1, ROOM, "no_bots", /RELAY_BOTS/],
	[["main", "spare"], "", 1, ROOM, "bot_unknown", /several bots, name one of main, spare$/],
	[["main"], "", 1, { ...ROOM, bot: "mian" }, "bot_unknown", /no bot mian, but main$/],
	[["main"], "", 2, ROOM, "grant_missing", /several tokens .* write game=main\/1\/2:watch into RELAY_GRANTS$/],
	[["main"], "game=main/1/3:join", 1, ROOM, "grant_missing", /write game=main\/1\/2:watch into RELAY_GRANTS$/],
	[["main"], "game=main/1/2:join", 1, { guild: "1" }, "grant_missing", /write game=main\/1\/\*:watch/],
	[["main"], "game=main/1/2:watch", 1, { ...ROOM, speakers: true }, "grant_missing", /game=main\/1\/2:join/],
];

/** By hand: grants, what is asked for, and whether it asks for the seat. */
const SEATS: ReadonlyArray<readonly [grants: string, room: object, wantsSeat: boolean]> = [
	["", ROOM, true],
	["", { ...ROOM, speakers: true }, true],
	["", { ...ROOM, speakers: false }, false],
	["", { guild: "1" }, false],
	["game=main/1/*:join", ROOM, true],
	["game=main/1/*:watch", ROOM, false],
	["game=main/1/*:watch", { ...ROOM, speakers: false }, false],
];

describe("RoomDoor", () => {
	for (const [bots, grants, tokens, room, code, message] of FAULTS) {
		it(`should refuse ${JSON.stringify(room)} with ${code} for ${tokens} tokens and "${grants}"`, () => {
			const hub = bots === undefined ? undefined : new FakeHub(bots);
			const { watch } = start({ hub, grants, tokens });
			assert.throws(() => watch(room), { code, message });
			assert.equal(hub?.watches.length ?? 0, 0);
		});
	}

	for (const [grants, room, wantsSeat] of SEATS) {
		it(`should ask for ${wantsSeat ? "a" : "no"} seat for ${JSON.stringify(room)} and "${grants}"`, () => {
			const hub = new FakeHub();
			start({ hub, grants }).watch(room);
			assert.equal(hub.last.request.wantsSeat, wantsSeat);
		});
	}

	it("should name the bot of several", () => {
		const hub = new FakeHub(["main", "spare"]);
		assert.deepEqual(start({ hub }).watch({ ...ROOM, bot: "spare" }).key, { ...ROOM, bot: "spare" });
	});

	it("should refuse more rooms than its token may watch", () => {
		const hub = new FakeHub();
		const { watch } = start({ hub, limits: { rooms: 2 } });
		const first = watch(ROOM);
		watch({ guild: "1" });
		assert.throws(() => watch(ROOM), {
			code: "too_many_rooms",
			message: /RELAY_ROOMS_PER_TOKEN/,
			fields: { limit: 2 },
		});
		first.stop();
		first.stop();
		watch(ROOM);
		assert.throws(() => watch(ROOM), { code: "too_many_rooms" });
		hub.last.end("channel_unknown", "gone");
		watch(ROOM);
	});

	it("should refuse more watches a minute than its token may begin", () => {
		const { clock, watch } = start({ hub: new FakeHub(), limits: { watchesPerMin: 60, watchesBurst: 2 } });
		watch(ROOM);
		watch(ROOM);
		assert.throws(() => watch(ROOM), { code: "rate_limited", fields: { retry_after: 1 } });
		clock.advance(1000);
		watch(ROOM);
	});

	it("should let a front of 5,000 servers return at once", () => {
		const { watch } = start({ hub: new FakeHub(), limits: { watchesPerMin: 600, watchesBurst: 10_000 } });
		for (let count = 0; count < 5000; count += 1) watch(ROOM);
	});
});
