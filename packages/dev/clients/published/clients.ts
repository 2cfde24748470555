/** The published clients and how to start each. Table. */

import { readFileSync } from "node:fs";
import { fileURLToPath } from "node:url";
import type { GatewayServerOptions } from "../../../gateway-server/options.ts";

export interface PublishedClient {
	/** Column in the table. */
	readonly name: string;
	/** Name in `clientLines`, which has the line that points the client at a server. */
	readonly library: string;
	readonly version: string;
	/** Whether the library supports voice, by itself or through `@discordjs/voice`. */
	readonly hasVoice: boolean;
	/** Server options that the client needs. */
	readonly serverOptions?: GatewayServerOptions;
	/** Why it cannot run on this machine. */
	readonly missing?: string | undefined;
	/** Command line of its driver. */
	readonly command: ReadonlyArray<string>;
	/** Additional environment variables. */
	readonly env?: NodeJS.ProcessEnv;
}

const pathOf = (path: string): string => fileURLToPath(new URL(path, import.meta.url));

/** Exact versions: npm's and pip's. */
const manifest = JSON.parse(readFileSync(pathOf("../../package.json"), "utf8")) as {
	readonly dependencies: Readonly<Record<string, string>>;
};
const requirements = readFileSync(pathOf("drivers/requirements.txt"), "utf8");

const {
	VOICE_GATEWAY_PYTHON: python,
	VOICE_GATEWAY_PYTHON_MISSING: noPython = "VOICE_GATEWAY_PYTHON, the path of Python, is not set",
	VOICE_GATEWAY_ERLPACK: erlpack,
	VOICE_GATEWAY_ERLPACK_MISSING: noErlpack = "VOICE_GATEWAY_ERLPACK, the path of erlpack, is not set",
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
		// -B keeps Python from writing compiled files next to the drivers
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
		// the library uses ETF if it finds erlpack: dist/lib/gateway/Shard.js, line 19
		env: { NODE_PATH: erlpack },
	},
	{
		...onNode("eris", "eris.mjs"),
		// lib/voice/VoiceConnection.js, line 25, supports only xsalsa20_poly1305, which Discord removed in November 2024
		serverOptions: { modes: ["aead_xchacha20_poly1305_rtpsize", "xsalsa20_poly1305"] },
	},
	{
		...onPython("discord.py", "discordpy.py", true),
		// discord/voice_state.py, `_wait_for_state`: it waits for the next change of state in a new task. If voice state and voice
		// server arrive within one turn of its event loop, it misses the second, and leaves the channel after its timeout.
		// discord/gateway.py, lines 1104 to 1113: the library starts listening only after it has sent the request. In a move its
		// reader thread is already running, so it drops an immediate answer and waits forever
		serverOptions: { discoveryDelay: 100, voiceServerDelay: 1000 },
	},
	onPython("hikari", "hikari_bot.py", false),
];
