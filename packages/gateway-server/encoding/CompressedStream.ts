/**
 * Transport compression: one compressed stream for all messages of a connection, flushed after each message.
 * Edge: zlib threads. Source: Discord Docs, "Transport Compression" (gateway v10).
 */

import type { Deflate } from "node:zlib";

export class CompressedStream {
	/** Settles once all messages so far are compressed. Once it rejects, all later messages reject too. */
	private last: Promise<unknown> = Promise.resolve();
	/** Why the stream can no longer compress, if it cannot. */
	private fault: Error | undefined;
	/** Rejects the message in progress. */
	private abort: (fault: Error) => void = () => {};

	/**
	 * @param transform Compressing zlib stream. Owned by this object from now on.
	 * @param flush Kind of flush that ends a message but not the stream.
	 */
	public constructor(
		private readonly transform: Deflate,
		private readonly flush: number,
	) {
		transform.on("error", (error) => this.end(error));
	}

	/**
	 * Compresses a message in the context of all earlier ones. Calls may overlap; results keep their order.
	 *
	 * @param message Text or bytes, not empty: an empty message would leave no trace in the stream.
	 * @returns Bytes that a client can decompress once it has read all earlier ones.
	 * @throws Error (as rejection) If the message is empty, or the stream is closed first.
	 */
	public compress(message: string | Buffer): Promise<Buffer> {
		if (message.length === 0) return Promise.reject(new Error("cannot compress an empty message"));
		const result = this.last.then(() => this.run(message));
		this.last = result;
		return result;
	}

	/** Frees the stream. Rejects messages still in progress. Safe to call twice. */
	public close(): void {
		this.end(new Error("cannot compress: the stream is closed"));
	}

	private run(message: string | Buffer): Promise<Buffer> {
		return new Promise((resolve, reject) => {
			if (this.fault !== undefined) return reject(this.fault);
			this.abort = reject;
			const chunks: Array<Buffer> = [];
			const collect = () => {
				for (let chunk = this.transform.read(); chunk !== null; chunk = this.transform.read())
					chunks.push(chunk);
			};
			this.transform.on("readable", collect);
			this.transform.write(message);
			this.transform.flush(this.flush, () => {
				// the flush may have produced output without a "readable" event
				collect();
				this.transform.off("readable", collect);
				resolve(Buffer.concat(chunks));
			});
		});
	}

	private end(fault: Error): void {
		this.fault ??= fault;
		this.abort(this.fault);
		this.transform.close();
	}
}
