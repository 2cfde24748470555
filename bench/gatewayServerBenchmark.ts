/**
 * What a dispatch to all and a connection cost a GatewayServer with many clients, beside a bare `ws` broadcast loop. Each
 * round starts both servers anew, side by side, and takes turns: whatever else the machine does, it does to both.
 */

import { Callee } from "./gatewayServer/calls.ts";
import { checkConnections } from "./gatewayServer/openFiles.ts";
import { SIDES, type Side } from "./gatewayServer/side.ts";
import type { Benchmark } from "./report.ts";

/** Connections of each server; `BENCH_CONNECTIONS` names another number. */
const CONNECTIONS = Number(process.env.BENCH_CONNECTIONS ?? 10_000);

const ROUNDS = 3;
const WARM_UP_DISPATCHES = 5;
const DISPATCHES = 15;

const KILOBYTE = 1024;

/** One side's figures of one dispatch, in milliseconds. */
interface FanOut {
	/** From the call until the last client has it. */
	readonly time: number;
	/** Processor time of the server, over the same span. */
	readonly cpu: number;
}

/** A server with its clients. */
class Contestant {
	private readonly server: Callee;
	private readonly clients = new Callee("clientProcess.ts");
	private sizeBefore = 0;

	public constructor(side: Side) {
		this.server = new Callee("serverProcess.ts", side);
	}

	/** Opens all connections. */
	public async fill(): Promise<void> {
		const port = await this.server.call<number>("listen");
		this.sizeBefore = await this.server.call<number>("memory");
		await this.clients.call("open", { port, count: CONNECTIONS });
	}

	/** Bytes that each connection adds to the server, code that was compiled for them included. */
	public async memory(): Promise<number> {
		return ((await this.server.call<number>("memory")) - this.sizeBefore) / CONNECTIONS;
	}

	/** Dispatches to all. @throws If the server did not send to all. */
	public async fanOut(nonce: number): Promise<FanOut> {
		const arrival = this.clients.call<number>("await", { nonce, count: CONNECTIONS });
		// the other process is ready once it answered a second call
		await this.clients.call("isReady");
		const { startedAt, count } = await this.server.call<{ startedAt: number; count: number }>("dispatch", nonce);
		if (count !== CONNECTIONS) throw new Error(`dispatch went to ${count} of ${CONNECTIONS} clients`);
		const time = (await arrival) - startedAt;
		return { time, cpu: await this.server.call<number>("cpu") };
	}

	public async end(): Promise<void> {
		await this.clients.end();
		await this.server.end();
	}
}

export const gatewayServerBenchmark: Benchmark = {
	names: ["gateway-server"],
	async run(report) {
		checkConnections(CONNECTIONS);
		const memory: Record<Side, Array<number>> = { ours: [], bare: [] };
		const fanOuts: Record<Side, Array<FanOut>> = { ours: [], bare: [] };
		for (let round = 0; round < ROUNDS; round++) {
			const contestants = { ours: new Contestant("ours"), bare: new Contestant("bare") };
			const order = round % 2 === 0 ? SIDES : [...SIDES].reverse();
			try {
				for (const side of order) await contestants[side].fill();
				for (let nonce = 0; nonce < WARM_UP_DISPATCHES + DISPATCHES; nonce++) {
					for (const side of order) {
						const fanOut = await contestants[side].fanOut(nonce);
						if (nonce >= WARM_UP_DISPATCHES) fanOuts[side].push(fanOut);
					}
				}
				// with what is kept for a Resume
				for (const side of order) memory[side].push((await contestants[side].memory()) / KILOBYTE);
			} finally {
				await Promise.all(SIDES.map((side) => contestants[side].end()));
			}
		}

		const baselineName = `bare ws, ${CONNECTIONS.toLocaleString("en")} sockets`;
		const reportPair = (
			name: string,
			unit: string,
			ours: ReadonlyArray<number>,
			bare: ReadonlyArray<number>,
		): void =>
			report({
				name,
				unit,
				value: median(ours),
				baseline: median(bare),
				baselineName,
				ratio: median(ours.map((value, index) => value / bare[index]!)),
			});
		for (const [name, figure] of [
			["gateway-server.fanout", "time"],
			["gateway-server.fanoutCpu", "cpu"],
		] as const) {
			const [ours, bare] = SIDES.map((side) => fanOuts[side].map((fanOut) => fanOut[figure]));
			reportPair(name, "ms", ours!, bare!);
		}
		reportPair("gateway-server.memory", "KB each", memory.ours, memory.bare);
	},
};

function median(values: ReadonlyArray<number>): number {
	const sorted = [...values].sort((a, b) => a - b);
	const half = sorted.length >> 1;
	return sorted.length % 2 === 1 ? sorted[half]! : (sorted[half - 1]! + sorted[half]!) / 2;
}
