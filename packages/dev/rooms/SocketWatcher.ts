/**
 * Watches a room over the WebSocket of docs/rooms.md, `/v1/rooms`, and connects again with the cursor after each loss.
 * A watch that the relay ends is over for good. Edge: the network.
 */

import { WebSocket } from "ws";
import { WatchedRoom, type RoomListener } from "./WatchedRoom.ts";
import type { RoomRequest, Watcher } from "./Watcher.ts";

export interface SocketWatcherOptions {
	readonly token: string;
	readonly room: RoomRequest;
	readonly listener?: RoomListener;
}

/** A message of the relay. */
interface Message {
	readonly id: number;
	readonly opened?: unknown;
	readonly segments?: unknown;
	readonly fault?: { readonly code: string; readonly message: string };
}

/** Milliseconds before it connects again. */
const RETRY = 200;

export class SocketWatcher implements Watcher {
	public readonly room: WatchedRoom;
	public readonly problems: Array<string> = [];
	public opens = 0;
	private readonly url: string;
	private socket: WebSocket | undefined;
	private retry: NodeJS.Timeout | undefined;
	private isOver = false;

	/** @param url URL of the relay, `http:` or `https:`. */
	public constructor(
		url: string,
		private readonly options: SocketWatcherOptions,
	) {
		this.url = `${url.replace(/^http/, "ws")}/v1/rooms`;
		this.room = new WatchedRoom(options.listener);
	}

	public start(): void {
		const { token, room } = this.options;
		const socket = new WebSocket(this.url, { headers: { authorization: `Bearer ${token}` } });
		this.socket = socket;
		socket.on("open", () => {
			const { cursor } = this.room;
			const from = cursor === undefined ? {} : { from: [cursor.term, cursor.n] };
			socket.send(JSON.stringify({ op: "watch", id: 1, room: { ...room, ...from } }));
		});
		socket.on("message", (data: Buffer) => this.take(JSON.parse(data.toString()) as Message));
		socket.on("error", (error) => this.problems.push(error.message));
		socket.on("close", () => {
			if (!this.isOver) this.retry = setTimeout(() => this.start(), RETRY);
		});
	}

	public async stop(): Promise<void> {
		this.isOver = true;
		clearTimeout(this.retry);
		this.socket?.terminate();
	}

	private take({ opened, segments, fault }: Message): void {
		if (opened !== undefined) this.opens += 1;
		if (segments !== undefined) this.room.read(JSON.stringify(segments));
		if (fault === undefined) return;
		this.problems.push(`${fault.code}: ${fault.message}`);
		void this.stop();
	}
}
