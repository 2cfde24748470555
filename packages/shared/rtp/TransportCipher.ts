/**
 * Encrypts and decrypts voice packets between a client and a voice server, in both `*_rtpsize` modes. Pure.
 * Source: Discord Docs, "Voice Connections", section "Transport Encryption Modes".
 *
 *     clear part (additional data) | encrypted part | tag (16 bytes) | nonce suffix (4 bytes)
 *
 * The suffix holds the first bytes of the nonce; the others are zero.
 */

import { createCipheriv, createDecipheriv, createSecretKey, type KeyObject } from "node:crypto";
import { checkInteger } from "./checkInteger.ts";
import { hchacha20 } from "./hchacha20.ts";
import { KEY_SIZE, SUFFIX_SIZE, TAG_SIZE, TAIL_SIZE } from "./sizes.ts";

/** In order of preference. Discord always offers the last, and requires the first where it is offered. */
export const TRANSPORT_MODES = ["aead_aes256_gcm_rtpsize", "aead_xchacha20_poly1305_rtpsize"] as const;
export type TransportMode = (typeof TRANSPORT_MODES)[number];

/** Returns the preferred mode among those offered by op 2; `undefined` if none is known. */
export function preferredMode(offered: ReadonlyArray<string>): TransportMode | undefined {
	return TRANSPORT_MODES.find((mode) => offered.includes(mode));
}

/** Input of node:crypto for one packet. `nonce` is valid until the next call. */
interface PacketKey {
	readonly algorithm: "aes-256-gcm" | "chacha20-poly1305";
	readonly key: KeyObject | Uint8Array;
	readonly nonce: Uint8Array;
}

interface KeySchedule {
	/** Uses the nonce suffix at the end of a packet. */
	derive(packet: Buffer, suffixAt: number): PacketKey;
	wipe(): void;
}

const NONCE_SIZE = 12;
/** The types of node:crypto have one overload per algorithm; at run time both take the same options. */
const ALGORITHM_OPTIONS = { authTagLength: TAG_SIZE };

const SCHEDULES: Readonly<Record<TransportMode, (key: Uint8Array) => KeySchedule>> = {
	aead_aes256_gcm_rtpsize: aesGcm,
	aead_xchacha20_poly1305_rtpsize: xchacha,
};

export class TransportCipher {
	private schedule: KeySchedule | undefined;

	/**
	 * @param key 32 bytes, copied.
	 * @throws RangeError If the key has another size.
	 */
	public constructor(
		public readonly mode: TransportMode,
		key: Uint8Array,
	) {
		if (key.length !== KEY_SIZE) throw new RangeError(`key must be ${KEY_SIZE} bytes, got ${key.length}`);
		this.schedule = SCHEDULES[mode](key);
	}

	/**
	 * Returns a complete datagram.
	 *
	 * @param clear The header, sent in the clear.
	 * @param body Extension elements, payload and padding.
	 * @param counter 0 to 4,294,967,295, unique for each packet of a key.
	 * @throws RangeError If the counter does not fit.
	 * @throws Error After `wipe`.
	 */
	public seal(clear: Uint8Array, body: Uint8Array, counter: number): Buffer {
		if (this.schedule === undefined) throw new Error("the key has been wiped, create a new TransportCipher");
		checkInteger("counter", counter, 0xffffffff);
		const datagram = Buffer.alloc(clear.length + body.length + TAIL_SIZE);
		const suffixAt = datagram.length - SUFFIX_SIZE;
		datagram.set(clear);
		datagram.writeUInt32BE(counter, suffixAt);
		const { algorithm, key, nonce } = this.schedule.derive(datagram, suffixAt);
		const cipher = createCipheriv(algorithm as "aes-256-gcm", key, nonce, ALGORITHM_OPTIONS);
		cipher.setAAD(clear);
		datagram.set(cipher.update(body), clear.length);
		cipher.final();
		datagram.set(cipher.getAuthTag(), suffixAt - TAG_SIZE);
		return datagram;
	}

	/**
	 * Returns the decrypted part; `undefined` if the datagram is not authentic, too short, or the key has been wiped.
	 *
	 * @param clearSize Size of the clear part in bytes.
	 */
	public open(packet: Buffer, clearSize: number): Buffer | undefined {
		const suffixAt = packet.length - SUFFIX_SIZE;
		const tagAt = suffixAt - TAG_SIZE;
		if (this.schedule === undefined || clearSize > tagAt) return undefined;
		const { algorithm, key, nonce } = this.schedule.derive(packet, suffixAt);
		const decipher = createDecipheriv(algorithm as "aes-256-gcm", key, nonce, ALGORITHM_OPTIONS);
		decipher.setAAD(packet.subarray(0, clearSize));
		decipher.setAuthTag(packet.subarray(tagAt, suffixAt));
		const body = decipher.update(packet.subarray(clearSize, tagAt));
		try {
			decipher.final();
			return body;
		} catch {
			return undefined; // node:crypto reports a wrong tag only as an exception
		}
	}

	/** Erases the key. Safe to call twice. */
	public wipe(): void {
		this.schedule?.wipe();
		this.schedule = undefined;
	}
}

function aesGcm(bytes: Uint8Array): KeySchedule {
	const key = createSecretKey(bytes);
	const nonce = Buffer.alloc(NONCE_SIZE);
	return {
		derive(packet, suffixAt) {
			packet.copy(nonce, 0, suffixAt);
			return { algorithm: "aes-256-gcm", key, nonce };
		},
		wipe: () => {}, // node:crypto owns the bytes
	};
}

function xchacha(bytes: Uint8Array): KeySchedule {
	const view = new DataView(bytes.buffer, bytes.byteOffset, bytes.length);
	const words = Uint32Array.from({ length: KEY_SIZE / 4 }, (_, index) => view.getUint32(4 * index, true));
	const extendedNonce = new Uint32Array(4);
	const key = Buffer.alloc(KEY_SIZE);
	const out = new DataView(key.buffer, key.byteOffset, KEY_SIZE);
	/** 4 zeros and the last 8 bytes of the extended nonce, which are also zero. */
	const nonce = Buffer.alloc(NONCE_SIZE);
	return {
		derive(packet, suffixAt) {
			extendedNonce[0] = packet.readUInt32LE(suffixAt);
			hchacha20(words, extendedNonce, out);
			return { algorithm: "chacha20-poly1305", key, nonce };
		},
		wipe() {
			words.fill(0);
			key.fill(0);
		},
	};
}
