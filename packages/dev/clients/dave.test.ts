/** End-to-end encryption of `@discordjs/voice`, which uses davey: all clients of a channel share one epoch. */

import assert from "node:assert/strict";
import { describe, it, type TestContext } from "node:test";
import { VoiceConnectionStatus } from "@discordjs/voice";
import type { GatewayServerOptions } from "../../gateway-server/options.ts";
import type { GatewayServer } from "../../gateway-server/GatewayServer.ts";
import { seededRandom } from "../../shared/random.ts";
import { ALICE, connect, identifyOf, startServer, type Fixture } from "../../gateway-server/support/fixtures.ts";
import { nextEvent } from "./nextEvent.ts";
import { VoiceUser } from "./VoiceUser.ts";

const CHANNEL = ALICE.channelId;
const USERS = ["104694319306248201", "104694319306248202", "104694319306248203", "104694319306248204"] as const;

/** Where the library keeps its MLS session, the only source of the epoch. */
interface Networked {
	readonly networking: {
		readonly state: { readonly dave?: { readonly session?: { readonly epoch: bigint | null } } };
	};
}

function epochOf({ connection }: VoiceUser): number | undefined {
	const epoch = (connection.state as unknown as Partial<Networked>).networking?.state.dave?.session?.epoch;
	return epoch === undefined || epoch === null ? undefined : Number(epoch);
}

/**
 * Waits until exactly these users are in the group and no transition is pending.
 *
 * @returns Their privacy code.
 */
async function sharedCode(server: GatewayServer, ...users: ReadonlyArray<VoiceUser>): Promise<string> {
	for (;;) {
		const state = server.daveState(CHANNEL);
		const isAtRest = state?.members.length === users.length && state.transitions.length === 0;
		const epochs = new Set(users.map(epochOf));
		const codes = new Set(users.map(({ connection }) => connection.voicePrivacyCode));
		const [code] = codes;
		if (isAtRest && epochs.size === 1 && epochs.has(state.epoch) && codes.size === 1 && code) return code;
		await nextEvent(server, "dave");
		await new Promise(setImmediate); // the library answers the message after the event
	}
}

/** Waits until a user's encryption is off. */
async function losesCode({ connection }: VoiceUser): Promise<void> {
	while (connection.voicePrivacyCode) await new Promise((resolve) => connection.once("transitioned", resolve));
}

/** Starts a server that requires DAVE. The library loses binary messages that arrive before op 9. */
async function startDave(context: TestContext, options: GatewayServerOptions = {}): Promise<Fixture> {
	return startServer(context, { dave: "required", replayOrder: "after", ...options });
}

const joinAs = (context: TestContext, server: GatewayServer, userId: string): Promise<VoiceUser> =>
	VoiceUser.join(context, server, { dave: true, userId });

describe("@discordjs/voice with DAVE", { timeout: 20_000 }, () => {
	it("should share a code through joins and leaves", async (context) => {
		const { server } = await startDave(context);
		const first = await joinAs(context, server, USERS[0]);
		const second = await joinAs(context, server, USERS[1]);
		const codes = [await sharedCode(server, first, second)];
		const third = await joinAs(context, server, USERS[2]);
		codes.push(await sharedCode(server, first, second, third));
		second.connection.disconnect();
		codes.push(await sharedCode(server, first, third));
		const fourth = await joinAs(context, server, USERS[3]);
		codes.push(await sharedCode(server, first, third, fourth));
		assert.equal(new Set(codes).size, 4);
		for (const code of codes) assert.match(code, /^\d{30}$/);
		assert.equal(server.daveState(CHANNEL)!.epoch, 4);
	});

	it("should share a code when all join at once", async (context) => {
		const { server } = await startDave(context);
		const users = await Promise.all(USERS.map((userId) => joinAs(context, server, userId)));
		assert.match(await sharedCode(server, ...users), /^\d{30}$/);
	});

	for (const seed of [1, 2, 3]) {
		it(`should share a code after joins and leaves in a random order, seed ${seed}`, async (context) => {
			const { server } = await startDave(context);
			const random = seededRandom(seed);
			const users: Array<VoiceUser> = [];
			const arriving: Array<Promise<VoiceUser>> = [];
			for (let action = 0; action < 14; action += 1) {
				const isLeaving = users.length > 1 && random() < 0.4;
				if (isLeaving) users.splice(Math.floor(random() * users.length), 1)[0]!.connection.disconnect();
				else arriving.push(joinAs(context, server, String(BigInt(USERS[0]) + BigInt(100 + action))));
				// some join while others are still connecting
				if (random() < 0.6) users.push(...(await Promise.all(arriving.splice(0))));
			}
			users.push(...(await Promise.all(arriving)));
			assert.ok(users.length > 1);
			assert.match(await sharedCode(server, ...users), /^\d{30}$/);
		});
	}

	it("should catch up with the others' epoch after a Resume", async (context) => {
		const { server } = await startDave(context);
		const first = await joinAs(context, server, USERS[0]);
		const second = await joinAs(context, server, USERS[1]);
		const before = await sharedCode(server, first, second);
		// messages sent before the loss is noticed are lost and sent again
		server.setControlFlags(second.sessionId, { halfOpen: true });
		const third = await joinAs(context, server, USERS[2]);
		const resumed = nextEvent(server, "resumed");
		server.dropSession(second.sessionId);
		server.clearControlFlags(second.sessionId);
		await resumed;
		const after = await sharedCode(server, first, second, third);
		assert.notEqual(after, before);
		assert.equal(server.stats(second.sessionId).identifies, 1);
	});

	it("should keep its epoch when a Resume missed nothing", async (context) => {
		const { server } = await startDave(context);
		const first = await joinAs(context, server, USERS[0]);
		const second = await joinAs(context, server, USERS[1]);
		const before = await sharedCode(server, first, second);
		const resumed = nextEvent(server, "resumed");
		server.dropSession(second.sessionId);
		await resumed;
		await second.enters(VoiceConnectionStatus.Ready);
		const third = await joinAs(context, server, USERS[2]);
		assert.notEqual(await sharedCode(server, first, second, third), before);
		assert.equal(server.daveState(CHANNEL)!.epoch, 2);
	});

	it("should rejoin the group after it lost its session", async (context) => {
		const { server } = await startDave(context);
		const first = await joinAs(context, server, USERS[0]);
		const second = await joinAs(context, server, USERS[1]);
		const before = await sharedCode(server, first, second);
		const identified = nextEvent(server, "identified");
		server.disconnectSession(second.sessionId, 4006);
		await identified;
		assert.notEqual(await sharedCode(server, first, second), before);
	});

	it("should share a code with the next member after waiting alone", async (context) => {
		const { server } = await startDave(context);
		const first = await joinAs(context, server, USERS[0]);
		const second = await joinAs(context, server, USERS[1]);
		await sharedCode(server, first, second);
		second.connection.disconnect();
		await nextEvent(server, "ended");
		const third = await joinAs(context, server, USERS[2]);
		await sharedCode(server, first, third);
		assert.equal(server.daveState(CHANNEL)!.epoch, 1);
	});

	it("should disable encryption while a member without it is present", async (context) => {
		const { server } = await startDave(context, { dave: "offered" });
		const first = await joinAs(context, server, USERS[0]);
		const second = await joinAs(context, server, USERS[1]);
		const before = await sharedCode(server, first, second);
		const plain = { ...ALICE, userId: USERS[2], sessionId: "session-without-dave" };
		server.registerVoiceSession(plain);
		const client = await connect(server);
		client.send(0, identifyOf(plain));
		await Promise.all([first, second].map(losesCode));
		assert.equal(server.daveState(CHANNEL)!.version, 0);
		client.socket.close(1000);
		assert.notEqual(await sharedCode(server, first, second), before);
	});
});
