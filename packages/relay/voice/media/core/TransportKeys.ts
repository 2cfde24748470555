/**
 * The transport keys of a voice session: that of the last op 4, and for two seconds the one before, for packets that
 * were on their way. Time is an argument, in milliseconds.
 */

import { TransportCipher, type TransportMode } from "../../../../shared/rtp/TransportCipher.ts";

/** How long the previous key stays valid. */
export const OLD_KEY_MS = 2000;

export class TransportKeys {
	private current: TransportCipher | undefined;
	private previous: TransportCipher | undefined;
	private previousUntil = 0;

	/** Whether there is a key. */
	public get isEmpty(): boolean {
		return this.current === undefined;
	}

	/** @param key 32 bytes, copied. @throws RangeError If the key has another size. */
	public use(mode: TransportMode, key: Uint8Array, now: number): void {
		const next = new TransportCipher(mode, key);
		this.previous?.wipe();
		this.previous = this.current;
		this.previousUntil = now + OLD_KEY_MS;
		this.current = next;
	}

	/** Returns the decrypted part; `undefined` if no valid key opens it. */
	public open(packet: Buffer, clearSize: number, now: number): Buffer | undefined {
		if (this.previous !== undefined && now >= this.previousUntil) {
			this.previous.wipe();
			this.previous = undefined;
		}
		return this.current?.open(packet, clearSize) ?? this.previous?.open(packet, clearSize);
	}

	/** Forgets all keys. Safe to call twice. */
	public wipe(): void {
		this.current?.wipe();
		this.previous?.wipe();
		this.current = undefined;
		this.previous = undefined;
	}
}
