/** Our voice connections: compiled Luau in one Lune process, a connection for each seat. */

import { spawn, type ChildProcess } from "node:child_process";
import { createInterface } from "node:readline";
import type { Seat } from "./Seat.ts";

/** What `lune/benchVoice.luau` is told; see `bench/luau/voiceClient.ts`. */
interface Plan {
	readonly clients: ReadonlyArray<{
		readonly endpoint: string;
		readonly credentials: unknown;
		/** Whether it runs on the host's WebStreamClient, which tells no close codes, as Roblox's. */
		readonly hidesCodes: boolean;
	}>;
	/** Counts of Ready and Resumed at which the only client is measured; empty where none is. */
	readonly measureAt: ReadonlyArray<number>;
	/** Whether that one has timers of its own in place of Lune's, see `bench/luau/PolledScheduler.ts`. */
	readonly isPolled: boolean;
}

/** What the process reports. */
export type Report =
	| { readonly kind: "ready" }
	/** Bytes alive, and threads of the scheduler that are alive. */
	| { readonly kind: "measured"; readonly bytes: number; readonly threads: number };

export interface OurOptions {
	/** Seats whose client sees no close code. */
	readonly hidden?: ReadonlyArray<Seat>;
	readonly measureAt?: ReadonlyArray<number>;
	readonly isPolled?: boolean;
	readonly onReport?: (report: Report) => void;
}

export class OurClients {
	/** Rejects if the process ends by itself; settles after `close`. */
	public readonly failed: Promise<void>;
	private readonly child: ChildProcess;
	private readonly kill = (): void => void this.child.kill();
	private isClosing = false;

	/** Makes a client that connects at each seat, and stays until `close`. */
	public constructor(seats: ReadonlyArray<Seat>, options: OurOptions = {}) {
		const { hidden = [], measureAt = [], isPolled = false, onReport } = options;
		const { VOICE_GATEWAY_LUNE: lune = "lune", VOICE_GATEWAY_PLACE: place = "build/place.rbxl" } = process.env;
		const plan: Plan = {
			clients: seats.map((seat) => ({
				endpoint: seat.server.url,
				credentials: seat.credentials,
				hidesCodes: hidden.includes(seat),
			})),
			measureAt,
			isPolled,
		};
		this.child = spawn(lune, ["run", "lune/benchVoice.luau", place], {
			stdio: ["ignore", "pipe", "inherit"],
			env: { ...process.env, BENCH_PLAN: JSON.stringify(plan) },
		});
		process.on("exit", this.kill); // a benchmark that fails does not come to `close`
		createInterface(this.child.stdout!).on("line", (line) => {
			if (line.startsWith("@")) onReport?.(JSON.parse(line.slice(1)) as Report);
			else console.log(line);
		});
		this.failed = new Promise((resolve, reject) => {
			this.child.on("error", (error) => reject(new Error(`cannot run ${lune}: ${error.message}`)));
			this.child.on("close", (code) => {
				if (this.isClosing) resolve();
				else reject(new Error(`lune ended with exit code ${code}`));
			});
		});
		this.failed.catch(() => {}); // `close` tells
	}

	/** Ends the process. @throws If it had ended by itself. */
	public async close(): Promise<void> {
		this.isClosing = true;
		process.off("exit", this.kill);
		this.kill();
		await this.failed;
	}
}
