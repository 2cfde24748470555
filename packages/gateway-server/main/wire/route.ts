/**
 * Which gateway a WebSocket handshake asks for, and in which dialect of the main gateway.
 * Pure. The path says nothing: a server may sit under any.
 * Source: Discord Docs, "Connecting" (gateway) and "API Versioning"; URLs of published libraries, see `libraries.test.ts`.
 */

import { CODECS, COMPRESSORS, JSON_CODEC, type Codec, type Compressor } from "./codec.ts";
import { GatewayCloseCode } from "../../../../src/protocol/gateway/closeCode.ts";

/** Versions that Discord accepts: 9 and 10 as available, 6 to 8 as deprecated. Source: Discord Docs, "API Versions". */
export const MAIN_VERSIONS: ReadonlySet<string> = new Set(["6", "7", "8", "9", "10"]);

/** What a client gets that names no version. Source: the same table. */
const DEFAULT_VERSION = "6";

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

/** Versions that the main gateway has and the voice gateway has not. */
const MAIN_ONLY_VERSIONS: ReadonlySet<string> = new Set(["9", "10"]);

/** Versions that only the voice gateway accepts: it may come with an encoding there, as from DSharpPlus. */
const VOICE_ONLY_VERSIONS: ReadonlySet<string> = new Set(["4", "5"]);

/**
 * Says which gateway a request wants. With Discord the host tells; here both share one, so the query has to.
 *
 * | version      | with `compress` | with `encoding` | with neither |
 * | ------------ | --------------- | --------------- | ------------ |
 * | 9, 10        | main            | main            | main         |
 * | 6, 7, 8      | main            | either          | voice        |
 * | 4, 5         | main            | voice           | voice        |
 * | none         | main            | main            | either       |
 * | any other    | main            | main            | voice        |
 *
 * @param isVoiceAwaited Whether a voice session waits for its first client, and no main session for its next connection:
 * then what may be either is for voice.
 */
export function gatewayOf(requestUrl: string, isVoiceAwaited: () => boolean): "main" | "voice" {
	const query = queryOf(requestUrl);
	const version = query.get("v");
	if (query.has("compress") || MAIN_ONLY_VERSIONS.has(version ?? "")) return "main";
	if (VOICE_ONLY_VERSIONS.has(version ?? "")) return "voice";
	const isShared = version !== null && MAIN_VERSIONS.has(version);
	const namesEncoding = query.has("encoding");
	const mayBeEither = namesEncoding ? isShared : version === null;
	if (mayBeEither) return isVoiceAwaited() ? "voice" : "main";
	return namesEncoding ? "main" : "voice";
}

/**
 * Reads the dialect out of a request for the main gateway. The docs give 4012 to a version that is not offered and
 * leave encoding and compression open; 4002 is their code for what cannot be decoded.
 */
export function readDialect(requestUrl: string): DialectAnswer {
	const query = queryOf(requestUrl);
	const version = query.get("v") ?? DEFAULT_VERSION;
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
	// a close reason holds 123 bytes, and what a client sends may be long, and no line for a log
	const shown = got.slice(0, 16).replace(/[^\w.-]/g, "?");
	return { kind: "refused", code, reason: `${name} must be ${offered.join(" or ")}, got ${shown}` };
}
