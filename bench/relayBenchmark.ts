/** What an idle link costs the relay: memory of its process with many links, each with a poll that is held. */

import { spawn } from "node:child_process";
import { once } from "node:events";
import { Agent, request, type IncomingMessage } from "node:http";
import { createInterface } from "node:readline";
import { singleRounds } from "./pairedRounds.ts";
import type { Benchmark } from "./report.ts";

const LINKS = 10_000;
/** Requests at once, while links are made. */
const WIDTH = 100;
const TOKEN = "token-of-the-benchmark";
/** Milliseconds that a poll is held. */
const HOLD = 120_000;
/** Milliseconds for memory to settle. */
const SETTLE = 2000;
/** Settings that let one token have so many. */
const LIMITS = {
	RELAY_MAX_LINKS: String(LINKS * 2),
	RELAY_LINKS_PER_TOKEN: String(LINKS * 2),
	RELAY_LINKS_PER_MIN: "1000000",
	RELAY_HOLD_MS: String(HOLD),
	RELAY_IDLE_MS: "600000",
};

export const relayBenchmark: Benchmark = {
	names: ["relay.memory"],
	rounds: 5,
	async run(report, count) {
		report({ name: "relay.memory", unit: "bytes/link", rounds: await singleRounds(count, bytesPerLink) });
	},
};

/** Starts a relay, and fills it. */
async function bytesPerLink(): Promise<number> {
	const relay = spawn(process.execPath, ["--import", "tsx", "server/relay/cli.ts"], {
		env: { ...process.env, ...LIMITS, RELAY_PORT: "0", RELAY_TOKENS: `bench=${TOKEN}` },
		stdio: ["ignore", "pipe", "inherit"],
	});
	const agent = new Agent({ keepAlive: true, maxSockets: Infinity });
	try {
		const url = await listening(relay.stdout);
		const post = (path: string, body: object): Promise<IncomingMessage> => send(agent, url + path, body);
		await makeLinks(post, 1);
		const before = await residentBytes(url);
		const links = await makeLinks(post, LINKS);
		for (const link of links) post(`/v1/links/${link}/poll`, { ack: 0 }).catch(() => {}); // ends with the relay
		await heldPolls(url, LINKS);
		await new Promise((resolve) => setTimeout(resolve, SETTLE));
		return ((await residentBytes(url)) - before) / LINKS;
	} finally {
		relay.kill("SIGKILL");
		await once(relay, "exit");
		agent.destroy();
	}
}

async function listening(stdout: NodeJS.ReadableStream): Promise<string> {
	return new Promise((resolve) => {
		createInterface(stdout).on("line", (line) => {
			const { msg, address } = JSON.parse(line) as { msg: string; address: string };
			if (msg === "relay listens") resolve(address);
		});
	});
}

function send(agent: Agent, url: string, body: object): Promise<IncomingMessage> {
	return new Promise((resolve, reject) => {
		const headers = { authorization: `Bearer ${TOKEN}`, "content-type": "application/json" };
		request(url, { method: "POST", agent, headers }, resolve).on("error", reject).end(JSON.stringify(body));
	});
}

async function makeLinks(
	post: (path: string, body: object) => Promise<IncomingMessage>,
	count: number,
): Promise<ReadonlyArray<string>> {
	const links: Array<string> = [];
	while (links.length < count) {
		const width = Math.min(WIDTH, count - links.length);
		const made = Array.from({ length: width }, async () => {
			const response = await post("/v1/links", { v: 1, nonce: crypto.randomUUID() });
			const { link } = JSON.parse(await text(response)) as { link: string };
			return link;
		});
		links.push(...(await Promise.all(made)));
	}
	return links;
}

async function text(response: IncomingMessage): Promise<string> {
	const chunks: Array<Buffer> = [];
	for await (const chunk of response as AsyncIterable<Buffer>) chunks.push(chunk);
	return Buffer.concat(chunks).toString("utf8");
}

async function metric(url: string, name: string): Promise<number> {
	const lines = (await (await fetch(`${url}/metrics`)).text()).split("\n");
	return Number(lines.find((line) => line.startsWith(`${name} `))?.split(" ")[1]);
}

function residentBytes(url: string): Promise<number> {
	return metric(url, "process_resident_memory_bytes");
}

/** @throws If they do not come about before the first is over: the machine is too busy to measure on. */
async function heldPolls(url: string, count: number): Promise<void> {
	const deadline = Date.now() + HOLD;
	while ((await metric(url, "relay_polls_held")) < count) {
		if (Date.now() > deadline) throw new Error(`relay does not hold ${count} polls at once: is the machine busy?`);
		await new Promise((resolve) => setTimeout(resolve, 100));
	}
}
