/**
 * A user of Discord's main gateway over a relay: identifies once, then resumes with the sequence that it processed
 * itself, whatever happens to links and relays.
 */

import { setTimeout as delay } from "node:timers/promises";
import { Problem, RelayClient } from "./RelayClient.ts";

interface Payload {
	readonly op: number;
	readonly d: unknown;
	readonly s?: number | null;
	readonly t?: string | null;
}

/** Milliseconds before it tries again, as a client does; and the number of tries. */
const RETRY = 100;
/** Close code of a relay that is about to end. */
const DRAINING = 1012;

export class ResumingUser {
	public identifies = 0;
	public resumes = 0;
	/** Links that it had. */
	public readonly links: Array<string> = [];
	/** Sequences of all dispatches, and the data of `TEST`, in order. */
	public readonly sequences: Array<number> = [];
	public readonly events: Array<unknown> = [];
	/** Problems that it met: status and code, or "network". */
	public readonly problems: Array<string> = [];
	private sessionId: string | undefined;
	private sequence = 0;
	private isOver = false;
	private loop: Promise<void> | undefined;

	/** @param farUrl Of the main gateway, as the relay reaches it. */
	public constructor(
		private readonly url: string,
		private readonly farUrl: string,
		private readonly options: { readonly token: string; readonly botToken: string; readonly loses?: () => boolean },
	) {}

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
			try {
				const client = new RelayClient(this.url, this.options);
				await client.create();
				this.links.push(client.id);
				await this.live(client);
			} catch (error) {
				this.note(error);
				await delay(RETRY);
			}
		}
	}

	/** Uses one link until the relay reports that it is gone. */
	private async live(client: RelayClient): Promise<void> {
		client.up(1, "o", { url: this.farUrl });
		while (!this.isOver) {
			try {
				for (const [, , type, data] of await client.poll(200)) {
					if (type === "t") this.receive(client, JSON.parse(String(data)) as Payload);
					// a relay that drains says so, and then answers 503
					const isDraining = (data as { code?: unknown }).code === DRAINING;
					if ((type === "c" || type === "e") && !isDraining) client.up(1, "o", { url: this.farUrl });
				}
			} catch (error) {
				this.note(error);
				if (error instanceof Problem && (error.status === 404 || error.code === "draining")) return;
				await delay(RETRY);
			}
		}
	}

	private receive(client: RelayClient, { op, d, s, t }: Payload): void {
		if (typeof s === "number") {
			this.sequences.push(s);
			this.sequence = s;
		}
		if (t === "TEST") this.events.push(d);
		if (t === "READY") this.sessionId = (d as { session_id: string }).session_id;
		if (op === 10) client.up(1, "t", JSON.stringify(this.greeting()));
	}

	private greeting(): object {
		const { botToken: token } = this.options;
		if (this.sessionId === undefined) {
			this.identifies += 1;
			const properties = { os: "linux", browser: "test", device: "test" };
			return { op: 2, d: { token, intents: 0, properties } };
		}
		this.resumes += 1;
		return { op: 6, d: { token, session_id: this.sessionId, seq: this.sequence } };
	}

	private note(error: unknown): void {
		this.problems.push(error instanceof Problem ? `${error.status} ${error.code}` : "network");
	}
}
