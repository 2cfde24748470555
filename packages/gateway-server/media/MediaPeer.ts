/** The media state of one voice session since its Identify: addresses, keys, and outgoing stream. */

import { TransportCipher, type TransportMode } from "../../shared/rtp/TransportCipher.ts";
import type { VoiceSession } from "../voice/VoiceSession.ts";
import type { DatagramFaults } from "./DatagramFaults.ts";
import type { MediaAddress } from "./MediaSocket.ts";
import { OutgoingStream } from "./OutgoingStream.ts";

/** Milliseconds that the previous key remains valid for packets in transit. Our choice: Discord documents nothing. */
const KEY_OVERLAP = 2000;

export class MediaPeer {
	/** Address from op 1, the only destination of packets. */
	public destination: MediaAddress | undefined;
	/** Source address of its datagrams: from op 1, or before that from the latest discovery. */
	public source: MediaAddress | undefined;
	/** Time of its latest datagram. */
	public lastHeardAt: number;
	/** Whether it receives no packets because it has sent no datagrams for too long. */
	public isQuiet = false;
	/** The stream that it sends, as the others receive it. */
	public readonly stream = new OutgoingStream();
	private cipher: TransportCipher | undefined;
	private previous: { readonly cipher: TransportCipher; readonly until: number } | undefined;
	/** Nonce of the next packet. Each receiver has its own. */
	private counter = 0;

	public constructor(
		public readonly session: VoiceSession,
		/** SSRC from its Ready. */
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

	/**
	 * Sets a new key. The previous one remains valid for a while, for packets that were sent before the client received
	 * this one.
	 */
	public useKey(mode: TransportMode, key: Uint8Array, now: number): void {
		this.previous?.cipher.wipe();
		this.previous = this.cipher && { cipher: this.cipher, until: now + KEY_OVERLAP };
		this.cipher = new TransportCipher(mode, key);
		this.counter = 0;
	}

	/** Decrypts a packet from its client; `undefined` if it is not authentic. */
	public open(packet: Buffer, clearSize: number, now: number): Buffer | undefined {
		const body = this.cipher?.open(packet, clearSize);
		if (body !== undefined || this.previous === undefined || now > this.previous.until) return body;
		return this.previous.cipher.open(packet, clearSize);
	}

	/** Encrypts and sends a packet with its key and next nonce. Does nothing without a key. */
	public send(clear: Uint8Array, body: Uint8Array): void {
		if (this.cipher === undefined) return;
		this.session.media.add("sent");
		this.faults.send(this.cipher.seal(clear, body, this.counter));
		this.counter = (this.counter + 1) % 2 ** 32;
	}

	/** Erases its keys. */
	public wipe(): void {
		this.cipher?.wipe();
		this.previous?.cipher.wipe();
		this.cipher = undefined;
		this.previous = undefined;
	}
}
