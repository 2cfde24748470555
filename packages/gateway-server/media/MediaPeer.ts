/**
 * The media side of one voice session, from its Identify on: where its packets go, its keys, and how far its stream is.
 */

import { TransportCipher, type TransportMode } from "../../shared/rtp/TransportCipher.ts";
import type { VoiceSession } from "../voice/VoiceSession.ts";
import type { DatagramFaults } from "./DatagramFaults.ts";
import type { MediaAddress } from "./MediaSocket.ts";
import { OutgoingStream } from "./OutgoingStream.ts";

/** Milliseconds that the key before stays good for what is under way: a choice of ours, nothing is public about it. */
const KEY_OVERLAP = 2000;

export class MediaPeer {
	/** Address of op 1, the only one that packets go to. */
	public destination: MediaAddress | undefined;
	/** Address that its datagrams come from: of op 1, or before it of its latest discovery. */
	public source: MediaAddress | undefined;
	/** Time of its latest datagram. */
	public lastHeardAt: number;
	/** Whether it gets nothing for want of datagrams from it. */
	public isQuiet = false;
	/** What it sends, as the others get it. */
	public readonly stream = new OutgoingStream();
	private cipher: TransportCipher | undefined;
	private previous: { readonly cipher: TransportCipher; readonly until: number } | undefined;
	/** Nonce of the next packet to it. Each receiver has its own. */
	private counter = 0;

	public constructor(
		public readonly session: VoiceSession,
		/** SSRC of its Ready. */
		public readonly ssrc: number,
		public readonly faults: DatagramFaults,
		now: number,
	) {
		this.lastHeardAt = now;
	}

	/** Whether it has a key. */
	public get hasKey(): boolean {
		return this.cipher !== undefined;
	}

	/** Transport mode of its key. */
	public get mode(): TransportMode | undefined {
		return this.cipher?.mode;
	}

	/** Takes a key; the one before stays good for a while, for what it sent before it got this one. */
	public useKey(mode: TransportMode, key: Uint8Array, now: number): void {
		this.previous?.cipher.wipe();
		this.previous = this.cipher && { cipher: this.cipher, until: now + KEY_OVERLAP };
		this.cipher = new TransportCipher(mode, key);
		this.counter = 0;
	}

	/** Opens a packet of its client; `undefined` if it is not authentic. */
	public open(packet: Buffer, clearSize: number, now: number): Buffer | undefined {
		const body = this.cipher?.open(packet, clearSize);
		if (body !== undefined || this.previous === undefined || now > this.previous.until) return body;
		return this.previous.cipher.open(packet, clearSize);
	}

	/** Sends a packet under its key and its next nonce. Does nothing without a key. */
	public send(clear: Uint8Array, body: Uint8Array): void {
		if (this.cipher === undefined) return;
		this.session.media.add("sent");
		this.faults.send(this.cipher.seal(clear, body, this.counter));
		this.counter = (this.counter + 1) % 2 ** 32;
	}

	/** Forgets its keys. */
	public wipe(): void {
		this.cipher?.wipe();
		this.previous?.cipher.wipe();
		this.cipher = undefined;
		this.previous = undefined;
	}
}
