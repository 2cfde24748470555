/**
 * A well-behaved tenant of the relay. It has links with a socket each, polls them at a fixed rate and acknowledges
 * everything immediately. Every second a newcomer connects. It measures all of this.
 * Edge: the network, time.
 */

import { randomUUID } from "node:crypto";
import { performance } from "node:perf_hooks";
import { setTimeout as delay } from "node:timers/promises";
import type { Feeling } from "../measure/verdict.ts";
import { Diary } from "./Diary.ts";
import { NumberedMessages } from "./NumberedMessages.ts";
import { RelayHttp } from "../RelayHttp.ts";

const LINKS = 4;
/** Milliseconds between two polls of a link, within the request limit. */
const POLL_PERIOD = 110;
const NEWCOMER_PERIOD = 1000;
/** Milliseconds that a newcomer may take to connect. */
const NEWCOMER_PATIENCE = 4000;
const SOCKET = 1;

type Down = readonly [number: number, socket: number, type: string, data: unknown];

export class Witness {
	private readonly diary = new Diary(POLL_PERIOD, () => performance.now());
	private readonly abort = new AbortController();
	private readonly http: RelayHttp;

	/** @param farUrl URL of a `WitnessFar`. */
	public constructor(
		url: string,
		token: string,
		private readonly farUrl: string,
	) {
		this.http = new RelayHttp({ url, token, connections: LINKS + 2, signal: this.abort.signal });
	}

	/** Resolves when every socket is open and has received a message. */
	public async start(): Promise<void> {
		for (let index = 0; index < LINKS; index += 1) {
			const tenant = new TenantLink(this.http, this.farUrl, this.diary);
			await tenant.create();
			while (!tenant.hasMessage) await tenant.poll();
			void this.live(tenant, (index * POLL_PERIOD) / LINKS);
		}
		void this.welcome();
		this.diary.take();
	}

	/** Returns the measurements since the last call. */
	public take(): Feeling {
		return this.diary.take();
	}

	public close(): void {
		this.abort.abort();
		this.http.close();
	}

	private async live(tenant: TenantLink, offset: number): Promise<void> {
		let due = performance.now() + offset;
		while (!this.abort.signal.aborted && !tenant.isOver) {
			await delay(Math.max(0, due - performance.now()));
			const answered = this.diary.poll();
			await this.attempt("poll", () => tenant.poll());
			answered();
			// the diary adds the polls that were due meanwhile
			due = Math.max(due + POLL_PERIOD, performance.now());
		}
	}

	private async welcome(): Promise<void> {
		while (!this.abort.signal.aborted) {
			const since = performance.now();
			await this.attempt("newcomer", () => this.newcomer(since));
			await delay(Math.max(0, NEWCOMER_PERIOD - (performance.now() - since)));
		}
	}

	private async newcomer(since: number): Promise<void> {
		const tenant = new TenantLink(this.http, this.farUrl, this.diary);
		await tenant.create();
		while (!tenant.hasMessage && !tenant.isOver && performance.now() - since < NEWCOMER_PATIENCE) {
			await tenant.poll();
			if (!tenant.hasMessage) await delay(POLL_PERIOD);
		}
		if (!tenant.hasMessage) this.diary.fault("newcomer received nothing");
		else this.diary.newcomer(performance.now() - since);
		await tenant.end();
	}

	/** Records a failure unless the witness is being closed. */
	private async attempt(what: string, action: () => Promise<void>): Promise<void> {
		try {
			await action();
		} catch (error) {
			if (!this.abort.signal.aborted) this.diary.fault(`${what}: ${(error as Error).message}`);
		}
	}
}

/** One link with one socket. */
class TenantLink {
	public hasMessage = false;
	public isOver = false;
	private id = "";
	private ack = 0;
	private readonly messages = new NumberedMessages();

	public constructor(
		private readonly http: RelayHttp,
		private readonly farUrl: string,
		private readonly diary: Diary,
	) {}

	public async create(): Promise<void> {
		const up = [[1, SOCKET, "o", { url: this.farUrl }]];
		const body = JSON.stringify({ v: 1, nonce: randomUUID(), client: "witness", up });
		this.id = ((await this.post("/v1/links", body)) as { link: string }).link;
	}

	/** Polls for waiting records. */
	public async poll(): Promise<void> {
		const body = JSON.stringify({ ack: this.ack, wait_ms: 0 });
		const { down } = (await this.post(`/v1/links/${this.id}/poll`, body)) as { down: ReadonlyArray<Down> };
		for (const record of down) this.receive(record);
	}

	public async end(): Promise<void> {
		await this.http.call("DELETE", `/v1/links/${this.id}`);
	}

	private receive([number, , type, data]: Down): void {
		if (number <= this.ack) return;
		if (number > this.ack + 1) this.diary.fault("record lost");
		this.ack = number;
		if (type === "t") {
			this.hasMessage = true;
			const fault = this.messages.take((JSON.parse(data as string) as { number: number }).number);
			if (fault !== undefined) this.diary.fault(`message ${fault}`);
		} else if (type === "c" || type === "e") {
			this.isOver = true;
			const { code, reason, message } = data as { code: unknown; reason?: string; message?: string };
			this.diary.fault(`socket closed: ${String(code)} ${reason ?? message ?? ""}`);
		}
	}

	/** @throws Error If the relay refuses. */
	private async post(path: string, body: string): Promise<unknown> {
		const { status, code, body: answer } = await this.http.call("POST", path, body, { "accept-encoding": "gzip" });
		if (status === 404) this.isOver = true;
		if (status >= 300) throw new Error(`${status} ${code}`);
		return JSON.parse(answer.toString());
	}
}
