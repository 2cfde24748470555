/**
 * Watches a room over a link of docs/relay.md, as a game server does: one poll at a time, a new link with the cursor after
 * each failure. A watch that the relay ends is over for good. Edge: the network.
 */

import { setTimeout as delay } from "node:timers/promises";
import { Problem, RelayClient } from "../../relay/support/RelayClient.ts";
import { WatchedRoom, type RoomListener } from "./WatchedRoom.ts";
import type { RoomRequest, Watcher } from "./Watcher.ts";

export interface LinkWatcherOptions {
	readonly token: string;
	readonly room: RoomRequest;
	/** Whether to act as if an answer never came. */
	readonly loses?: () => boolean;
	readonly listener?: RoomListener;
}

/** Milliseconds before it tries again, and for which a poll is held. */
const RETRY = 200;
const HOLD = 5000;

/** The only socket of each link. */
const SOCKET = 1;

export class LinkWatcher implements Watcher {
	public readonly room: WatchedRoom;
	public readonly problems: Array<string> = [];
	public opens = 0;
	/** Polls, and answers that were thrown away. */
	public polls = 0;
	public lost = 0;
	private isOver = false;
	private loop: Promise<void> | undefined;

	public constructor(
		private readonly url: string,
		private readonly options: LinkWatcherOptions,
	) {
		this.room = new WatchedRoom(options.listener);
	}

	public start(): void {
		this.loop = this.run();
	}

	/** Ends after the poll that is held. */
	public async stop(): Promise<void> {
		this.isOver = true;
		await this.loop;
	}

	private async run(): Promise<void> {
		while (!this.isOver) {
			const client = new RelayClient(this.url, this.options);
			try {
				await client.create();
				await this.watch(client);
				if (this.isOver) await client.end();
			} catch (error) {
				this.problems.push(error instanceof Problem ? `${error.status} ${error.code}` : "network");
			}
			this.polls += client.polls;
			this.lost += client.lost;
			if (!this.isOver) await delay(RETRY);
		}
	}

	/** Watches over one link, until the watch ends. @throws Problem */
	private async watch(client: RelayClient): Promise<void> {
		const { cursor } = this.room;
		client.up(SOCKET, "o", {
			room: { ...this.options.room, ...(cursor !== undefined && { from: [cursor.term, cursor.n] }) },
		});
		while (!this.isOver) {
			for (const [, , type, data] of await client.poll(HOLD)) {
				if (type === "o") this.opens += 1;
				if (type === "t") this.room.read(String(data));
				if (type !== "e" && type !== "c") continue;
				this.problems.push(`${type} ${JSON.stringify(data)}`);
				this.isOver = true;
				break;
			}
		}
	}
}
