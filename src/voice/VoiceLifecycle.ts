/**
 * The lifecycle of a voice session: gets its credentials, identifies, and resumes or starts again after a loss.
 * Applies the tables: `connectionState` for the states, `closeCode` and `recovery` for what follows a loss, `credentials`
 * for when there is a pair.
 * Source: Discord Docs, "Voice Connections" (voice gateway v8).
 */

import { VoiceCloseCode } from "../protocol/voice/closeCode";
import { CloseReport, closeReportOf, LEFT, lossOf, TAKEN_OVER } from "../protocol/voice/closeReport";
import { ConnectionState, nextState } from "../protocol/voice/connectionState";
import { PairingNews } from "../protocol/voice/credentials";
import { resolveDeadlines, VoiceDeadlines } from "../protocol/voice/deadlines";
import { voiceGatewayUrl } from "../protocol/voice/endpoint";
import { identifyOrResume, NOT_CARRIED } from "../protocol/voice/identifyOrResume";
import { VoicePayload } from "../protocol/voice/payload";
import { takeCredentials, withoutCredentials } from "../protocol/voice/recovery";
import { runCallback } from "../runtime/callback";
import { encodeJson } from "../runtime/json";
import { Logger } from "../runtime/Logger";
import { PendingPromises } from "../runtime/PendingPromises";
import { SocketCapabilities } from "../socket/SocketAdapter";
import { SocketEnvironment } from "../socket/SocketEnvironment";
import { WebSocketTransport } from "../WebSocketTransport";
import { CredentialPair } from "./CredentialPair";
import { NO_SELF_STATE, SelfState } from "./CredentialSource";
import { VoiceConnectionOptions } from "./VoiceConnectionOptions";
import { createVoiceReconnector, VoiceReconnector } from "./voiceReconnector";
import { VoiceSocket } from "./VoiceSocket";
import { carriesDave } from "./withCarriage";

/** Close code for a socket that is dropped while its session is kept: not 1000 or 1001, which end it. */
const KEEP_SESSION_CODE = 4000;
/** Close code for a socket whose session is given up, whether or not another begins. */
export const END_SESSION_CODE = 1000;

/** Events for the owner. No function yields or errors. */
export interface VoiceLifecycleEvents {
	/** The state has changed. The new state may be changed again from inside. */
	readonly onState: (state: ConnectionState, detail?: string) => void;
	/** A socket is open. */
	readonly onOpen: (capabilities?: SocketCapabilities) => void;
	/** Identify goes out. The last session is over. */
	readonly onNewSession: () => void;
	readonly onMessage: (payload: VoicePayload) => void;
	/** The server stopped answering heartbeats. */
	readonly onZombie: () => void;
	/** A moderator deafened or undeafened us. */
	readonly onDeafened: (isDeafened: boolean) => void;
	/** Called once, and last. */
	readonly onClosed: (report: CloseReport) => void;
	/** Whether the session is encrypted end to end, or is about to be. */
	readonly isEncrypted: () => boolean;
}

export class VoiceLifecycle {
	public readonly transport: WebSocketTransport;
	/** Calls that wait for the session to open. */
	public readonly opening = new PendingPromises();
	/** Whether another process has the guild's voice session: a message to the main gateway would act on theirs. */
	private isTakenOver = false;

	/** The outcome if no move follows. */
	private moveReport?: CloseReport;
	/** Close code of the last loss. */
	private lastCode?: number;
	private readonly deadlines: VoiceDeadlines;
	private readonly reconnector: VoiceReconnector;
	private readonly socket: VoiceSocket;
	private readonly credentials: CredentialPair;

	/** @param environment Of the sockets. */
	public constructor(
		private readonly options: VoiceConnectionOptions,
		private readonly environment: SocketEnvironment,
		logger: Logger,
		private readonly log: Logger,
		private readonly events: VoiceLifecycleEvents,
	) {
		this.deadlines = resolveDeadlines(options.deadlines);
		this.reconnector = createVoiceReconnector(environment, options, log, events.onState);
		this.socket = new VoiceSocket(logger, environment, {
			onOpen: () => this.identifyOrResume(),
			onMessage: events.onMessage,
			onZombie: () => {
				events.onZombie();
				this.dropSocket("the server stopped answering heartbeats");
			},
			onFailed: (reason) => this.lost(undefined, reason),
			onEnded: (code, reason) => {
				this.lost(code, lossOf(reason, this.reconnector.state, this.socket.tellsCloseCodes));
			},
		});
		this.transport = this.socket.transport;
		this.credentials = new CredentialPair(options.credentials, (news) => this.take(news), events.onDeafened);
	}

	/** Channel of the credentials in use, if known. */
	public channelId(): string | undefined {
		return this.credentials.current?.channelId;
	}

	/** Whether the server may still hold the session. */
	public hasSession(): boolean {
		return this.reconnector.held.hasSession;
	}

	/** Whether Ready or Resumed is expected. A repeated one is ignored: it would undo newer state. */
	public canOpen(): boolean {
		return nextState(this.reconnector.state, "ready") !== undefined;
	}

	/** Asks for the first credentials. */
	public open(): void {
		this.askForCredentials("open");
	}

	/** Tries again: with the credentials at hand, or with new ones. */
	public retry(): void {
		if (this.reconnector.held.hasCredentials) this.attempt("retry");
		else this.askForCredentials("renew");
	}

	/** Ready or Resumed arrived. Pending calls resolve after all handlers. */
	public opened(announce: () => void): void {
		this.reconnector.opened();
		if (!this.reconnector.go("ready")) return;
		announce();
		if (this.reconnector.state === "ready") this.opening.settle();
	}

	/** Ends a working but useless session, and begins another. */
	public startAfresh(reason: string): void {
		this.socket.drop(END_SESSION_CODE);
		this.dropCredentials();
		this.lastCode = undefined;
		this.log.warn(`begins a fresh session: ${reason}`);
		if (this.reconnector.go("lost", `${reason}; begins a fresh session`)) this.retry();
	}

	/** Ends the connection. The only way to the end. Safe to call twice. */
	public close(report: CloseReport): void {
		const { reconnector } = this;
		if (reconnector.state === "closed") return;
		reconnector.stop();
		this.credentials.unsubscribe();
		this.socket.drop(report.bySelf ? report.code : END_SESSION_CODE);
		this.dropCredentials();
		this.isTakenOver = report.kind === "takenOver";
		reconnector.go("stop", report.reason);
		this.opening.settle(report.reason);
		this.events.onClosed(report);
	}

	/** Leaves the channel, unless another process has it. Never yields. */
	public leave(): void {
		if (this.isTakenOver) return;
		runCallback(this.environment.scheduler, this.log, "leave", () => this.options.credentials.leave());
	}

	/** @throws If `value` is not a boolean, or the source cannot set it. */
	public setSelfState(name: keyof SelfState, value: boolean): void {
		assert(typeIs(value, "boolean"), `self ${name} must be a boolean, got ${typeOf(value)}`);
		if (this.reconnector.state === "closed") return;
		const { credentials } = this.options;
		if (credentials.setSelfState === undefined) return error(NO_SELF_STATE, 3);
		credentials.setSelfState({ [name]: value });
	}

	/** Follows an update of the credential source. */
	private take(news: Exclude<PairingNews, "none">): void {
		if (this.reconnector.state === "idle") return;
		if (news === "paired") this.attempt("paired");
		else if (news === "left") this.close(this.moveReport ?? LEFT);
		else if (news === "takenOver") this.close(TAKEN_OVER);
		else this.awaitServer();
	}

	/** Asks the source for a pair, unless one has arrived since the last use. */
	private askForCredentials(event: "open" | "renew"): void {
		const isPaired = this.credentials.settle();
		if (!this.reconnector.go(event)) return;
		if (isPaired) return this.attempt("paired");
		this.startDeadline("credentials", "no voice server was given: the channel may be full, or closed to this bot");
		this.environment.scheduler.spawn(() => {
			const [ok, reason] = pcall(() => this.options.credentials.request());
			if (ok || this.reconnector.state !== "signalling") return;
			this.close(closeReportOf(this.lastCode, tostring(reason), "noCredentials"));
		});
	}

	/** The voice server is gone. Drops the socket, and waits for the next server. */
	private awaitServer(): void {
		this.socket.drop(END_SESSION_CODE);
		this.dropCredentials();
		const detail = "the voice server is gone, and Discord looks for another";
		if (this.reconnector.go("unallocated", detail)) {
			this.startDeadline("reallocation", "Discord named no other voice server");
		}
	}

	/** Opens a socket in place of the current one. */
	private attempt(event: "paired" | "retry"): void {
		const { reconnector } = this;
		this.socket.drop(event === "paired" ? END_SESSION_CODE : KEEP_SESSION_CODE);
		reconnector.settle();
		if (event === "paired" && !this.usePair()) return;
		if (!reconnector.go(event)) return;
		this.startDeadline("connect", "the socket did not open in time");
		const { endpoint } = this.credentials;
		this.socket.open(() => voiceGatewayUrl(endpoint), reconnector.held.hasSession);
	}

	/** Returns false if the connection has ended instead: too many pairs came without a stable session. */
	private usePair(): boolean {
		this.credentials.use();
		const verdict = takeCredentials(this.reconnector.held);
		if (verdict.kind === "stop") {
			this.close(verdict.report);
			return false;
		}
		this.reconnector.held = verdict.recovery;
		this.moveReport = undefined;
		return true;
	}

	/** The socket is open: Identify or Resume goes out before anything else. */
	private identifyOrResume(): void {
		const { reconnector, transport } = this;
		const { current: credentials } = this.credentials;
		const { hasSession } = reconnector.held;
		if (credentials === undefined || !reconnector.go(hasSession ? "resume" : "identify")) return;
		this.socket.expectHello(this.deadlines.hello, () => this.dropSocket("the server sent no Hello in time"));
		if (hasSession) this.startDeadline("resumed", "the server sent no Resumed in time");
		else this.startDeadline("ready", "the server sent no Ready in time");
		if (!hasSession) this.events.onNewSession();
		this.events.onOpen(transport.socketInstance?.capabilities);
		const payload = identifyOrResume(credentials, {
			hasSession,
			sequence: transport.sequenceAcknowledgement,
			isEncrypted: this.events.isEncrypted(),
			isCarried: carriesDave(transport),
		});
		if (payload === undefined) return this.dropSocket(NOT_CARRIED, VoiceCloseCode.SessionNoLongerValid);
		transport
			.sendAsync(encodeJson(payload))
			.catch((reason) => this.log.warn(`Identify or Resume was not sent: ${reason}`));
	}

	/** Drops a useless socket whose session may still be useful. The rest is the same as after any other loss. */
	private dropSocket(reason: string, code?: number): void {
		this.socket.drop(KEEP_SESSION_CODE);
		this.lost(code, reason);
	}

	private dropCredentials(): void {
		this.reconnector.settle();
		this.reconnector.held = withoutCredentials(this.reconnector.held);
	}

	private lost(code: number | undefined, reason: string): void {
		const { reconnector } = this;
		this.lastCode = code;
		const verdict = reconnector.lose({ code, reason, during: reconnector.state });
		if (verdict.kind === "stop") return this.close(verdict.report);
		reconnector.held = verdict.recovery;
		if (verdict.kind === "move") return this.expectMove(verdict.report);
		const detail = `${reason}; next attempt in ${string.format("%.1f", verdict.delay)} s`;
		if (!reconnector.go("lost", detail)) return;
		this.log.info(`${detail} (close code ${code ?? "none"})`);
		reconnector.attemptIn(verdict.delay, () => this.retry());
	}

	/** Disconnected. The main gateway may name another channel or server soon. */
	private expectMove(report: CloseReport): void {
		this.moveReport = report;
		this.credentials.spendServer();
		if (!this.reconnector.go("moved", report.reason)) return;
		this.reconnector.deadline(this.deadlines.move, () => this.close(report));
	}

	/** Treats it as a loss if the state does not change in time. */
	private startDeadline(name: keyof VoiceDeadlines, fault: string): void {
		const seconds = this.deadlines[name];
		this.reconnector.deadline(seconds, () => this.dropSocket(`${fault} (${seconds} s)`));
	}
}
