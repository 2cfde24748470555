/**
 * `voice-connection.storm.<code>`: how often a client connects in 10 s to a server that closes right after Identify, and
 * after Resume, with that code. Counted by the server.
 */

import { setTimeout as sleep } from "node:timers/promises";
import { GatewayServer } from "../../server/gateway/GatewayServer.ts";
import type { Result } from "../report.ts";
import { OurClients } from "./OurClients.ts";
import { PeerClients } from "./PeerClients.ts";
import { Seat } from "./Seat.ts";

/** Close codes of the voice gateway, two of WebSocket's own, and one that nobody documents. */
const CODES = [
	4001, 4002, 4003, 4004, 4005, 4006, 4009, 4011, 4012, 4014, 4015, 4016, 4017, 4020, 4021, 4022, 1000, 1001, 4999,
];

/** A code for which ours is run once more on a socket that tells none, as Roblox's: one is like all others there. */
const HIDDEN_CODE = 4017;

/** Milliseconds of a count. */
const WINDOW = 10_000;

/** Milliseconds of the peer's count where it goes on and on: its processor is not needed for longer. */
const PEER_WINDOW = 4000;

/** Milliseconds until a client must have connected first. */
const PATIENCE = 20_000;

/** A server that closes with `code`, and one seat on it. */
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
				// before Ready and Resumed, which go out after this event
				this.server.disconnectSession(event.sessionId, code);
			});
		});
	}

	public get count(): number {
		return this.server.totals.connections;
	}

	/** Settles with the first connection. */
	public async begun(): Promise<void> {
		const late = sleep(PATIENCE, "late", { ref: false });
		if ((await Promise.race([this.connected, late])) === "late") throw new Error("client did not connect");
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

/** Counts of ours, by code, and last that of a client which sees no code. They wait most of the time: all at once. */
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

/** Connects of the peer in 10 s, and whether that is scaled up from fewer. */
function countPeer(peer: PeerClients, code: number): Promise<{ count: number; isScaled: boolean }> {
	return withServers([code], async ([storm]) => {
		if (storm === undefined) throw new Error("no server");
		peer.join(storm.seat);
		await storm.begun();
		await sleep(PEER_WINDOW / 2);
		const half = storm.count;
		await sleep(PEER_WINDOW / 2);
		const { count } = storm;
		peer.leave(storm.seat);
		// who stopped has no rate
		const isScaled = count > half;
		return { count: isScaled ? (count * WINDOW) / PEER_WINDOW : count, isScaled };
	});
}

export async function benchStorm(report: (result: Result) => void): Promise<void> {
	const ours = await countOurs();
	const peer = new PeerClients();
	for (const [index, code] of CODES.entries()) {
		const { count, isScaled } = await countPeer(peer, code);
		report({
			name: `voice-connection.storm.${code}`,
			value: ours[index]!,
			unit: "connects",
			baseline: count,
			baselineName: PeerClients.title + (isScaled ? `, ${PEER_WINDOW / 1000} s scaled to 10` : ", which stopped"),
		});
	}
	await peer.close();
	report({ name: "voice-connection.storm.hidden", value: ours.at(-1)!, unit: "connects" });
}
