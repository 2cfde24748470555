/**
 * The acts of the demo: game servers watch a room and people speak; one game server stalls; the relay is killed and resumes; a
 * fourth game server joins, and is measured. Every act ends when all game servers have what they must have.
 */

import { setTimeout as delay } from "node:timers/promises";
import { until } from "../../rooms/until.ts";
import type { Timeline } from "../Timeline.ts";
import type { DemoStage, Game } from "./DemoStage.ts";
import { roomSummary, type Cost, type RoomSummary } from "./roomSummary.ts";

/** Game servers at the start. */
const GAMES = 3;

/** Milliseconds of calm between two acts. */
const CALM = 2500;

/** Milliseconds for which a game server is frozen. */
const STALL = 4000;

/** Milliseconds over which the fourth game server is measured. */
const MEASURED = 10_000;

/** Milliseconds that an act may take. */
const PATIENCE = 30_000;

export class RoomStory {
	public constructor(
		private readonly stage: DemoStage,
		private readonly timeline: Timeline,
		private readonly signal: AbortSignal,
	) {}

	/** Plays all acts. @throws Error If an act does not end, or `signal` is aborted. */
	public async play(): Promise<RoomSummary> {
		const { stage } = this;
		for (let count = 0; count < GAMES; count += 1) await stage.addGame();
		await this.until("speakers are live", () => stage.games.every(({ server }) => server.isLive));
		stage.people.talk();
		await this.rest(CALM);
		stage.setVisitor(true);
		await this.stall(stage.games[1]!);
		await this.rest(CALM);
		await this.killRelay();
		const games = [...stage.games];
		const cost = await this.measureFourth();
		stage.setVisitor(false);
		await stage.people.fallSilent();
		await this.until("rosters are equal", () => this.areEqual(games));
		const { roster, account, people } = stage;
		return roomSummary({
			games: games.map(({ side, server }) => ({
				name: side,
				roster: server.roster,
				speech: server.speech,
				codes: server.codes,
			})),
			roster,
			bot: account,
			cost,
			guestCodes: people.codes,
		});
	}

	/** Freezes a game server while the others go on, and waits until it has caught up. */
	private async stall({ side, server }: Game): Promise<void> {
		const [first] = this.stage.games;
		const stopsOf = (game: Game["server"]): number => game.speech.summary().stops;
		this.timeline.add(side, "stalls", `for ${STALL / 1000} s; the others go on`);
		server.stall();
		await this.rest(STALL);
		const behind = stopsOf(first!.server) - stopsOf(server);
		server.goOn();
		await this.until(`${side} has caught up`, () => stopsOf(server) >= stopsOf(first!.server));
		this.timeline.add(side, "continues", `and catches up on ${behind} who spoke meanwhile`);
	}

	/** Kills the relay as a crash does, and starts it with the state that it left. */
	private async killRelay(): Promise<void> {
		const { relay, games, account } = this.stage;
		const before = new Map(games.map(({ server }) => [server, server.liveCount]));
		const { resumes } = account;
		this.timeline.add("relay", "killed", "with SIGKILL");
		const killedAt = performance.now();
		await relay.kill();
		// what is said until a game server hears again reaches no one
		for (const { server } of games) server.speech.live(false, killedAt);
		await relay.restart();
		this.timeline.add("relay", "listening", `again, after ${seconds(killedAt)}`);
		await this.until("the bot's session is resumed", () => account.resumes > resumes);
		this.timeline.add("relay", "resumed", `the bot's session, ${seconds(killedAt)} after the kill`);
		await this.until("speakers are live again", () =>
			games.every(({ server }) => server.liveCount > before.get(server)!),
		);
		this.timeline.add("relay", "live", `at all game servers, ${seconds(killedAt)} after the kill`);
	}

	/** Adds a game server, and measures what passes between it and the relay. */
	private async measureFourth(): Promise<Cost> {
		const { server, port } = await this.stage.addGame();
		await this.until("the fourth game server is live", () => server.isLive);
		const { requests, bytes } = port.meter;
		const startedAt = performance.now();
		await this.rest(MEASURED);
		return {
			requests: port.meter.requests - requests,
			bytes: port.meter.bytes - bytes,
			milliseconds: performance.now() - startedAt,
		};
	}

	private areEqual(games: ReadonlyArray<Game>): boolean {
		const { roster } = this.stage;
		const expected = JSON.stringify(roster.map(({ id, name }) => [id, name]));
		return games.every(({ server }) => {
			const isSilent = server.speech.summary().stuck === 0;
			return isSilent && JSON.stringify(server.roster.map(({ id, name }) => [id, name])) === expected;
		});
	}

	private rest(milliseconds: number): Promise<void> {
		return delay(milliseconds, undefined, { signal: this.signal });
	}

	private async until(what: string, condition: () => boolean): Promise<void> {
		const { stage } = this;
		await until(
			() => `${what} (${stage.games.map(({ side, server }) => `${side}: ${server.told}`).join("; ")})`,
			() => stage.failure !== undefined || this.signal.aborted || condition(),
			PATIENCE,
		);
		this.signal.throwIfAborted();
		if (stage.failure !== undefined) throw new Error(stage.failure);
	}
}

function seconds(since: number): string {
	return `${((performance.now() - since) / 1000).toFixed(1)} s`;
}
