/** The hub of one process as a model has it: the rooms of one owner. */

import type { FakeClock } from "../../../shared/support/FakeClock.ts";
import type { HubReport } from "../HubReport.ts";
import type { Hub, Watch, WatchListener, WatchRequest } from "../Hub.ts";
import type { RoomOfGuild } from "../guild/RoomChanges.ts";
import type { ModelOwner } from "./ModelOwner.ts";

interface Watched extends WatchListener {
	readonly room: RoomOfGuild;
}

export class ModelHub implements Hub {
	public readonly bots = ["main"];
	private readonly watches = new Set<Watched>();

	public constructor(
		private readonly owner: ModelOwner,
		private readonly clock: FakeClock,
	) {
		owner.onNews.add((room) => {
			for (const watch of [...this.watches]) if (watch.room === room) watch.onNews();
		});
	}

	public watch({ key: { channel } }: WatchRequest, listener: WatchListener): Watch {
		const watched = { ...listener, room: channel };
		this.clock.setTimeout(() => {
			listener.onOpen(this.owner.room(channel));
			this.watches.add(watched);
		}, 0);
		return { stop: () => this.watches.delete(watched) };
	}

	public report(): HubReport {
		return { bots: [], rooms: [] };
	}
}
