/** Thrown for invalid terms and values that cannot be encoded. Never quotes text of a term, which may be a token. */
export class EtfError extends Error {
	public override readonly name = "EtfError";
}
