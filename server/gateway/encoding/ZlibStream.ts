/**
 * Transport compression `zlib-stream`: all messages of a connection, in one deflate stream.
 * Edge: threads of zlib. Source: Discord Docs, "Transport Compression" (gateway v10).
 *
 * `zstd-stream`, its newer sibling, is left out: Node 20 has no zstd.
 */

import { constants, createDeflate } from "node:zlib";

export class ZlibStream {
	private readonly deflate = createDeflate();
	/** Settles once every message so far is through. Rejects only where all later ones would, too. */
	private last: Promise<unknown> = Promise.resolve();
	/** Why nothing can be compressed any more. */
	private fault: Error | undefined;
	/** Rejects the message that is being compressed. */
	private abort: (fault: Error) => void = () => {};

	public constructor() {
		this.deflate.on("error", (error) => this.end(error));
	}

	/**
	 * Compresses a message against all earlier ones. Calls may overlap: results come in their order.
	 *
	 * @param message Text or bytes, at least one: an empty one would leave no trace in the stream.
	 * @returns Bytes that end in 00 00 ff ff. A client can read them if it has read all before.
	 * @throws Error (as rejection) If the message is empty, or the stream is closed before it is through.
	 */
	public compress(message: string | Buffer): Promise<Buffer> {
		if (message.length === 0) return Promise.reject(new Error("cannot compress an empty message"));
		const result = this.last.then(() => this.run(message));
		this.last = result;
		return result;
	}

	/** Gives the memory back. What is not through yet is rejected. Safe to call twice. */
	public close(): void {
		this.end(new Error("cannot compress: the zlib stream is closed"));
	}

	private run(message: string | Buffer): Promise<Buffer> {
		return new Promise((resolve, reject) => {
			if (this.fault !== undefined) return reject(this.fault);
			this.abort = reject;
			const chunks: Array<Buffer> = [];
			const collect = () => {
				for (let chunk = this.deflate.read(); chunk !== null; chunk = this.deflate.read()) chunks.push(chunk);
			};
			this.deflate.on("readable", collect);
			this.deflate.write(message);
			this.deflate.flush(constants.Z_SYNC_FLUSH, () => {
				// what came with the flush may not have been announced yet
				collect();
				this.deflate.off("readable", collect);
				resolve(Buffer.concat(chunks));
			});
		});
	}

	private end(fault: Error): void {
		this.fault ??= fault;
		this.abort(this.fault);
		this.deflate.close();
	}
}
