/** A cell: dispatches in, segments and op 4 out. The seat, the rooms and the guilds are the real ones. */

import assert from "node:assert/strict";
import { beforeEach, describe, it } from "node:test";
import { pino } from "pino";
import type { RoomCursor, WireSegment } from "../../../src/protocol/room/segment.ts";
import { FakeClock } from "../../shared/support/FakeClock.ts";
import type { SeatCredentials, SeatSessionEvents } from "../discord/voice/SeatSession.ts";
import type { RoomFeed, Watch, WatchEnd } from "../room/Hub.ts";
import { BOT_ID, FakeCellSession, SESSION_ID } from "../support/FakeCellSession.ts";
import { HubCell } from "./HubCell.ts";
import { Terms } from "./Terms.ts";

const [GUILD, OTHER_GUILD] = ["700", "701"];
const [LOBBY, TEXT] = ["10", "12"];
const ANN = "1001";
const GUILD_CREATE = {
	id: GUILD,
	owner_id: BOT_ID,
	roles: [{ id: GUILD, permissions: "0" }],
	channels: [
		{ id: LOBBY, type: 2, name: "Lobby" },
		{ id: TEXT, type: 0, name: "general" },
	],
	members: [],
	voice_states: [],
};

const stateOf = (userId: string, channelId: string | null, sessionId = "other"): object => ({
	guild_id: GUILD,
	user_id: userId,
	channel_id: channelId,
	session_id: sessionId,
	member: { user: { id: userId, username: `user ${userId}` } },
});

/** A watcher that reads at once. */
interface Watcher {
	readonly watch: Watch;
	readonly segments: ReadonlyArray<WireSegment>;
	readonly ends: ReadonlyArray<WatchEnd>;
	readonly isOpen: boolean;
}

describe("HubCell", () => {
	let clock: FakeClock;
	let session: FakeCellSession;
	let cell: HubCell;
	let canHear: boolean;
	let seats: Array<{ readonly credentials: SeatCredentials; readonly events: SeatSessionEvents; isClosed: boolean }>;

	beforeEach(() => {
		clock = new FakeClock();
		canHear = true;
		seats = [];
		cell = new HubCell({
			bot: "main",
			shard: 0,
			clock,
			log: pino({ level: "silent" }),
			terms: new Terms(() => 999),
			perMin: 60,
			openSession: (events) => (session = new FakeCellSession(events)),
			openSeatSession: (credentials, events) => {
				const seat = { credentials, events, isClosed: false };
				seats.push(seat);
				return { close: () => (seat.isClosed = true), setDeafened: () => {} };
			},
			canHear: () => canHear,
			onGuild: () => {},
		});
		cell.open();
	});

	const watch = async (channel: string | undefined, wantsSeat = false, guild = GUILD): Promise<Watcher> => {
		const segments: Array<WireSegment> = [];
		const ends: Array<WatchEnd> = [];
		let feed: RoomFeed | undefined;
		let cursor: RoomCursor | undefined;
		const read = (): void => {
			for (const segment of feed?.read(cursor) ?? []) {
				cursor = segment;
				segments.push(JSON.parse(segment.bytes.toString()) as WireSegment);
			}
		};
		const key = channel === undefined ? { bot: "main", guild } : { bot: "main", guild, channel };
		const started = cell.watch(
			{ key, wantsSeat },
			{
				onOpen: (opened) => {
					feed = opened;
					read();
				},
				onNews: read,
				onEnd: (end) => ends.push(end),
			},
		);
		await Promise.resolve();
		return {
			watch: started,
			segments,
			ends,
			get isOpen() {
				return feed !== undefined;
			},
		};
	};
	const load = (): void => {
		session.ready([GUILD]);
		session.dispatch("GUILD_CREATE", GUILD_CREATE);
	};
	const codes = ({ ends }: Watcher): ReadonlyArray<string> => ends.map(({ code }) => code);

	describe("admission", () => {
		it("should open a watch once its guild is known", async () => {
			const watcher = await watch(LOBBY);
			session.ready([GUILD]);
			assert.equal(watcher.isOpen, false);
			session.dispatch("GUILD_CREATE", GUILD_CREATE);
			assert.deepEqual(watcher.segments[0]?.slice(0, 3), [1000, 1, "s"]);
		});

		it("should end a watch after 10 s without Discord", async () => {
			const watcher = await watch(LOBBY);
			clock.advance(9999);
			assert.deepEqual(codes(watcher), []);
			clock.advance(1);
			assert.deepEqual(codes(watcher), ["discord_unreachable"]);
		});

		it("should end a watch of a guild without the bot at once", async () => {
			load();
			assert.deepEqual(codes(await watch(LOBBY, false, OTHER_GUILD)), ["guild_unknown"]);
		});

		it("should end a watch of a guild that stays unavailable", async () => {
			session.ready([GUILD]);
			const watcher = await watch(LOBBY);
			clock.advance(10_000);
			assert.deepEqual(codes(watcher), ["guild_unknown"]);
		});

		it("should end a watch of a text channel", async () => {
			load();
			assert.deepEqual(codes(await watch(TEXT)), ["not_a_voice_channel"]);
		});

		it("should end a watch of a bot that has stopped", async () => {
			session.setState({ kind: "stopped", reason: "wrong token" });
			const watcher = await watch(LOBBY);
			assert.deepEqual(codes(watcher), ["bot_stopped"]);
		});

		it("should not call a watcher that stopped", async () => {
			const watcher = await watch(LOBBY);
			watcher.watch.stop();
			load();
			clock.advance(10_000);
			assert.equal(watcher.isOpen, false);
			assert.deepEqual(watcher.ends, []);
		});
	});

	describe("rooms", () => {
		it("should tell every watcher of a join in one segment", async () => {
			load();
			const [one, two] = [await watch(LOBBY), await watch(LOBBY)];
			session.dispatch("VOICE_STATE_UPDATE", stateOf(ANN, LOBBY));
			clock.advance(50);
			const [term, n, letter, changes] = one.segments[1] ?? [];
			assert.deepEqual([term, n, letter, changes?.[0]?.slice(0, 2)], [1000, 2, "d", ["m", ANN]]);
			assert.deepEqual(two.segments, one.segments);
		});

		it("should acknowledge a dispatch once its segment is closed", async () => {
			load();
			await watch(LOBBY);
			const before = session.dispatch("TYPING_START", {});
			const s = session.dispatch("VOICE_STATE_UPDATE", stateOf(ANN, LOBBY));
			session.dispatch("TYPING_START", {});
			assert.equal(session.acknowledged.at(-1), before);
			clock.advance(50);
			assert.equal(session.acknowledged.at(-1), s + 1);
		});

		it("should acknowledge dispatches of unwatched rooms at once", () => {
			load();
			const s = session.dispatch("VOICE_STATE_UPDATE", stateOf(ANN, LOBBY));
			assert.equal(session.acknowledged.at(-1), s);
		});

		it("should give a guild's room the rosters of all channels", async () => {
			load();
			session.dispatch("VOICE_STATE_UPDATE", stateOf(ANN, LOBBY));
			const [, , , changes] = (await watch(undefined)).segments[0] ?? [];
			const member = changes?.find((change) => change[0] === "m");
			assert.equal(member?.[1], ANN);
			assert.equal((member?.[2] as { channel?: string }).channel, LOBBY);
		});

		it("should end the watches of a deleted channel", async () => {
			load();
			const watcher = await watch(LOBBY);
			session.dispatch("CHANNEL_DELETE", { id: LOBBY, guild_id: GUILD, type: 2 });
			assert.deepEqual(codes(watcher), ["channel_unknown"]);
		});

		it("should end the watches of a guild that a fresh session lacks", async () => {
			load();
			const watcher = await watch(LOBBY);
			session.readyAfresh([], "session-2");
			assert.deepEqual(codes(watcher), ["guild_unknown"]);
		});

		it("should mark a gap after a fresh session", async () => {
			load();
			const watcher = await watch(LOBBY);
			session.readyAfresh([GUILD], "session-2");
			session.dispatch("GUILD_CREATE", { ...GUILD_CREATE, voice_states: [stateOf(ANN, LOBBY)] });
			clock.advance(50);
			const letters = watcher.segments[1]?.[3].map(([letter]) => letter);
			assert.deepEqual(letters, ["g", "m"]);
			assert.deepEqual(watcher.ends, []);
		});

		it("should keep a room for two minutes after its last watcher", async () => {
			load();
			(await watch(LOBBY)).watch.stop();
			clock.advance(119_999);
			const again = await watch(LOBBY);
			assert.equal(again.segments[0]?.[0], 1000);
			again.watch.stop();
			clock.advance(120_000);
			assert.equal((await watch(LOBBY)).segments[0]?.[0], 1001);
		});
	});

	describe("seats", () => {
		const seat = async (): Promise<Watcher> => {
			load();
			const watcher = await watch(LOBBY, true);
			session.dispatch("VOICE_STATE_UPDATE", stateOf(BOT_ID, LOBBY, SESSION_ID));
			session.dispatch("VOICE_SERVER_UPDATE", {
				guild_id: GUILD,
				token: "secret",
				endpoint: "voice.example:443",
			});
			seats[0]?.events.onMedia({ kind: "live" });
			return watcher;
		};
		const changesOf = ({ segments }: Watcher): ReadonlyArray<unknown> =>
			segments.flatMap(([, , , changes]) => changes);

		it("should join for the first watcher, and leave 60 s after the last", async () => {
			const one = await seat();
			const two = await watch(LOBBY, true);
			assert.deepEqual(session.voiceUpdates, [[GUILD, LOBBY]]);
			one.watch.stop();
			two.watch.stop();
			clock.advance(59_999);
			assert.equal(session.voiceUpdates.length, 1);
			clock.advance(1);
			assert.deepEqual(session.voiceUpdates.at(-1), [GUILD, null]);
			assert.equal(seats[0]?.isClosed, true);
		});

		it("should open with what the seat is about to do", async () => {
			load();
			const [, , , changes] = (await watch(LOBBY, true)).segments[0] ?? [];
			assert.deepEqual(
				changes?.find(([letter]) => letter === "w"),
				["w", "none", "the bot is joining the channel"],
			);
		});

		it("should join for no watcher without the right", async () => {
			load();
			const watcher = await watch(LOBBY);
			assert.deepEqual(session.voiceUpdates, []);
			const speakers = changesOf(watcher).find((change) => (change as ReadonlyArray<unknown>)[0] === "w");
			assert.match(JSON.stringify(speakers), /RELAY_GRANTS/);
		});

		it("should join no channel without media", async () => {
			canHear = false;
			load();
			const watcher = await watch(LOBBY, true);
			assert.deepEqual(session.voiceUpdates, []);
			assert.match(JSON.stringify(changesOf(watcher)), /RELAY_MEDIA_SESSIONS/);
		});

		it("should tell who speaks", async () => {
			const watcher = await seat();
			session.dispatch("VOICE_STATE_UPDATE", stateOf(ANN, LOBBY));
			seats[0]?.events.onSpeaking({ userId: ANN, speaking: true, level: 1 });
			seats[0]?.events.onEncryption({ state: "active", epoch: 2, code: "1" });
			clock.advance(2000);
			const changes = JSON.stringify(changesOf(watcher));
			assert.ok(changes.includes(JSON.stringify(["w", "live", ""])));
			assert.ok(changes.includes(JSON.stringify(["s", ANN, 15])));
			assert.ok(changes.includes(JSON.stringify(["e", { state: "active", epoch: 2, code: "1" }])));
		});

		it("should tell a later room who speaks", async () => {
			const first = await seat();
			session.dispatch("VOICE_STATE_UPDATE", stateOf(ANN, LOBBY));
			seats[0]?.events.onSpeaking({ userId: ANN, speaking: true, level: 1 });
			clock.advance(2000);
			first.watch.stop();
			const [, , letter, changes] = (await watch(LOBBY, true)).segments[0] ?? [];
			assert.equal(letter, "s");
			assert.ok(JSON.stringify(changes).includes(JSON.stringify(["s", ANN, 15])));
		});

		it("should report a theft, and not join again at once", async () => {
			const watcher = await seat();
			session.dispatch("VOICE_STATE_UPDATE", stateOf(BOT_ID, LOBBY, "foreign"));
			clock.advance(2000);
			assert.equal(cell.report.seats[0]?.robbed, 1);
			assert.equal(session.voiceUpdates.length, 1);
			assert.equal(seats[0]?.isClosed, true);
			assert.ok(JSON.stringify(changesOf(watcher)).includes("taken over"));
		});

		it("should join again after a fresh session", async () => {
			await seat();
			session.readyAfresh([GUILD], "session-2");
			session.dispatch("GUILD_CREATE", GUILD_CREATE);
			clock.advance(2000);
			assert.deepEqual(session.voiceUpdates.at(-1), [GUILD, LOBBY]);
			assert.equal(session.voiceUpdates.length, 2);
		});

		for (const [title, isLeaving, updates] of [
			["stay in its channel for a restart", false, [[GUILD, LOBBY]]],
			[
				"leave its channel at the end",
				true,
				[
					[GUILD, LOBBY],
					[GUILD, null],
				],
			],
		] as const) {
			it(`should ${title}`, async () => {
				await seat();
				cell.close(isLeaving);
				assert.deepEqual(session.voiceUpdates, updates);
				assert.equal(seats[0]?.isClosed, true);
			});
		}
	});

	describe("restart", () => {
		/** Restores another cell from what this one knows, and resumes its session. @param own The bot's voice states. */
		const restart = (own: ReadonlyMap<string, unknown>): void => {
			const saved = cell.guilds.all.map((guild) => JSON.parse(JSON.stringify(guild)) as unknown);
			cell = new HubCell({
				bot: "main",
				shard: 0,
				clock,
				log: pino({ level: "silent" }),
				terms: new Terms(() => 1999),
				perMin: 60,
				openSession: (events) => (session = new FakeCellSession(events)),
				openSeatSession: () => ({ close: () => {}, setDeafened: () => {} }),
				canHear: () => canHear,
				onGuild: () => {},
			});
			assert.equal(cell.restore([{}], new Map(), BOT_ID), false);
			assert.equal(cell.restore(saved, own, BOT_ID), true);
			cell.open();
			session.userId = BOT_ID;
			session.sessionId = SESSION_ID;
		};
		const resume = (): void => {
			session.setState({ kind: "ready" });
			session.dispatch("RESUMED", {});
		};

		it("should resume with the guilds of the earlier process", async () => {
			load();
			session.dispatch("VOICE_STATE_UPDATE", stateOf(ANN, LOBBY));
			restart(new Map([[GUILD, stateOf(BOT_ID, LOBBY, SESSION_ID)]]));
			const watcher = await watch(LOBBY, true);
			assert.ok(JSON.stringify(watcher.segments).includes(ANN));
			resume();
			// the channel has the bot, but no voice session
			assert.deepEqual(session.voiceUpdates, [[GUILD, null]]);
		});

		it("should take a seat in a guild where the bot had none", async () => {
			load();
			restart(new Map());
			resume();
			await watch(LOBBY, true);
			assert.deepEqual(session.voiceUpdates, [[GUILD, LOBBY]]);
		});
	});
});
