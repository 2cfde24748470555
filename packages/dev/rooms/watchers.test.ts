/**
 * Fifty watchers with a lossy network, and a relay that is killed and started again: every roster is the server's own, and
 * everyone reads the same starts and stops of speakers. Real processes, real seconds.
 */

import assert from "node:assert/strict";
import { isDeepStrictEqual } from "node:util";
import { setTimeout as delay } from "node:timers/promises";
import { describe, it, type TestContext } from "node:test";
import type { GatewayServer } from "../../gateway-server/GatewayServer.ts";
import { IDS, snowflake } from "../../gateway-server/main/fixtures/builders.ts";
import { Speaker } from "../../gateway-server/scene/Speaker.ts";
import { seededRandom } from "../../shared/random.ts";
import { systemTimers } from "../../shared/clock.ts";
import { Conversation } from "../demo/Conversation.ts";
import { Crowd } from "./Crowd.ts";
import { comparable, expectedRoster } from "./expectedRoster.ts";
import { LinkWatcher } from "./LinkWatcher.ts";
import type { RoomListener } from "./WatchedRoom.ts";
import { CHANNELS, startRoomStage, type RoomStage } from "./roomStage.ts";
import { SocketWatcher } from "./SocketWatcher.ts";
import { SpeechDiary } from "./SpeechDiary.ts";
import { until } from "./until.ts";
import type { RoomRequest, Watcher } from "./Watcher.ts";

/** Watchers over links and over WebSockets, and in how many answers one is lost: 8 %. */
const LINKS = 50;
const SOCKETS = 5;
const LOST_SHARE = 0.08;

/** Milliseconds between two changes of the crowd. */
const CHANGE_INTERVAL = 150;

/** Milliseconds before the kill, without a relay, and after it. */
const BEFORE = 6000;
const OUTAGE = 1000;
const AFTER = 6000;

const ROOM: RoomRequest = { guild: IDS.guild, channel: CHANNELS.main };
const GUILD_ROOM: RoomRequest = { guild: IDS.guild };

interface Audience {
	readonly watchers: ReadonlyArray<Watcher>;
	readonly guildWatcher: Watcher;
	readonly diaries: ReadonlyArray<SpeechDiary>;
}

function watch(context: TestContext, { relay }: RoomStage): Audience {
	const random = seededRandom(17);
	const { url, token } = relay;
	const diaries = Array.from({ length: LINKS + SOCKETS }, () => new SpeechDiary());
	const watchers = diaries.map((diary, index): Watcher => {
		const listener: RoomListener = {
			onSnapshot: (cursor) => diary.opened(cursor),
			onSpeaking: (...change) => diary.record(watchers[index]!.room.cursor!, ...change),
		};
		const loses = (): boolean => random() < LOST_SHARE;
		if (index >= LINKS) return new SocketWatcher(url, { token, room: ROOM, listener });
		return new LinkWatcher(url, { token, room: ROOM, listener, loses });
	});
	const guildWatcher = new LinkWatcher(url, { token, room: GUILD_ROOM });
	for (const watcher of [...watchers, guildWatcher]) {
		watcher.start();
		context.after(() => void watcher.stop());
	}
	return { watchers, guildWatcher, diaries };
}

/** Compares what all watchers read of each term, from where the last of them began. */
function assertSameSpeech(context: TestContext, diaries: ReadonlyArray<SpeechDiary>): void {
	const { terms } = diaries[0]!;
	assert.equal(terms.length, 2, "one term for each process");
	for (const term of terms) {
		const n = Math.max(...diaries.map((diary) => diary.firstOf(term) ?? NaN));
		const [reference, ...others] = diaries.map((diary) => diary.after({ term, n }));
		// the last answers before the kill have not reached everyone
		const most = term === terms.at(-1) ? Infinity : Math.min(...others.map(({ length }) => length));
		for (const other of others) assert.deepEqual(other.slice(0, most), reference!.slice(0, most));
		assert.ok(reference!.length > 5, `${reference!.length} starts and stops in term ${term}`);
		context.diagnostic(`term ${term}: ${Math.min(reference!.length, most)} starts and stops, the same for all`);
	}
}

async function startSpeakers(context: TestContext, server: GatewayServer): Promise<Conversation> {
	const speakers = await Promise.all(
		["Ada", "Linus", "Grace"].map((name, index) =>
			Speaker.join(server, {
				credentials: {
					serverId: IDS.guild,
					channelId: CHANNELS.main,
					userId: snowflake(20 + index),
					sessionId: `voice-of-${name}`,
					token: `token-of-${name}`,
				},
				name,
			}),
		),
	);
	const voices = speakers.map((speaker) => (milliseconds: number) => void speaker.speak(milliseconds));
	const conversation = new Conversation(voices, systemTimers);
	context.after(() => {
		conversation.abandon();
		for (const speaker of speakers) speaker.leave();
	});
	return conversation;
}

describe("fifty watchers of a relay that is killed", () => {
	it("should end with the server's rosters and the same speech", async (context) => {
		const stage = await startRoomStage(context);
		const { server, account, relay } = stage;
		const conversation = await startSpeakers(context, server);
		const crowd = new Crowd({
			server,
			guildId: IDS.guild,
			channelIds: Object.values(CHANNELS),
			random: seededRandom(4),
		});
		context.after(() => crowd.stop());
		const { watchers, guildWatcher, diaries } = watch(context, stage);
		const areLive = (): boolean => watchers.every(({ room }) => room.speakers === "live");
		const states = (): string =>
			[
				...new Set(watchers.map(({ room, problems }) => `${room.speakers} ${room.reason} ${problems.at(-1)}`)),
			].join("; ");
		await until(states, areLive);
		crowd.start(CHANGE_INTERVAL);
		conversation.start();
		await delay(BEFORE);

		await relay.kill();
		await delay(OUTAGE);
		await relay.restart();
		await until(states, () => watchers.every(({ opens }) => opens > 1) && areLive());
		await delay(AFTER);

		crowd.stop();
		await conversation.stop();
		const expected = expectedRoster(server, IDS.guild, CHANNELS.main);
		const isEqual = ({ room }: Watcher): boolean => isDeepStrictEqual(comparable(room.roster), expected);
		await until(
			() =>
				`rosters: ${watchers.filter((watcher) => !isEqual(watcher)).length} differ from ${JSON.stringify(expected)}`,
			() => watchers.every((watcher) => isEqual(watcher) && watcher.room.speaking.length === 0),
		);
		assert.deepEqual(comparable(guildWatcher.room.roster), expectedRoster(server, IDS.guild));
		assert.deepEqual([account.identifies, account.mostSeats], [1, 1]);
		for (const { room } of [...watchers, guildWatcher]) assert.deepEqual(room.faults, []);
		assertSameSpeech(context, diaries);
		const lost = watchers.reduce((sum, watcher) => sum + (watcher instanceof LinkWatcher ? watcher.lost : 0), 0);
		assert.ok(lost > 0);
		context.diagnostic(
			`${crowd.changes} changes, ${lost} answers lost, ${account.resumes} Resumes, ${account.joins} joins`,
		);
	});
});
