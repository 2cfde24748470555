/** Counts the requests and bytes of a connection with HTTP/1.1. Pure. */

/** End of each request line. */
const LINE_END = Buffer.from(" HTTP/1.1\r\n");

export class HttpMeter {
	public requests = 0;
	/** Bytes in both directions, heads included. */
	public bytes = 0;

	/** Returns a function to call with each piece that a client of one connection sends. */
	public connection(): (piece: Buffer) => void {
		let rest = Buffer.alloc(0);
		return (piece) => {
			this.bytes += piece.length;
			const seen = Buffer.concat([rest, piece]);
			let at = seen.indexOf(LINE_END);
			while (at !== -1) {
				this.requests += 1;
				at = seen.indexOf(LINE_END, at + LINE_END.length);
			}
			rest = Buffer.from(seen.subarray(Math.max(0, seen.length - LINE_END.length + 1)));
		};
	}

	/** Counts a piece that a server sends. */
	public answer(piece: Buffer): void {
		this.bytes += piece.length;
	}
}
