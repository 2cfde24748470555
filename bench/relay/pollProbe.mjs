/** A game server with an idle link, in its own thread: measures polls that request an immediate answer. */

import { randomUUID } from "node:crypto";
import { performance } from "node:perf_hooks";
import { setTimeout as delay } from "node:timers/promises";
import { parentPort, workerData } from "node:worker_threads";

/** Milliseconds between two polls, within the relay's request limit. */
const PAUSE = 10;

const headers = { authorization: `Bearer ${workerData.token}`, "content-type": "application/json" };
const post = async (path, body) => {
	const response = await fetch(workerData.url + path, { method: "POST", headers, body: JSON.stringify(body) });
	if (!response.ok) throw new Error(`the relay answered ${response.status}`);
	return response.json();
};

const { link } = await post("/v1/links", { v: 1, nonce: randomUUID() });
let times = [];
let isOver = false;
parentPort.on("message", (word) => {
	if (word === "reset") times = [];
	else isOver = true;
});
parentPort.postMessage("ready");
while (!isOver) {
	const before = performance.now();
	await post(`/v1/links/${link}/poll`, { ack: 0, wait_ms: 0 });
	times.push(performance.now() - before);
	await delay(PAUSE);
}
parentPort.postMessage(times);
parentPort.close();
