/** The hub of one process: its bots, each with its cells. The front watches rooms through it. */

import type { Hub, Watch, WatchEnd, WatchListener, WatchRequest } from "../room/Hub.ts";
import type { HubReport } from "../room/HubReport.ts";
import type { BotCells } from "./BotCells.ts";

export class RoomHub implements Hub {
	private readonly byName: ReadonlyMap<string, BotCells>;

	public constructor(bots: ReadonlyArray<BotCells>) {
		this.byName = new Map(bots.map((bot) => [bot.source.name, bot]));
	}

	public get bots(): ReadonlyArray<string> {
		return [...this.byName.keys()];
	}

	/** Connects every bot to Discord. */
	public open(): void {
		for (const bot of this.byName.values()) bot.open();
	}

	public watch(request: WatchRequest, listener: WatchListener): Watch {
		const bot = this.byName.get(request.key.bot);
		if (bot !== undefined) return bot.watch(request, listener);
		let isOver = false;
		queueMicrotask(() => {
			if (!isOver) listener.onEnd(this.unknown(request.key.bot));
		});
		return { stop: () => (isOver = true) };
	}

	public report(): HubReport {
		const bots = [...this.byName.values()];
		const rooms = bots.flatMap(({ cells }) => cells.flatMap((cell) => cell.rooms.report));
		return { bots: bots.map(({ report }) => report), rooms };
	}

	/** @param isFinal Whether the bots leave their channels and end their sessions. Else a restart may resume them. */
	public async close(isFinal: boolean): Promise<void> {
		await Promise.all([...this.byName.values()].map((bot) => bot.close(isFinal)));
	}

	private unknown(name: string): WatchEnd {
		const names = this.bots;
		if (names.length === 0) return { code: "no_bots", message: "the relay has no bots: set RELAY_BOTS" };
		return { code: "bot_unknown", message: `no bot is called ${name}; there are ${names.join(", ")} (RELAY_BOTS)` };
	}
}
