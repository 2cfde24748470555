/**
 * Compressed terms.
 * Pure. Source: Erlang, "External Term Format".
 *
 *     inflated size (u32) | zlib data, which holds tag and data of a term
 */

import { inflateSync } from "node:zlib";
import { EtfError } from "./EtfError.ts";
import type { EtfReader } from "./EtfReader.ts";

/** Bytes that a term may inflate to: a few hundred bytes could ask for gigabytes. */
const MAX_INFLATED_SIZE = 2 ** 24;

/**
 * Takes all that is left and inflates it.
 *
 * @throws EtfError If it is not zlib data of the size that it announces, or more than 16 MiB.
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
	if (left > 0) throw new EtfError(`${left} bytes follow after the term`);
	return buffer;
}

/** What `inflateSync` returns with `info`, which its types do not know. */
interface Inflated {
	readonly buffer: Buffer;
	/** Counts the bytes that it took. */
	readonly engine: { readonly bytesWritten: number };
}

function inflate(deflated: Buffer, size: number): Inflated {
	try {
		// zlib takes no limit of 0
		const options = { maxOutputLength: Math.max(size, 1), info: true };
		return inflateSync(deflated, options) as unknown as Inflated;
	} catch {
		throw new EtfError(`compressed term cannot be inflated to ${size} bytes`);
	}
}
