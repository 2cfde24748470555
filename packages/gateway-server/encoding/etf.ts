/**
 * Erlang's External Term Format, as used by the gateway with `encoding=etf`.
 * Pure. Source: Erlang, "External Term Format"; Discord Docs, "Using ETF Encoding" (gateway v10).
 *
 *     version (131) | tag (u8) | data
 */

export { decodeEtf, type DecodeEtfOptions } from "./decodeEtf.ts";
export { encodeEtf } from "./encodeEtf.ts";
export { EtfError } from "./EtfError.ts";
