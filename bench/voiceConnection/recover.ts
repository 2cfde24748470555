/**
 * `voice-connection.recover.*`: milliseconds from a fault until the server has sent the client Resumed or Ready again.
 * Both clients use the same servers, and the server's clock measures both.
 */

import { setTimeout as sleep } from "node:timers/promises";
import { GatewayServer } from "../../packages/gateway-server/GatewayServer.ts";
import { pairedRound, type PairedRound } from "../pairedRounds.ts";
import type { Measurement } from "../report.ts";
import { OurClients } from "./OurClients.ts";
import { PeerClients } from "./PeerClients.ts";
import { Seat } from "./Seat.ts";

/** Milliseconds after which a session counts as stable. Our client waits before it retries an unstable one. */
const STABLE = 10_500;

/** Milliseconds from a recovery to the next fault, for faults in an unstable session. */
const YOUNG = 200;

/** Milliseconds between heartbeats, for faults that heartbeats detect. */
const BEAT = 500;

const VOICE_SERVER_CRASHED = 4015;

/** Applies the fault to the client at `seat`. `share`, from 0 to below 1, differs per round. Resolves when it is applied. */
type Fault = (seat: Seat, share: number) => Promise<void>;

const FAULTS: Readonly<Record<string, Fault>> = {
	/** The TCP connection is reset. */
	async lost({ server, credentials }) {
		server.dropSession(credentials.sessionId);
	},
	async "4015"({ server, credentials }) {
		server.disconnectSession(credentials.sessionId, VOICE_SERVER_CRASHED);
	},
	/** Stops ACKs only, at different phases of the heartbeat. */
	async zombie({ server, credentials }, share) {
		beatFast(server, credentials.sessionId);
		await sleep(BEAT * (2 + share));
		server.setStopHeartbeatAcks(credentials.sessionId, true);
		heal(server, credentials.sessionId);
	},
	/** Blocks all traffic but keeps the TCP connection open, like a dead host. */
	async silent({ server, credentials }, share) {
		beatFast(server, credentials.sessionId);
		await sleep(BEAT * (2 + share));
		server.setControlFlags(credentials.sessionId, { halfOpen: true });
		heal(server, credentials.sessionId);
	},
};

/** Sends one client another Hello. The server's own timeout does not change. */
function beatFast(server: GatewayServer, sessionId: string): void {
	server.sendRawToSession(sessionId, JSON.stringify({ op: 8, d: { v: 8, heartbeat_interval: BEAT } }));
}

/** Clears the control flags as soon as a new connection is open. */
function heal(server: GatewayServer, sessionId: string): void {
	const unsubscribe = server.onEvent(({ kind }) => {
		if (kind !== "connected") return;
		unsubscribe();
		server.clearControlFlags(sessionId);
	});
}

/** A server with a seat for each client, for one round of one fault. */
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

/** Measures both clients, one after the other, because they share a server and the CPU. */
function measureBoth(fault: Fault, { ours, peers, share }: Round, index: number): Promise<PairedRound> {
	return pairedRound(index, {
		value: () => measure(fault, ours, share),
		baseline: () => measure(fault, peers, share),
	});
}

/** Measures all rounds of a fault, one after the other. */
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
	// it mostly waits, so the others run at the same time
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
