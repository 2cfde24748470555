/**
 * A voice session: identifies, keeps itself alive, and takes itself up again when its socket is lost.
 * Performs what the tables say: `connectionState` for the states, `closeCode` and `recovery` for what follows a loss.
 * Source: Discord Docs, "Voice Connections" (voice gateway v8).
 */

import { Signal } from "@rbxts/beacon";
import { ConnectionEvent, ConnectionState, nextState } from "../protocol/voice/connectionState";
import { voiceGatewayUrl } from "../protocol/voice/endpoint";
import {
	identifyPayload,
	ReadyPayload,
	resumePayload,
	selectProtocolPayload,
	SessionDescriptionPayload,
	speakingPayload,
	VoicePayload,
} from "../protocol/voice/payload";
import { DEFAULT_RECOVERY_LIMITS, FRESH_RECOVERY, recover } from "../protocol/voice/recovery";
import { readServerEvent, ServerEvent, Speaking } from "../protocol/voice/serverEvent";
import { IsolatedLogger } from "../runtime/callback";
import { encodeJson } from "../runtime/json";
import { createLogger, Logger } from "../runtime/Logger";
import { settle } from "../runtime/settle";
import { resolveEnvironment, SocketEnvironment } from "../socket/SocketEnvironment";
import { WebSocketTransport } from "../WebSocketTransport";
import { Closure, VoiceConnectionOptions } from "./VoiceConnectionOptions";

/** Close code for a socket that we drop but whose session we keep: not 1000 or 1001, which end it. */
const KEEP_SESSION_CODE = 4000;

/** Close code that tells the server the session is over. */
const NORMAL_CLOSURE = 1000;

/** Highest DAVE version that this package speaks: none yet. */
const DAVE_VERSION = 0;

/** Settles a promise of `connectAsync`: with a reason it rejects. */
type Waiter = (fault?: string) => void;

export class VoiceConnection {
	/** Where the session stands; see the diagram in `connectionState`. */
	public state: ConnectionState = "idle";
	/** The SSRC that Ready gave. */
	public ssrc?: number;
	/** The socket below; for its ping, its counters, and messages of your own. */
	public readonly transport: WebSocketTransport;

	/** After each change of `state`; for `waiting` and `closed` with what happened, and when it goes on. */
	public readonly onStateChanged = new Signal<[state: ConnectionState, detail?: string]>();
	/** A new session is open. */
	public readonly onReady = new Signal<[ready: ReadyPayload["d"]]>();
	/** The session was taken up again; the server has sent, or now sends, what was missed. */
	public readonly onResumed = new Signal<[]>();
	/** Somebody started or stopped to speak. */
	public readonly onSpeaking = new Signal<[speaking: Speaking]>();
	/** User ids of who is in the channel, or came into it. */
	public readonly onClientsConnect = new Signal<[userIds: Array<string>]>();
	/** User id of who left. */
	public readonly onClientDisconnect = new Signal<[userId: string]>();
	/** How audio is encrypted, after `selectProtocolAsync`. */
	public readonly onSessionDescription = new Signal<[description: SessionDescriptionPayload["d"]]>();
	/** Every message, before the signal of its own; a binary frame has a buffer as `d`. */
	public readonly onMessage = new Signal<[payload: VoicePayload]>();
	/** The server stopped to answer heartbeats; the socket is dropped, and a new one resumes. */
	public readonly onZombified = new Signal<[]>();
	/** The connection has ended for good. Once, and last. */
	public readonly onClosed = new Signal<[closure: Closure]>();

	private recovery = FRESH_RECOVERY;
	/** Clock reading of the last Ready or Resumed. */
	private readyAt?: number;
	/** Counts sockets, so that one that we dropped while it opened does not fail the next. */
	private socketNumber = 0;
	/** The running deadline or wait; at most one. */
	private timer?: thread;
	private readonly waiters: Array<Waiter> = [];
	private readonly url: string;
	private readonly log: Logger;
	private readonly environment: SocketEnvironment;

	/** @throws If the endpoint is not `host:port`. */
	public constructor(private readonly options: VoiceConnectionOptions) {
		this.url = voiceGatewayUrl(options.endpoint);
		const logger = options.logger ?? createLogger("VoiceConnection");
		this.environment = resolveEnvironment(options);
		this.log = new IsolatedLogger(this.environment.scheduler, logger);
		this.transport = new WebSocketTransport(logger, this.environment);
		this.transport.onConnected = () => this.introduce();
		this.transport.onMessage = (payload) => this.receive(payload);
		this.transport.onZombified = () => {
			this.onZombified.Fire();
			this.dropSocket("the server stopped to answer heartbeats");
		};
		this.transport.onDisconnected = (code, bySelf) => {
			if (bySelf !== true) this.lost(code, "the server closed the connection, or the link was lost");
		};
	}

	/** Seconds from the last heartbeat to its ACK; undefined before the first. */
	public ping(): number | undefined {
		return this.transport.heartbeatPing;
	}

	/**
	 * Opens the session. While it opens, every call waits for the same attempt; when it is ready, it resolves at once.
	 *
	 * @returns Resolves at Ready. Rejects with the reason if the connection ends before, or has ended: make a new one.
	 */
	public connectAsync(): Promise<void> {
		if (this.state === "ready") return settle(undefined);
		if (this.state === "closed") return settle("cannot connect: this connection has ended");
		const opened = new Promise<void>((resolve, reject) => {
			this.waiters.push((fault) => (fault === undefined ? resolve() : reject(fault)));
		});
		if (this.state === "idle") this.attempt("open");
		return opened;
	}

	/** Ends the session and tells the server. Never yields. @returns Resolves at once; safe to call twice. */
	public disconnectAsync(): Promise<void> {
		this.forceClose(NORMAL_CLOSURE);
		return settle(undefined);
	}

	/**
	 * Ends the session from anywhere. Never yields. When it returns, `onClosed` has fired and nothing is left running.
	 *
	 * @param code Close code to send; 1000 tells the server that the session is over.
	 * @throws If `code` is not a close code.
	 */
	public forceClose(code?: number): void {
		if (this.state === "closed") return;
		this.socketNumber += 1;
		this.transport.forceClose(code);
		this.close({ code, reason: "closed by its owner", bySelf: true });
	}

	/** Sends one message. @returns Rejects with the reason if the session is not open, or the network fails. */
	public sendAsync(message: { readonly op: number; readonly d?: unknown }): Promise<void> {
		return this.transport.sendAsync(encodeJson(message));
	}

	/**
	 * Selects how audio is sent.
	 *
	 * @param address External address of the UDP socket, as IP discovery found it.
	 * @param port Its port.
	 * @param mode One of Ready's `modes`.
	 */
	public selectProtocolAsync(address: string, port: number, mode: string): Promise<void> {
		return this.sendAsync(selectProtocolPayload(address, port, mode));
	}

	/**
	 * Says whether we speak.
	 *
	 * @param flags Sum of SpeakingFlag; 0 for silence.
	 * @returns Rejects also before Ready, which gives the SSRC.
	 */
	public setSpeakingAsync(flags: number): Promise<void> {
		if (this.ssrc === undefined) return settle("cannot speak before Ready");
		return this.sendAsync(speakingPayload(flags, this.ssrc));
	}

	/** Opens a socket on a thread of its own, with a deadline up to Ready or Resumed. */
	private attempt(event: "open" | "retry"): void {
		if (!this.go(event)) return;
		this.startTimer(this.options.handshakeTimeout ?? 15, () => this.dropSocket("the handshake took too long"));
		this.transport.isResuming = this.recovery.hasSession;
		this.socketNumber += 1;
		const socketNumber = this.socketNumber;
		this.environment.scheduler.spawn(() => {
			const [ok, reason] = pcall(() => this.transport._openSocket(this.url));
			if (!ok && this.socketNumber === socketNumber) this.lost(undefined, tostring(reason));
		});
	}

	/** The socket is open: Identify or Resume goes out first of all. */
	private introduce(): void {
		const { credentials } = this.options;
		const resumes = this.recovery.hasSession;
		if (!this.go(resumes ? "resume" : "identify")) return;
		const payload = resumes
			? resumePayload(credentials, this.transport.sequenceAcknowledgement)
			: identifyPayload(credentials, DAVE_VERSION);
		this.sendAsync(payload).catch((reason) => this.log.warn(`introduction failed: ${reason}`));
	}

	private receive(payload: VoicePayload): void {
		this.onMessage.Fire(payload);
		const event = readServerEvent(payload);
		if (event === undefined) this.log.warn(`skipped a malformed message: opcode ${payload.op}`);
		else if (event !== "other") this.hear(event);
	}

	private hear(event: ServerEvent): void {
		if (event.kind === "ready") {
			this.ssrc = event.ready.ssrc;
			if (this.enter()) this.onReady.Fire(event.ready);
		} else if (event.kind === "resumed") {
			if (this.enter()) this.onResumed.Fire();
		} else if (event.kind === "speaking") this.onSpeaking.Fire(event.speaking);
		else if (event.kind === "clientsConnect") this.onClientsConnect.Fire(event.userIds);
		else if (event.kind === "clientDisconnect") this.onClientDisconnect.Fire(event.userId);
		else this.onSessionDescription.Fire(event.description);
	}

	/** The session is open, or open again. */
	private enter(): boolean {
		if (!this.go("ready")) return false;
		this.stopTimer();
		this.readyAt = this.environment.scheduler.now();
		this.recovery = { ...this.recovery, hasSession: true };
		this.settleWaiters();
		return true;
	}

	/** Ends a socket that is of no use but whose session may be; what follows is as after any other loss. */
	private dropSocket(reason: string): void {
		this.socketNumber += 1;
		this.transport.forceClose(KEEP_SESSION_CODE);
		this.lost(undefined, reason);
	}

	private lost(code: number | undefined, reason: string): void {
		const stableAfter = this.options.stableAfter ?? 10;
		const wasStable = this.readyAt !== undefined && this.environment.scheduler.now() - this.readyAt >= stableAfter;
		this.readyAt = undefined;
		const loss = { code, reason, wasStable };
		const verdict = recover(
			this.recovery,
			loss,
			this.environment.random(),
			this.options.limits ?? DEFAULT_RECOVERY_LIMITS,
		);
		if (verdict.kind === "stop") return this.close({ code, reason: verdict.reason, bySelf: false });
		const detail = `${reason}; next attempt in ${string.format("%.1f", verdict.delay)} s`;
		if (!this.go("lost", detail)) return;
		this.recovery = verdict.recovery;
		this.log.info(`${detail} (close code ${code ?? "none"})`);
		this.startTimer(verdict.delay, () => this.attempt("retry"));
	}

	/** The one way to the end. */
	private close(closure: Closure): void {
		if (!this.go("stop", closure.reason)) return;
		this.stopTimer();
		this.settleWaiters(closure.reason);
		this.onClosed.Fire(closure);
	}

	/** Goes where the table says. Returns false, and stays, if `event` is out of place. */
	private go(event: ConnectionEvent, detail?: string): boolean {
		const state = nextState(this.state, event);
		if (state === undefined) {
			this.log.debug(`${event} is out of place while ${this.state}`);
			return false;
		}
		this.state = state;
		this.onStateChanged.Fire(state, detail);
		return true;
	}

	private settleWaiters(fault?: string): void {
		const waiters = [...this.waiters];
		this.waiters.clear();
		for (const settleWaiter of waiters) settleWaiter(fault);
	}

	private startTimer(seconds: number, callback: () => void): void {
		this.stopTimer();
		this.timer = this.environment.scheduler.delay(seconds, callback);
	}

	private stopTimer(): void {
		const timer = this.timer;
		this.timer = undefined;
		if (timer !== undefined) this.environment.scheduler.cancel(timer);
	}
}
