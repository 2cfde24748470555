/** An attacker's link. It numbers records, and acknowledges only on request. Edge: the network. */

import { gzipSync } from "node:zlib";
import type { HttpReply } from "../RelayHttp.ts";
import type { Arena } from "./Arena.ts";
import { BINARY, binaryBody, repeatedBody, type UpRecord } from "./upBodies.ts";

/** Milliseconds. */
export type Down = readonly [number: number, socket: number, type: string, data: unknown];

const OPEN_TIMEOUT = 30_000;
/** Size in bytes from which a body is compressed; below it the attacker gains nothing. */
const PACK_FROM = 16_384;

export class AttackLink {
	/** Number of the last down record that the next request acknowledges. */
	public ack = 0;
	public lastUp = 0;

	private constructor(
		private readonly arena: Arena,
		public readonly id: string,
	) {}

	/** Creates a link. @returns Undefined if the relay refuses. */
	public static async make(
		arena: Arena,
		headers: Readonly<Record<string, string>> = {},
	): Promise<AttackLink | undefined> {
		const body = JSON.stringify({ v: 1, nonce: crypto.randomUUID(), client: "attacker" });
		const { status, body: made } = await arena.call("POST", "/v1/links", body, headers);
		if (status !== 201) return undefined;
		return new AttackLink(arena, (JSON.parse(made.toString()) as { link: string }).link);
	}

	/** Creates as many links as the relay allows. */
	public static async makeAll(
		arena: Arena,
		count: number,
		headers: Readonly<Record<string, string>> = {},
	): Promise<ReadonlyArray<AttackLink>> {
		const made = await Promise.all(Array.from({ length: count }, () => AttackLink.make(arena, headers)));
		return made.filter((link) => link !== undefined);
	}

	public get path(): string {
		return `/v1/links/${this.id}`;
	}

	/** Opens sockets to the attacker's far server, numbered from 1. */
	public open(count: number, path = "", more: object = {}): Promise<HttpReply> {
		const data = { url: `${this.arena.farUrl}${path}`, timeout_ms: OPEN_TIMEOUT, ...more };
		return this.send(Array.from({ length: count }, (_, index) => ({ socket: index + 1, type: "o", data })));
	}

	public send(records: ReadonlyArray<UpRecord>): Promise<HttpReply> {
		return this.sent(binaryBody(this.ack, 0, this.lastUp + 1, records), records.length);
	}

	/** Sends the same record `count` times. */
	public sendRepeated(count: number, record: UpRecord): Promise<HttpReply> {
		return this.sent(repeatedBody(this.ack, this.lastUp + 1, count, record), count);
	}

	/** Sends a body unchanged. */
	public post(verb: "poll" | "send", body: Buffer | string, headers: Record<string, string>): Promise<HttpReply> {
		return this.arena.call("POST", `${this.path}/${verb}`, body, headers);
	}

	/** Polls for waiting records in JSON form and acknowledges nothing. */
	public poll(waitMs = 0): Promise<HttpReply> {
		return this.post("poll", binaryBody(this.ack, waitMs, 1, []), { "content-type": BINARY });
	}

	/** Polls and acknowledges everything. @returns The new records. */
	public async take(waitMs = 0): Promise<ReadonlyArray<Down>> {
		const { status, body } = await this.poll(waitMs);
		if (status !== 200) return [];
		const { down } = JSON.parse(body.toString()) as { down: ReadonlyArray<Down> };
		const fresh = down.filter(([number]) => number > this.ack);
		this.ack = fresh.at(-1)?.[0] ?? this.ack;
		return fresh;
	}

	/** Ends the link to make room for another. */
	public async end(): Promise<void> {
		await this.arena.call("DELETE", this.path);
	}

	private async sent(body: Buffer, count: number): Promise<HttpReply> {
		const isPacked = body.length >= PACK_FROM;
		const headers = { "content-type": BINARY, ...(isPacked ? { "content-encoding": "gzip" } : {}) };
		const reply = await this.post("send", isPacked ? gzipSync(body, { level: 1 }) : body, headers);
		if (reply.status === 200) this.lastUp += count;
		return reply;
	}
}
