/**
 * Compressors of the main gateway: zlib and Zstandard.
 * Source: Discord Docs, "Encoding and Compression" (gateway v10).
 */

import { promisify } from "node:util";
import * as zlib from "node:zlib";
import { CompressedStream } from "./CompressedStream.ts";
import { StoredZstdStream } from "./StoredZstdStream.ts";

const deflate = promisify<zlib.InputType, Buffer>(zlib.deflate);

/** Stream of `zlib-stream`. Each message ends with 00 00 ff ff. */
export function createZlibStream(): CompressedStream {
	return new CompressedStream(zlib.createDeflate(), zlib.constants.Z_SYNC_FLUSH);
}

/** Available since Node 22.15, and missing from the types of Node 20. */
const { createZstdCompress } = zlib as { readonly createZstdCompress?: () => zlib.Deflate };

/** `ZSTD_e_flush` of zstd.h. */
const ZSTD_FLUSH = 1;

/** Stream of `zstd-stream`. Stores messages uncompressed where Node has no Zstandard. */
export function createZstdStream(): CompressedStream | StoredZstdStream {
	return createZstdCompress === undefined
		? new StoredZstdStream()
		: new CompressedStream(createZstdCompress(), ZSTD_FLUSH);
}

/** Compresses a single message in the zlib format (RFC 1950). */
export function deflateWhole(message: string | Buffer): Promise<Buffer> {
	return deflate(message);
}
