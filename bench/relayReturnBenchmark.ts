/** Time until all links of a dead relay are back at another one: created, with both sockets open and a poll held. */

import { spawn, type ChildProcess } from "node:child_process";
import { once } from "node:events";
import { createInterface } from "node:readline";
import { WebSocketServer } from "ws";
import type { AddressInfo } from "node:net";
import { ReturningClient } from "./ReturningClient.ts";
import { singleRounds } from "./pairedRounds.ts";
import type { Benchmark } from "./report.ts";

const LINKS = 2000;
const TOKEN = "token-of-the-benchmark";
/** Number of clients that create their first link at the same time. */
const WIDTH = 100;

export const relayReturnBenchmark: Benchmark = {
	names: ["relay.return"],
	rounds: 5,
	async run(report, count) {
		report({ name: "relay.return.last", unit: "s", rounds: await singleRounds(count, secondsToReturn) });
	},
};

/** @returns Seconds from the relay's death until the last link is back. */
async function secondsToReturn(): Promise<number> {
	const far = new WebSocketServer({ host: "127.0.0.1", port: 0, backlog: 4096, clientTracking: true });
	await once(far, "listening");
	const endpoint = `127.0.0.1:${(far.address() as AddressInfo).port}`;
	const relays: Array<ChildProcess> = [];
	const start = async (node: string): Promise<string> => {
		const relay = spawn(process.execPath, ["--import", "tsx", "packages/relay/cli.ts"], {
			env: { ...process.env, ...settings(endpoint, node) },
			stdio: ["ignore", "pipe", "inherit"],
		});
		relays.push(relay);
		return listening(relay);
	};
	const urls = [await start("a"), await start("b")];
	const clients = Array.from({ length: LINKS }, () => new ReturningClient(urls, TOKEN, `ws://${endpoint}/`));
	try {
		for (let from = 0; from < LINKS; from += WIDTH) {
			await Promise.all(clients.slice(from, from + WIDTH).map((client) => client.start()));
		}
		const back = clients.map((client) => client.nextReady());
		const died = performance.now();
		relays[0]?.kill("SIGKILL");
		const times = await Promise.all(back);
		return (Math.max(...times) - died) / 1000;
	} finally {
		for (const client of clients) client.stop();
		for (const relay of relays) relay.kill("SIGKILL");
		for (const socket of far.clients) socket.terminate();
		far.close();
	}
}

/** Starts a relay. All limits for clients have their defaults. */
function settings(endpoint: string, node: string): Readonly<Record<string, string>> {
	return {
		RELAY_PORT: "0",
		RELAY_NODE: node,
		RELAY_TOKENS: `bench=${TOKEN}`,
		RELAY_INSECURE_ALLOW: endpoint,
		RELAY_LOG_LEVEL: "info",
	};
}

async function listening({ stdout }: ChildProcess): Promise<string> {
	return new Promise((resolve) => {
		createInterface(stdout!).on("line", (line) => {
			const { msg, address } = JSON.parse(line) as { msg: string; address: string };
			if (msg === "relay listens") resolve(address);
		});
	});
}
