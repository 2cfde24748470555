/** A relay with one room, in its own process. */

import { bundle } from "../bundle.ts";
import { Callee } from "../calls.ts";
import { TOKEN } from "../relay/relayProcess.ts";

const SCRIPT = new URL("roomRelayProcess.ts", import.meta.url);

/** Limits of a token that a benchmark with one token would meet, and no empty answers while it measures. */
const SETTINGS = {
	RELAY_PORT: "0",
	RELAY_TOKENS: `bench=${TOKEN}`,
	RELAY_LOG_LEVEL: "warn",
	RELAY_DOWN_PER_SECOND: String(2 ** 30),
	RELAY_PACK_PER_SECOND: String(2 ** 30),
	RELAY_HOLD_MS: "120000",
	RELAY_IDLE_MS: "600000",
	RELAY_LINKS_PER_TOKEN: "20000",
	RELAY_LINKS_BURST: "20000",
};

/** What happens in the room. */
export interface RoomStream {
	/** Changes a second; 0 for none. */
	readonly perSecond: number;
	/** Whether they are profiles whose names are the moments of the changes, in place of speech. */
	readonly isStamped: boolean;
}

export class RoomRelay {
	private constructor(
		private readonly process: Callee,
		public readonly url: string,
	) {}

	/** @param settings Relay settings in addition to those of all benchmarks. */
	public static async start(settings: Readonly<Record<string, string>> = {}): Promise<RoomRelay> {
		const folder = await bundle({ roomRelay: SCRIPT });
		const process = new Callee(`${folder}roomRelay.mjs`, [], { ...SETTINGS, ...settings });
		return new RoomRelay(process, await process.call<string>("listen"));
	}

	/** Begins a stream of changes, in place of the one before. */
	public async stream(stream: RoomStream): Promise<void> {
		await this.process.call("stream", stream);
	}

	/** Processor time since the start, in microseconds. */
	public cpu(): Promise<number> {
		return this.process.call("cpu");
	}

	/** Resident memory after garbage collection, in bytes. */
	public memory(): Promise<number> {
		return this.process.call("memory");
	}

	public async end(): Promise<void> {
		await this.process.end();
	}
}
