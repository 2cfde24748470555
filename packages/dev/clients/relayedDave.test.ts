/**
 * DAVE through a relay, together with the published `@discordjs/voice`, in a channel that requires it: all members share
 * one epoch and one privacy code, whatever happens to links and relays.
 */

import assert from "node:assert/strict";
import { describe, it } from "node:test";
import type { RelayVoiceUser } from "../../relay/support/RelayVoiceUser.ts";
import { freePorts, spawnRelay, type SpawnedRelay } from "../../relay/support/spawnRelay.ts";
import { TOKEN } from "../../relay/support/startRelay.ts";
import type { VoiceUser } from "./VoiceUser.ts";
import { CHANNEL, OURS, PEERS, RelayedChannel, startDaveServer, startRelayFor, until } from "./RelayedChannel.ts";

/** Waits until a client is alone in the channel: it has encryption but no group. */
async function isAlone({ server }: RelayedChannel, user: RelayVoiceUser): Promise<void> {
	await until("session without a group", () => {
		const { epoch, joining = [], pending = [] } = server.daveState(CHANNEL) ?? {};
		const isAlone = epoch === 0 && joining.length + pending.length === 1;
		return isAlone && user.told.state === "pending" ? true : undefined;
	});
}

describe("DAVE through a relay, with @discordjs/voice", { timeout: 120_000 }, () => {
	it("should share epoch and code through joins and leaves", async (context) => {
		const channel = await RelayedChannel.start(context);
		const ours = channel.ours(OURS[0]);
		const first = await channel.peer(PEERS[0]);
		const codes = [await channel.agree({ peers: [first], ours: [ours] })];
		const second = await channel.peer(PEERS[1]);
		codes.push(await channel.agree({ peers: [first, second], ours: [ours] }));
		first.leave();
		codes.push(await channel.agree({ peers: [second], ours: [ours] }));
		const another = channel.ours(OURS[1]);
		codes.push(await channel.agree({ peers: [second], ours: [ours, another] }));
		await another.leave();
		codes.push(await channel.agree({ peers: [second], ours: [ours] }));
		assert.equal(new Set(codes).size, 5);
		for (const code of codes) assert.match(code, /^\d \d{30}$/);
		assert.deepEqual([ours.identifies, ours.resumes, ours.closes], [1, 0, []]);
		// all DAVE messages arrive as text
		for (const op of [4, 22, 25, 27, 29]) assert.ok(ours.opcodes.includes(op), `op ${op}`);
	});

	it("should get a code as soon as another member joins", async (context) => {
		const channel = await RelayedChannel.start(context);
		const ours = channel.ours(OURS[0]);
		await isAlone(channel, ours);
		const peer = await channel.peer(PEERS[0]);
		const codes = [await channel.agree({ peers: [peer], ours: [ours] })];
		peer.leave();
		await isAlone(channel, ours);
		peer.comeBack();
		codes.push(await channel.agree({ peers: [peer], ours: [ours] }));
		peer.leave();
		await isAlone(channel, ours);
		codes.push(await channel.agree({ peers: [await channel.peer(PEERS[1])], ours: [ours] }));
		// a new group each time, starting with its first epoch
		assert.equal(new Set(codes).size, 3);
		for (const code of codes) assert.match(code, /^1 \d{30}$/);
		assert.deepEqual([ours.identifies, ours.resumes, ours.closes], [1, 0, []]);
	});

	it("should join the group that formed while its link was lost", async (context) => {
		const channel = await RelayedChannel.start(context);
		const ours = channel.ours(OURS[0]);
		const peer = await channel.peer(PEERS[0]);
		const before = await channel.agree({ peers: [peer], ours: [ours] });
		peer.leave();
		await isAlone(channel, ours);
		channel.server.dropSession(ours.sessionId);
		await until("Resume", () => (ours.opcodes.includes(9) ? true : undefined));
		await isAlone(channel, ours);
		channel.server.dropSession(ours.sessionId);
		peer.comeBack();
		assert.notEqual(await channel.agree({ peers: [peer], ours: [ours] }), before);
		assert.deepEqual([ours.identifies, ours.resumes], [1, 2]);
	});

	it("should leave another member alone and rejoin it", async (context) => {
		const channel = await RelayedChannel.start(context);
		const peer = await channel.peer(PEERS[0]);
		const first = channel.ours(OURS[0]);
		const before = await channel.agree({ peers: [peer], ours: [first] });
		await first.leave();
		await until("end of the group", () => (peer.connection.voicePrivacyCode ? undefined : true));
		assert.deepEqual(channel.server.daveState(CHANNEL)?.epoch, 0);
		channel.server.unregisterVoiceSession(first.sessionId);
		const again = channel.ours(OURS[0]);
		assert.notEqual(await channel.agree({ peers: [peer], ours: [again] }), before);
	});

	it("should keep the epoch over a Resume and catch up", async (context) => {
		const channel = await RelayedChannel.start(context);
		const ours = channel.ours(OURS[0]);
		const first = await channel.peer(PEERS[0]);
		const before = await channel.agree({ peers: [first], ours: [ours] });
		channel.server.dropSession(ours.sessionId);
		await until("Resume", () => (ours.opcodes.includes(9) ? true : undefined));
		assert.equal(await channel.agree({ peers: [first], ours: [ours] }), before);
		channel.server.dropSession(ours.sessionId);
		const second = await channel.peer(PEERS[1]);
		assert.notEqual(await channel.agree({ peers: [first, second], ours: [ours] }), before);
		assert.deepEqual([ours.identifies, ours.resumes], [1, 2]);
	});

	for (const replayOrder of ["before", "after"] as const) {
		it(`should rejoin after removal, with replay ${replayOrder} op 9`, async (context) => {
			const channel = await RelayedChannel.start(context, { daveLostMembers: "remove", replayOrder });
			const ours = channel.ours(OURS[0]);
			const first = await channel.peer(PEERS[0]);
			const codes = [await channel.agree({ peers: [first], ours: [ours] })];
			const lose = async (sessionId: string, ...peers: ReadonlyArray<VoiceUser>): Promise<void> => {
				const resumes = channel.server.stats(sessionId).resumes + 1;
				channel.server.dropSession(sessionId);
				await until("Resume", () => (channel.server.stats(sessionId).resumes === resumes ? true : undefined));
				codes.push(await channel.agree({ peers, ours: [ours] }));
			};
			// with one other member, who is alone meanwhile, and with two, who continue
			await lose(ours.sessionId, first);
			await lose(first.sessionId, first);
			const second = await channel.peer(PEERS[1]);
			codes.push(await channel.agree({ peers: [first, second], ours: [ours] }));
			await lose(ours.sessionId, first, second);
			await lose(first.sessionId, first, second);
			assert.equal(new Set(codes).size, 6);
			for (const code of codes) assert.match(code, /^\d+ \d{30}$/);
			assert.deepEqual([ours.identifies, ours.resumes, ours.closes], [1, 2, ["network 1006", "network 1006"]]);
			for (const { sessionId } of [first, second]) assert.equal(channel.server.stats(sessionId).identifies, 1);
			assert.deepEqual([first.sessionIds.length, second.sessionIds.length], [1, 1]);
		});
	}

	it("should start a new session when the relay is killed", async (context) => {
		const [port = 0] = await freePorts(1);
		const server = await startDaveServer(context);
		const spawnOne = (): Promise<SpawnedRelay> =>
			spawnRelay(context, {
				RELAY_PORT: String(port),
				RELAY_TOKENS: `game=${TOKEN}`,
				RELAY_INSECURE_ALLOW: server.endpoint,
				RELAY_PACE_PER_MIN: "6000",
			});
		let relay = await spawnOne();
		const channel = new RelayedChannel(context, server, () => relay.url);
		const ours = channel.ours(OURS[0]);
		const first = await channel.peer(PEERS[0]);
		const before = await channel.agree({ peers: [first], ours: [ours] });
		const { sessionId } = ours;
		await relay.kill("SIGKILL");
		relay = await spawnOne();
		await until("close with 4006", () => (ours.closes.includes("relay 4006") ? true : undefined));
		assert.notEqual(ours.sessionId, sessionId);
		assert.notEqual(await channel.agree({ peers: [first], ours: [ours] }), before);
		assert.deepEqual([ours.identifies, ours.resumes], [2, 1]);
	});

	it("should form one group again on another voice server", async (context) => {
		const [server, other] = [await startDaveServer(context), await startDaveServer(context)];
		const relay = await startRelayFor(context, [server, other], { RELAY_DAVE_KEEP_MS: "2000" });
		const carried = async (): Promise<number> => {
			const { body } = await relay.call("GET", "/metrics");
			return Number(/^relay_dave_sessions (\d+)$/m.exec(String(body))?.[1]);
		};
		const channel = new RelayedChannel(context, server, () => relay.url);
		const ours = OURS.map((userId) => channel.ours(userId));
		const peers = await Promise.all(PEERS.map((userId) => channel.peer(userId)));
		const codes = [await channel.agree({ peers, ours })];
		assert.equal(await carried(), 2);
		// the last members to be moved are alone with each other for a while
		for (const user of [ours[0], peers[0], peers[1], ours[1]]) await user!.move(other);
		await server.terminate();
		codes.push(await channel.agree({ peers, ours }, other));
		other.dropSession(ours[0]!.sessionId);
		await until("Resume", () => (ours[0]!.opcodes.includes(9) ? true : undefined));
		assert.equal(await channel.agree({ peers, ours }, other), codes[1]);
		peers[0]!.leave();
		codes.push(await channel.agree({ peers: peers.slice(1), ours }, other));
		assert.equal(new Set(codes.map((code) => code.split(" ")[1])).size, 3);
		const seen = ours.map(({ identifies, resumes, closes }) => [identifies, resumes, closes.length]);
		assert.deepEqual(seen, [
			[2, 1, 1],
			[2, 0, 0],
		]);
		// the relay forgets sessions with the first server once they can no longer be resumed
		await until("drop to two sessions at the relay", async () => ((await carried()) === 2 ? true : undefined));
	});

	it("should follow the channel into and out of unencrypted mode", async (context) => {
		const channel = await RelayedChannel.start(context);
		const ours = channel.ours(OURS[0]);
		const first = await channel.peer(PEERS[0]);
		const before = await channel.agree({ peers: [first], ours: [ours] });
		channel.server.setDave(CHANNEL, "off");
		await until("end of encryption", () => (ours.told.state === "none" ? true : undefined));
		channel.server.setDave(CHANNEL, "required");
		assert.notEqual(await channel.agree({ peers: [first], ours: [ours] }), before);
	});
});
