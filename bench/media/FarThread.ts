/** A voice server in a thread of its own, so that what it sends is no brake on the client. */

import { once } from "node:events";
import { Worker } from "node:worker_threads";

export type FarCommand =
	/** So many members speak from now on; those who no longer do send five silence frames. */
	| { readonly kind: "speak"; readonly members: number }
	/** Sends so many datagrams a second beside; 0 ends it. */
	| { readonly kind: "flood"; readonly perSecond: number }
	/** Sends everything elsewhere, where nothing reads it: the machine is as busy, the relay is not. */
	| { readonly kind: "divert" };

export type FarNews =
	| { readonly kind: "ready"; readonly endpoint: string; readonly url: string }
	/** Op 4 is sent. */
	| { readonly kind: "described" }
	/** The first packet of the change goes out at `at`, in Unix milliseconds. */
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
		if (news.kind !== "ready") throw new Error(`voice server begins with ${news.kind}`);
		return new FarThread(worker, news.endpoint, news.url);
	}

	/** @returns When the first packet goes out, in Unix milliseconds. */
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
