/** Runs one of the two servers; its argument says which. Needs `--expose-gc`. */

import { GatewayServer } from "../../packages/gateway-server/GatewayServer.ts";
import { BareServer } from "./bareServer.ts";
import { answerCalls, moment } from "../calls.ts";
import { EVENT, HEARTBEAT_INTERVAL, messageOf, TOKEN, type Side } from "./side.ts";

/** Garbage collections and the pause between them in milliseconds. Memory returns to the system with a delay. */
const COLLECTIONS = 4;
const COLLECTION_PAUSE = 100;

/** Milliseconds between two Identifies of a shard. */
const IDENTIFY_WINDOW = 5000;

interface Server {
	listen(): Promise<number>;
	dispatch(nonce: number): number;
}

function createOurs(): Server {
	let now = 0;
	const server = new GatewayServer({
		token: TOKEN,
		heartbeatInterval: HEARTBEAT_INTERVAL,
		sessionStartLimit: { total: Number.MAX_SAFE_INTEGER },
		// all connections use one shard, which may identify only once in this time
		now: () => (now += IDENTIFY_WINDOW),
		logger: (line) => console.error(line),
	});
	return {
		async listen() {
			await server.listen();
			return Number(new URL(server.url).port);
		},
		dispatch: (nonce) => server.dispatch(EVENT, messageOf(nonce)),
	};
}

const CREATE: Readonly<Record<Side, () => Server>> = { ours: createOurs, bare: () => new BareServer() };

const server = CREATE[process.argv[2] as Side]();
let cpuBefore = process.cpuUsage();

answerCalls({
	listen: () => server.listen(),

	/** Returns the resident memory in bytes after garbage collection. */
	async memory() {
		for (let index = 0; index < COLLECTIONS; index++) {
			globalThis.gc?.();
			await new Promise((resolve) => setTimeout(resolve, COLLECTION_PAUSE));
		}
		return process.memoryUsage.rss();
	},

	/** Dispatches to all clients. Returns start, number of clients and end. */
	dispatch(nonce: number) {
		cpuBefore = process.cpuUsage();
		const startedAt = moment();
		const count = server.dispatch(nonce);
		return { startedAt, count, endedAt: moment() };
	},

	/** Returns the CPU time in milliseconds since the start of `dispatch`. */
	cpu() {
		const { user, system } = process.cpuUsage(cpuBefore);
		return (user + system) / 1000;
	},
});
