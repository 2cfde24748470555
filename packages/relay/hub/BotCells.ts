/** A bot's cells, one for each shard. Until Discord has told their number, watches wait. */

import { shardOf } from "../../../src/protocol/gateway/shard.ts";
import type { Timers } from "../../shared/clock.ts";
import type { Watch, WatchListener, WatchRequest } from "../room/Hub.ts";
import type { BotReport } from "../room/HubReport.ts";
import { Admission, type Verdict } from "./Admission.ts";
import type { HubCell } from "./HubCell.ts";
import { stoppedEnd, unreachableEnd } from "./watchEnds.ts";

/** A bot, as far as its cells need it. */
export interface BotSource {
	readonly name: string;
	/** Why it has no shards yet, for people. `isFinal`: until the operator acts. */
	readonly problem: { readonly reason: string; readonly isFinal: boolean } | undefined;
	/** Identifies that Discord permits; undefined before its first answer. */
	readonly gate: { readonly left: { readonly count: number; readonly total: number } | undefined };
	/** Asks Discord for the number of shards until it answers. */
	open(onShards: (count: number) => void): void;
	close(isFinal: boolean): Promise<void>;
}

const WAIT: Verdict = { kind: "wait" };

export class BotCells {
	private list: ReadonlyArray<HubCell> = [];
	private readonly waiting = new Set<Admission>();

	/** @param createCell Makes the cell of a shard. */
	public constructor(
		public readonly source: BotSource,
		private readonly createCell: (shard: number) => HubCell,
		private readonly timers: Timers,
	) {}

	/** None before Discord has answered. */
	public get cells(): ReadonlyArray<HubCell> {
		return this.list;
	}

	public open(): void {
		this.source.open((count) => this.start(count));
	}

	/** See `Hub.watch`. */
	public watch(request: WatchRequest, listener: WatchListener): Watch {
		const ready = this.cellOf(request.key.guild);
		if (ready !== undefined) return ready.watch(request, listener);
		let watch: Watch | undefined;
		const admission = new Admission(
			{
				judge: (isLate) => this.judge(isLate),
				admit: () => (watch = this.cellOf(request.key.guild)?.watch(request, listener)),
				refuse: (end) => listener.onEnd(end),
			},
			this.timers,
		);
		this.waiting.add(admission);
		queueMicrotask(() => admission.look());
		return {
			stop: () => {
				admission.stop();
				this.waiting.delete(admission);
				watch?.stop();
			},
		};
	}

	public get report(): BotReport {
		const { name, gate } = this.source;
		const { count, total } = gate.left ?? {};
		return { name, identifiesLeft: count, identifiesTotal: total, cells: this.list.map(({ report }) => report) };
	}

	/** @param isFinal Whether the bot leaves its channels and ends its sessions. Else a restart may resume them. */
	public async close(isFinal: boolean): Promise<void> {
		for (const admission of this.waiting) admission.stop();
		for (const cell of this.list) cell.close(isFinal);
		await this.source.close(isFinal);
	}

	private start(count: number): void {
		this.list = Array.from({ length: count }, (_, shard) => this.createCell(shard));
		for (const cell of this.list) cell.open();
		for (const admission of this.waiting) admission.look();
		this.waiting.clear();
	}

	private judge(isLate: boolean): Verdict {
		if (this.list.length > 0) return { kind: "admitted" };
		const { problem } = this.source;
		if (problem?.isFinal === true) return { kind: "refused", end: stoppedEnd(problem.reason) };
		return isLate ? { kind: "refused", end: unreachableEnd(problem?.reason ?? "") } : WAIT;
	}

	private cellOf(guildId: string): HubCell | undefined {
		return this.list.length === 0 ? undefined : this.list[shardOf(guildId, this.list.length)];
	}
}
