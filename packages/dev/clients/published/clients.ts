/** The published clients, and how each is started. Table. */

import { readFileSync } from "node:fs";
import { fileURLToPath } from "node:url";
import type { GatewayServerOptions } from "../../../gateway-server/options.ts";

export interface PublishedClient {
	/** Column of the table. */
	readonly name: string;
	/** Row of `clientLines`, whose line points it at a server. */
	readonly library: string;
	readonly version: string;
	/** Whether the library has voice: of its own, or through `@discordjs/voice`. */
	readonly hasVoice: boolean;
	/** What the server needs to be for it, beyond the defaults. */
	readonly serverOptions?: GatewayServerOptions;
	/** Why it cannot run on this machine. */
	readonly missing?: string | undefined;
	/** Program and parameters of its driver. */
	readonly command: ReadonlyArray<string>;
	/** What its environment has beyond ours. */
	readonly env?: NodeJS.ProcessEnv;
}

const pathOf = (path: string): string => fileURLToPath(new URL(path, import.meta.url));

/** Exact versions: what the lock file has, and what pip was asked for. */
const manifest = JSON.parse(readFileSync(pathOf("../../package.json"), "utf8")) as {
	readonly dependencies: Readonly<Record<string, string>>;
};
const requirements = readFileSync(pathOf("drivers/requirements.txt"), "utf8");

const {
	VOICE_GATEWAY_PYTHON: python,
	VOICE_GATEWAY_PYTHON_MISSING: noPython = "VOICE_GATEWAY_PYTHON does not say where Python is",
	VOICE_GATEWAY_ERLPACK: erlpack,
	VOICE_GATEWAY_ERLPACK_MISSING: noErlpack = "VOICE_GATEWAY_ERLPACK does not say where erlpack is",
} = process.env;

function onNode(library: string, driver: string): PublishedClient {
	return {
		name: library,
		library,
		version: manifest.dependencies[library] ?? "",
		hasVoice: true,
		command: [process.execPath, pathOf(`drivers/${driver}`)],
	};
}

function onPython(library: string, driver: string, hasVoice: boolean): PublishedClient {
	return {
		name: library,
		library,
		version: new RegExp(`^${library}==(.+)$`, "m").exec(requirements)?.[1] ?? "",
		hasVoice,
		missing: python === undefined ? noPython : undefined,
		// -B: without it Python writes what it compiled beside the drivers
		command: [python ?? "", "-B", pathOf(`drivers/${driver}`)],
	};
}

export const CLIENTS: ReadonlyArray<PublishedClient> = [
	onNode("discord.js", "discordjs.mjs"),
	onNode("oceanic.js", "oceanic.mjs"),
	{
		...onNode("oceanic.js", "oceanic.mjs"),
		name: "oceanic.js (ETF)",
		missing: erlpack === undefined ? noErlpack : undefined,
		// it speaks ETF as soon as it finds erlpack: dist/lib/gateway/Shard.js, line 19
		env: { NODE_PATH: erlpack },
	},
	{
		...onNode("eris", "eris.mjs"),
		// lib/voice/VoiceConnection.js, line 25, knows xsalsa20_poly1305 alone, which Discord removed in November 2024
		serverOptions: { modes: ["aead_xchacha20_poly1305_rtpsize", "xsalsa20_poly1305"] },
	},
	{
		...onPython("discord.py", "discordpy.py", true),
		// discord/gateway.py, lines 1104 to 1113: it listens only after it asked, and in a move its reader thread runs already, so
		// an answer without any delay is taken by nobody and the client waits for ever
		serverOptions: { discoveryDelay: 100 },
	},
	onPython("hikari", "hikari_bot.py", false),
];
