/**
 * Gateway and dialect that a WebSocket handshake requests.
 * Pure. The path is ignored, because a server may be mounted anywhere.
 * Source: Discord Docs, "Connecting" (gateway) and "API Versioning"; URLs of published libraries, see `libraries.test.ts`.
 */

import { CODECS, COMPRESSORS, JSON_CODEC, type Codec, type Compressor } from "./codec.ts";
import { GatewayCloseCode } from "../../../../src/protocol/gateway/closeCode.ts";

/** Versions that Discord accepts: 9 and 10 are available, 6 to 8 are deprecated. Source: Discord Docs, "API Versions". */
export const MAIN_VERSIONS: ReadonlySet<string> = new Set(["6", "7", "8", "9", "10"]);

/** Version of a client that names none. Source: the same table. */
const DEFAULT_VERSION = "6";

/** How the two sides of one connection speak. */
export interface Dialect {
	readonly version: number;
	readonly codec: Codec;
	/** Makes the compressor of one connection; absent if it asked for none. */
	readonly createCompressor: (() => Compressor) | undefined;
}

/** Dialect of a connection that will be closed. */
export const FALLBACK_DIALECT: Dialect = { version: 10, codec: JSON_CODEC, createCompressor: undefined };

export type DialectAnswer =
	| { readonly kind: "accepted"; readonly dialect: Dialect }
	| { readonly kind: "refused"; readonly code: GatewayCloseCode; readonly reason: string };

/** Versions that only the main gateway accepts. */
const MAIN_ONLY_VERSIONS: ReadonlySet<string> = new Set(["9", "10"]);

/** Versions that only the voice gateway accepts, also with an encoding, as sent by DSharpPlus. */
const VOICE_ONLY_VERSIONS: ReadonlySet<string> = new Set(["4", "5"]);

/**
 * Returns the gateway of a request. Discord has a host for each; here the query decides.
 *
 * | version      | with `compress` | with `encoding` | with neither |
 * | ------------ | --------------- | --------------- | ------------ |
 * | 9, 10        | main            | main            | main         |
 * | 6, 7, 8      | main            | either          | voice        |
 * | 4, 5         | main            | voice           | voice        |
 * | none         | main            | main            | either       |
 * | any other    | main            | main            | voice        |
 *
 * @param isVoiceAwaited Whether a voice session waits for its first client, and no main session for its next connection.
 * An ambiguous request is for voice then.
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
 * Reads the dialect from a request for the main gateway. The docs specify 4012 for unsupported versions, but nothing for
 * encoding and compression; 4002 is their code for undecodable data.
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
	// a close reason has at most 123 bytes, and client data may be long or unsafe to log
	const shown = got.slice(0, 16).replace(/[^\w.-]/g, "?");
	return { kind: "refused", code, reason: `${name} must be ${offered.join(" or ")}, got ${shown}` };
}
