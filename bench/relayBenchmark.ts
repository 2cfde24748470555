/** Memory of an idle link in the relay, measured with many links that each hold a poll. */

import { Agent, request, type IncomingMessage } from "node:http";
import { singleRounds } from "./pairedRounds.ts";
import { startRelayProcess, TOKEN, type RelayProcess } from "./relay/relayProcess.ts";
import type { Benchmark } from "./report.ts";

const LINKS = 10_000;
/** Number of concurrent requests while links are created. */
const WIDTH = 100;
/** Milliseconds that the relay holds a poll. */
const HOLD = 120_000;
/** Milliseconds for the memory to settle. */
const SETTLE = 2000;
/** Relay settings that allow one token this many links. */
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

/** Starts a relay and creates links. */
async function bytesPerLink(): Promise<number> {
	const relay = await startRelayProcess(LIMITS);
	const agent = new Agent({ keepAlive: true, maxSockets: Infinity });
	try {
		const { url } = relay;
		const post = (path: string, body: object): Promise<IncomingMessage> => send(agent, url + path, body);
		await makeLinks(post, 1);
		const before = await residentBytes(relay);
		const links = await makeLinks(post, LINKS);
		for (const link of links) post(`/v1/links/${link}/poll`, { ack: 0 }).catch(() => {}); // fails when the relay exits
		await heldPolls(relay, LINKS);
		await new Promise((resolve) => setTimeout(resolve, SETTLE));
		return ((await residentBytes(relay)) - before) / LINKS;
	} finally {
		await relay.kill();
		agent.destroy();
	}
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

/** Waits until `count` polls are held. @throws If the first one ends before that, because the machine is too busy. */
async function heldPolls({ metric }: RelayProcess, count: number): Promise<void> {
	const deadline = Date.now() + HOLD;
	while ((await metric("relay_polls_held")) < count) {
		if (Date.now() > deadline)
			throw new Error(`the relay does not hold ${count} polls at once; is the machine busy?`);
		await new Promise((resolve) => setTimeout(resolve, 100));
	}
}

function residentBytes({ metric }: RelayProcess): Promise<number> {
	return metric("process_resident_memory_bytes");
}
