/**
 * One voice session: its credentials, sent messages, and client state. Outlives its sockets.
 * Holds values only; VoiceGateway changes its state.
 *
 *     registered -> connected <-> away
 *         ^             \         /
 *         |              -> ended           an ended session may be identified again, unless it is spent
 */

import { RecordLog } from "../session/RecordLog.ts";
import { MediaCounts, type MediaStats } from "../media/MediaCounts.ts";
import { isSameSecret } from "../../shared/secret.ts";
import { NO_SEQUENCE, ReplayBuffer } from "./ReplayBuffer.ts";
import { FALLBACK_DIALECT, type VoiceDialect } from "./version.ts";
import type { Mapping } from "./mapping.ts";
import type { VoiceSocket } from "./VoiceSocket.ts";

/** A socket of the voice gateway, with the session on it. */
export type ClientSocket = VoiceSocket<VoiceSession>;

/** Credentials of a voice session, from VOICE_STATE_UPDATE and VOICE_SERVER_UPDATE. */
export interface VoiceCredentials {
	/** Guild ID. */
	readonly serverId: string;
	/** Sessions in the same channel see each other. */
	readonly channelId: string;
	readonly userId: string;
	readonly sessionId: string;
	readonly token: string;
	/** Whether the channel requires E2EE: an Identify without DAVE is closed with 4017. @default false */
	readonly daveRequired?: boolean;
}

export type VoiceSessionState =
	| { readonly kind: "registered" }
	| { readonly kind: "connected"; readonly socket: ClientSocket }
	| { readonly kind: "away"; readonly expiry: unknown }
	| { readonly kind: "ended" };

/** What a server knows about a session's client. Counts include all its connections. */
export interface VoiceSessionStats {
	readonly state: VoiceSessionState["kind"];
	readonly connected: boolean;
	/** Identifies for this session, including rejected ones. */
	readonly identifies: number;
	/** Resumes for this session, including rejected ones. */
	readonly resumes: number;
	/** Connections that identified or resumed. */
	readonly connections: number;
	/** Messages replayed after Resumes. */
	readonly replayed: number;
	readonly heartbeats: number;
	/** WebSocket pongs. */
	readonly pongs: number;
	/** Sequence of the latest numbered message; -1 before the first. */
	readonly lastSequence: number;
	/** `seq_ack` of the latest heartbeat or Resume; -1 if there was none. */
	readonly lastSequenceAcknowledged: number;
	/** SSRC of the latest Ready. */
	readonly ssrc: number;
	readonly packets: MediaStats;
}

/** Flags of a user's voice state. */
export interface VoiceFlags {
	/** Set by a moderator. */
	readonly mute: boolean;
	readonly deaf: boolean;
	readonly selfMute: boolean;
	readonly selfDeaf: boolean;
	/** In the audience of a stage. */
	readonly suppress: boolean;
}

export const NO_VOICE_FLAGS: VoiceFlags = {
	mute: false,
	deaf: false,
	selfMute: false,
	selfDeaf: false,
	suppress: false,
};

type Counter = "identifies" | "resumes" | "connections" | "replayed" | "heartbeats" | "pongs";

export class VoiceSession {
	public state: VoiceSessionState = { kind: "registered" };
	/** Dialect of the latest client. */
	public dialect: VoiceDialect = FALLBACK_DIALECT;
	/** Whether its credentials are used up. This happens when the server ends a session created by the main gateway. */
	public isSpent = false;
	/** False once invalidated: the session continues, but rejects every Resume. */
	public isResumable = true;
	public lastSequenceAcknowledged = NO_SEQUENCE;
	/** Flags from its voice state. */
	public voice = NO_VOICE_FLAGS;
	/** Datagram counts, across all runs of the session. */
	public readonly media = new MediaCounts();
	/** The latest op 5 sent to the other members. */
	public mapping: Mapping | undefined;
	/** Whether its client has received a Session Description (op 4). */
	public isDescribed = false;
	/** Members whose op 5 is held until the client receives its Session Description. */
	public readonly heldMappings = new Set<VoiceSession>();
	public replay: ReplayBuffer;
	public readonly records: RecordLog;
	private readonly counts: Record<Counter, number> = {
		identifies: 0,
		resumes: 0,
		connections: 0,
		replayed: 0,
		heartbeats: 0,
		pongs: 0,
	};

	public constructor(
		public readonly credentials: VoiceCredentials,
		/** SSRC of the current run. A client that rejoins gets a new one. */
		public ssrc: number,
		private readonly limits: {
			readonly replaySize: number;
			readonly firstSequence: number;
			readonly recordSize: number;
		},
		private readonly issuedId?: string,
	) {
		this.replay = new ReplayBuffer(limits.replaySize, limits.firstSequence);
		this.records = new RecordLog(limits.recordSize);
	}

	/**
	 * ID for commands and events. Sessions created by the main gateway share their session ID across guilds, so they
	 * get their own.
	 */
	public get id(): string {
		return this.issuedId ?? this.credentials.sessionId;
	}

	/** Whether the main gateway created it. */
	public get isIssued(): boolean {
		return this.issuedId !== undefined;
	}

	/** Connected, or away with time left to resume. */
	public get isLive(): boolean {
		return this.state.kind === "connected" || this.state.kind === "away";
	}

	/** Current socket, if connected. */
	public get socket(): ClientSocket | undefined {
		return this.state.kind === "connected" ? this.state.socket : undefined;
	}

	/** Discards the state of an earlier run of this session. */
	public reset(): void {
		this.isResumable = true;
		this.isSpent = false;
		this.lastSequenceAcknowledged = NO_SEQUENCE;
		this.forgetMedia();
		this.replay = new ReplayBuffer(this.limits.replaySize, this.limits.firstSequence);
	}

	/** Discards the media state known to the channel and the client. */
	public forgetMedia(): void {
		this.mapping = undefined;
		this.isDescribed = false;
		this.heldMappings.clear();
	}

	public count(counter: Counter, by = 1): void {
		this.counts[counter] += by;
	}

	/** Compares a token in constant time. */
	public hasToken(token: string): boolean {
		return isSameSecret(this.credentials.token, token);
	}

	public stats(): VoiceSessionStats {
		return {
			...this.counts,
			state: this.state.kind,
			connected: this.socket !== undefined,
			lastSequence: this.replay.lastSequence,
			lastSequenceAcknowledged: this.lastSequenceAcknowledged,
			ssrc: this.ssrc,
			packets: this.media.stats(),
		};
	}
}
