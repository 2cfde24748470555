/** A process that is one of the two servers. Argument: which. Started with `--expose-gc`. */

import { GatewayServer } from "../../packages/gateway-server/GatewayServer.ts";
import { BareServer } from "./bareServer.ts";
import { answerCalls, moment } from "./calls.ts";
import { EVENT, HEARTBEAT_INTERVAL, messageOf, TOKEN, type Side } from "./side.ts";

/** Rounds of collection, and the pause between them in milliseconds: what is freed goes back to the system a bit later. */
const COLLECTIONS = 4;
const COLLECTION_PAUSE = 100;

/** Milliseconds in which one Identify of a shard is let through. */
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
		// all are of one shard, which Discord lets identify once in so long
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

	/** Resident size in bytes, after what is garbage went. */
	async memory() {
		for (let index = 0; index < COLLECTIONS; index++) {
			globalThis.gc?.();
			await new Promise((resolve) => setTimeout(resolve, COLLECTION_PAUSE));
		}
		return process.memoryUsage.rss();
	},

	/** Sends to all. Returns when it began, how many it sent to, and when the call was over. */
	dispatch(nonce: number) {
		cpuBefore = process.cpuUsage();
		const startedAt = moment();
		const count = server.dispatch(nonce);
		return { startedAt, count, endedAt: moment() };
	},

	/** Milliseconds of processor time since `dispatch` began. */
	cpu() {
		const { user, system } = process.cpuUsage(cpuBefore);
		return (user + system) / 1000;
	},
});
