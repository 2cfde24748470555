import assert from "node:assert/strict";
import { describe, it, type TestContext } from "node:test";
import type { Timers } from "../../shared/clock.ts";
import type { GatewayEvent } from "../events.ts";
import { ALICE, startServer } from "../support/fixtures.ts";
import { TOKEN } from "../support/mainFixtures.ts";
import { MainSceneClient } from "./MainSceneClient.ts";
import type { SceneClient } from "./SceneClient.ts";
import { VoiceSceneClient } from "./VoiceSceneClient.ts";

/** Milliseconds that the clock advances per check: few, because a message needs several checks to arrive. */
const STEP = 10;
const MAX_STEPS = 3000;

type Create = (url: string, timers: Timers) => SceneClient;

async function start(context: TestContext, create: Create) {
	const { server, events, clock } = await startServer(context, { heartbeatInterval: 1000 });
	const client = create(server.url, clock);
	context.after(() => client.stop());
	let seen = 0;
	/** Advances the clock until the next event of this kind. */
	const next = async <Kind extends GatewayEvent["kind"]>(kind: Kind) => {
		for (let step = 0; step < MAX_STEPS; step++) {
			const found = events.slice(seen).findIndex((event) => event.kind === kind);
			if (found !== -1) {
				seen += found + 1;
				return events[seen - 1] as GatewayEvent & { readonly kind: Kind };
			}
			clock.advance(STEP);
			await new Promise((resolve) => setImmediate(resolve));
		}
		throw new Error(`no ${kind} after ${events.map((event) => event.kind).join(", ")}`);
	};
	client.start();
	const { sessionId } = await next("identified");
	return { server, client, next, sessionId };
}

const KINDS: ReadonlyArray<{ readonly gateway: string; readonly create: Create }> = [
	{ gateway: "voice", create: (url, timers) => new VoiceSceneClient(url, ALICE, timers) },
	{ gateway: "main", create: (url, timers) => new MainSceneClient(url, TOKEN, 1, timers) },
];

for (const { gateway, create } of KINDS) {
	describe(`scene client of the ${gateway} gateway`, () => {
		it("should send heartbeats and resume a lost connection", async (context) => {
			const { server, next, sessionId } = await start(context, create);
			assert.equal((await next("heartbeat")).acknowledged, true);
			server.dropSession(sessionId);
			assert.equal((await next("resumed")).sessionId, sessionId);
		});

		it("should identify again when its session is invalid", async (context) => {
			const { server, next, sessionId } = await start(context, create);
			server.disconnectSession(sessionId, gateway === "voice" ? 4006 : 4009);
			await next("identified");
			assert.equal(server.stats(sessionId).resumes, 0);
		});

		it("should disconnect from an unresponsive server", async (context) => {
			const { server, next, sessionId } = await start(context, create);
			server.setStopHeartbeatAcks(sessionId, true);
			assert.equal((await next("closed")).by, "link");
		});

		it("should ignore invalid messages and stop for good", async (context) => {
			const { server, client, next, sessionId } = await start(context, create);
			for (const nonsense of ["{oops", "null", "[]", "5", '{"op":11}', '{"t":"READY"}']) {
				assert.equal(server.sendRawToSession(sessionId, nonsense), 1);
			}
			await next("heartbeat");
			client.stop();
			client.stop();
			assert.equal((await next("closed")).code, 1000);
		});
	});
}

describe("scene client of the main gateway", () => {
	const create: Create = (url, timers) => new MainSceneClient(url, TOKEN, 1, timers);

	it("should resume after Reconnect and resumable invalidation", async (context) => {
		const { server, next, sessionId } = await start(context, create);
		server.reconnect(sessionId);
		assert.equal((await next("resumed")).sessionId, sessionId);
		server.invalidateSession(sessionId, { resumable: true });
		assert.equal((await next("resumed")).sessionId, sessionId);
	});

	it("should identify after Invalid Session", async (context) => {
		const { server, next, sessionId } = await start(context, create);
		server.invalidateSession(sessionId);
		assert.notEqual((await next("identified")).sessionId, sessionId);
	});
});
