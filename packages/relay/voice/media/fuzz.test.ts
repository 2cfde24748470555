/**
 * A million mutated datagrams, half a million in each mode: none may throw, break the core's state, or stay in memory.
 * Half are mutated as they come, which most do not survive authentication; half before they are sealed.
 */

import assert from "node:assert/strict";
import { describe, it } from "node:test";
import { setFlagsFromString } from "node:v8";
import { runInNewContext } from "node:vm";
import { seededRandom, type Random } from "../../../shared/random.ts";
import { writeExtension } from "../../../shared/rtp/extension.ts";
import { writeHeader } from "../../../shared/rtp/header.ts";
import { SILENCE_FRAME } from "../../../shared/rtp/opus.ts";
import { TRANSPORT_MODES, type TransportMode } from "../../../shared/rtp/TransportCipher.ts";
import { DROP_CAUSES, PACKET_KINDS } from "./core/counts.ts";
import { MediaCore } from "./core/MediaCore.ts";
import { MOST_MAPPED, MOST_UNMAPPED } from "./core/SsrcMap.ts";
import { SPEECH_EXTENSION, SPEECH_FRAME, VoiceServerKey } from "./support/VoicePackets.ts";

const DATAGRAMS_PER_MODE = 500_000;
/** Datagrams between two checks of the core. */
const LOOK = 1000;
const SSRCS = 40;
/** Most bytes that may stay in memory; measured, below 1 MB. */
const MOST_KEPT = 8 * 1024 * 1024;

const EXTENSION = writeExtension(SPEECH_EXTENSION);
const CLEAR = writeHeader({ sequence: 0, timestamp: 0, ssrc: 0, extensionSize: EXTENSION.length });
const DAVE_TAIL = Buffer.from(`${"aa".repeat(8)}010cfafa`, "hex");
const PAYLOADS = [
	SPEECH_FRAME,
	SILENCE_FRAME,
	Buffer.concat([SPEECH_FRAME, DAVE_TAIL]),
	Buffer.concat([SILENCE_FRAME, DAVE_TAIL]),
	Buffer.alloc(0),
	Buffer.alloc(60),
];

class Fuzzer {
	public readonly core = new MediaCore();
	private readonly server: VoiceServerKey;
	private readonly speaking = new Set<string>();
	private readonly below: (limit: number) => number;
	private sequence = 0;
	private now = 0;

	public constructor(mode: TransportMode, random: Random) {
		this.below = (limit) => Math.floor(random() * limit);
		this.server = new VoiceServerKey(mode, Buffer.alloc(32, 5));
		this.core.setOwnSsrc(1);
		this.core.useKey(mode, this.server.key, this.now);
	}

	public step(): void {
		this.now += this.below(8);
		this.command(this.below(2000));
		if (this.core.needsSweep && this.below(4) === 0) this.core.sweep(this.now);
		this.core.receive(this.below(2) === 0 ? this.mutated(this.packet(false)) : this.packet(true), this.now);
	}

	/** Checks that the changes lead to those who speak, and that each datagram has one outcome. */
	public look(): void {
		for (const { userId, speaking, level } of this.core.takeChanges()) {
			assert.ok(level >= 0 && level <= 15);
			if (speaking) this.speaking.add(userId);
			else this.speaking.delete(userId);
		}
		const speakers = this.core.speakers().map(({ userId }) => userId);
		assert.deepEqual(speakers.sort(), [...this.speaking].sort());
		assert.ok(this.core.sourceCount <= MOST_UNMAPPED + MOST_MAPPED);
		const { counts } = this.core;
		const outcomes = [...PACKET_KINDS, ...DROP_CAUSES].reduce((sum, name) => sum + counts[name], 0);
		assert.equal(outcomes, counts.packets);
	}

	/** What the voice WebSocket and the edge do meanwhile, now and then. */
	private command(which: number): void {
		const userId = `user ${this.below(30)}`;
		if (which < 20) this.core.mapSpeaker({ userId, ssrc: this.below(SSRCS) }, this.now);
		else if (which < 25) this.core.dropUser(userId);
		else if (which === 25) this.core.stopAll();
		else if (which === 26) this.core.takeLevels();
		else if (which === 27) this.core.useKey(this.server.mode, this.server.key, this.now);
		else if (which === 28 && this.below(20) === 0) {
			this.core.forget();
			this.core.useKey(this.server.mode, this.server.key, this.now);
		}
	}

	private packet(isMutated: boolean): Buffer {
		this.sequence += 1;
		const body = Buffer.concat([EXTENSION, PAYLOADS[this.below(PAYLOADS.length)]!]);
		const clear = Buffer.from(CLEAR);
		clear.writeUInt16BE((this.sequence >> 4) & 0xffff, 2);
		clear.writeUInt32BE(this.below(50) === 0 ? this.below(2 ** 32) : this.below(SSRCS), 8);
		if (!isMutated) return this.server.seal(clear, body);
		return this.below(2) === 0
			? this.server.seal(clear, this.mutated(body))
			: this.server.seal(this.mutated(clear), body);
	}

	private mutated(bytes: Buffer): Buffer {
		const { below } = this;
		if (bytes.length === 0) return Buffer.of(below(256));
		const at = below(bytes.length);
		switch (below(6)) {
			case 0:
				bytes[at]! ^= 1 << below(8);
				return bytes;
			case 1:
				bytes[at] = below(256);
				return bytes;
			case 2:
				return bytes.subarray(0, at);
			case 3:
				return bytes.subarray(at);
			case 4:
				return Buffer.concat([bytes.subarray(0, at), Buffer.alloc(below(80), below(256)), bytes.subarray(at)]);
			default:
				bytes[0] = 0x80 | below(64); // padding, extension and sources
				return bytes;
		}
	}
}

function collectGarbage(): number {
	setFlagsFromString("--expose-gc");
	(runInNewContext("gc") as () => void)();
	return process.memoryUsage().heapUsed;
}

describe("MediaCore: fuzz", () => {
	for (const mode of TRANSPORT_MODES) {
		it(`should survive ${DATAGRAMS_PER_MODE} mutated datagrams (${mode})`, (context) => {
			const fuzzer = new Fuzzer(mode, seededRandom(1507));
			const before = collectGarbage();
			for (let count = 1; count <= DATAGRAMS_PER_MODE; count += 1) {
				fuzzer.step();
				if (count % LOOK === 0) fuzzer.look();
			}
			const kept = collectGarbage() - before;
			assert.ok(kept < MOST_KEPT, `${kept} bytes kept`);
			const { counts } = fuzzer.core;
			assert.equal(counts.packets, DATAGRAMS_PER_MODE);
			for (const name of [...PACKET_KINDS, "refused", "replay", "csrc", "extension", "short", "own"] as const) {
				assert.ok(counts[name] > 0, `no datagram was "${name}"`);
			}
			context.diagnostic(`${counts.authenticated} authentic, ${counts.speech} speech, ${kept} bytes kept`);
		});
	}
});
