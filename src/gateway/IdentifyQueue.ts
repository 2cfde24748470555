/**
 * Shards that wait for their turn to identify, in order of their requests.
 * Edge: one timer on the injected scheduler, only while a shard waits. The rules are in `protocol/gateway/identifyGate` and
 * `sessionStartLimit`.
 */

import { IdentifyGate } from "../protocol/gateway/identifyGate";
import { GatewayBot, SessionStarts, sessionStartsOf, takeSessionStart } from "../protocol/gateway/sessionStartLimit";
import { WebsocketError } from "../protocol/gateway/WebsocketError";
import { Scheduler } from "../runtime/Scheduler";
import { Timers } from "../runtime/Timers";

/** Decides when a shard may identify. */
export interface IdentifyTurns {
	/**
	 * Requests a turn. `onTurn` is called once, immediately or later, with a fault if no Identify is left. It must neither
	 * yield nor error. Returns a function that gives the turn up.
	 */
	request(shardId: number, onTurn: (fault?: WebsocketError) => void): () => void;
}

interface Turn {
	readonly shardId: number;
	readonly onTurn: (fault?: WebsocketError) => void;
}

export class IdentifyQueue implements IdentifyTurns {
	private waiting: ReadonlyArray<Turn> = [];
	private concurrency = 1;
	private gate = new IdentifyGate(1);
	private starts?: SessionStarts;
	private readonly timers: Timers<"turn">;

	public constructor(private readonly scheduler: Scheduler) {
		this.timers = new Timers(scheduler);
	}

	/** Applies the limits in an answer to GET /gateway/bot. */
	public limit(bot: GatewayBot): void {
		const { max_concurrency: concurrency } = bot.session_start_limit;
		// With the same keys, recent Identifies still count.
		if (concurrency !== this.concurrency) this.gate = new IdentifyGate(concurrency);
		this.concurrency = concurrency;
		this.starts = sessionStartsOf(bot, this.scheduler.now());
		this.pump();
	}

	public request(shardId: number, onTurn: Turn["onTurn"]): () => void {
		const turn: Turn = { shardId, onTurn };
		this.waiting = [...this.waiting, turn];
		this.pump();
		return () => this.remove(turn);
	}

	/** Grants every turn that is due, and re-arms the timer for the next. */
	private pump(): void {
		const now = this.scheduler.now();
		let soonest = math.huge;
		for (const turn of this.waiting) {
			if (!this.waiting.includes(turn)) continue; // given up inside an earlier `onTurn`
			const seconds = this.gate.untilFree(turn.shardId, now);
			if (seconds > 0) soonest = math.min(soonest, seconds);
			else this.grant(turn, now);
		}
		if (soonest < math.huge && this.waiting.size() > 0) this.timers.start("turn", soonest, () => this.pump());
	}

	private grant(turn: Turn, now: number): void {
		this.remove(turn);
		if (this.starts !== undefined) {
			const { resetAt } = this.starts;
			const starts = takeSessionStart(this.starts, now);
			if (starts === undefined) return turn.onTurn(WebsocketError.exhausted(resetAt - now));
			this.starts = starts;
		}
		this.gate.record(turn.shardId, now);
		turn.onTurn();
	}

	private remove(turn: Turn): void {
		this.waiting = this.waiting.filter((other) => other !== turn);
		if (this.waiting.size() === 0) this.timers.stopAll();
	}
}
