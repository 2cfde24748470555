/** Bytes that are no term, or a value that cannot become one. Names no text that a term holds: it may be a token. */
export class EtfError extends Error {
	public override readonly name = "EtfError";
}
