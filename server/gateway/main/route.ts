/**
 * Which gateway a WebSocket handshake asks for, and in which dialect of the main gateway.
 * Pure. The path says nothing: a server may sit under any.
 * Source: Discord Docs, "Connecting" (gateway) and "API Versioning".
 */

import { CODECS, COMPRESSORS, JSON_CODEC, type Codec, type Compressor } from "./codec.ts";
import { GatewayCloseCode } from "../../../src/protocol/gateway/closeCode.ts";

/** Versions that Discord calls available; they differ in nothing that this server sends. */
export const MAIN_VERSIONS: ReadonlySet<string> = new Set(["9", "10"]);

/** How the two sides of one connection speak. */
export interface Dialect {
	readonly version: number;
	readonly codec: Codec;
	/** Makes the compressor of one connection; absent if it asked for none. */
	readonly createCompressor: (() => Compressor) | undefined;
}

/** What a connection that will be refused is spoken to in. */
export const FALLBACK_DIALECT: Dialect = { version: 10, codec: JSON_CODEC, createCompressor: undefined };

export type DialectAnswer =
	| { readonly kind: "accepted"; readonly dialect: Dialect }
	| { readonly kind: "refused"; readonly code: GatewayCloseCode; readonly reason: string };

/** Version that only the voice gateway has here. A client of it may name an encoding too. */
const VOICE_VERSION = "8";

/** Says which gateway a request wants: the main one has a version of its own, or names its encoding. */
export function gatewayOf(requestUrl: string): "main" | "voice" {
	const query = queryOf(requestUrl);
	const version = query.get("v") ?? "";
	if (version === VOICE_VERSION) return "voice";
	return MAIN_VERSIONS.has(version) || query.has("encoding") ? "main" : "voice";
}

/**
 * Reads the dialect out of a request for the main gateway. The docs give 4012 to a version that is not offered and
 * leave encoding and compression open; 4002 is their code for what cannot be decoded.
 */
export function readDialect(requestUrl: string): DialectAnswer {
	const query = queryOf(requestUrl);
	const version = query.get("v") ?? "none";
	const encoding = query.get("encoding") ?? "json";
	const compression = query.get("compress");
	const codec = CODECS.get(encoding);
	if (!MAIN_VERSIONS.has(version)) {
		return refuse(GatewayCloseCode.InvalidAPIVersion, "version", [...MAIN_VERSIONS], version);
	}
	if (codec === undefined) return refuse(GatewayCloseCode.DecodeError, "encoding", [...CODECS.keys()], encoding);
	if (compression !== null && !COMPRESSORS.has(compression)) {
		return refuse(GatewayCloseCode.DecodeError, "compress", ["absent", ...COMPRESSORS.keys()], compression);
	}
	const createCompressor = compression === null ? undefined : COMPRESSORS.get(compression);
	return { kind: "accepted", dialect: { version: Number(version), codec, createCompressor } };
}

function queryOf(requestUrl: string): URLSearchParams {
	return new URLSearchParams(requestUrl.split("?")[1] ?? "");
}

function refuse(code: GatewayCloseCode, name: string, offered: ReadonlyArray<string>, got: string): DialectAnswer {
	// a close reason holds 123 bytes, and what a client sends may be long
	return { kind: "refused", code, reason: `${name} must be ${offered.join(" or ")}, got ${got.slice(0, 16)}` };
}
