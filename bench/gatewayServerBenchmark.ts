/**
 * Cost of a broadcast and of a connection for a GatewayServer with many clients, compared with a bare `ws` broadcast loop. Each
 * round starts both servers and alternates between them, so that other load on the machine affects both.
 */

import { Callee } from "./calls.ts";
import { checkConnections } from "./gatewayServer/openFiles.ts";
import { SIDES, type Side } from "./gatewayServer/side.ts";
import { inTurn } from "./luau/inTurn.ts";
import { figureOf, singleRounds } from "./pairedRounds.ts";
import type { Benchmark } from "./report.ts";
import { median } from "./statistics.ts";

/** Connections per server; set `BENCH_CONNECTIONS` to change it. */
const CONNECTIONS = Number(process.env.BENCH_CONNECTIONS ?? 10_000);

const WARM_UP_DISPATCHES = 5;
const DISPATCHES = 15;

const KILOBYTE = 1024;

const CLIENTS = new URL("gatewayServer/clientProcess.ts", import.meta.url);
const SERVER = new URL("gatewayServer/serverProcess.ts", import.meta.url);

/** One side's figures for a dispatch, in milliseconds. */
interface FanOut {
	/** From the call until the last client has received it. */
	readonly time: number;
	/** The server's CPU time in that span. */
	readonly cpu: number;
}

/** A server and its clients. */
class Contestant {
	private readonly server: Callee;
	private readonly clients = new Callee(CLIENTS);
	private sizeBefore = 0;

	public constructor(side: Side) {
		this.server = new Callee(SERVER, [side]);
	}

	/** Opens all connections. */
	public async fill(): Promise<void> {
		const port = await this.server.call<number>("listen");
		this.sizeBefore = await this.server.call<number>("memory");
		await this.clients.call("open", { port, count: CONNECTIONS });
	}

	/** Returns the server's memory per connection in bytes, including code compiled for them. */
	public async memory(): Promise<number> {
		return ((await this.server.call<number>("memory")) - this.sizeBefore) / CONNECTIONS;
	}

	/** Dispatches to all clients. @throws If the server did not send to all. */
	public async fanOut(nonce: number): Promise<FanOut> {
		const arrival = this.clients.call<number>("await", { nonce, count: CONNECTIONS });
		// the other process is ready once it has answered a second call
		await this.clients.call("isReady");
		const { startedAt, count } = await this.server.call<{ startedAt: number; count: number }>("dispatch", nonce);
		if (count !== CONNECTIONS) throw new Error(`the dispatch went to ${count} of ${CONNECTIONS} clients`);
		const time = (await arrival) - startedAt;
		return { time, cpu: await this.server.call<number>("cpu") };
	}

	public async end(): Promise<void> {
		await this.clients.end();
		await this.server.end();
	}
}

/** One side's figures for a round. */
interface Measured extends FanOut {
	/** Kilobytes per connection, including messages kept for a Resume. */
	readonly memory: number;
}

/** Runs both servers and alternates between them within the round. */
async function measureBoth(round: number): Promise<Record<Side, Measured>> {
	const contestants = { ours: new Contestant("ours"), bare: new Contestant("bare") };
	try {
		for (const side of inTurn(SIDES, round)) await contestants[side].fill();
		const fanOuts: Record<Side, Array<FanOut>> = { ours: [], bare: [] };
		for (let nonce = 0; nonce < WARM_UP_DISPATCHES + DISPATCHES; nonce++) {
			for (const side of inTurn(SIDES, round + nonce)) {
				const fanOut = await contestants[side].fanOut(nonce);
				if (nonce >= WARM_UP_DISPATCHES) fanOuts[side].push(fanOut);
			}
		}
		const measured = async (side: Side): Promise<Measured> => ({
			time: median(fanOuts[side].map(({ time }) => time)),
			cpu: median(fanOuts[side].map(({ cpu }) => cpu)),
			memory: (await contestants[side].memory()) / KILOBYTE,
		});
		return { ours: await measured("ours"), bare: await measured("bare") };
	} finally {
		await Promise.all(SIDES.map((side) => contestants[side].end()));
	}
}

export const gatewayServerBenchmark: Benchmark = {
	names: ["gateway-server"],
	rounds: 5,
	async run(report, count) {
		checkConnections(CONNECTIONS);
		const rounds = (await singleRounds(count, measureBoth)).map(({ value: { ours, bare }, seconds }) => ({
			value: ours,
			baseline: bare,
			seconds,
		}));
		const baselineName = `bare ws, ${CONNECTIONS.toLocaleString("en")} sockets`;
		const figures = [
			{ name: "gateway-server.fanout", unit: "ms", figure: "time" },
			{ name: "gateway-server.fanoutCpu", unit: "ms", figure: "cpu" },
			{ name: "gateway-server.memory", unit: "KB/client", figure: "memory" },
		] as const;
		for (const { name, unit, figure } of figures) {
			report({ name, unit, baselineName, rounds: figureOf(rounds, (measured) => measured[figure]) });
		}
	},
};
