/**
 * Transport compression: all messages of a connection in one compressed stream, flushed after each.
 * Edge: threads of zlib. Source: Discord Docs, "Transport Compression" (gateway v10).
 */

import type { Deflate } from "node:zlib";

export class CompressedStream {
	/** Settles once every message so far is through. Rejects only where all later ones would, too. */
	private last: Promise<unknown> = Promise.resolve();
	/** Why nothing can be compressed any more. */
	private fault: Error | undefined;
	/** Rejects the message that is being compressed. */
	private abort: (fault: Error) => void = () => {};

	/**
	 * @param transform Stream of zlib that compresses; it belongs to this object from here on.
	 * @param flush Kind of flush that ends a message, but not the stream.
	 */
	public constructor(
		private readonly transform: Deflate,
		private readonly flush: number,
	) {
		transform.on("error", (error) => this.end(error));
	}

	/**
	 * Compresses a message against all earlier ones. Calls may overlap: results come in their order.
	 *
	 * @param message Text or bytes, at least one: an empty one would leave no trace in the stream.
	 * @returns Bytes that a client can read if it has read all before.
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
		this.end(new Error("cannot compress: its stream is closed"));
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
				// what came with the flush may not have been announced yet
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
