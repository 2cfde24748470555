/** A voice server in its own thread, so that sending does not slow the client. */

import { once } from "node:events";
import { Worker } from "node:worker_threads";

export type FarCommand =
	/** Sets the number of speaking members. Those who stop send five silence frames. */
	| { readonly kind: "speak"; readonly members: number }
	/** Also sends this many datagrams per second; 0 stops that. */
	| { readonly kind: "flood"; readonly perSecond: number }
	/** Sends everything to another socket, so that the machine is equally busy but the relay is not. */
	| { readonly kind: "divert" };

export type FarNews =
	| { readonly kind: "ready"; readonly endpoint: string; readonly url: string }
	/** Op 4 was sent. */
	| { readonly kind: "described" }
	/** The first packet of the change is sent at `at`, in Unix milliseconds. */
	| { readonly kind: "changed"; readonly at: number };

export class FarThread {
	private constructor(
		private readonly worker: Worker,
		/** `host:port` */
		public readonly endpoint: string,
		public readonly url: string,
	) {}

	public static async start(): Promise<FarThread> {
		const worker = new Worker(new URL("farWorker.mjs", import.meta.url));
		const [news] = (await once(worker, "message")) as [FarNews];
		if (news.kind !== "ready") throw new Error(`the voice server started with ${news.kind}`);
		return new FarThread(worker, news.endpoint, news.url);
	}

	/** @returns The time at which the first packet is sent, in Unix milliseconds. */
	public async speak(members: number): Promise<number> {
		this.worker.postMessage({ kind: "speak", members } satisfies FarCommand);
		for (;;) {
			const [news] = (await once(this.worker, "message")) as [FarNews];
			if (news.kind === "changed") return news.at;
		}
	}

	public flood(perSecond: number): void {
		this.worker.postMessage({ kind: "flood", perSecond } satisfies FarCommand);
	}

	public divert(): void {
		this.worker.postMessage({ kind: "divert" } satisfies FarCommand);
	}

	public async end(): Promise<void> {
		await this.worker.terminate();
	}
}
