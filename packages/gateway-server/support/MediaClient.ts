/** A voice client that sends and receives packets, for tests of the media plane. */

import assert from "node:assert/strict";
import type { TestContext } from "node:test";
import type { Clock } from "../../shared/clock.ts";
import type { GatewayServer } from "../GatewayServer.ts";
import type { VoiceCredentials } from "../voice/VoiceSession.ts";
import { writeHeader, type RtpFields } from "../../shared/rtp/header.ts";
import { encodePing, encodePong } from "../../shared/rtp/keepAlive.ts";
import type { TransportMode } from "../../shared/rtp/TransportCipher.ts";
import { ClientMedia, type OpenedPacket } from "../scene/ClientMedia.ts";
import { connect, identifyOf } from "./fixtures.ts";
import type { TestClient } from "./TestClient.ts";

/** Milliseconds after which a missing datagram fails the test. */
const PATIENCE = 2000;

/** An Opus speech frame, valid without decoding it. */
export const SPEECH = Buffer.from(`78${"5a".repeat(40)}`, "hex");

interface Ready {
	readonly ssrc: number;
	readonly ip: string;
	readonly port: number;
}

interface Description {
	readonly mode: TransportMode;
	readonly secret_key: ReadonlyArray<number>;
}

export interface MediaClientOptions {
	/** @default "aead_aes256_gcm_rtpsize" */
	readonly mode?: TransportMode;
	/** Whether it sends op 5. @default true */
	readonly isMapped?: boolean;
}

export class MediaClient {
	/** Datagrams that could not be decrypted, oldest first: pongs and faults. */
	public readonly others: Array<Buffer> = [];
	public ssrc = 0;
	/** Latest Ready that it handled. */
	public ready: Ready = { ssrc: 0, ip: "", port: 0 };
	public sequence = 0;
	private readonly media: ClientMedia;
	private readonly packets: Array<OpenedPacket> = [];
	private onArrival = (): void => {};
	private pings = 1000;

	private constructor(
		public readonly client: TestClient,
		clock: Clock,
	) {
		this.media = new ClientMedia(clock, (datagram) => {
			const opened = this.media.open(datagram);
			if (opened === undefined) this.others.push(datagram);
			else this.packets.push(opened);
			this.onArrival();
		});
	}

	/** Joins, discovers its address, selects a protocol and maps its SSRC. Closed with the test. */
	public static async join(
		context: TestContext,
		{ server, clock }: { readonly server: GatewayServer; readonly clock: Clock },
		credentials: VoiceCredentials,
		options: MediaClientOptions = {},
	): Promise<MediaClient> {
		const client = await connect(server);
		client.send(0, identifyOf(credentials));
		const ready = (await client.next()) as { readonly d: Ready };
		const member = new MediaClient(client, clock);
		context.after(() => member.media.close());
		await member.connect(ready.d, options);
		return member;
	}

	/** Discovers its address and selects a protocol, after a Ready. */
	public async connect(ready: Ready, { mode = "aead_aes256_gcm_rtpsize", isMapped = true }: MediaClientOptions = {}) {
		this.ssrc = ready.ssrc;
		this.ready = ready;
		const address = await this.media.discover({ ip: ready.ip, port: ready.port }, ready.ssrc);
		assert.ok(address, "no answer to discovery");
		await this.select({ address: address.ip, port: address.port, mode });
		if (isMapped) this.client.send(5, { speaking: 1, delay: 0, ssrc: this.ssrc });
		await this.client.settle();
	}

	/** Sends op 1 and uses the key of the answer. */
	public async select(data: { readonly address: string; readonly port: number; readonly mode: TransportMode }) {
		this.client.send(1, { protocol: "udp", data });
		await this.takeKey();
	}

	/** Waits for a Session Description and uses its key. */
	public async takeKey(): Promise<void> {
		for (;;) {
			const message = await this.client.next();
			if (Buffer.isBuffer(message) || message.op !== 4) continue;
			const { mode, secret_key: key } = message.d as Description;
			this.media.useKey(mode, Uint8Array.from(key));
			return;
		}
	}

	/** Sends a packet; by default a speech frame with the next numbers. */
	public speak(fields: Partial<RtpFields> = {}, body: Uint8Array = SPEECH): void {
		this.sequence += 1;
		const numbers = { ssrc: this.ssrc, sequence: this.sequence, timestamp: 960 * this.sequence };
		this.media.sendSealed(writeHeader({ ...numbers, ...fields }), body);
	}

	/** Encrypts and sends a packet with any clear part. */
	public sendSealed(clear: Uint8Array, body: Uint8Array): void {
		this.media.sendSealed(clear, body);
	}

	public sendRaw(datagram: Uint8Array): void {
		this.media.send(datagram);
	}

	/** Waits for the next packet that decrypts. */
	public async next(): Promise<OpenedPacket> {
		await this.until(() => this.packets.length > 0);
		return this.packets.shift()!;
	}

	/** Waits until the server has handled all datagrams sent so far. Returns the received packets. */
	public async settle(): Promise<ReadonlyArray<OpenedPacket>> {
		this.pings += 1;
		const pong = encodePong(this.pings);
		this.media.send(encodePing(this.pings));
		await this.until(() => this.others.some((datagram) => datagram.equals(pong)));
		return this.packets.splice(0);
	}

	private async until(isDone: () => boolean): Promise<void> {
		const end = performance.now() + PATIENCE;
		while (!isDone()) {
			if (performance.now() >= end) throw new Error("no datagram arrived in time");
			await new Promise<void>((resolve) => {
				const deadline = setTimeout(resolve, PATIENCE);
				this.onArrival = () => {
					clearTimeout(deadline);
					resolve();
				};
			});
		}
	}
}
