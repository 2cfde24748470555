/**
 * The bot's voice session in one channel: identifies, and resumes or identifies again after a loss, until only new credentials
 * help. Applies the tables of `src/protocol/voice/`: `connectionState` has the states, `recovery` decides what follows a loss.
 * Source: Discord Docs, "Voice Connections" (voice gateway v8).
 */

import "../../../shared/luau/globals.ts";
import type { Logger } from "pino";
import { lossOf } from "../../../../src/protocol/voice/closeReport.ts";
import {
	nextState,
	type ConnectionEvent,
	type ConnectionState,
} from "../../../../src/protocol/voice/connectionState.ts";
import { readControl } from "../../../../src/protocol/voice/control.ts";
import { resolveDeadlines, type VoiceDeadlines } from "../../../../src/protocol/voice/deadlines.ts";
import {
	isSameEncryption,
	NO_ENCRYPTION,
	readEncryption,
	type Encryption,
} from "../../../../src/protocol/voice/encryption.ts";
import { identifyOrResume } from "../../../../src/protocol/voice/identifyOrResume.ts";
import { encodeHeartbeat, NO_SEQUENCE, type VoicePayload } from "../../../../src/protocol/voice/payload.ts";
import {
	DEFAULT_RECOVERY_LIMITS,
	FRESH_RECOVERY,
	opened,
	recover,
	stabilised,
	takeCredentials,
	type Loss,
	type Recovery,
	type RecoveryVerdict,
} from "../../../../src/protocol/voice/recovery.ts";
import { readServerEvent } from "../../../../src/protocol/voice/serverEvent.ts";
import type { Clock } from "../../../shared/clock.ts";
import { CLOSE_CODE } from "../../../shared/closeFrame.ts";
import type { Random } from "../../../shared/random.ts";
import type { CreateTransformer, ToldType } from "../../link/socket/Transformer.ts";
import { RESUMABLE_CODE } from "../../link/relayClose.ts";
import type { Target } from "../../security/target.ts";
import type { Connect } from "../../upstream/Upstream.ts";
import { MalformedLog } from "../session/MalformedLog.ts";
import { OneTimer } from "../session/OneTimer.ts";
import { Reconnector } from "../session/Reconnector.ts";
import { readVoiceText } from "./readVoiceText.ts";
import { SeatMedia } from "./SeatMedia.ts";
import type { SeatCredentials, SeatSession, SeatSessionEvents } from "./SeatSession.ts";
import { SeatSocket } from "./SeatSocket.ts";

export interface VoiceSessionDeps {
	readonly clock: Clock;
	readonly random: Random;
	readonly log: Logger;
	readonly connect: Connect;
	/** Of the relay's voice features, and their names: `dave`, `media`. */
	readonly createTransformer: CreateTransformer;
	readonly features: ReadonlyArray<string>;
}

type VoiceReconnector = Reconnector<ConnectionState, ConnectionEvent, Recovery, Loss, RecoveryVerdict>;

const DEADLINES = resolveDeadlines();

export class VoiceSession implements SeatSession {
	private readonly reconnector: VoiceReconnector;
	private readonly socket: SeatSocket;
	private readonly media: SeatMedia;
	private readonly malformed: MalformedLog;
	private readonly hello: OneTimer;
	private readonly features: ReadonlyArray<string>;
	private encryption: Encryption = NO_ENCRYPTION;
	/** Last sequence number of the session. */
	private sequence = NO_SEQUENCE;
	private isOver = false;

	public constructor(
		private readonly target: Target,
		private readonly credentials: SeatCredentials,
		private readonly events: SeatSessionEvents,
		deps: VoiceSessionDeps,
	) {
		const { clock, random, features } = deps;
		const log = deps.log.child({ guild: credentials.guildId, channel: credentials.channelId });
		this.features = features;
		this.hello = new OneTimer(clock);
		this.malformed = new MalformedLog(log, clock);
		this.media = new SeatMedia({ clock, events, onFault: (fault) => this.malformed.add(fault) });
		this.socket = this.createSocket(deps);
		this.reconnector = new Reconnector({
			...{ clock, random },
			rules: {
				next: nextState,
				recover: (held, loss, share) => recover(held, loss, share, DEFAULT_RECOVERY_LIMITS),
				opened,
				stabilised,
			},
			state: "idle",
			held: FRESH_RECOVERY,
			onChanged: (state, detail) => log.debug({ state, detail }, "voice session"),
		});
	}

	/** Opens it. Calls no event before it returns. */
	public start(): void {
		const verdict = takeCredentials(FRESH_RECOVERY);
		if (verdict.kind === "retry") this.reconnector.held = verdict.recovery;
		this.reconnector.go("open");
		this.attempt("paired");
	}

	public setDeafened(isDeafened: boolean): void {
		if (!this.isOver) this.media.setDeafened(isDeafened);
	}

	public close(): void {
		if (this.isOver) return;
		this.isOver = true;
		this.reconnector.go("stop");
		this.hello.stop();
		this.media.stop();
		this.socket.release(CLOSE_CODE.normal);
	}

	private createSocket({ clock, random, connect, createTransformer }: VoiceSessionDeps): SeatSocket {
		return new SeatSocket({
			...{ clock, random, connect, createTransformer },
			encodeBeat: (nonce) => encodeHeartbeat(nonce, this.sequence),
			onOpen: () => this.identifyOrResume(),
			onText: (text) => this.receive(text),
			onBinary: () => this.malformed.add("binary data of an unknown opcode"),
			onTold: (type, data) => this.told(type, data),
			onEnd: (code, reason) => this.lost(code, lossOf(reason, this.reconnector.state, true)),
			onZombie: () => this.drop("the server stopped answering heartbeats"),
		});
	}

	/** Opens a socket. */
	private attempt(event: "paired" | "retry"): void {
		if (!this.reconnector.go(event)) return;
		this.deadline("connect", "the socket did not open in time");
		this.socket.open(this.target);
	}

	/** The socket is open: Identify or Resume goes out before anything else. */
	private identifyOrResume(): void {
		const { reconnector, socket } = this;
		const { hasSession } = reconnector.held;
		if (!reconnector.go(hasSession ? "resume" : "identify")) return;
		this.deadline(
			hasSession ? "resumed" : "ready",
			`the server sent no ${hasSession ? "Resumed" : "Ready"} in time`,
		);
		if (!hasSession) this.sequence = NO_SEQUENCE;
		this.hello.start(DEADLINES.hello, () => this.drop(`the server sent no Hello in time (${DEADLINES.hello} s)`));
		this.media.opened(this.features.includes("media"));
		const { guildId: serverId, userId, sessionId, token, channelId } = this.credentials;
		const payload = identifyOrResume(
			{ serverId, userId, sessionId, token, channelId },
			{
				hasSession,
				sequence: this.sequence,
				isEncrypted: this.encryption.kind !== "none",
				isCarried: this.features.includes("dave"),
			},
		);
		if (payload !== undefined) socket.send(JSON.stringify(payload));
	}

	private receive(text: string): void {
		const message = readVoiceText(text);
		if (message === undefined) return this.malformed.add("a message that is not a JSON object with an opcode");
		if (message.seq !== undefined) this.sequence = message.seq;
		this.obey(message);
		const event = readServerEvent(message);
		if (event === undefined) this.malformed.add(`opcode ${message.op}`);
		else if (event !== "other" && event.kind === "clientDisconnect") this.media.drop(event.userId);
	}

	private obey(message: VoicePayload): void {
		const { heartbeat } = this.socket;
		const control = readControl(message);
		switch (control?.kind) {
			case undefined:
				return;
			case "hello":
				this.hello.stop();
				heartbeat.hello(control.interval);
				return;
			case "requested":
				return heartbeat.answer();
			case "acknowledged":
				return heartbeat.acknowledge(control.nonce);
			case "settled":
				return this.opened();
			case "malformed":
				return this.malformed.add(control.reason);
			default:
				return control satisfies never;
		}
	}

	/** Ready or Resumed arrived. A repeated one is ignored: it would undo newer state. */
	private opened(): void {
		if (nextState(this.reconnector.state, "ready") === undefined) return;
		this.reconnector.opened();
		this.reconnector.go("ready");
	}

	private told(type: ToldType, data: unknown): void {
		if (type === "m") return this.media.take(data);
		const encryption = readEncryption(data);
		if (encryption === undefined) this.malformed.add("a d record");
		else this.encrypt(encryption);
	}

	private encrypt(encryption: Encryption): void {
		if (isSameEncryption(encryption, this.encryption)) return;
		this.encryption = encryption;
		const { kind: state } = encryption;
		if (state !== "active") return this.events.onEncryption({ state });
		const { epoch, privacyCode: code } = encryption;
		this.events.onEncryption({ state, epoch, code });
	}

	/** Drops a useless socket whose session may still be useful. The rest is the same as after any other loss. */
	private drop(reason: string): void {
		this.socket.release(RESUMABLE_CODE);
		this.lost(undefined, reason);
	}

	private lost(code: number | undefined, reason: string): void {
		const { reconnector } = this;
		this.hello.stop();
		const verdict = reconnector.lose({ ...(code !== undefined && { code }), reason, during: reconnector.state });
		if (verdict.kind === "stop" && verdict.report.kind === "unreachable") return this.spent(verdict.report.reason);
		if (verdict.kind !== "retry") return this.end(code, verdict.report.reason);
		reconnector.held = verdict.recovery;
		if (!verdict.recovery.hasCredentials) return this.spent(reason);
		if (!reconnector.go("lost", reason)) return;
		if (!verdict.recovery.hasSession) this.encrypt(NO_ENCRYPTION);
		// a listener may close the session
		this.media.away();
		if (!this.isOver) reconnector.attemptIn(verdict.delay, () => this.attempt("retry"));
	}

	private spent(reason: string): void {
		this.close();
		this.events.onSpent(reason);
	}

	private end(code: number | undefined, reason: string): void {
		this.close();
		this.events.onEnd({ code, reason });
	}

	/** Treats it as a loss if the state does not change in time. */
	private deadline(name: keyof VoiceDeadlines, fault: string): void {
		const seconds = DEADLINES[name];
		this.reconnector.deadline(seconds, () => this.drop(`${fault} (${seconds} s)`));
	}
}
