/**
 * The heartbeat of one session of either gateway, from socket to socket: schedule, ACKs, ping, zombies, and answers to the
 * server's requests. The rules are in `src/protocol/heartbeat`.
 */

import "../../../shared/luau/globals.ts";
import {
	advanceHeartbeat,
	DEFAULT_HEARTBEAT_FLOOR,
	delayAfterHello,
	heartbeatIntervalOf,
	nextNonce,
	startHeartbeat,
	untilBeat,
	type BeatMatcher,
	type HeartbeatSchedule,
} from "../../../../src/protocol/heartbeat.ts";
import type { Clock } from "../../../shared/clock.ts";
import type { Random } from "../../../shared/random.ts";
import { OneTimer } from "./OneTimer.ts";

/** No function throws. */
export interface HeartbeatOptions {
	readonly clock: Clock;
	readonly random: Random;
	/**
	 * What proves between two scheduled beats that the server is alive: only the ACK of the last beat; or any message, since an
	 * ACK may queue behind a backlog of dispatches.
	 */
	readonly lifeSign: "ack" | "message";
	readonly matcher: BeatMatcher;
	readonly send: (nonce: number) => void;
	/** A beat was due without a life sign since the last one. No beat follows until `reset`. */
	readonly onZombie: () => void;
	/** Seconds until the rate limit permits an answer, for a clock reading in seconds. @default no limit */
	readonly untilAnswer?: (now: number) => number;
}

const MILLISECONDS = 1000;

/** Seconds between two answers to requests. */
const MIN_PAUSE = 1;

export class Heartbeat {
	/** Seconds from a beat to its ACK, as last measured. */
	public ping: number | undefined;
	/** Milliseconds between beats; undefined before Hello. */
	private interval: number | undefined;
	private acknowledged = true;
	/** Whether a message has arrived since the last scheduled beat. */
	private hasHeard = false;
	/** Nonce of the last beat on this socket. */
	private nonce: number | undefined;
	/** Clock reading, in seconds, of the last answer on this socket. */
	private answeredAt: number | undefined;
	private readonly beatTimer: OneTimer;
	private readonly answerTimer: OneTimer;

	public constructor(private readonly options: HeartbeatOptions) {
		this.beatTimer = new OneTimer(options.clock);
		this.answerTimer = new OneTimer(options.clock);
	}

	/**
	 * Follows a Hello, with its jitter.
	 *
	 * @param asked Milliseconds between beats: finite and above 0.
	 * @returns The interval in use, in milliseconds.
	 */
	public hello(asked: number): number {
		const interval = heartbeatIntervalOf(asked, DEFAULT_HEARTBEAT_FLOOR);
		const delay = delayAfterHello(interval, this.interval !== undefined, this.options.random());
		this.interval = interval;
		this.schedule(startHeartbeat(interval, this.now(), delay));
		return interval;
	}

	/** Any message arrived. */
	public heard(): void {
		this.hasHeard = true;
	}

	/** The server asks for a heartbeat: at once, then at most one a second. */
	public answer(): void {
		if (this.answerTimer.isRunning) return;
		const now = this.now();
		const pause = this.answeredAt === undefined ? 0 : this.answeredAt + MIN_PAUSE - now;
		const seconds = Math.max(pause, this.options.untilAnswer?.(now) ?? 0);
		if (seconds > 0) return this.answerTimer.start(seconds, () => this.answer());
		this.answeredAt = now;
		this.beat();
	}

	/** @param nonce Nonce of the ACK. @default the nonce of the last beat */
	public acknowledge(nonce = this.nonce): void {
		const { lifeSign, matcher } = this.options;
		const ping = matcher.acknowledge(this.now(), nonce ?? 0);
		if (ping === undefined && lifeSign === "ack") return;
		this.ping = ping ?? this.ping;
		this.acknowledged = true;
	}

	/** Prepares for a new socket. Safe to call twice. */
	public reset(): void {
		this.beatTimer.stop();
		this.answerTimer.stop();
		this.interval = undefined;
		this.acknowledged = true;
		this.hasHeard = false;
		this.nonce = undefined;
		this.answeredAt = undefined;
		this.options.matcher.clear();
	}

	private schedule(heartbeat: HeartbeatSchedule): void {
		this.beatTimer.start(untilBeat(heartbeat, this.now()), () => {
			if (this.isSilent()) return this.options.onZombie();
			this.hasHeard = false;
			// First, since a failing send may reset this heartbeat.
			this.schedule(advanceHeartbeat(heartbeat, this.now()));
			this.beat();
		});
	}

	private isSilent(): boolean {
		if (this.acknowledged) return false;
		return this.options.lifeSign === "ack" || !this.hasHeard;
	}

	private beat(): void {
		const { matcher, send } = this.options;
		const now = this.now();
		const nonce = nextNonce(now, this.nonce);
		matcher.record(now, nonce);
		this.nonce = nonce;
		this.acknowledged = false;
		send(nonce);
	}

	private now(): number {
		return this.options.clock.now() / MILLISECONDS;
	}
}
