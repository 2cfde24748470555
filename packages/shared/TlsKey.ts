/** Private key and certificate chain, in PEM. */
export interface TlsKey {
	readonly key: string | Buffer;
	readonly cert: string | Buffer;
}
