/**
 * The course of a voice session: gets its credentials, identifies, and takes itself up again when its socket is lost.
 * Performs what the tables say: `connectionState` for the states, `closeCode` and `recovery` for what follows a loss,
 * `credentials` for when there is a pair.
 * Source: Discord Docs, "Voice Connections" (voice gateway v8).
 */

import { VoiceCloseCode } from "../protocol/voice/closeCode";
import { Closure, closureOf, LEFT, lossOf, TAKEN_OVER } from "../protocol/voice/closure";
import { ConnectionEvent, nextState } from "../protocol/voice/connectionState";
import { voiceGatewayUrl } from "../protocol/voice/endpoint";
import { NO_ENCRYPTION } from "../protocol/voice/encryption";
import { introduction, NOT_CARRIED } from "../protocol/voice/introduction";
import { VoiceOpcode } from "../protocol/voice/opcode";
import { VoicePayload } from "../protocol/voice/payload";
import { ServerEvent } from "../protocol/voice/serverEvent";
import { IsolatedLogger } from "../runtime/callback";
import { encodeJson } from "../runtime/json";
import { createLogger, Logger } from "../runtime/Logger";
import { Timers } from "../runtime/Timers";
import { refuseMisplaced } from "../runtime/refuseMisplaced";
import { resolveEnvironment, SocketEnvironment } from "../socket/SocketEnvironment";
import { WebSocketTransport } from "../WebSocketTransport";
import { askForCarriage, carriesDave } from "./askForCarriage";
import { CredentialPair } from "./CredentialPair";
import { resolveDeadlines, VoiceDeadlines } from "./deadlines";
import { MediaRescue } from "./MediaRescue";
import { SessionRecovery } from "./SessionRecovery";
import { MISPLACED_VOICE_OPTIONS, VoiceConnectionOptions } from "./VoiceConnectionOptions";
import { VoiceEvents } from "./VoiceEvents";
import { VoiceMedia } from "./VoiceMedia";
import { PendingPromises } from "../runtime/PendingPromises";

/** Close code for a socket that we drop but whose session we keep: not 1000 or 1001, which end it. */
const KEEP_SESSION_CODE = 4000;
/** Close code for one whose session is not wanted back: another is about to begin, or none. */
const END_SESSION_CODE = 1000;

export class VoiceLifecycle extends VoiceEvents {
	/** The socket below; for its ping, its counters, and messages of your own. */
	public readonly transport: WebSocketTransport;

	/** How it ends if no move follows. */
	private moveClosure?: Closure;
	/** Close code of the last loss. */
	private lastCode?: number;
	/** Whether the last socket that opened can say why it ends. */
	private tellsCloseCodes = true;
	/** Counts sockets, so that one that we dropped while it opened does not fail the next. */
	private socketNumber = 0;
	/** Counts changes of state, so that what follows one is left out if a handler of it made another. */
	private transitions = 0;
	/** Whether another process has the guild's voice session: whatever we said to the main gateway would act on theirs. */
	protected isTakenOver = false;
	protected readonly waiters = new PendingPromises();
	private readonly timers: Timers<"deadline" | "hello">;
	private readonly deadlines: VoiceDeadlines;
	protected readonly environment: SocketEnvironment;
	private readonly credentials: CredentialPair;
	private readonly recovery: SessionRecovery;
	private readonly voiceMedia: VoiceMedia;
	private readonly forgetMembers?: () => void;

	/** @throws If an option is at the wrong level. */
	public constructor(protected readonly options: VoiceConnectionOptions) {
		refuseMisplaced("VoiceConnection", options, MISPLACED_VOICE_OPTIONS);
		const environment = resolveEnvironment(options);
		const logger = options.logger ?? createLogger("VoiceConnection");
		const { credentials: source } = options;
		super(new IsolatedLogger(environment.scheduler, logger), source.members);
		this.environment = environment;
		this.deadlines = resolveDeadlines(options.deadlines);
		this.timers = new Timers(environment.scheduler);
		this.recovery = new SessionRecovery(environment, options);
		const rescue = options.media === false ? undefined : new MediaRescue(environment.scheduler, source);
		const onRescue = (reason: string) => this.startAfresh(`no audio arrives (${reason})`);
		this.voiceMedia = new VoiceMedia(this.log, environment.scheduler, this.mediaEvents(onRescue), rescue);
		this.media = this.voiceMedia.media;
		this.transport = this.createTransport(logger);
		this.credentials = new CredentialPair(
			source,
			(news) => {
				if (this.state === "idle") return;
				if (news === "paired") this.attempt("paired");
				else if (news === "left") this.close(this.moveClosure ?? LEFT);
				else if (news === "takenOver") this.close(TAKEN_OVER);
				else this.awaitServer();
			},
			(isDeafened) => this.voiceMedia.setDeafened(isDeafened),
		);
		this.forgetMembers = source.members?.subscribe((userId) => this.refreshProfile(userId));
	}

	private createTransport(logger: Logger): WebSocketTransport {
		const asking = askForCarriage(this.environment, {
			channelId: () => this.credentials.current?.channelId,
			onEncryption: (encryption) => this.setEncryption(encryption),
			onMedia: this.options.media === false ? undefined : (data) => this.voiceMedia.take(data),
		});
		const transport = new WebSocketTransport(logger, asking);
		transport.onConnected = () => this.introduce();
		transport.onMessage = (payload) => this.receive(payload);
		transport.onZombified = () => {
			this.fire(this.onZombified);
			this.dropSocket("the server stopped answering heartbeats");
		};
		transport.onDisconnected = (code, bySelf, reason = "") => {
			if (bySelf !== true) this.lost(code, lossOf(reason, this.state, this.tellsCloseCodes));
		};
		return transport;
	}

	/** Asks the source for a pair; one that came by itself before is as good. */
	protected askForCredentials(event: "open" | "renew"): void {
		const isPaired = this.credentials.settle();
		if (!this.go(event)) return;
		if (isPaired) return this.attempt("paired");
		this.startDeadline("credentials", "no voice server was given: the channel may be full, or closed to this bot");
		this.environment.scheduler.spawn(() => {
			const [ok, reason] = pcall(() => this.options.credentials.request());
			if (ok || this.state !== "signalling") return;
			this.close(closureOf(this.lastCode, tostring(reason), "noCredentials"));
		});
	}

	/** The voice server is gone: whatever runs is dropped, until the next is named. */
	private awaitServer(): void {
		this.abandonSocket(END_SESSION_CODE);
		this.recovery.dropCredentials();
		if (!this.go("unallocated", "the voice server is gone, and Discord looks for another")) return;
		this.startDeadline("reallocation", "Discord named no other voice server");
	}

	/** Tries again: with what is held, or with new credentials. */
	protected retry(): void {
		if (this.recovery.hasCredentials()) this.attempt("retry");
		else this.askForCredentials("renew");
	}

	/** Opens a socket on a thread of its own, in place of the one that there is. */
	private attempt(event: "paired" | "retry"): void {
		this.abandonSocket(event === "paired" ? END_SESSION_CODE : KEEP_SESSION_CODE);
		this.recovery.leaveReady();
		if (event === "paired" && !this.usePair()) return;
		if (!this.go(event)) return;
		this.startDeadline("connect", "the socket did not open in time");
		this.transport.isResuming = this.recovery.hasSession();
		const { socketNumber } = this;
		const { endpoint } = this.credentials;
		this.environment.scheduler.spawn(() => {
			const [ok, reason] = pcall(() => this.transport._openSocket(voiceGatewayUrl(endpoint)));
			if (!ok && this.socketNumber === socketNumber) this.lost(undefined, tostring(reason));
		});
	}

	/** Returns false if it has ended instead: one pair after the other came, and none led to a stable session. */
	private usePair(): boolean {
		this.credentials.use();
		const closure = this.recovery.takeCredentials();
		if (closure === undefined) this.moveClosure = undefined;
		else this.close(closure);
		return closure === undefined;
	}

	/** The socket is open: Identify or Resume goes out first of all. */
	private introduce(): void {
		const { current: credentials } = this.credentials;
		const resumes = this.recovery.hasSession();
		if (credentials === undefined || !this.go(resumes ? "resume" : "identify")) return;
		this.timers.start("hello", this.deadlines.hello, () => this.dropSocket("the server sent no Hello in time"));
		if (resumes) this.startDeadline("resumed", "the server sent no Resumed in time");
		else this.startDeadline("ready", "the server sent no Ready in time");
		if (!resumes) this.forget();
		const { capabilities } = this.transport.socketInstance ?? {};
		this.tellsCloseCodes = capabilities?.closeCode === true;
		this.voiceMedia.opened(capabilities);
		const payload = introduction(credentials, {
			hasSession: resumes,
			sequence: this.transport.sequenceAcknowledgement,
			isEncrypted: this.encryption.kind !== "none",
			isCarried: carriesDave(this.transport),
		});
		if (payload === undefined) return this.dropSocket(NOT_CARRIED, VoiceCloseCode.SessionNoLongerValid);
		this.transport
			.sendAsync(encodeJson(payload))
			.catch((reason) => this.log.warn(`introduction failed: ${reason}`));
	}

	private receive(payload: VoicePayload): void {
		if (payload.op === VoiceOpcode.Hello) this.timers.stop("hello");
		const event = this.read(payload);
		if (event === undefined) return;
		// A Ready or Resumed that comes again would undo what was agreed since.
		const opens = event.kind === "ready" || event.kind === "resumed";
		if (!opens || nextState(this.state, "ready") !== undefined) this.hear(event);
	}

	/** Takes in what a message told. */
	protected hear(event: ServerEvent): void {
		if (event.kind === "clientDisconnect") this.voiceMedia.drop(event.userId);
		if (event.kind === "ready") {
			this.ssrc = event.ready.ssrc;
			this.enter(() => this.fire(this.onReady, event.ready));
		} else if (event.kind === "resumed") {
			this.enter(() => this.fire(this.onResumed));
		} else this.announce(event);
	}

	/** The session is open, or open again. Callers that wait for it resume after all handlers. */
	private enter(announce: () => void): void {
		this.recovery.enterReady();
		if (!this.go("ready")) return;
		announce();
		if (this.state === "ready") this.waiters.settle();
	}

	/** Ends a socket that is of no use but whose session may be; what follows is as after any other loss. */
	private dropSocket(reason: string, code?: number): void {
		this.abandonSocket();
		this.lost(code, reason);
	}

	private abandonSocket(code = KEEP_SESSION_CODE): void {
		this.socketNumber += 1;
		this.timers.stop("hello");
		this.transport.forceClose(code);
	}

	/** Ends a session that works but is of no use, and begins another. */
	private startAfresh(reason: string): void {
		this.abandonSocket(END_SESSION_CODE);
		this.recovery.dropCredentials();
		this.lastCode = undefined;
		this.log.warn(`begins a fresh session: ${reason}`);
		if (this.go("lost", `${reason}; begins a fresh session`)) this.retry();
	}

	private lost(code: number | undefined, reason: string): void {
		this.timers.stop("hello");
		this.lastCode = code;
		const verdict = this.recovery.lose({ code, reason, during: this.state });
		if (verdict.kind === "stop") return this.close(verdict.closure);
		if (verdict.kind === "move") return this.expectMove(verdict.closure);
		const detail = `${reason}; next attempt in ${string.format("%.1f", verdict.delay)} s`;
		if (!this.go("lost", detail)) return;
		this.log.info(`${detail} (close code ${code ?? "none"})`);
		// At once means now: an engine's shortest timer is a whole frame.
		if (verdict.delay === 0) this.retry();
		else this.timers.start("deadline", verdict.delay, () => this.retry());
	}

	/** Disconnected: for a while the main gateway may name another channel or server. */
	private expectMove(closure: Closure): void {
		this.moveClosure = closure;
		this.credentials.spendServer();
		if (!this.go("moved", closure.reason)) return;
		this.timers.start("deadline", this.deadlines.move, () => this.close(closure));
	}

	/** The one way to the end. */
	protected close(closure: Closure): void {
		if (this.state === "closed") return;
		this.socketNumber += 1;
		this.timers.stopAll();
		this.credentials.unsubscribe();
		this.transport.forceClose(closure.bySelf ? closure.code : END_SESSION_CODE);
		this.forgetMembers?.();
		this.recovery.dropCredentials();
		this.isTakenOver = closure.kind === "takenOver";
		this.go("stop", closure.reason);
		this.waiters.settle(closure.reason);
		this.fire(this.onClosed, closure);
	}

	/**
	 * Goes where the table says; the deadline of the state before is over. Returns false, and stays, if `event` is out of
	 * place; false also if a handler of the new state has already changed it.
	 */
	private go(event: ConnectionEvent, detail?: string): boolean {
		const state = nextState(this.state, event);
		if (state === undefined) {
			this.log.debug(`${event} is out of place while ${this.state}`);
			return false;
		}
		this.timers.stop("deadline");
		this.state = state;
		this.transitions += 1;
		const { transitions } = this;
		if (!this.recovery.hasSession()) this.setEncryption(NO_ENCRYPTION);
		if (!this.transport.socketActive) this.voiceMedia.away(state === "closed" ? "ended" : "away");
		this.fire(this.onStateChanged, state, detail);
		return this.transitions === transitions;
	}

	/** Gives what is awaited its time; then it counts as a loss. */
	private startDeadline(name: keyof VoiceDeadlines, fault: string): void {
		const seconds = this.deadlines[name];
		this.timers.start("deadline", seconds, () => this.dropSocket(`${fault} (${seconds} s)`));
	}
}
