/** A server that sends messages to each client as fast as it can, in its own thread so that it is not the bottleneck. */

import { Worker } from "node:worker_threads";

export interface Flood {
	readonly url: string;
	close(): Promise<void>;
}

/** @param count Messages per connection. */
export async function startFlood(count: number): Promise<Flood> {
	const worker = new Worker(new URL("floodWorker.mjs", import.meta.url), { workerData: { count } });
	const port = await new Promise<number>((resolve, reject) => {
		worker.once("message", resolve);
		worker.once("error", reject);
	});
	return { url: `ws://127.0.0.1:${port}/?v=8`, close: async () => void (await worker.terminate()) };
}
