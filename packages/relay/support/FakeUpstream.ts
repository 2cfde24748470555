/** A far server without a network: the test plays it, and reads what the relay did. */

import type { OpenData } from "../link/socket/upData.ts";
import type { Target } from "../security/target.ts";
import type { Upstream, UpstreamListener } from "../upstream/Upstream.ts";

export class FakeUpstream implements Upstream {
	/** Everything the relay did, in order: texts as they are, the rest as arrays. */
	public readonly log: Array<unknown> = [];
	public bufferedSize = 0;
	public peerAddress: string | undefined = "66.22.196.1";
	public isDropped = false;

	public constructor(
		public readonly target: Target,
		public readonly open: OpenData,
		public readonly listener: UpstreamListener,
	) {}

	public sendText(text: string): void {
		this.log.push(text);
	}

	public sendBinary(bytes: Buffer): void {
		this.log.push(["binary", bytes.toString("hex")]);
	}

	public ping(payload: Buffer): void {
		this.log.push(["ping", payload.toString("hex")]);
	}

	public pause(): void {
		this.log.push(["pause"]);
	}

	public resume(): void {
		this.log.push(["resume"]);
	}

	public close(code: number, reason: string): void {
		this.log.push(["close", code, reason]);
	}

	public drop(code: number, reason: string): void {
		this.isDropped = true;
		this.close(code, reason);
	}
}
