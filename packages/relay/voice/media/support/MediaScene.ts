/** A media core over time: datagrams come, sweeps run while they are needed, changes are recorded. */

import { TRANSPORT_MODES, type TransportMode } from "../../../../shared/rtp/TransportCipher.ts";
import { MediaCore } from "../core/MediaCore.ts";
import { SWEEP_MS } from "../core/SweepPace.ts";
import { VoicePackets, VoiceServerKey } from "./VoicePackets.ts";

/** Time between two packets. */
export const PACKET_MS = 20;

const START = 1_000_000;

export interface SceneChange {
	/** Milliseconds since the beginning of the scene. */
	readonly at: number;
	readonly what: string;
}

export class MediaScene {
	public readonly core = new MediaCore();
	public readonly server: VoiceServerKey;
	/** Starts and stops, such as `anna starts`. */
	public readonly changes: Array<SceneChange> = [];
	private now = START;
	private sweepAt: number | undefined;

	/** @param counter Nonce of the first packet. */
	public constructor(mode: TransportMode = TRANSPORT_MODES[0], counter = 0) {
		this.server = new VoiceServerKey(mode, Buffer.alloc(32, 7), counter);
		this.core.useKey(mode, this.server.key, this.now);
		this.core.setOwnSsrc(1);
	}

	/** Milliseconds since the beginning. */
	public get time(): number {
		return this.now - START;
	}

	/** What happened, without times. */
	public get story(): ReadonlyArray<string> {
		return this.changes.map(({ what }) => what);
	}

	/** Returns a sender that op 5 has mapped to `userId`. */
	public speaker(userId: string, ssrc: number): VoicePackets {
		this.map(userId, ssrc);
		return this.stranger(ssrc);
	}

	/** Returns a sender without a mapping. */
	public stranger(ssrc: number, sequence = 0, timestamp = 0): VoicePackets {
		return new VoicePackets(this.server, ssrc, sequence, timestamp);
	}

	public map(userId: string, ssrc: number): void {
		this.do((core, now) => core.mapSpeaker({ userId, ssrc }, now));
	}

	/** Calls the core, and writes down what it changes. */
	public do(action: (core: MediaCore, now: number) => void): void {
		action(this.core, this.now);
		for (const { userId, speaking } of this.core.takeChanges()) {
			this.changes.push({ at: this.time, what: `${userId} ${speaking ? "starts" : "stops"}` });
		}
		if (!this.core.needsSweep) this.sweepAt = undefined;
		else this.sweepAt ??= this.now + SWEEP_MS;
	}

	/** Datagrams that come at once. */
	public receive(...datagrams: ReadonlyArray<Buffer>): void {
		for (const datagram of datagrams) this.do((core, now) => core.receive(datagram, now));
	}

	/** Datagrams that come one after the other, `spacing` milliseconds after each. */
	public play(datagrams: ReadonlyArray<Buffer>, spacing = PACKET_MS): void {
		for (const datagram of datagrams) {
			this.receive(datagram);
			this.wait(spacing);
		}
	}

	/** Lets time pass, with its sweeps. */
	public wait(milliseconds: number): void {
		const end = this.now + milliseconds;
		while (this.sweepAt !== undefined && this.sweepAt <= end) {
			this.now = Math.max(this.now, this.sweepAt);
			this.sweepAt = this.now + SWEEP_MS;
			this.do((core, now) => core.sweep(now));
		}
		this.now = end;
	}

	/** The event loop stands still: no sweep, no datagram. What is due comes with the next `wait`. */
	public stall(milliseconds: number): void {
		this.now += milliseconds;
	}
}

/** Returns `count` results of `make`. */
export function times<Value>(count: number, make: (index: number) => Value): ReadonlyArray<Value> {
	return Array.from({ length: count }, (_, index) => make(index));
}
