/**
 * Thrown for invalid terms and for values that cannot be encoded. Never quotes text from a term, which may be a token.
 */
export class EtfError extends Error {
	public override readonly name = "EtfError";
}
