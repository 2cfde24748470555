/**
 * Detects who speaks in one voice session from its datagrams. Pure: it has no socket and no clock; `now` is milliseconds
 * of a monotonic clock and never goes back. Facts and thresholds: docs/speaking.md.
 *
 * Nothing is decoded, and no payload is kept.
 */

import type { TransportMode } from "../../../../shared/rtp/TransportCipher.ts";
import { Changes, type SpeakingChange } from "./Changes.ts";
import { classify, EVIDENCE, type Packet } from "./classify.ts";
import { noCounts, type MediaCounts, type Outcome } from "./counts.ts";
import { readDatagram } from "./readDatagram.ts";
import type { PacketOrder } from "./ReplayWindow.ts";
import type { Source } from "./Source.ts";
import type { Transition } from "./SpeakerState.ts";
import { SsrcMap } from "./SsrcMap.ts";
import { SweepPace } from "./SweepPace.ts";
import { TransportKeys } from "./TransportKeys.ts";

const SUFFIX_SIZE = 4;

/** A mapping of op 5 or op 12. Its flags do not say who speaks now. */
export interface SpeakerMapping {
	readonly userId: string;
	/** 0 maps nothing: op 12 sends it for users without audio. */
	readonly ssrc: number;
}

export interface SpeakerLevel {
	readonly userId: string;
	/** 0 to 15; 8 for senders without a level. */
	readonly level: number;
}

export class MediaCore {
	private readonly totals = noCounts();
	private readonly keys = new TransportKeys();
	private readonly changes = new Changes();
	private readonly pace = new SweepPace();
	private readonly sources = new SsrcMap((source) => this.stop(source));
	/** Sources that speak, mapped or not. */
	private readonly speaking = new Set<Source>();
	private ownSsrc: number | undefined;
	private validAt: number | undefined;

	/** Counts so far. */
	public get counts(): Readonly<MediaCounts> {
		return this.totals;
	}

	/** When the last authentic packet came; `undefined` before the first. */
	public get lastValidAt(): number | undefined {
		return this.validAt;
	}

	/** Whether `sweep` must be called every `SWEEP_MS`. */
	public get needsSweep(): boolean {
		return this.speaking.size > 0;
	}

	/** Whether `takeChanges` would return anything. */
	public get hasChanges(): boolean {
		return this.changes.size > 0;
	}

	/** SSRCs that are kept, with a user or without: at most 4,352. */
	public get sourceCount(): number {
		return this.sources.size;
	}

	/**
	 * Takes the key of op 4. The one before stays valid for 2 seconds.
	 *
	 * @param key 32 bytes, copied.
	 * @throws RangeError If the key has another size.
	 */
	public useKey(mode: TransportMode, key: Uint8Array, now: number): void {
		this.keys.use(mode, key, now);
	}

	/** Takes the SSRC of op 2, whose packets are ignored. */
	public setOwnSsrc(ssrc: number): void {
		this.ownSsrc = ssrc;
	}

	/** Takes a mapping. A user whose packets came before it may start at once. */
	public mapSpeaker({ userId, ssrc }: SpeakerMapping, now: number): void {
		if (ssrc === 0) return;
		const source = this.sources.map(userId, ssrc, now);
		if (source?.speaker.isSpeaking === true) this.announce(source);
	}

	/** Op 13: the user stops, its SSRC is void. */
	public dropUser(userId: string): void {
		this.sources.drop(userId);
	}

	/** A new Identify: everyone stops, and all mappings and keys are void. */
	public forget(): void {
		this.sources.clear();
		this.keys.wipe();
	}

	/** Media is lost: everyone stops. Mappings stay. */
	public stopAll(): void {
		for (const source of [...this.speaking]) this.stop(source);
	}

	/** Takes one datagram from the voice server. Never throws. */
	public receive(datagram: Buffer, now: number): void {
		this.totals.packets += 1;
		this.totals[this.read(datagram, now)] += 1;
	}

	/** Stops those whose packets ceased. */
	public sweep(now: number): void {
		if (!this.needsSweep || !this.pace.mayStop(now)) return;
		for (const source of this.speaking) this.apply(source, source.speaker.sweep(now), now);
	}

	/** Returns the changes since the last call in their order, at most two for each user: see `Changes`. */
	public takeChanges(): ReadonlyArray<SpeakingChange> {
		return this.changes.take();
	}

	/** Returns those who speak. */
	public speakers(): ReadonlyArray<SpeakerLevel> {
		return this.levels(({ speaker }) => speaker.level);
	}

	/** Returns those who speak, with their peak level since the last call. */
	public takeLevels(): ReadonlyArray<SpeakerLevel> {
		return this.levels(({ speaker }) => speaker.takeLevel());
	}

	/** Forgets all keys, at the end of the session. Safe to call twice. */
	public wipe(): void {
		this.keys.wipe();
	}

	private read(datagram: Buffer, now: number): Outcome {
		const header = readDatagram(datagram);
		if (header.kind === "notMedia") return header.cause;
		if (header.ssrc === this.ownSsrc) return "own";
		if (this.keys.isEmpty) return "noKey";
		const body = this.keys.open(datagram, header.clearSize, now);
		if (body === undefined) return "refused";
		this.totals.authenticated += 1;
		const source = this.sources.heard(header.ssrc, now);
		const order = source.window.accept(header.sequence, datagram.readUInt32BE(datagram.length - SUFFIX_SIZE));
		if (order === "replay") return "replay";
		this.validAt = now;
		const packet = classify(header, body);
		this.hear(source, packet, order, now);
		return packet.kind;
	}

	private hear(source: Source, { kind, level }: Packet, order: PacketOrder, now: number): void {
		if (kind === "speech" && source.userId === undefined) this.totals.unmapped += 1;
		this.apply(source, source.speaker.hear(EVIDENCE[kind], level, order === "late", now), now);
	}

	private apply(source: Source, transition: Transition, now: number): void {
		if (transition === undefined) return;
		if (transition === "stopped") this.speaking.delete(source);
		else {
			if (this.speaking.size === 0) this.pace.begin(now);
			this.speaking.add(source);
		}
		this.announce(source);
	}

	private stop(source: Source): void {
		if (source.speaker.stop() === undefined) return;
		this.speaking.delete(source);
		this.announce(source);
	}

	private announce({ userId, speaker }: Source): void {
		if (userId === undefined) return;
		this.changes.add({ userId, speaking: speaker.isSpeaking, level: speaker.level });
	}

	private levels(levelOf: (source: Source) => number): ReadonlyArray<SpeakerLevel> {
		return [...this.speaking].flatMap((source) =>
			source.userId === undefined ? [] : [{ userId: source.userId, level: levelOf(source) }],
		);
	}
}
