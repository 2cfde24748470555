/** A server that sends messages to whoever connects, as fast as it can: in a thread of its own, so that it is no brake. */

import { Worker } from "node:worker_threads";

export interface Flood {
	readonly url: string;
	close(): Promise<void>;
}

/** @param count Messages that each connection gets. */
export async function startFlood(count: number): Promise<Flood> {
	const worker = new Worker(new URL("floodWorker.mjs", import.meta.url), { workerData: { count } });
	const port = await new Promise<number>((resolve, reject) => {
		worker.once("message", resolve);
		worker.once("error", reject);
	});
	return { url: `ws://127.0.0.1:${port}/?v=8`, close: async () => void (await worker.terminate()) };
}
