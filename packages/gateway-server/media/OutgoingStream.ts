/**
 * The RTP stream of one sender as the others get it: its own packets, and the silence that the server adds where speech
 * breaks off. Pure.
 * Source: Discord Docs, "Voice Connections", section "Voice Data Interpolation" (five frames); DAVE whitepaper, section
 * "Silence Packets" (the server makes them when a source mutes); they come without an extension (discord-api-docs #231).
 * That later packets are renumbered behind them is a choice of ours: two packets with one sequence would be taken for a replay.
 */

import { writeHeader, type RtpHeader } from "../../shared/rtp/header.ts";
import type { PacketKind } from "./packetKind.ts";

const SILENCE_COUNT = 5;

/** 20 ms at 48 kHz. */
const FRAME_DURATION = 960;

const SEQUENCE_OFFSET = 2;
const TIMESTAMP_OFFSET = 4;

export class OutgoingStream {
	/** Last packet of speech, in the sender's own numbers; `undefined` once silence followed. */
	private open: RtpHeader | undefined;
	/** Silence frames that the server added so far. */
	private added = 0;

	/** Returns the clear part of a packet as the others get it. */
	public pass(header: RtpHeader, clear: Buffer, kind: PacketKind): Buffer {
		if (kind === "speech") this.open = header;
		else if (kind === "silence") this.open = undefined;
		if (this.added === 0) return clear;
		const renumbered = Buffer.from(clear);
		renumbered.writeUInt16BE(this.sequenceOf(header), SEQUENCE_OFFSET);
		renumbered.writeUInt32BE(this.timestampOf(header), TIMESTAMP_OFFSET);
		return renumbered;
	}

	/** Ends speech that is under way. Returns headers of the silence frames to send; none if silence came already. */
	public stop(): ReadonlyArray<Buffer> {
		const { open: last } = this;
		if (last === undefined) return [];
		this.open = undefined;
		const frames = Array.from({ length: SILENCE_COUNT }, (_, index) =>
			writeHeader({
				ssrc: last.ssrc,
				sequence: (this.sequenceOf(last) + index + 1) % 2 ** 16,
				timestamp: (this.timestampOf(last) + FRAME_DURATION * (index + 1)) % 2 ** 32,
			}),
		);
		this.added += SILENCE_COUNT;
		return frames;
	}

	private sequenceOf({ sequence }: RtpHeader): number {
		return (sequence + this.added) % 2 ** 16;
	}

	private timestampOf({ timestamp }: RtpHeader): number {
		return (timestamp + FRAME_DURATION * this.added) % 2 ** 32;
	}
}
