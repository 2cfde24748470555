/**
 * `voice-connection.storm.<code>`: connections within 10 s to a server that closes with that code right after Identify and
 * Resume, counted by the server.
 */

import { setTimeout as sleep } from "node:timers/promises";
import { GatewayServer } from "../../packages/gateway-server/GatewayServer.ts";
import { VOICE_CLOSE_ACTIONS } from "../../src/protocol/voice/closeCode.ts";
import { figureOf, pairedRounds } from "../pairedRounds.ts";
import type { Measurement } from "../report.ts";
import { OurClients } from "./OurClients.ts";
import { PeerClients } from "./PeerClients.ts";
import { Seat } from "./Seat.ts";

/** Close codes of the voice gateway, two of WebSocket's own, and an undocumented one. */
const CODES = [...VOICE_CLOSE_ACTIONS.keys(), 1000, 1001, 4999];

/** Code for which our client also runs on a socket that reports no close codes, like Roblox's. One code stands for all. */
const HIDDEN_CODE = 4017;

/** Length of a count in milliseconds. */
const WINDOW = 10_000;

/** Shorter length in milliseconds for the peer's count if it does not stop, to save CPU time. */
const PEER_WINDOW = 2000;

/** Milliseconds until a client must have connected. */
const PATIENCE = 20_000;

/** A server with one seat that closes with `code`. */
class StormServer {
	public readonly server = new GatewayServer({ recordSize: 1 });
	public readonly seat: Seat;
	private readonly connected: Promise<void>;

	public constructor(code: number) {
		this.seat = new Seat(this.server);
		this.connected = new Promise((resolve) => {
			this.server.onEvent((event) => {
				if (event.kind === "connected") resolve();
				if (event.kind !== "identified" && event.kind !== "resumed") return;
				// before Ready and Resumed, which the server sends after this event
				this.server.disconnectSession(event.sessionId, code);
			});
		});
	}

	public get count(): number {
		return this.server.totals.connections;
	}

	/** Resolves with the first connection. */
	public async begun(): Promise<void> {
		const late = sleep(PATIENCE, "late", { ref: false });
		if ((await Promise.race([this.connected, late])) === "late") throw new Error("the client did not connect");
	}
}

async function withServers<T>(
	codes: ReadonlyArray<number>,
	use: (storms: ReadonlyArray<StormServer>) => Promise<T>,
): Promise<T> {
	const storms = codes.map((code) => new StormServer(code));
	for (const { server } of storms) await server.listen();
	try {
		return await use(storms);
	} finally {
		for (const { server } of storms) await server.terminate();
	}
}

/** Counts our clients by code, and last a client that sees no codes. They mostly wait, so they run at the same time. */
function countOurs(): Promise<Array<number>> {
	return withServers([...CODES, HIDDEN_CODE], async (storms) => {
		const seats = storms.map(({ seat }) => seat);
		const clients = new OurClients(seats, { hidden: seats.slice(-1) });
		await Promise.all(storms.map((storm) => storm.begun()));
		await sleep(WINDOW);
		const counts = storms.map(({ count }) => count);
		await clients.close();
		return counts;
	});
}

/** The peer's connections, and whether it kept connecting until the end. */
function countPeer(peer: PeerClients, code: number): Promise<{ count: number; isGoingOn: boolean }> {
	return withServers([code], async ([storm]) => {
		if (storm === undefined) throw new Error("there is no server");
		peer.join(storm.seat);
		await storm.begun();
		await sleep(PEER_WINDOW / 2);
		const half = storm.count;
		await sleep(PEER_WINDOW / 2);
		const { count } = storm;
		peer.leave(storm.seat);
		return { count, isGoingOn: count > half };
	});
}

/** Counts the peer by code, one after the other. Adds codes after which it never stops to `endless`. */
async function countPeers(endless: Set<number>): Promise<Array<number>> {
	const peer = new PeerClients();
	const counts: Array<number> = [];
	for (const code of CODES) {
		const { count, isGoingOn } = await countPeer(peer, code);
		if (isGoingOn) endless.add(code);
		counts.push(isGoingOn ? (count * WINDOW) / PEER_WINDOW : count);
	}
	await peer.close();
	return counts;
}

export async function benchStorm(report: (measurement: Measurement) => void, count: number): Promise<void> {
	const endless = new Set<number>();
	const rounds = await pairedRounds(count, { value: countOurs, baseline: () => countPeers(endless) });
	const name = "voice-connection.storm";
	const unit = "connects";
	for (const [index, code] of CODES.entries()) {
		const ending = endless.has(code) ? `, ${PEER_WINDOW / 1000} s scaled to 10` : ", which stopped";
		report({
			name: `${name}.${code}`,
			unit,
			baselineName: PeerClients.title + ending,
			rounds: figureOf(rounds, (counts) => counts[index]!),
		});
	}
	const hidden = rounds.map(({ value, seconds }) => ({ value: value.at(-1)!, seconds }));
	report({ name: `${name}.hidden`, unit, rounds: hidden });
}
