/**
 * Encodings and compressions that the main gateway offers, by the name that a client asks for.
 * Pure. A further encoding is a line in a table here.
 * Source: Discord Docs, "Encoding and Compression".
 */

import { createZlibStream, createZstdStream, deflateWhole } from "../../encoding/compression.ts";
import { decodeEtf, encodeEtf } from "../../encoding/etf.ts";
import { parseExactJson, stringifyExact } from "../../encoding/exactJson.ts";
import type { WrittenEvent } from "../events/WrittenEvent.ts";

/** Writes and reads whole messages. */
export interface Codec {
	/** Whether messages go in binary frames. */
	readonly isBinary: boolean;
	/** @throws TypeError If the value has no form in this encoding. */
	encode(value: unknown): string | Buffer;
	/** Writes the dispatch of an event with its number. @throws EtfError If ETF cannot hold it. */
	encodeEvent(event: WrittenEvent, sequence: number): string | Buffer;
	/** Reads one WebSocket message. @throws If it is malformed, or of the wrong kind of frame. */
	decode(data: Buffer, isBinary: boolean): unknown;
}

/** Compresses all that one connection sends, in order. */
export interface Compressor {
	compress(message: string | Buffer): Promise<Buffer>;
	close(): void;
}

export const JSON_CODEC: Codec = {
	isBinary: false,
	encode: (value) => JSON.stringify(value),
	encodeEvent: (event, sequence) => event.toText(sequence),
	// in either kind of frame: JSON in binary ones is what DiscordLuau sends
	decode: (data) => withPlainIds(parseExactJson(data.toString())),
};

export const ETF_CODEC: Codec = {
	isBinary: true,
	encode: encodeEtf,
	encodeEvent: (event, sequence) => event.toEtf(sequence),
	decode(data, isBinary) {
		if (!isBinary) throw new TypeError("ETF must come as a binary frame");
		// snowflakes may come as integers that no number holds: their digits are what JSON would have
		return withPlainIds(decodeEtf(data, { isFromClient: true }));
	},
};

export const CODECS: ReadonlyMap<string, Codec> = new Map([
	["json", JSON_CODEC],
	["etf", ETF_CODEC],
]);

export const COMPRESSORS: ReadonlyMap<string, () => Compressor> = new Map([
	["zlib-stream", createZlibStream],
	["zstd-stream", createZstdStream],
]);

/**
 * Payload compression: each event by itself, in the zlib format. The docs say that "not all payloads will be compressed"
 * and not which: here events are, and nothing else is.
 */
export const EVENT_COMPRESSOR: Pick<Compressor, "compress"> = { compress: deflateWhole };

/** Turns each integer beyond 2^53 into text, as Discord writes ids. */
function withPlainIds(value: unknown): unknown {
	return JSON.parse(stringifyExact(value) ?? "null") as unknown;
}
