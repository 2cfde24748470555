/**
 * Packets of scripted speakers. Each script reproduces traffic of real clients or servers; the table names them and the
 * source.
 * Pure.
 */

import type { Random } from "../../shared/random.ts";
import { randomBytes } from "../../shared/random.ts";
import { SPEAKER_FLAGS, writeExtension, type RtpExtension } from "../../shared/rtp/extension.ts";
import { RTP_OPUS, writeHeader } from "../../shared/rtp/header.ts";
import { SILENCE_FRAME } from "../../shared/rtp/opus.ts";

/** Samples of 20 ms at 48 kHz. */
const FRAME_SAMPLES = 960;

/** Size in bytes of an Opus speech frame at 64 kbit/s, and of a DTX refresh. */
const SPEECH_SIZE = 120;
const REFRESH_SIZE = 8;

/** First byte of a 20 ms Opus frame: SILK and CELT, stereo. */
const OPUS_TOC = 0x7c;

/** Level of silence, and the range of speech levels, in -dBov. */
const SILENT_LEVEL = 127;
const LEVEL_RANGE = 60;

/** Payload types other than Opus. Source: userdoccers; 96 is used for probes, 101 is the first video type. */
const PROBE_TYPE = 96;
const VIDEO_TYPE = 101;

export interface Script {
	/** Milliseconds between two packets. */
	readonly interval: number;
	/** @default samples of `interval` */
	readonly samples?: number;
	/** Size of the random sound in bytes. @default 0 */
	readonly size?: number;
	/** Payload to use instead of sound. */
	readonly payload?: Buffer;
	/** Padding after the payload in bytes. @default 0 */
	readonly padding?: number;
	/** @default RTP_OPUS */
	readonly payloadType?: number;
	readonly csrc?: ReadonlyArray<number>;
	/** Header extension; the level "speaker" stands for the speaker's level. Absent for no extension. */
	readonly extension?: { readonly level?: "speaker" | number; readonly hasVoice?: boolean; readonly flags?: number };
	/** Minimum number of words in the extension. @default as many as needed */
	readonly words?: number;
	/** Number of packets, unless the caller limits the duration. @default no limit */
	readonly count?: number;
}

const VOICE = { level: "speaker", hasVoice: true, flags: SPEAKER_FLAGS.voice } as const;
const SPEECH: Script = { interval: 20, size: SPEECH_SIZE, extension: VOICE };

/** For the evidence, see docs/speaking.md, "What a packet says". */
export const SCRIPTS = {
	/** Discord's own client. */
	speech: SPEECH,
	/** A bot, which sends no extension (@discordjs/voice, discord.py). */
	botSpeech: { interval: 20, size: SPEECH_SIZE },
	/** Frames of 60 ms (songbird #22). */
	longFrames: { ...SPEECH, interval: 60 },
	/** Priority speaker, and audio of a shared screen. */
	priority: { ...SPEECH, extension: { ...VOICE, flags: SPEAKER_FLAGS.priority | SPEAKER_FLAGS.voice } },
	soundshare: { ...SPEECH, extension: { ...VOICE, flags: SPEAKER_FLAGS.soundshare } },
	/** Contributing sources, and a two-word extension (discordgo PR #880). */
	csrc: { ...SPEECH, csrc: [0x0a0a0a0a, 0x0b0b0b0b] },
	wideExtension: { ...SPEECH, words: 2 },
	/** The end of speech (Discord Docs). */
	silence: { interval: 20, payload: SILENCE_FRAME, count: 5 },
	/** Push-to-talk held while quiet: a refresh about every 400 ms (voice-recv #42). */
	dtx: { interval: 400, size: REFRESH_SIZE },
	/** The web client: endless silence (discord.js #5019), in small frames, or in large ones with a silent level. */
	webSilence: { interval: 20, payload: SILENCE_FRAME },
	webNoise: { interval: 20, size: SPEECH_SIZE, extension: { level: SILENT_LEVEL, hasVoice: false } },
	/** A burst of padding after speech (Discord.Net #3262): 50 packets in 100 ms. */
	padding: { interval: 2, samples: 0, padding: 200, count: 50 },
	/** Packets of zeros, as sent by servers named `c-…` (Craig, `recording.ts`). */
	zeros: { interval: 20, payload: Buffer.alloc(SPEECH_SIZE) },
	probe: { ...SPEECH, payloadType: PROBE_TYPE },
	video: { ...SPEECH, payloadType: VIDEO_TYPE },
} as const satisfies Readonly<Record<string, Script>>;

export type ScriptName = keyof typeof SCRIPTS;
export const SCRIPT_NAMES = Object.keys(SCRIPTS) as ReadonlyArray<ScriptName>;

/** Numbers of one packet. */
export interface PacketNumbers {
	readonly ssrc: number;
	readonly sequence: number;
	readonly timestamp: number;
}

/** Samples between two packets of a script. */
export function samplesOf({ interval, samples }: Script): number {
	return samples ?? (interval * FRAME_SAMPLES) / 20;
}

/**
 * Encodes one packet of a script, ready to encrypt.
 *
 * @param level Loudness from 0 to 1.
 */
export function writePacket(
	script: Script,
	numbers: PacketNumbers,
	{ level, random }: { readonly level: number; readonly random: Random },
): { readonly clear: Buffer; readonly body: Buffer } {
	const { payloadType = RTP_OPUS, padding = 0, csrc = [], extension, words } = script;
	const elements = extension && writeExtension(elementsOf(extension, level), words);
	const clear = writeHeader({
		...numbers,
		payloadType,
		csrc,
		hasPadding: padding > 0,
		...(elements && { extensionSize: elements.length }),
	});
	const payload = script.payload ?? sound(script.size ?? 0, random);
	const tail = Buffer.alloc(padding);
	if (padding > 0) tail[padding - 1] = padding;
	return { clear, body: Buffer.concat([elements ?? Buffer.alloc(0), payload, tail]) };
}

/** Converts a loudness from 0 to 1 to an audio level in -dBov. */
export function audioLevelOf(level: number): number {
	return Math.round(LEVEL_RANGE * (1 - level));
}

function elementsOf({ level, hasVoice, flags }: NonNullable<Script["extension"]>, loudness: number): RtpExtension {
	const audioLevel = level === "speaker" ? audioLevelOf(loudness) : level;
	return {
		...(audioLevel !== undefined && { audioLevel }),
		...(hasVoice !== undefined && { hasVoice }),
		...(flags !== undefined && { speakerFlags: flags }),
	};
}

function sound(size: number, random: Random): Buffer {
	const bytes = randomBytes(random, size);
	if (size > 0) bytes[0] = OPUS_TOC;
	return bytes;
}
