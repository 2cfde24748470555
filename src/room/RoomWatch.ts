/**
 * Keeps one room watched: watches it again after each loss, from where it was, and decides how long the last word of the relay
 * stands.
 *
 *     connecting --> ready <--> away          closed: from every state
 *
 * Edge: timers on the injected scheduler.
 */

import { backoffDelay, BackoffOptions } from "../protocol/backoff";
import { ownerReport, refusedReport, RoomCloseReport, roomFaultReport } from "../protocol/room/roomClose";
import { freshRoom, RoomStep } from "../protocol/room/roomState";
import { Logger } from "../runtime/Logger";
import { Scheduler } from "../runtime/Scheduler";
import { ThrottledLog } from "../runtime/ThrottledLog";
import { Timers } from "../runtime/Timers";
import { RoomCarrier, RoomEnd, RoomListener, RoomRequest } from "./RoomCarrier";
import { RoomView } from "./RoomView";

/**
 * - `connecting`: no snapshot has come yet.
 * - `ready`: the room is up to date.
 * - `away`: the relay does not answer, or is asked again. The room shows what it last said; speakers for 10 s at most.
 * - `closed`: ended for good.
 */
export type RoomConnectionState = "connecting" | "ready" | "away" | "closed";

/** What a room needs. */
export interface RoomEnvironment {
	readonly carrier: RoomCarrier;
	readonly scheduler: Scheduler;
	/** Random share, 0 up to 1. */
	readonly random: () => number;
	/** Isolated. */
	readonly log: Logger;
}

/** Counters of a room. */
export interface RoomCounts {
	/** Times that the relay was asked for the room. */
	watches: number;
	/** Segments that were processed. */
	segments: number;
	/** Snapshots among them. */
	snapshots: number;
	/** Segments that came again, or of an earlier owner, and were skipped. */
	old: number;
	/** Segments that did not continue the last one. A snapshot replaces what they had. */
	holes: number;
	/** Times that the relay itself may have missed changes. */
	gaps: number;
	/** Malformed parts that were skipped. */
	faults: number;
}

/** No function yields or errors. */
export interface RoomWatchEvents {
	/** What to show, and what to report with each. Comes before the state that it leads to. */
	readonly onSteps: (steps: ReadonlyArray<RoomStep>) => void;
	readonly onState: (state: RoomConnectionState, detail?: string) => void;
	/** Called once, and last. */
	readonly onClosed: (report: RoomCloseReport) => void;
}

const BACKOFF: BackoffOptions = { base: 1, cap: 30 };

/** Maximum wait in seconds, whatever a relay asks for. */
const MAX_WAIT = 300;
/** Seconds in `ready` after which losses are forgotten. */
const STABLE_AFTER = 10;
/** Seconds until a room that the relay has not opened is reported. */
const OPEN_LIMIT = 10;
/** Seconds for which speakers stand without a word of the relay. While a user speaks, a segment comes every 5 s. */
const STANDS_FOR = 10;
/** Seconds of nothing but old segments after which any position is accepted. */
const OLD_LIMIT = 10;

export class RoomWatch {
	public state: RoomConnectionState = "connecting";
	public readonly counts: RoomCounts = {
		watches: 0,
		segments: 0,
		snapshots: 0,
		old: 0,
		holes: 0,
		gaps: 0,
		faults: 0,
	};

	private detail?: string;
	/** For the log. */
	private readonly name: string;
	private readonly view: RoomView;
	private readonly timers: Timers<"attempt" | "open" | "silence" | "old">;
	private readonly malformed: ThrottledLog;
	/** Losses in a row. */
	private losses = 0;
	private readyAt = math.huge;
	private isOpen = false;
	/** Set before the last events. */
	private isClosed = false;
	private stopWatch?: () => void;

	public constructor(
		private readonly request: RoomRequest,
		private readonly environment: RoomEnvironment,
		private readonly events: RoomWatchEvents,
	) {
		const { guildId, channelId } = request;
		this.name = channelId === undefined ? `guild ${guildId}` : `channel ${channelId}`;
		this.view = new RoomView(freshRoom(channelId));
		this.timers = new Timers(environment.scheduler);
		this.malformed = new ThrottledLog(environment.log, "skipped a malformed part of a room's message");
	}

	/** Starts. No event fires before this returns. */
	public start(): void {
		this.attempt();
	}

	/** Ends the room. Never yields, safe to call twice. */
	public stop(reason: string): void {
		this.close(ownerReport(reason));
	}

	private attempt(): void {
		let isOver = false;
		const listener = this.listener((handle) => {
			if (!isOver) handle();
		});
		this.counts.watches += 1;
		this.isOpen = false;
		this.timers.start("open", OPEN_LIMIT, () => this.wait("the relay has not opened the room for 10 s"));
		const { carrier } = this.environment;
		const [ok, result] = pcall(() => carrier.watch(this.request, this.view.cursor(), listener));
		this.stopWatch = () => {
			isOver = true;
			if (ok) (result as () => void)();
		};
		if (ok) return;
		const failure = { code: undefined, reason: tostring(result), isRefused: false, retryAfter: undefined };
		this.timers.start("attempt", 0, () => this.lose(failure));
	}

	/** The events of one watch. @param run Runs a function unless the watch is over. */
	private listener(run: (handle: () => void) => void): RoomListener {
		return {
			onOpen: () => run(() => this.opened()),
			onMessage: (message) => run(() => this.take(message)),
			onAway: (reason) => run(() => this.wait(reason)),
			onBack: () => run(() => this.back()),
			onEnd: (ended) => run(() => this.lose(ended)),
		};
	}

	private opened(): void {
		this.isOpen = true;
		this.back();
	}

	/** The relay answers: what it last said is up to date, or its next segments make it so. */
	private back(): void {
		if (this.isClosed || !this.isOpen || this.view.cursor() === undefined) return;
		this.timers.stop("open");
		this.show(this.view.unveil());
		this.enter("ready");
		this.guard();
	}

	private take(message: unknown): void {
		const { counts } = this;
		const { steps, faults, segments, snapshots, old, holes } = this.view.take(message);
		for (const fault of faults) this.malformed.add(fault);
		counts.segments += segments;
		counts.snapshots += snapshots;
		counts.old += old;
		counts.holes += holes;
		counts.faults += faults.size();
		this.show(steps);
		if (segments > 0) this.timers.stop("old");
		else if (old > 0) this.expectNews();
		if (this.view.cursor() !== undefined) this.back();
		else if (holes > 0) this.again("segments are missing");
	}

	/** Old segments alone may mean that the relay lost its log: in a while, any position will do. */
	private expectNews(): void {
		if (this.isClosed || this.timers.isRunning("old")) return;
		this.timers.start("old", OLD_LIMIT, () => {
			this.view.forgetCursor();
			this.again("the relay sends old segments only");
		});
	}

	/** The relay is out of reach, or has not opened the room. The watch goes on. */
	private wait(reason: string): void {
		if (this.isClosed) return;
		this.enter(this.counts.snapshots === 0 ? "connecting" : "away", reason);
		this.guard();
	}

	private lose({ code, reason, isRefused, retryAfter }: RoomEnd): void {
		const final = isRefused ? refusedReport(reason) : roomFaultReport(code ?? "", reason);
		if (final !== undefined) return this.close(final);
		this.again(code === undefined ? reason : `${code}: ${reason}`, retryAfter);
	}

	/** Watches again, after a time that grows with each loss. */
	private again(reason: string, retryAfter = 0): void {
		if (this.isClosed) return;
		this.stopWatch?.();
		this.isOpen = false;
		this.timers.stop("open");
		this.timers.stop("old");
		this.settle();
		this.losses += 1;
		const seconds = math.max(
			math.min(retryAfter, MAX_WAIT),
			backoffDelay(this.losses, this.environment.random(), BACKOFF),
		);
		this.timers.start("attempt", seconds, () => this.attempt());
		this.wait(reason);
	}

	/** Forgets the losses if the room was ready long enough. */
	private settle(): void {
		const passed = this.environment.scheduler.now() - this.readyAt;
		this.readyAt = math.huge;
		if (passed >= STABLE_AFTER) this.losses = 0;
	}

	/** Limits how long speakers stand: from the last message while one speaks, else from the beginning of an absence. */
	private guard(): void {
		if (this.isClosed) return;
		const isAway = this.state === "away";
		if (isAway && this.timers.isRunning("silence")) return;
		if (!isAway && !this.view.hasSpeaker()) return this.timers.stop("silence");
		this.timers.start("silence", STANDS_FOR, () => this.show(this.view.veil(this.silenceReason())));
	}

	private silenceReason(): string {
		return this.state === "away" ? `away: ${this.detail}` : "late: the relay has said nothing for 10 s";
	}

	private close(report: RoomCloseReport): void {
		if (this.isClosed) return;
		this.isClosed = true;
		this.stopWatch?.();
		this.timers.stopAll();
		this.show(this.view.close(`closed: ${report.reason}`));
		if (!report.bySelf) this.environment.log.warn(`${this.name} is closed: ${report.reason}`);
		this.enter("closed", report.reason);
		this.events.onClosed(report);
	}

	private show(steps: ReadonlyArray<RoomStep>): void {
		for (const { events } of steps) for (const { kind } of events) if (kind === "gap") this.counts.gaps += 1;
		if (steps.size() > 0) this.events.onSteps(steps);
	}

	private enter(state: RoomConnectionState, detail?: string): void {
		if (state === this.state && detail === this.detail) return;
		if (state !== "ready") this.settle();
		else if (this.state !== "ready") this.readyAt = this.environment.scheduler.now();
		this.state = state;
		this.detail = detail;
		this.environment.log.info(`${this.name}: ${state}${detail === undefined ? "" : `: ${detail}`}`);
		this.events.onState(state, detail);
	}
}
