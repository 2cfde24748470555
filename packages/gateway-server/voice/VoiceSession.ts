/**
 * One voice session: who may open it, what it sent, and what is known about its client. Outlives its sockets.
 * Holds values only; VoiceGateway moves it from state to state.
 *
 *     registered -> connected <-> away
 *         ^             \         /
 *         |              -> ended           an ended session may be identified again, unless it is spent
 */

import { RecordLog } from "../RecordLog.ts";
import { MediaCounts, type MediaStats } from "../media/MediaCounts.ts";
import { isSameSecret } from "../../shared/secret.ts";
import { NO_SEQUENCE, ReplayBuffer } from "./ReplayBuffer.ts";
import { FALLBACK_DIALECT, type VoiceDialect } from "./version.ts";
import type { Mapping } from "./mapping.ts";
import type { VoiceSocket } from "./VoiceSocket.ts";

/** Credentials of a voice session, as VOICE_STATE_UPDATE and VOICE_SERVER_UPDATE give them. */
export interface VoiceCredentials {
	/** Guild id. */
	readonly serverId: string;
	/** Sessions of one channel hear of each other. */
	readonly channelId: string;
	readonly userId: string;
	readonly sessionId: string;
	readonly token: string;
	/** Whether the channel is for clients with E2EE only: an Identify without DAVE is closed with 4017. @default false */
	readonly daveRequired?: boolean;
}

export type VoiceSessionState =
	| { readonly kind: "registered" }
	| { readonly kind: "connected"; readonly socket: VoiceSocket }
	| { readonly kind: "away"; readonly expiry: unknown }
	| { readonly kind: "ended" };

/** What a server knows about the client of one session. Counts run over all its connections. */
export interface VoiceSessionStats {
	readonly state: VoiceSessionState["kind"];
	readonly connected: boolean;
	/** Identifies that named this session, refused ones too. */
	readonly identifies: number;
	/** Resumes that named this session, refused ones too. */
	readonly resumes: number;
	/** Connections that were identified or resumed. */
	readonly connections: number;
	/** Messages sent again by Resumes. */
	readonly replayed: number;
	readonly heartbeats: number;
	/** WebSocket pongs. */
	readonly pongs: number;
	/** Sequence of the latest numbered message; -1 if there is none. */
	readonly lastSequence: number;
	/** `seq_ack` of the latest heartbeat or Resume; -1 if there was none. */
	readonly lastSequenceAcknowledged: number;
	/** SSRC of its latest Ready. */
	readonly ssrc: number;
	readonly packets: MediaStats;
}

/** What its voice state says of a user in voice. */
export interface VoiceFlags {
	/** By a moderator. */
	readonly mute: boolean;
	readonly deaf: boolean;
	readonly selfMute: boolean;
	readonly selfDeaf: boolean;
	/** In a stage's audience. */
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
	/** How its latest client speaks. */
	public dialect: VoiceDialect = FALLBACK_DIALECT;
	/** Whether its credentials are used up: a session of the main gateway is once the server ended it. */
	public isSpent = false;
	/** False once invalidated: the session goes on, but no Resume will be taken. */
	public isResumable = true;
	public lastSequenceAcknowledged = NO_SEQUENCE;
	/** As its voice state has them. */
	public voice = NO_VOICE_FLAGS;
	/** Counts of its datagrams, over all its runs. */
	public readonly media = new MediaCounts();
	/** What the others in its channel were told of it by op 5. */
	public mapping: Mapping | undefined;
	/** Whether its client got a Session Description (op 4). */
	public isDescribed = false;
	/** Members whose op 5 came while its client waited for its Session Description. */
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
		/** Of its present run: a client that joins again gets another. */
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

	/** Its id for commands and events: one that the main gateway gave out shares its session id with other guilds. */
	public get id(): string {
		return this.issuedId ?? this.credentials.sessionId;
	}

	/** Whether the main gateway gave it out. */
	public get isIssued(): boolean {
		return this.issuedId !== undefined;
	}

	/** Connected, or away with time left to resume. */
	public get isLive(): boolean {
		return this.state.kind === "connected" || this.state.kind === "away";
	}

	/** The socket that messages go to. */
	public get socket(): VoiceSocket | undefined {
		return this.state.kind === "connected" ? this.state.socket : undefined;
	}

	/** Forgets what an earlier run of this session sent. */
	public reset(): void {
		this.isResumable = true;
		this.isSpent = false;
		this.lastSequenceAcknowledged = NO_SEQUENCE;
		this.forgetMedia();
		this.replay = new ReplayBuffer(this.limits.replaySize, this.limits.firstSequence);
	}

	/** Forgets what its channel and its client were told about packets. */
	public forgetMedia(): void {
		this.mapping = undefined;
		this.isDescribed = false;
		this.heldMappings.clear();
	}

	public count(counter: Counter, by = 1): void {
		this.counts[counter] += by;
	}

	/** Checks a token in constant time. */
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
