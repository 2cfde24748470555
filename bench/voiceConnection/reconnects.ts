/**
 * `voice-connection.reconnects.*`: what a voice connection keeps alive after a thousand losses of every kind, compared with the
 * state after the first hundred.
 */

import { GatewayServer } from "../../packages/gateway-server/GatewayServer.ts";
import { figureOf, pairedRounds } from "../pairedRounds.ts";
import type { Measurement } from "../report.ts";
import { OurClients, type Report } from "./OurClients.ts";
import { Seat } from "./Seat.ts";

/** Reconnects after which everything that is created once exists. */
const WARM_UP = 100;
const COUNT = 1000;

/** Milliseconds between heartbeats for a zombie. */
const BEAT = 20;

const VOICE_SERVER_CRASHED = 4015;

/** Undocumented code, after which a client drops its session and identifies. */
const UNKNOWN_CODE = 4999;

type Loss = (server: GatewayServer, sessionId: string) => void;

const lose: Loss = (server, sessionId) => server.dropSession(sessionId);
const crash: Loss = (server, sessionId) => server.disconnectSession(sessionId, VOICE_SERVER_CRASHED);
const begin: Loss = (server, sessionId) => server.disconnectSession(sessionId, UNKNOWN_CODE);
const stopAcks: Loss = (server, sessionId) => {
	server.setStopHeartbeatAcks(sessionId, true);
	server.sendRawToSession(sessionId, JSON.stringify({ op: 8, d: { v: 8, heartbeat_interval: BEAT } }));
};

/** Losses, used in turn. A zombie takes long, so it occurs once. */
const LOSSES: ReadonlyArray<Loss> = [lose, crash, lose, begin, lose, crash, stopAcks, lose, crash, begin];

/** Live objects at one moment. */
interface Count {
	readonly bytes: number;
	readonly threads: number;
	readonly connections: number;
}

/** Plays the losses. Resolves with the live objects after the warm-up and at the end. */
function play(server: GatewayServer, seat: Seat, isPolled: boolean): Promise<ReadonlyArray<Count>> {
	const { sessionId } = seat.credentials;
	// the first Ready is not a reconnect
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

/** Measures live objects before and after, on a separate server. @throws If the number of connections is unexpected. */
async function measure(isPolled: boolean): Promise<Kept> {
	const server = new GatewayServer({ recordSize: 1 });
	await server.listen();
	const [before, after] = await play(server, new Seat(server), isPolled);
	if (before === undefined || after === undefined) throw new Error("a measurement is missing");
	const { connections } = server.totals;
	await server.terminate();
	if (connections === WARM_UP + COUNT + 1) return { before, after };
	throw new Error(`expected ${WARM_UP + COUNT + 1} connections for ${WARM_UP + COUNT} losses, got ${connections}`);
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
		unit: "bytes/loss",
		baselineName: "with Lune's own timers, which leak cancelled threads",
		rounds: figureOf(rounds, ({ before, after }) => (after.bytes - before.bytes) / COUNT),
	});
}
