/**
 * `voice-connection.recover.*`: milliseconds from a fault until the server has sent Resumed or Ready to its client again.
 * Both clients are on the same servers, and the server's clock counts for both.
 */

import { setTimeout as sleep } from "node:timers/promises";
import { GatewayServer } from "../../packages/gateway-server/GatewayServer.ts";
import { pairedRound, type PairedRound } from "../pairedRounds.ts";
import type { Measurement } from "../report.ts";
import { OurClients } from "./OurClients.ts";
import { PeerClients } from "./PeerClients.ts";
import { Seat } from "./Seat.ts";

/** Milliseconds after which a session counts as stable: ours waits before it retries one that is not. */
const STABLE = 10_500;

/** Milliseconds from a recovery to the next fault, where it is to hit a session that is not stable. */
const YOUNG = 200;

/** Milliseconds between heartbeats where heartbeats matter. */
const BEAT = 500;

const VOICE_SERVER_CRASHED = 4015;

/** Does harm to whoever sits at `seat`; `share` is 0 up to 1, another for each round. Yields until it is done. */
type Fault = (seat: Seat, share: number) => Promise<void>;

const FAULTS: Readonly<Record<string, Fault>> = {
	/** The TCP connection is reset. */
	async lost({ server, credentials }) {
		server.dropSession(credentials.sessionId);
	},
	async "4015"({ server, credentials }) {
		server.disconnectSession(credentials.sessionId, VOICE_SERVER_CRASHED);
	},
	/** ACKs stop; all else goes on. Heartbeats of all phases are hit. */
	async zombie({ server, credentials }, share) {
		beatFast(server, credentials.sessionId);
		await sleep(BEAT * (2 + share));
		server.setStopHeartbeatAcks(credentials.sessionId, true);
		heal(server, credentials.sessionId);
	},
	/** Nothing comes or goes, and the TCP connection stays: as when the server's host is gone. */
	async silent({ server, credentials }, share) {
		beatFast(server, credentials.sessionId);
		await sleep(BEAT * (2 + share));
		server.setControlFlags(credentials.sessionId, { halfOpen: true });
		heal(server, credentials.sessionId);
	},
};

/** Another Hello, for one client alone: the server itself keeps its patience. */
function beatFast(server: GatewayServer, sessionId: string): void {
	server.sendRawToSession(sessionId, JSON.stringify({ op: 8, d: { v: 8, heartbeat_interval: BEAT } }));
}

/** Ends what flags do as soon as a new connection is there. */
function heal(server: GatewayServer, sessionId: string): void {
	const unsubscribe = server.onEvent(({ kind }) => {
		if (kind !== "connected") return;
		unsubscribe();
		server.clearControlFlags(sessionId);
	});
}

/** A server with one seat for each client, for one round of one fault. */
interface Round {
	readonly server: GatewayServer;
	readonly ours: Seat;
	readonly peers: Seat;
	readonly share: number;
}

async function startRounds(count: number): Promise<Array<Round>> {
	const rounds: Array<Round> = [];
	for (let index = 0; index < count; index++) {
		const server = new GatewayServer({ now: () => performance.now() });
		await server.listen();
		rounds.push({ server, ours: new Seat(server), peers: new Seat(server), share: index / count });
	}
	return rounds;
}

async function measure(fault: Fault, seat: Seat, share: number): Promise<number> {
	await fault(seat, share);
	const faultAt = performance.now();
	return (await seat.entered()) - faultAt;
}

/** Both clients, one after the other: they share a server, and the processor. */
function measureBoth(fault: Fault, { ours, peers, share }: Round, index: number): Promise<PairedRound> {
	return pairedRound(index, {
		value: () => measure(fault, ours, share),
		baseline: () => measure(fault, peers, share),
	});
}

/** All of a fault's rounds, one after the other. */
async function measureRounds(fault: Fault, rounds: ReadonlyArray<Round>): Promise<Array<PairedRound>> {
	const measured: Array<PairedRound> = [];
	for (const [index, round] of rounds.entries()) measured.push(await measureBoth(fault, round, index));
	return measured;
}

function measurementOf(name: string, rounds: ReadonlyArray<PairedRound>, more = ""): Measurement {
	return { name: `voice-connection.recover.${name}`, unit: "ms", baselineName: PeerClients.title + more, rounds };
}

export async function benchRecover(report: (measurement: Measurement) => void, count: number): Promise<void> {
	const byFault = new Map<string, ReadonlyArray<Round>>();
	for (const name of Object.keys(FAULTS)) byFault.set(name, await startRounds(count));
	const all = [...byFault.values()].flat();
	const opened = Promise.all(all.flatMap(({ ours, peers }) => [ours.entered(), peers.entered()]));
	const peer = new PeerClients();
	for (const { peers } of all) peer.join(peers);
	const clients = new OurClients(all.map(({ ours }) => ours));
	await opened;
	await sleep(STABLE);

	const { lost, "4015": crashed, zombie, silent } = FAULTS as Record<"lost" | "4015" | "zombie" | "silent", Fault>;
	// most of its time is waiting: the others go on meanwhile
	const silenced = Promise.all(byFault.get("silent")!.map((round, index) => measureBoth(silent, round, index)));
	report(measurementOf("lost", await measureRounds(lost, byFault.get("lost")!)));
	await sleep(YOUNG);
	report(measurementOf("lost.young", await measureRounds(lost, byFault.get("lost")!)));
	report(measurementOf("4015", await measureRounds(crashed, byFault.get("4015")!)));
	const beat = `, a heartbeat every ${BEAT} ms`;
	report(measurementOf("zombie", await measureRounds(zombie, byFault.get("zombie")!), beat));
	report(measurementOf("silent", await silenced, beat));

	await clients.close();
	await peer.close();
	for (const { server } of all) await server.terminate();
}
