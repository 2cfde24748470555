/** A tone as Opus packets of 20 ms, made by code: what published clients speak in tests, demo and soak. Pure. */

import OpusScript from "opusscript";

const SAMPLE_RATE = 48_000;
const CHANNELS = 2;

/** Milliseconds of a packet, and its samples of one channel. */
export const FRAME_MS = 20;
const FRAME_SAMPLES = (SAMPLE_RATE / 1000) * FRAME_MS;

/** Share of full scale at the loudest. */
const AMPLITUDE = 0.4;

/** Milliseconds in which the tone swells and fades, and the share at which it begins: no packet is digital silence. */
const FADE_MS = 40;
const LEAST = 0.1;

const SAMPLE_SIZE = 2;
const FULL_SCALE = 32_767;

/**
 * Encodes a sine with an envelope: 48 kHz, stereo, one frame a packet.
 *
 * @param milliseconds Length; a multiple of 20.
 * @param frequency In hertz. @default 440
 * @returns The packets, the same for the same arguments. None is a silence frame.
 * @throws RangeError If the length is not a multiple of 20 above 0.
 */
export function toneFrames(milliseconds: number, frequency = 440): ReadonlyArray<Buffer> {
	const count = milliseconds / FRAME_MS;
	if (!Number.isInteger(count) || count < 1) {
		throw new RangeError(`length of a tone must be a multiple of ${FRAME_MS} ms above 0, got ${milliseconds}`);
	}
	const encoder = new OpusScript(SAMPLE_RATE, CHANNELS, OpusScript.Application.AUDIO);
	try {
		return Array.from({ length: count }, (_, index) => {
			const samples = toneSamples(index * FRAME_SAMPLES, count * FRAME_SAMPLES, frequency);
			return Buffer.from(encoder.encode(samples, FRAME_SAMPLES));
		});
	} finally {
		encoder.delete();
	}
}

/** 16-bit little-endian samples of one frame, from the sample `start` of `total`. */
function toneSamples(start: number, total: number, frequency: number): Buffer {
	const samples = Buffer.alloc(FRAME_SAMPLES * CHANNELS * SAMPLE_SIZE);
	for (let index = 0; index < FRAME_SAMPLES; index += 1) {
		const position = start + index;
		const wave = Math.sin((2 * Math.PI * frequency * position) / SAMPLE_RATE);
		const value = Math.round(FULL_SCALE * AMPLITUDE * envelope(position, total) * wave);
		for (let channel = 0; channel < CHANNELS; channel += 1) {
			samples.writeInt16LE(value, (index * CHANNELS + channel) * SAMPLE_SIZE);
		}
	}
	return samples;
}

/** Share of the amplitude at a sample: it rises from {@link LEAST}, holds, and falls again. */
function envelope(position: number, total: number): number {
	const fade = (SAMPLE_RATE / 1000) * FADE_MS;
	const edge = Math.min(position, total - 1 - position);
	return Math.max(LEAST, Math.min(1, edge / fade));
}
