/**
 * Compressed terms.
 * Pure. Source: Erlang, "External Term Format".
 *
 *     inflated size (u32) | zlib data, which holds tag and data of a term
 */

import { inflateSync } from "node:zlib";
import { EtfError } from "./EtfError.ts";
import type { EtfReader } from "./EtfReader.ts";

/** Maximum size of an inflated term in bytes. A few hundred bytes could inflate to gigabytes. */
const MAX_INFLATED_SIZE = 2 ** 24;

/**
 * Inflates all remaining bytes.
 *
 * @throws EtfError If they are not zlib data of the announced size, or exceed 16 MiB.
 */
export function inflateTerm(reader: EtfReader): Buffer {
	const size = reader.u32();
	if (size > MAX_INFLATED_SIZE) {
		throw new EtfError(`inflated term of ${size} bytes is too large: at most ${MAX_INFLATED_SIZE}`);
	}
	const deflated = reader.take(reader.remaining);
	const { buffer, engine } = inflate(deflated, size);
	if (buffer.length !== size) throw new EtfError(`inflated term has ${buffer.length} bytes, not ${size}`);
	const left = deflated.length - engine.bytesWritten;
	if (left > 0) throw new EtfError(`${left} trailing bytes after the term`);
	return buffer;
}

/** Result of `inflateSync` with `info`, which its types lack. */
interface Inflated {
	readonly buffer: Buffer;
	/** `bytesWritten` counts the consumed input bytes. */
	readonly engine: { readonly bytesWritten: number };
}

function inflate(deflated: Buffer, size: number): Inflated {
	try {
		// zlib rejects a limit of 0
		const options = { maxOutputLength: Math.max(size, 1), info: true };
		return inflateSync(deflated, options) as unknown as Inflated;
	} catch {
		throw new EtfError(`compressed term cannot be inflated to ${size} bytes`);
	}
}
