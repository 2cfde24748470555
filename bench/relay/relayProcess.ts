/** Runs a relay in its own process, to measure its cost. */

import { spawn } from "node:child_process";
import { once } from "node:events";
import { createInterface } from "node:readline";
import { bundle } from "../bundle.ts";

export const TOKEN = "token-of-the-benchmark";

/** The relay, and what its threads run. */
const SCRIPTS = {
	relay: new URL("../../packages/relay/cli.ts", import.meta.url),
	worker: new URL("../../packages/relay/voice/dave/workerMain.ts", import.meta.url),
};

export interface RelayProcess {
	readonly url: string;
	/** Returns the value of a metric without labels. */
	readonly metric: (name: string) => Promise<number>;
	readonly kill: () => Promise<void>;
}

/** @param settings Environment variables in addition to port and tokens. */
export async function startRelayProcess(settings: Readonly<Record<string, string>>): Promise<RelayProcess> {
	const folder = await bundle(SCRIPTS);
	const relay = spawn(process.execPath, [`${folder}relay.mjs`], {
		env: { ...process.env, RELAY_PORT: "0", RELAY_TOKENS: `bench=${TOKEN}`, RELAY_LOG_LEVEL: "info", ...settings },
		stdio: ["ignore", "pipe", "inherit"],
	});
	const url = await listening(relay.stdout);
	return {
		url,
		metric: (name) => readMetric(url, name),
		async kill() {
			relay.kill("SIGKILL");
			await once(relay, "exit");
		},
	};
}

/** Returns the value of a relay's metric without labels. */
export async function readMetric(url: string, name: string): Promise<number> {
	const lines = (await (await fetch(`${url}/metrics`)).text()).split("\n");
	return Number(lines.find((line) => line.startsWith(`${name} `))?.split(" ")[1]);
}

async function listening(stdout: NodeJS.ReadableStream): Promise<string> {
	return new Promise((resolve) => {
		createInterface(stdout).on("line", (line) => {
			const { msg, address } = JSON.parse(line) as { msg: string; address: string };
			if (msg === "relay listens") resolve(address);
		});
	});
}
