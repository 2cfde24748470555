/** Generates a tone as Opus packets of 20 ms, which published clients play in tests, demo and soak. Pure. */

import OpusScript from "opusscript";

const SAMPLE_RATE = 48_000;
const CHANNELS = 2;

/** Length of a packet in milliseconds, and its samples per channel. */
export const FRAME_MS = 20;
const FRAME_SAMPLES = (SAMPLE_RATE / 1000) * FRAME_MS;

/** Peak amplitude as a share of full scale. */
const AMPLITUDE = 0.4;

/** Length of fade-in and fade-out in milliseconds, and the initial share of the amplitude, so no packet is digital silence. */
const FADE_MS = 40;
const LEAST = 0.1;

const SAMPLE_SIZE = 2;
const FULL_SCALE = 32_767;

/**
 * Encodes a sine wave with an envelope: 48 kHz, stereo, one frame per packet.
 *
 * @param milliseconds Length; a multiple of 20.
 * @param frequency In hertz. @default 440
 * @returns The packets, always the same for the same arguments. None is a silence frame.
 * @throws RangeError If the length is not a positive multiple of 20.
 */
export function toneFrames(milliseconds: number, frequency = 440): ReadonlyArray<Buffer> {
	const count = milliseconds / FRAME_MS;
	if (!Number.isInteger(count) || count < 1) {
		throw new RangeError(`tone length must be a positive multiple of ${FRAME_MS} ms, got ${milliseconds}`);
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

/** Returns 16-bit little-endian samples of one frame, starting at the sample `start` of `total`. */
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

/** Returns the share of the amplitude at a sample: rises from {@link LEAST}, stays at 1, and falls again. */
function envelope(position: number, total: number): number {
	const fade = (SAMPLE_RATE / 1000) * FADE_MS;
	const edge = Math.min(position, total - 1 - position);
	return Math.max(LEAST, Math.min(1, edge / fade));
}
