/** Datagrams as a voice server sends them: the packets of one sender, sealed under the receiver's key. */

import { writeExtension, type RtpExtension } from "../../../../shared/rtp/extension.ts";
import { writeHeader, type RtpFields } from "../../../../shared/rtp/header.ts";
import { SILENCE_FRAME } from "../../../../shared/rtp/opus.ts";
import { TransportCipher, type TransportMode } from "../../../../shared/rtp/TransportCipher.ts";

/** Samples of 20 ms at 48 kHz. */
const FRAME_SAMPLES = 960;

/** 120 bytes: a frame of ordinary speech. */
export const SPEECH_FRAME: Buffer = Buffer.alloc(120, 0x78);

/** What the native client sends with speech. */
export const SPEECH_EXTENSION: RtpExtension = { audioLevel: 30, hasVoice: true, speakerFlags: 2 };

/** The server's side of one key: it numbers what it seals. */
export class VoiceServerKey {
	private readonly cipher: TransportCipher;

	/** @param counter Nonce of the first packet. */
	public constructor(
		public readonly mode: TransportMode,
		public readonly key: Uint8Array,
		private counter = 0,
	) {
		this.cipher = new TransportCipher(mode, key);
	}

	public seal(clear: Uint8Array, body: Uint8Array): Buffer {
		const packet = this.cipher.seal(clear, body, this.counter);
		this.counter = (this.counter + 1) >>> 0;
		return packet;
	}
}

export interface PacketOptions extends Partial<RtpFields> {
	/** @default none */
	readonly extension?: RtpExtension;
	/** Least words of the extension. */
	readonly words?: number;
	/** Bytes of padding, its count included. @default none */
	readonly padding?: number;
	/** Frames of 20 ms in the packet. @default 1 */
	readonly frames?: number;
}

export class VoicePackets {
	private timestamp: number;

	public constructor(
		private readonly server: VoiceServerKey,
		public readonly ssrc: number,
		private sequence = 0,
		timestamp = 0,
	) {
		this.timestamp = timestamp;
	}

	/** Speech of a native client. */
	public speech(options: PacketOptions = {}): Buffer {
		return this.packet(SPEECH_FRAME, { extension: SPEECH_EXTENSION, ...options });
	}

	/** Speech of a bot: no extension. */
	public botSpeech(options: PacketOptions = {}): Buffer {
		return this.packet(SPEECH_FRAME, options);
	}

	/** A silence frame as the server makes it: no extension. */
	public silence(): Buffer {
		return this.packet(SILENCE_FRAME);
	}

	/** Five silence frames: the end of speech. */
	public end(): ReadonlyArray<Buffer> {
		return Array.from({ length: 5 }, () => this.silence());
	}

	/** Padding and nothing else. */
	public paddingOnly(): Buffer {
		return this.packet(Buffer.alloc(0), { padding: 200 });
	}

	/** The next packet, with whatever payload. */
	public packet(payload: Uint8Array, options: PacketOptions = {}): Buffer {
		const { extension, words, padding = 0, frames = 1, ...fields } = options;
		const elements = extension === undefined ? Buffer.alloc(0) : writeExtension(extension, words);
		const clear = writeHeader({
			sequence: this.sequence,
			timestamp: this.timestamp,
			ssrc: this.ssrc,
			hasPadding: padding > 0,
			...(extension === undefined ? {} : { extensionSize: elements.length }),
			...fields,
		});
		this.sequence = (this.sequence + 1) & 0xffff;
		this.timestamp = (this.timestamp + frames * FRAME_SAMPLES) >>> 0;
		const filler = Buffer.alloc(padding);
		if (padding > 0) filler[padding - 1] = padding;
		return this.server.seal(clear, Buffer.concat([elements, payload, filler]));
	}
}
