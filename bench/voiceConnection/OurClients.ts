/** Our voice connections: compiled Luau in a Lune process, one connection per seat. */

import { spawn, type ChildProcess } from "node:child_process";
import { createInterface } from "node:readline";
import type { Seat } from "./Seat.ts";

/** Argument of `lune/benchVoice.luau`; see `bench/luau/voiceClient.ts`. */
interface Plan {
	readonly clients: ReadonlyArray<{
		readonly endpoint: string;
		readonly credentials: unknown;
		/** Whether to use the host's WebStreamClient, which reports no close codes, like Roblox's. */
		readonly hidesCodes: boolean;
	}>;
	/** Counts of Ready and Resumed at which to measure a single client; empty for no measurement. */
	readonly measureAt: ReadonlyArray<number>;
	/** Whether that client uses `bench/luau/PolledScheduler.ts` in place of Lune's timers. */
	readonly isPolled: boolean;
}

/** A report of the process. */
export type Report =
	| { readonly kind: "ready" }
	/** Live bytes and live threads of the scheduler. */
	| { readonly kind: "measured"; readonly bytes: number; readonly threads: number };

export interface OurOptions {
	/** Seats whose clients see no close codes. */
	readonly hidden?: ReadonlyArray<Seat>;
	readonly measureAt?: ReadonlyArray<number>;
	readonly isPolled?: boolean;
	readonly onReport?: (report: Report) => void;
}

export class OurClients {
	/** Rejects if the process exits by itself. Resolves after `close`. */
	public readonly failed: Promise<void>;
	private readonly child: ChildProcess;
	private readonly kill = (): void => void this.child.kill();
	private isClosing = false;

	/** Connects a client at each seat, until `close`. */
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
		process.on("exit", this.kill); // a failed benchmark does not call `close`
		createInterface(this.child.stdout!).on("line", (line) => {
			if (line.startsWith("@")) onReport?.(JSON.parse(line.slice(1)) as Report);
			else console.log(line);
		});
		this.failed = new Promise((resolve, reject) => {
			this.child.on("error", (error) => reject(new Error(`cannot run ${lune}: ${error.message}`)));
			this.child.on("close", (code) => {
				if (this.isClosing) resolve();
				else reject(new Error(`lune exited with code ${code}`));
			});
		});
		this.failed.catch(() => {}); // `close` rethrows it
	}

	/** Kills the process. @throws If it had already exited. */
	public async close(): Promise<void> {
		this.isClosing = true;
		process.off("exit", this.kill);
		this.kill();
		await this.failed;
	}
}
