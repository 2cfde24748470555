/** The Roblox side of the demo: the compiled Luau under Lune, and what it reports. Edge: processes. */

import { spawn } from "node:child_process";
import { createInterface } from "node:readline";
import type { VoiceCredentials } from "../gateway/voice/VoiceSession.ts";
import type { RelayAccess } from "../support/openRelay.ts";
import type { DemoOptions } from "./demoOptions.ts";

/** Kinds of lines that make up the summary. */
const SUMMARY_KINDS = new Set(["frames", "heartbeats", "resumes", "requests", "numbered"]);

export interface LuneListener {
	/** A happening, as `examples/timeline.ts` reports it. */
	report(kind: string, text: string): void;
	/** Any other line. */
	plain(line: string): void;
}

/** A voice session that Discord moves its bot to. */
export interface VoicePair extends VoiceCredentials {
	/** As VOICE_SERVER_UPDATE names it, or a whole address. */
	readonly url: string;
}

export interface LuneEnd {
	/** False if the session never got ready, or lost something. */
	readonly ok: boolean;
	readonly summary: ReadonlyMap<string, string>;
}

/**
 * Runs one session. Ends it early, without a fault, once `signal` is aborted.
 *
 * @param relay To go through; without one, it goes straight to the server.
 * @param onStart Gets what tells the client of a move.
 * @throws Error If Lune cannot be started.
 */
export async function runLune(
	options: DemoOptions,
	listener: LuneListener,
	signal: AbortSignal,
	relay?: RelayAccess,
	onStart = (_move: (pair: VoicePair) => void): void => {},
): Promise<LuneEnd> {
	const { VOICE_GATEWAY_LUNE: lune = "lune", VOICE_GATEWAY_PLACE: place = "build/place.rbxl" } = process.env;
	const child = spawn(lune, ["run", "lune/timeline.luau", place], {
		stdio: ["pipe", "pipe", "inherit"],
		signal,
		env: {
			...process.env,
			VOICE_URL: options.url,
			VOICE_SERVER_ID: options.serverId,
			VOICE_USER_ID: options.userId,
			VOICE_SESSION_ID: options.sessionId,
			VOICE_TOKEN: options.token,
			VOICE_SECONDS: String(options.seconds),
			...(relay === undefined ? {} : { VOICE_RELAY_URL: relay.url, VOICE_RELAY_TOKEN: relay.token }),
		},
	});
	const closed = new Promise<number>((resolve, reject) => {
		child.on("error", (error) => {
			// an abort is told of as an error, and "close" follows
			if (!signal.aborted) reject(new Error(`cannot run ${lune}: ${error.message}`));
		});
		child.on("close", (code) => resolve(code ?? 1));
	});
	child.stdin.on("error", () => {}); // of a client that has ended: its end is heard of
	onStart((pair) => child.stdin.write(`${JSON.stringify(pair)}\n`));
	const summary = new Map<string, string>();
	createInterface(child.stdout).on("line", (line) => {
		const [, kind, text] = /^@(\w+)\t(.*)$/.exec(line) ?? [];
		if (kind === undefined || text === undefined) listener.plain(line);
		else if (SUMMARY_KINDS.has(kind)) summary.set(kind, text);
		else listener.report(kind, text);
	});
	return { ok: (await closed) === 0, summary };
}
