/**
 * A full voice channel that requires DAVE: a hundred members. Two are ours, through a relay in its own process, two are
 * `@discordjs/voice`, and the rest are plain davey. After each step the test compares all hundred privacy codes.
 *
 * It uses few epochs, because each one costs a commit per member, a remove costs five times as much as an add, and each
 * welcome verifies a hundred signatures. The test takes 20 s of CPU on one core, nearly all in davey.
 */

import assert from "node:assert/strict";
import { describe, it, type TestContext } from "node:test";
import { systemTimers, type Timers } from "../../shared/clock.ts";
import type { GatewayServer } from "../../gateway-server/GatewayServer.ts";
import { spawnRelay } from "../../relay/support/spawnRelay.ts";
import { TOKEN } from "../../relay/support/startRelay.ts";
import { CHANNEL, OURS, PEERS, RelayedChannel, startDaveServer, until } from "./RelayedChannel.ts";

const SIZE = 100;
/** User ID of the first plain davey member. */
const FIRST_ID = 104694319306248300n;

/** One machine does the work of a hundred clients here, so the server must wait longer. */
const PATIENT: Timers = { ...systemTimers, setTimeout: (run, wait) => systemTimers.setTimeout(run, wait * 20) };

async function startRelay(context: TestContext, server: GatewayServer): Promise<string> {
	const { url } = await spawnRelay(context, {
		RELAY_TOKENS: `game=${TOKEN}`,
		RELAY_INSECURE_ALLOW: server.endpoint,
		RELAY_PACE_PER_MIN: "6000",
	});
	return url;
}

describe("DAVE in a full channel", { timeout: 120_000 }, () => {
	it("should keep one code for a hundred members through changes", async (context) => {
		const server = await startDaveServer(context, { timers: PATIENT });
		const url = await startRelay(context, server);
		const channel = new RelayedChannel(context, server, () => url);
		const userIds = Array.from({ length: SIZE - 4 }, (_, index) => String(FIRST_ID + BigInt(index)));

		const ours = [channel.ours(OURS[0])];
		const peers = [await channel.peer(PEERS[0])];
		const codes = [await channel.agree({ peers, ours })];
		// all others join at once: the two receive 98 proposals and must commit all of them
		const cheap = await Promise.all(userIds.map((userId) => channel.cheap(userId)));
		ours.push(channel.ours(OURS[1]));
		peers.push(await channel.peer(PEERS[1]));
		const everybody = { peers, ours, cheap };
		codes.push(await channel.agree(everybody));
		assert.equal(server.daveState(CHANNEL)?.members.length, SIZE);

		cheap.shift()!.leave();
		codes.push(await channel.agree(everybody));
		cheap.push(await channel.cheap(String(FIRST_ID + BigInt(SIZE))));
		codes.push(await channel.agree(everybody));
		assert.equal(new Set(codes.map((code) => code.split(" ")[1])).size, 4);

		server.dropSession(ours[0]!.sessionId);
		await until("a Resume", () => (ours[0]!.opcodes.includes(9) ? true : undefined));
		assert.equal(await channel.agree(everybody), codes.at(-1));
		assert.deepEqual(
			ours.map(({ identifies, resumes }) => [identifies, resumes]),
			[
				[1, 1],
				[1, 0],
			],
		);
		// no member had to rejoin the group, which happens when it cannot process a commit or welcome
		assert.deepEqual(invalid(server), []);
	});
});

/** Sessions that reported an invalid commit or welcome (op 31). */
function invalid(server: GatewayServer): ReadonlyArray<string> {
	return server.voiceSessionIds.filter((id) => server.received(id).some(({ op }) => op === 31));
}
