/**
 * The heartbeat of one connection, from socket to socket: schedule, ACKs, ping, zombies, answers to the server's requests,
 * and the stand-in that beats while this game server is late.
 * Edge: the thread of a BeatTimer and the timer of HeartbeatAnswers.
 */

import {
	BeatMatcher,
	delayAfterHello,
	heartbeatIntervalOf,
	nextNonce,
	StandIn,
	standInFor,
	startHeartbeat,
} from "../protocol/heartbeat";
import { BeatTimer } from "./BeatTimer";
import { HeartbeatAnswers } from "./HeartbeatAnswers";
import { Logger } from "./Logger";
import { Scheduler } from "./Scheduler";

/** No function yields or errors. */
export interface HeartbeatOptions {
	readonly scheduler: Scheduler;
	/** Random share, 0 up to 1. */
	readonly random: () => number;
	/** Shortest interval in milliseconds, whatever Hello asks for. */
	readonly heartbeatFloor: number;
	readonly log: Logger;
	/**
	 * What proves between two scheduled beats that the server is alive: only the ACK of the last beat, as the spec of the
	 * voice transport demands; or any message, since an ACK may queue behind a backlog of dispatches.
	 */
	readonly lifeSign: "ack" | "message";
	readonly matcher: BeatMatcher;
	/** The beat as a message. */
	readonly encode: (nonce: number) => string | buffer;
	/** Returns the reason if the message could not be sent. */
	readonly send: (message: string | buffer) => string | undefined;
	/** Called with the stand-in after each text beat, once Hello has arrived. */
	readonly standIn: (standIn: StandIn) => void;
	/** A beat was due without a life sign since the last one. No beat follows until `reset`. */
	readonly onZombie: () => void;
	/** A public field changed. */
	readonly onChanged: () => void;
	/** Seconds until the rate limit permits an answer, for a clock reading. @default no limit */
	readonly untilAnswer?: (now: number) => number;
}

export class Heartbeat {
	/** Milliseconds between beats; undefined before Hello. */
	public interval?: number;
	/** False from a beat until its ACK. */
	public acknowledged = true;
	/** Clock reading, in seconds, of the last beat; undefined before the first. */
	public sentAt?: number;
	/** Seconds from a beat to its ACK, as last measured. */
	public ping?: number;
	/** Suspended between beats; undefined without a schedule. */
	public thread?: thread;

	/** Nonce of the last beat on this socket. */
	private nonce?: number;
	private isZombied = false;
	/** Whether a message has arrived since the last scheduled beat. */
	private hasHeard = false;
	private readonly timer: BeatTimer;
	private readonly answers: HeartbeatAnswers;

	public constructor(private readonly options: HeartbeatOptions) {
		const { scheduler, untilAnswer } = options;
		this.timer = new BeatTimer(scheduler, () => this.tryBeat(false));
		this.answers = new HeartbeatAnswers(scheduler, () => this.tryBeat(true), untilAnswer);
	}

	/**
	 * Follows a Hello, with its jitter.
	 *
	 * @param asked Milliseconds between beats: finite and above 0.
	 * @returns The interval in use, in milliseconds.
	 */
	public hello(asked: number): number {
		const { heartbeatFloor, random } = this.options;
		const interval = heartbeatIntervalOf(asked, heartbeatFloor);
		const delay = delayAfterHello(interval, this.interval !== undefined, random());
		this.interval = interval;
		this.beatIn(interval, delay);
		return interval;
	}

	/**
	 * Beats in `delay` milliseconds, then every `interval` milliseconds, in place of the running schedule. Beats wait for
	 * `release`. Does nothing on a zombied connection.
	 *
	 * @throws If `interval` or `delay` is out of range.
	 */
	public beatIn(interval: number, delay: number): void {
		const schedule = startHeartbeat(interval, this.options.scheduler.now(), delay);
		if (!this.isZombied) this.timer.start(schedule);
		this.changed();
	}

	/** The server accepts heartbeats from now on. A beat that is due goes out at once. */
	public release(): void {
		this.timer.release();
	}

	/** Any message arrived. */
	public heard(): void {
		this.hasHeard = true;
	}

	/** The server asks for a heartbeat. */
	public answer(): void {
		this.answers.request();
	}

	/** @param nonce Nonce of the ACK. @default the nonce of the last beat */
	public acknowledge(nonce = this.nonce): void {
		const { lifeSign, log, matcher, scheduler } = this.options;
		const ping = matcher.acknowledge(scheduler.now(), nonce);
		if (ping === undefined && lifeSign === "ack") {
			log.debug(`ignored a heartbeat ACK without a beat: ${nonce}`);
			return;
		}
		this.ping = ping ?? this.ping;
		this.acknowledged = true;
		this.changed();
	}

	/**
	 * Sends a beat, or finds a zombie instead: see `lifeSign`.
	 *
	 * @param requested Whether the server or the user asked for it. Then it is sent even if the last one is unacknowledged.
	 * @returns The reason if no beat could be sent.
	 */
	public beat(requested: boolean): string | undefined {
		if (this.isZombied) return "cannot send a heartbeat: the connection is zombied";
		if (!requested && this.isSilent()) {
			this.isZombied = true;
			this.stop();
			this.options.onZombie();
			return undefined;
		}
		if (!requested) this.hasHeard = false;
		return this.sendBeat();
	}

	/** Ends schedule and answers. The fields stay as they are. Safe to call twice. */
	public stop(): void {
		this.timer.stop();
		this.answers.stop();
		this.changed();
	}

	/** Prepares for a new socket: does the same as `stop`, and clears the state of the last socket. */
	public reset(): void {
		this.interval = undefined;
		this.acknowledged = true;
		this.nonce = undefined;
		this.isZombied = false;
		this.options.matcher.clear();
		this.stop();
	}

	private isSilent(): boolean {
		if (this.acknowledged) return false;
		return this.options.lifeSign === "ack" || !this.hasHeard;
	}

	private tryBeat(requested: boolean): void {
		const fault = this.beat(requested);
		if (fault !== undefined) this.options.log.debug(`no heartbeat: ${fault}`);
	}

	private sendBeat(): string | undefined {
		const { scheduler, matcher, encode, send, standIn } = this.options;
		const now = scheduler.now();
		const nonce = nextNonce(now, this.nonce);
		const message = encode(nonce);
		const fault = send(message);
		if (fault !== undefined) return fault;
		if (typeIs(message, "string") && this.interval !== undefined) {
			standIn({ ...standInFor(this.interval), text: message });
		}
		matcher.record(now, nonce);
		this.nonce = nonce;
		this.sentAt = now;
		this.acknowledged = false;
		this.changed();
		return undefined;
	}

	private changed(): void {
		this.thread = this.timer.thread;
		this.options.onChanged();
	}
}
