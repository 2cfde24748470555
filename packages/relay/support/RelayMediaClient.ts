/** A relay with media, a voice server and a client of both, for tests. The test controls the time; the network is real. */

import type { TestContext } from "node:test";
import { setImmediate as turn } from "node:timers/promises";
import { FakeClock } from "../../shared/support/FakeClock.ts";
import { FarVoice, type FarVoiceOptions } from "./FarVoice.ts";
import { RelayClient } from "./RelayClient.ts";
import { startRelay, TOKEN, type RelayFixture } from "./startRelay.ts";

/** Data of an `m` record. */
export interface MediaRecord {
	readonly state?: string;
	readonly reason?: string;
	readonly full?: boolean;
	readonly speaking?: ReadonlyArray<readonly [userId: string, speaking: 0 | 1, level: number]>;
	readonly levels?: ReadonlyArray<readonly [userId: string, level: number]>;
}

/** Limits that count by a clock which stands still. */
const UNLIMITED = { RELAY_REQUESTS_PER_MIN: "1000000", RELAY_PACE_BURST: "1000", RELAY_PACE_PER_MIN: "6000" };
const CREDENTIALS = { server_id: "1", session_id: "session", token: "voice-token" };
const USER_ID = "104694319306248201";

export class RelayMediaClient {
	private last = 0;

	private constructor(
		public readonly clock: FakeClock,
		public readonly relay: RelayFixture,
		public readonly far: FarVoice,
		public readonly link: RelayClient,
	) {}

	public static async start(
		context: TestContext,
		options: Partial<FarVoiceOptions> = {},
		environment: Readonly<Record<string, string>> = {},
	): Promise<RelayMediaClient> {
		const clock = new FakeClock();
		const far = await FarVoice.start(context, options);
		const relay = await startRelay(context, [far.endpoint], { ...UNLIMITED, ...environment }, { clock });
		const link = new RelayClient(relay.url, { token: TOKEN });
		await link.create();
		return new RelayMediaClient(clock, relay, far, link);
	}

	/** Number of the last socket. */
	public get socket(): number {
		return this.last;
	}

	/** Opens a socket that begins a session. */
	public async identify(changes: object = {}): Promise<void> {
		await this.open({ op: 0, d: { ...CREDENTIALS, user_id: USER_ID, ...changes } });
	}

	/** Opens a socket that resumes the session. */
	public async resume(changes: object = {}): Promise<void> {
		await this.open({ op: 7, d: { ...CREDENTIALS, seq_ack: 0, ...changes } });
	}

	/** Begins a session and waits until media is live. */
	public async live(): Promise<void> {
		await this.identify();
		await this.until(() => this.state === "live");
	}

	/** `m` records of the last socket. */
	public get records(): ReadonlyArray<MediaRecord> {
		return this.link.down.flatMap(([, socket, type, data]) =>
			type === "m" && socket === this.last ? [data as MediaRecord] : [],
		);
	}

	/** State of the last record that has one. */
	public get state(): string | undefined {
		return this.records.findLast(({ state }) => state !== undefined)?.state;
	}

	/** Changes of who speaks, such as `1 starts`. A full list is `all`, with those who are in it. */
	public get story(): ReadonlyArray<string> {
		return this.records.flatMap(({ full, speaking = [] }) => {
			if (full === true) return [["all", ...speaking.map(([userId]) => userId)].join(" ")];
			return speaking.map(([userId, isSpeaking]) => `${userId} ${isSpeaking === 1 ? "starts" : "stops"}`);
		});
	}

	/** Makes the voice server send datagrams, and waits until the relay has read them. */
	public async hear(...datagrams: ReadonlyArray<Buffer>): Promise<void> {
		const before = await this.packets();
		this.far.send(...datagrams);
		while ((await this.packets()) < before + datagrams.length) await turn();
	}

	/** Datagrams that the relay has read, keepalives included. */
	public async packets(): Promise<number> {
		const outcomes = await this.metrics("relay_media_packets_total");
		return Object.values(outcomes).reduce((sum, count) => sum + count, 0);
	}

	/** Values of a metric of the relay, by label. */
	public async metrics(name: string): Promise<Readonly<Record<string, number>>> {
		const { body } = await this.relay.call("GET", "/metrics");
		const rows = String(body).matchAll(new RegExp(`^${name}\\{\\w+="(\\w+)"\\} (\\d+)$`, "gm"));
		return Object.fromEntries([...rows].map(([, label, value]) => [label ?? "", Number(value)]));
	}

	/** Polls until something holds. */
	public async until(holds: () => boolean): Promise<void> {
		while (!holds()) {
			await turn();
			await this.link.poll(0);
		}
	}

	/** Lets time pass in steps of at most 100 ms, and what is on its way arrive. */
	public async pass(milliseconds: number): Promise<void> {
		for (let left = milliseconds; left > 0; left -= 100) {
			this.clock.advance(Math.min(left, 100));
			await this.settle();
		}
	}

	/** Lets what is on its way arrive. */
	public async settle(): Promise<void> {
		for (let turns = 0; turns < 4; turns += 1) await turn();
	}

	private async open(first: object): Promise<void> {
		this.last += 1;
		this.link.up(this.last, "o", { url: this.far.url, media: true });
		this.link.up(this.last, "t", JSON.stringify(first));
		await this.link.send();
	}
}
