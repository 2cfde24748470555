import assert from "node:assert/strict";
import { describe, it, type TestContext } from "node:test";
import type { GatewayPacket } from "../media/PacketTap.ts";
import { IDS } from "../main/fixtures/builders.ts";
import { seededRandom } from "../../shared/random.ts";
import { ALICE, join, startServer } from "../support/fixtures.ts";
import { identifyMain, settleMain } from "../support/mainFixtures.ts";
import { Intent } from "../intents/index.ts";
import { ACTORS, VoiceScript, type VoiceScriptOptions } from "./VoiceScript.ts";

/** The session whose channel the users join, in the bot's guild. */
const GUEST = { ...ALICE, serverId: IDS.guild, channelId: IDS.voiceChannel, sessionId: "guest" };

/** Plays a script, with the clock in steps of 10 ms, so that messages and datagrams arrive in between. */
async function start(context: TestContext, changes: Partial<VoiceScriptOptions> = {}) {
	const fixture = await startServer(context, { heartbeatInterval: 1e6 });
	const { server, clock } = fixture;
	server.registerVoiceSession(GUEST);
	const client = await join(server, GUEST);
	const { client: main } = await identifyMain(server, { intents: Intent.GuildVoiceStates });
	const packets: Array<GatewayPacket> = [];
	server.onPacket((packet) => packets.push(packet));
	const script = new VoiceScript({
		...{ server, guildId: IDS.guild, sessionId: GUEST.sessionId, interval: 100, turnCount: 40 },
		...{ random: seededRandom(1), clock, ...changes },
	});
	context.after(() => script.stop());
	const turn = async (milliseconds: number): Promise<void> => {
		for (let time = 0; time < milliseconds; time += 10) {
			clock.advance(10);
			await new Promise((resolve) => setTimeout(resolve, 1));
		}
	};
	/** Waits for real socket traffic without advancing the clock. */
	const until = async (isDone: () => boolean): Promise<void> => {
		for (let look = 0; look < 2000 && !isDone(); look += 1) await new Promise((resolve) => setTimeout(resolve, 1));
		assert.ok(isDone());
	};
	const mappedCount = (): number => fixture.events.filter(({ kind }) => kind === "mapped").length;
	await until(
		() => fixture.events.filter((event) => event.kind === "media" && event.state === "selected").length === 3,
	);
	return { ...fixture, client, main, packets, script, turn, until, mappedCount };
}

const speechOf = (packets: ReadonlyArray<GatewayPacket>) => packets.filter(({ kind }) => kind === "speech");

describe("VoiceScript", () => {
	it("should let users join under their names", async (context) => {
		const { main, server } = await start(context);
		const states = (await settleMain(main)).map(
			({ d }) =>
				d as { readonly user_id: string; readonly member: { readonly user: { readonly global_name: string } } },
		);
		assert.deepEqual(
			states.map((state) => [state.user_id, state.member.user.global_name]),
			ACTORS.map(({ userId, name }) => [userId, name]),
		);
		assert.equal(server.connectionCount, 5);
	});

	it("should let each user speak, mapped once, then stop", async (context) => {
		const { packets, events, turn, until, mappedCount } = await start(context, { hasBinary: false });
		await turn(4200);
		await until(() => mappedCount() === 3);
		for (const { userId } of ACTORS) {
			const theirs = packets.filter((packet) => packet.userId === userId);
			assert.ok(speechOf(theirs).length > 5, `${userId} spoke`);
			assert.ok(theirs.some(({ kind }) => kind === "silence"));
			const mapped = events.filter((event) => event.kind === "mapped" && event.userId === userId);
			assert.equal(mapped.length, 1);
		}
		assert.ok(packets.every(({ dropped }) => dropped === undefined));
	});

	it("should send DAVE traffic to the session", async (context) => {
		const { client, turn } = await start(context);
		await turn(4200);
		const binary = (await client.settle()).filter((message) => Buffer.isBuffer(message));
		assert.ok(binary.length > 0);
		assert.ok(binary.every((message) => [25, 27, 29, 30].includes(message[2]!) && message.length < 3 + 64));
	});

	it("should end once after its turns", async (context) => {
		let doneCount = 0;
		const { turn } = await start(context, { turnCount: 2, onDone: () => (doneCount += 1) });
		await turn(290);
		assert.equal(doneCount, 0);
		await turn(1000);
		assert.equal(doneCount, 1);
	});

	it("should leave nothing behind once stopped", async (context) => {
		const { script, server, packets, turn, until } = await start(context);
		await turn(500);
		script.stop();
		script.stop();
		await until(() => server.connectionCount === 2);
		await turn(100);
		const before = packets.length;
		await turn(500);
		assert.equal(packets.length, before);
		assert.equal(server.connectionCount, 2);
		assert.equal(server.voiceSessionIds.includes(GUEST.sessionId), true);
		assert.equal(server.voiceSessionIds.length, 3);
	});
});
