/** What `@discordjs/voice` receives from one user: the Opus packets of its stream, and its speaking events with times. */

import type { AudioReceiveStream, VoiceConnection } from "@discordjs/voice";
import { SILENCE_FRAME } from "../../shared/rtp/opus.ts";

const HAS_EXTENSION = 0x10;
const FIXED_HEADER = 12;
const EXTENSION_PROFILE = 0xbede;

export interface SpeakingEvent {
	readonly speaking: boolean;
	/** Milliseconds of `performance.now`. */
	readonly at: number;
}

/** Where the library keeps its UDP socket, which emits datagrams as they arrive. */
interface Networked {
	readonly networking?: {
		readonly state: { readonly udp?: { on(event: "message", listener: (datagram: Buffer) => void): unknown } };
	};
}

/**
 * Whether the library (0.19.2) wrongly strips a header extension: it treats ciphertext that begins with BE DE as one, even
 * without the X bit. By chance this happens to one packet in 65,536.
 */
function isMisread(datagram: Buffer): boolean {
	return (datagram.readUInt8(0) & HAS_EXTENSION) === 0 && datagram.readUInt16BE(FIXED_HEADER) === EXTENSION_PROFILE;
}

export class Hearing {
	/** All packets, oldest first, after decryption of both kinds. */
	public readonly packets: Array<Buffer> = [];
	/** What `receiver.speaking` reported. */
	public readonly events: Array<SpeakingEvent> = [];
	/** The error that ended the stream. The library ends it at the first packet that it cannot decrypt. */
	public fault: Error | undefined;
	/** Packets of any user that the library misread: see {@link isMisread}. */
	public misread = 0;
	private readonly stream: AudioReceiveStream;

	public constructor(connection: VoiceConnection, userId: string) {
		const { receiver } = connection;
		this.stream = receiver.subscribe(userId);
		this.stream.on("data", (packet: Buffer) => this.packets.push(packet));
		this.stream.on("error", (error) => (this.fault = error));
		(connection.state as Networked).networking?.state.udp?.on("message", (datagram) => {
			if (datagram.length > FIXED_HEADER + 2 && isMisread(datagram)) this.misread += 1;
		});
		const note = (speaker: string, speaking: boolean): void => {
			if (speaker === userId) this.events.push({ speaking, at: performance.now() });
		};
		receiver.speaking.on("start", (speaker) => note(speaker, true));
		receiver.speaking.on("end", (speaker) => note(speaker, false));
	}

	/** Packets other than silence frames. */
	public get speech(): ReadonlyArray<Buffer> {
		return this.packets.filter((packet) => !packet.equals(SILENCE_FRAME));
	}
}
