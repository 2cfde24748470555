/**
 * When each shard of a bot may identify: the only place that grants Identifies. Three limits apply: one shard at a time for each
 * rate limit key, a count by the hour for each shard, and Discord's count by the day, of which a reserve is kept.
 * The rules are in `src/protocol/gateway/{identifyGate,identifyBudget,sessionStartLimit}`.
 */

import "../../../shared/luau/globals.ts";
import {
	DEFAULT_IDENTIFY_RATE,
	fullBudget,
	takeIdentify,
	untilIdentify,
	type IdentifyBudget,
} from "../../../../src/protocol/gateway/identifyBudget.ts";
import { IdentifyGate as IdentifyWindows } from "../../../../src/protocol/gateway/identifyGate.ts";
import {
	sessionStartsOf,
	takeSessionStart,
	type GatewayBot,
	type SessionStarts,
} from "../../../../src/protocol/gateway/sessionStartLimit.ts";
import type { Clock } from "../../../shared/clock.ts";
import { OneTimer } from "../session/OneTimer.ts";

/** No Identify is permitted for so long. */
export interface IdentifyLimit {
	readonly seconds: number;
	readonly reason: string;
}

/** @param limit Why the shard may not identify; undefined if it may, at once. */
export type OnTurn = (limit: IdentifyLimit | undefined) => void;

export interface IdentifyGateOptions {
	readonly clock: Clock;
	/** Asks GET /gateway/bot once. Resolves with undefined without an answer. Never rejects. */
	readonly refresh: () => Promise<GatewayBot | undefined>;
}

interface Turn {
	readonly shard: number;
	readonly onTurn: OnTurn;
}

/** Identifies that are kept for the operator: beyond Discord's limit, the token is reset. A tenth, if the limit is small. */
const RESERVE = 100;
const RESERVED_SHARE = 0.1;

/** Seconds for which an answer of GET /gateway/bot is trusted: other programs may use the same bot. */
const FRESH_FOR = 60;

const MILLISECONDS = 1000;
const MINUTE = 60;

export class IdentifyGate {
	/** Identifies granted so far. */
	public granted = 0;
	private waiting: ReadonlyArray<Turn> = [];
	private concurrency = 1;
	private windows = new IdentifyWindows(1);
	private starts: SessionStarts | undefined;
	private readonly budgets = new Map<number, IdentifyBudget>();
	/** Clock reading, in seconds, of the last answer, or of the last failure to get one. */
	private checkedAt = -Infinity;
	private isChecking = false;
	private readonly timer: OneTimer;

	public constructor(private readonly options: IdentifyGateOptions) {
		this.timer = new OneTimer(options.clock);
	}

	/** Identifies that Discord permits until `resetAt`, a clock reading in milliseconds; undefined before the first answer. */
	public get left(): { readonly count: number; readonly total: number; readonly resetAt: number } | undefined {
		if (this.starts === undefined) return undefined;
		const { total, resetAt } = this.starts;
		return { count: this.remaining(this.starts), total, resetAt: resetAt * MILLISECONDS };
	}

	/** Applies the limits of an answer. */
	public seed(bot: GatewayBot): void {
		const { max_concurrency: concurrency } = bot.session_start_limit;
		// With the same keys, recent Identifies still count.
		if (concurrency !== this.concurrency) this.windows = new IdentifyWindows(concurrency);
		this.concurrency = concurrency;
		this.starts = sessionStartsOf(bot, this.now());
		this.checkedAt = this.now();
	}

	/** Why the shard may not identify, windows aside; undefined if it may. */
	public limitOf(shard: number): IdentifyLimit | undefined {
		return this.dayLimit() ?? this.hourLimit(shard);
	}

	/** Requests a turn. `onTurn` is called once, immediately or later. @returns A function that gives the turn up. */
	public request(shard: number, onTurn: OnTurn): () => void {
		const turn: Turn = { shard, onTurn };
		this.waiting = [...this.waiting, turn];
		this.pump();
		return () => this.remove(turn);
	}

	/** Gives up every turn. */
	public stop(): void {
		this.waiting = [];
		this.timer.stop();
	}

	/** Grants every turn that is due, and re-arms the timer for the next. */
	private pump(): void {
		if (this.isChecking || this.waiting.length === 0) return;
		if (this.now() - this.checkedAt >= FRESH_FOR) return this.check();
		let soonest = Infinity;
		for (const turn of this.waiting) {
			if (!this.waiting.includes(turn)) continue; // given up inside of an earlier `onTurn`
			const limit = this.limitOf(turn.shard);
			const seconds = limit === undefined ? this.windows.untilFree(turn.shard, this.now()) : 0;
			if (seconds > 0) soonest = Math.min(soonest, seconds);
			else this.settle(turn, limit);
		}
		if (soonest < Infinity && this.waiting.length > 0) this.timer.start(soonest, () => this.pump());
	}

	private check(): void {
		this.isChecking = true;
		void this.options.refresh().then((bot) => {
			this.isChecking = false;
			this.checkedAt = this.now();
			if (bot !== undefined) this.seed(bot);
			this.pump();
		});
	}

	private settle(turn: Turn, limit: IdentifyLimit | undefined): void {
		this.remove(turn);
		if (limit === undefined) this.count(turn.shard);
		turn.onTurn(limit);
	}

	private count(shard: number): void {
		const now = this.now();
		this.granted += 1;
		this.windows.record(shard, now);
		if (this.starts !== undefined) this.starts = takeSessionStart(this.starts, now) ?? this.starts;
		const budget = takeIdentify(this.budgetOf(shard), DEFAULT_IDENTIFY_RATE, now);
		if (budget !== undefined) this.budgets.set(shard, budget);
	}

	private dayLimit(): IdentifyLimit | undefined {
		if (this.starts === undefined) return undefined;
		const { total, resetAt } = this.starts;
		const reserve = Math.min(RESERVE, Math.floor(total * RESERVED_SHARE));
		const count = this.remaining(this.starts);
		if (count > reserve) return undefined;
		const seconds = Math.max(resetAt - this.now(), 1);
		const reason =
			`${count} of ${total} Identifies are left, and ${reserve} are kept in reserve: ` +
			`Discord resets the count in ${minutes(seconds)} min`;
		return { seconds, reason };
	}

	private hourLimit(shard: number): IdentifyLimit | undefined {
		const seconds = untilIdentify(this.budgetOf(shard), DEFAULT_IDENTIFY_RATE, this.now());
		if (seconds === 0) return undefined;
		const { perHour } = DEFAULT_IDENTIFY_RATE;
		return { seconds, reason: `at most ${perHour} Identifies an hour: the next one in ${minutes(seconds)} min` };
	}

	private budgetOf(shard: number): IdentifyBudget {
		return this.budgets.get(shard) ?? fullBudget(DEFAULT_IDENTIFY_RATE, this.now());
	}

	private remaining({ total, remaining, resetAt }: SessionStarts): number {
		return this.now() < resetAt ? remaining : total;
	}

	private remove(turn: Turn): void {
		this.waiting = this.waiting.filter((other) => other !== turn);
		if (this.waiting.length === 0) this.timer.stop();
	}

	private now(): number {
		return this.options.clock.now() / MILLISECONDS;
	}
}

function minutes(seconds: number): number {
	return Math.ceil(seconds / MINUTE);
}
