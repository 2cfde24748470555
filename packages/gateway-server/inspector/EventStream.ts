/**
 * Server-sent events for one page. Entries are not buffered for a slow page; it is told how many it missed.
 * Edge: the network. Source: WHATWG HTML, "Server-sent events".
 */

import type { ServerResponse } from "node:http";
import type { History } from "./History.ts";

/** Entries written before the socket's state is checked again. */
const BATCH_SIZE = 50;

export class EventStream<Entry> {
	private isBlocked = false;
	/** The latest state of each kind that could not be written yet. */
	private readonly waiting = new Map<string, string>();

	/**
	 * Starts the response.
	 *
	 * @param lastId Number of the last entry that the page has; 0 if none.
	 */
	public constructor(
		private readonly response: ServerResponse,
		private readonly history: History<Entry>,
		private lastId: number,
	) {
		response.writeHead(200, { "content-type": "text/event-stream" });
		response.on("drain", () => {
			this.isBlocked = false;
			this.flush();
		});
	}

	/** Sends a state. Only the latest of each kind matters. */
	public sendState(kind: string, state: object): void {
		this.waiting.set(kind, JSON.stringify(state));
		this.flush();
	}

	/** Sends new states and entries as fast as the page reads them. */
	public flush(): void {
		for (const [kind, data] of this.waiting) {
			if (this.isBlocked) return;
			this.waiting.delete(kind);
			this.write(`event: ${kind}\ndata: ${data}\n\n`);
		}
		while (!this.isBlocked && this.lastId !== this.history.lastId) this.sendBatch();
	}

	private sendBatch(): void {
		const { skipped, entries } = this.history.after(this.lastId, BATCH_SIZE);
		const missed = skipped === 0 ? "" : `event: skipped\ndata: ${skipped}\n\n`;
		const lines = entries.map(({ id, entry }) => `id: ${id}\nevent: entry\ndata: ${JSON.stringify(entry)}\n\n`);
		this.lastId = entries.at(-1)?.id ?? this.history.lastId;
		this.write(missed + lines.join(""));
	}

	private write(text: string): void {
		if (!this.response.write(text)) this.isBlocked = true;
	}
}
