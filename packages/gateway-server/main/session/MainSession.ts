/**
 * One session of the main gateway: its intents, sent events and received messages. Outlives its sockets. Holds values only;
 * MainGateway changes its state.
 *
 *     connected <-> away
 *          \         /
 *           -> ended
 */

import { RecordLog } from "../../session/RecordLog.ts";
import { EventBuffer } from "../events/EventBuffer.ts";
import type { MainSocket } from "../wire/MainSocket.ts";

/** Default of the large threshold in Identify. */
const DEFAULT_LARGE_THRESHOLD = 50;

/** A socket of the main gateway, with the session on it. */
export type ClientSocket = MainSocket<MainSession>;

export type Shard = readonly [id: number, count: number];

export type MainSessionState =
	| { readonly kind: "connected"; readonly socket: ClientSocket }
	| { readonly kind: "away"; readonly expiry: unknown }
	| { readonly kind: "ended" };

/** Values from Identify. */
export interface SessionTraits {
	readonly id: string;
	readonly userId: string;
	readonly token: string;
	readonly intents: number;
	readonly shard: Shard | undefined;
	readonly largeThreshold: number | undefined;
	/** Whether events are compressed one by one, where the connection has no transport compression. */
	readonly compress: boolean;
}

/** Figures about the client of one session, over all its connections. */
export interface MainSessionStats {
	readonly state: MainSessionState["kind"];
	readonly connected: boolean;
	readonly userId: string;
	readonly intents: number;
	readonly shard: Shard;
	/** Number of the current connection, if any. */
	readonly connection: number | undefined;
	/** Resumes for this session, including rejected ones. */
	readonly resumes: number;
	/** Connections that identified or resumed. */
	readonly connections: number;
	/** Events replayed by Resumes. */
	readonly replayed: number;
	readonly heartbeats: number;
	/** WebSocket pongs. */
	readonly pongs: number;
	/** Sequence of the latest event. */
	readonly lastSequence: number;
	/** Sequence in the latest heartbeat or Resume; -1 before the first. */
	readonly lastSequenceAcknowledged: number;
}

type Counter = "resumes" | "connections" | "replayed" | "heartbeats" | "pongs";

export class MainSession {
	public readonly id: string;
	public readonly userId: string;
	public readonly token: string;
	public readonly intents: number;
	public readonly shard: Shard;
	public readonly isSharded: boolean;
	public readonly largeThreshold: number;
	public readonly compressesEvents: boolean;
	public readonly events: EventBuffer;
	public readonly records: RecordLog;
	public state: MainSessionState;
	public lastSequenceAcknowledged = -1;
	private readonly counts: Record<Counter, number> = {
		resumes: 0,
		connections: 1,
		replayed: 0,
		heartbeats: 0,
		pongs: 0,
	};

	public constructor(
		traits: SessionTraits,
		socket: ClientSocket,
		limits: { readonly replaySize: number; readonly recordSize: number },
	) {
		this.id = traits.id;
		this.userId = traits.userId;
		this.token = traits.token;
		this.intents = traits.intents;
		this.shard = traits.shard ?? [0, 1];
		this.isSharded = traits.shard !== undefined;
		this.largeThreshold = traits.largeThreshold ?? DEFAULT_LARGE_THRESHOLD;
		this.compressesEvents = traits.compress;
		this.events = new EventBuffer(limits.replaySize);
		this.records = new RecordLog(limits.recordSize);
		this.state = { kind: "connected", socket };
	}

	/** Connected, or away with time left to resume. */
	public get isLive(): boolean {
		return this.state.kind !== "ended";
	}

	/** Current socket, if connected. */
	public get socket(): ClientSocket | undefined {
		return this.state.kind === "connected" ? this.state.socket : undefined;
	}

	public count(counter: Counter, by = 1): void {
		this.counts[counter] += by;
	}

	public stats(): MainSessionStats {
		return {
			...this.counts,
			state: this.state.kind,
			connected: this.socket !== undefined,
			userId: this.userId,
			intents: this.intents,
			shard: this.shard,
			connection: this.socket?.id,
			lastSequence: this.events.lastSequence,
			lastSequenceAcknowledged: this.lastSequenceAcknowledged,
		};
	}
}
