/**
 * Encodings and compressions of the main gateway, by their names in the query.
 * Pure. A new encoding is one row in a table here.
 * Source: Discord Docs, "Encoding and Compression".
 */

import { createZlibStream, createZstdStream, deflateWhole } from "../../encoding/compression.ts";
import { decodeEtf, encodeEtf } from "../../encoding/etf.ts";
import { parseExactJson, stringifyExact } from "../../encoding/exactJson.ts";
import type { WrittenEvent } from "../events/WrittenEvent.ts";

/** Encodes and decodes whole messages. */
export interface Codec {
	/** Whether messages are sent in binary frames. */
	readonly isBinary: boolean;
	/** @throws TypeError If this encoding cannot express the value. */
	encode(value: unknown): string | Buffer;
	/** Encodes the dispatch of an event with its number. @throws EtfError If ETF cannot hold it. */
	encodeEvent(event: WrittenEvent, sequence: number): string | Buffer;
	/** Decodes one WebSocket message. @throws If it is malformed, or in the wrong type of frame. */
	decode(data: Buffer, isBinary: boolean): unknown;
}

/** Compresses the messages of one connection, in order. */
export interface Compressor {
	compress(message: string | Buffer): Promise<Buffer>;
	close(): void;
}

export const JSON_CODEC: Codec = {
	isBinary: false,
	encode: (value) => JSON.stringify(value),
	encodeEvent: (event, sequence) => event.toText(sequence),
	// in text and binary frames: DiscordLuau sends JSON in binary ones
	decode: (data) => withPlainIds(parseExactJson(data.toString())),
};

export const ETF_CODEC: Codec = {
	isBinary: true,
	encode: encodeEtf,
	encodeEvent: (event, sequence) => event.toEtf(sequence),
	decode(data, isBinary) {
		if (!isBinary) throw new TypeError("ETF must come as a binary frame");
		// snowflakes may be integers beyond 2^53: their digits are kept, as in JSON
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
 * Payload compression: each event separately, in the zlib format. The docs say that "not all payloads will be compressed",
 * but not which. Here only events are compressed.
 */
export const EVENT_COMPRESSOR: Pick<Compressor, "compress"> = { compress: deflateWhole };

/** Converts each integer beyond 2^53 into text, as Discord writes IDs. */
function withPlainIds(value: unknown): unknown {
	return JSON.parse(stringifyExact(value) ?? "null") as unknown;
}
