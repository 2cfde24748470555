/**
 * `voice-connection.reconnects.*`: what one voice connection has kept after it lost its socket a thousand times, by every
 * kind of loss, beside what it had after the first hundred.
 */

import { GatewayServer } from "../../packages/gateway-server/GatewayServer.ts";
import { figureOf, pairedRounds } from "../pairedRounds.ts";
import type { Measurement } from "../report.ts";
import { OurClients, type Report } from "./OurClients.ts";
import { Seat } from "./Seat.ts";

/** Reconnects after which everything that is made once is there. */
const WARM_UP = 100;
const COUNT = 1000;

/** Milliseconds between heartbeats while a zombie is made. */
const BEAT = 20;

const VOICE_SERVER_CRASHED = 4015;

/** Not documented: a client drops its session and identifies anew. */
const UNKNOWN_CODE = 4999;

type Loss = (server: GatewayServer, sessionId: string) => void;

const lose: Loss = (server, sessionId) => server.dropSession(sessionId);
const crash: Loss = (server, sessionId) => server.disconnectSession(sessionId, VOICE_SERVER_CRASHED);
const begin: Loss = (server, sessionId) => server.disconnectSession(sessionId, UNKNOWN_CODE);
const stopAcks: Loss = (server, sessionId) => {
	server.setStopHeartbeatAcks(sessionId, true);
	server.sendRawToSession(sessionId, JSON.stringify({ op: 8, d: { v: 8, heartbeat_interval: BEAT } }));
};

/** In turn. A zombie takes its time, so it comes once. */
const LOSSES: ReadonlyArray<Loss> = [lose, crash, lose, begin, lose, crash, stopAcks, lose, crash, begin];

/** What is alive at one moment. */
interface Count {
	readonly bytes: number;
	readonly threads: number;
	readonly connections: number;
}

/** Plays the losses. Settles with what is alive after the warm-up, and at the end. */
function play(server: GatewayServer, seat: Seat, isPolled: boolean): Promise<ReadonlyArray<Count>> {
	const { sessionId } = seat.credentials;
	// the first Ready is no reconnect
	const measureAt = [WARM_UP + 1, WARM_UP + COUNT + 1];
	const counts: Array<Count> = [];
	let readyCount = 0;
	return new Promise((resolve, reject) => {
		const loseNext = (): void => LOSSES[readyCount % LOSSES.length]!(server, sessionId);
		const hear = (report: Report): void => {
			if (report.kind === "ready") {
				readyCount += 1;
				server.clearControlFlags(sessionId);
				if (!measureAt.includes(readyCount)) loseNext();
				return;
			}
			counts.push({ ...report, connections: server.connectionCount });
			if (counts.length < measureAt.length) return loseNext();
			clients.close().then(() => resolve(counts), reject);
		};
		const clients = new OurClients([seat], { measureAt, isPolled, onReport: hear });
		clients.failed.catch(reject);
	});
}

interface Kept {
	readonly before: Count;
	readonly after: Count;
}

/** What is alive before and after, on a server of its own. @throws If the server saw more connections than losses. */
async function measure(isPolled: boolean): Promise<Kept> {
	const server = new GatewayServer({ recordSize: 1 });
	await server.listen();
	const [before, after] = await play(server, new Seat(server), isPolled);
	if (before === undefined || after === undefined) throw new Error("reconnects were not measured");
	const { connections } = server.totals;
	await server.terminate();
	if (connections === WARM_UP + COUNT + 1) return { before, after };
	throw new Error(`server saw ${connections} connections, where ${WARM_UP + COUNT} losses make one more than that`);
}

export async function benchReconnects(report: (measurement: Measurement) => void, count: number): Promise<void> {
	const rounds = await pairedRounds(count, { value: () => measure(true), baseline: () => measure(false) });
	const aliveRounds = (figure: "connections" | "threads") =>
		rounds.map(({ baseline: { before, after }, seconds }) => ({
			value: after[figure],
			baseline: before[figure],
			seconds,
		}));
	const name = "voice-connection.reconnects";
	const baselineName = `after ${WARM_UP}`;
	report({ name: `${name}.sockets`, unit: "open", baselineName, rounds: aliveRounds("connections") });
	report({ name: `${name}.threads`, unit: "alive", baselineName, rounds: aliveRounds("threads") });
	report({
		name: `${name}.memory`,
		unit: "bytes each",
		baselineName: "on Lune's own timers, which keep what is cancelled",
		rounds: figureOf(rounds, ({ before, after }) => (after.bytes - before.bytes) / COUNT),
	});
}
