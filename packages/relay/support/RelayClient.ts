/**
 * A client of docs/relay.md, over HTTP: one poll at a time, up records kept until acknowledged, down records processed in
 * order. Written independently of the relay; shares none of its code.
 */

import { randomUUID } from "node:crypto";
import { clientJson, type ClientAnswer, type ClientForm, type ClientRecord } from "./clientForms.ts";

export interface RelayClientOptions {
	readonly token: string;
	readonly form?: ClientForm;
	readonly headers?: Readonly<Record<string, string>>;
	/** Whether to act as if an answer never came. */
	readonly loses?: () => boolean;
}

/** An answer that is not 2xx. */
export class Problem extends Error {
	public constructor(
		public readonly status: number,
		public readonly code: string,
	) {
		super(`relay answered ${status} ${code}`);
		this.name = "Problem";
	}
}

export class RelayClient {
	/** Everything that came down, in order. */
	public readonly down: Array<ClientRecord> = [];
	/** Polls that were sent, and answers that were thrown away. */
	public polls = 0;
	public lost = 0;
	public id = "";
	private kept: Array<ClientRecord> = [];
	private lastUp = 0;
	private ack = 0;

	public constructor(
		private readonly url: string,
		private readonly options: RelayClientOptions,
	) {}

	/** Makes a link. @throws Problem */
	public async create(): Promise<void> {
		const body = JSON.stringify({ v: 1, nonce: randomUUID(), client: "test" });
		const answer = await this.fetch("POST", "/v1/links", Buffer.from(body), "application/json");
		this.id = (JSON.parse(answer.toString()) as { link: string }).link;
	}

	/** Adds an up record, which the next poll carries. Returns its number. */
	public up(socket: number, type: string, data: unknown): number {
		this.lastUp += 1;
		this.kept.push([this.lastUp, socket, type, data]);
		return this.lastUp;
	}

	/** One poll. Returns the records that are new. @throws Problem */
	public async poll(wait_ms = 20_000): Promise<ReadonlyArray<ClientRecord>> {
		this.polls += 1;
		const answer = await this.exchange("poll", wait_ms);
		if (this.options.loses?.() === true) {
			this.lost += 1;
			return [];
		}
		return this.deal(answer);
	}

	/** Sends what is kept at once. @throws Problem */
	public async send(): Promise<void> {
		this.deal(await this.exchange("send", 0));
	}

	/** Polls until a record of this type came for the socket. @throws Problem */
	public async until(socket: number, type: string): Promise<ClientRecord> {
		for (;;) {
			const found = (await this.poll()).find((record) => record[1] === socket && record[2] === type);
			if (found !== undefined) return found;
		}
	}

	/** Ends the link. @throws Problem */
	public async end(query = ""): Promise<void> {
		await this.fetch("DELETE", `/v1/links/${this.id}${query}`);
	}

	private async exchange(verb: "poll" | "send", wait_ms: number): Promise<ClientAnswer> {
		const form = this.options.form ?? clientJson;
		const body = form.encode({ ack: this.ack, wait_ms, up: this.kept });
		return form.decode(await this.fetch("POST", `/v1/links/${this.id}/${verb}`, body, form.contentType));
	}

	private deal({ ack, down }: ClientAnswer): ReadonlyArray<ClientRecord> {
		this.kept = this.kept.filter(([number]) => number > ack);
		const fresh = down.filter(([number]) => number > this.ack);
		this.ack = fresh.at(-1)?.[0] ?? this.ack;
		this.down.push(...fresh);
		return fresh;
	}

	private async fetch(method: string, path: string, body?: Buffer, contentType?: string): Promise<Buffer> {
		const response = await fetch(this.url + path, {
			method,
			headers: {
				authorization: `Bearer ${this.options.token}`,
				...(contentType === undefined ? {} : { "content-type": contentType, accept: contentType }),
				...this.options.headers,
			},
			...(body === undefined ? {} : { body }),
		});
		const bytes = Buffer.from(await response.arrayBuffer());
		if (response.ok) return bytes;
		const text = bytes.toString();
		const code = text.startsWith("{") ? (JSON.parse(text) as { error: { code: string } }).error.code : "none";
		throw new Problem(response.status, code);
	}
}
