/**
 * The course of a voice session: gets its credentials, identifies, and takes itself up again when its socket is lost.
 * Performs what the tables say: `connectionState` for the states, `closeCode` and `recovery` for what follows a loss,
 * `credentials` for when there is a pair.
 * Source: Discord Docs, "Voice Connections" (voice gateway v8).
 */

import { VoiceCloseCode } from "../protocol/voice/closeCode";
import { Closure, closureOf, LEFT, lossOf } from "../protocol/voice/closure";
import { ConnectionEvent, nextState } from "../protocol/voice/connectionState";
import { voiceGatewayUrl } from "../protocol/voice/endpoint";
import { NO_ENCRYPTION } from "../protocol/voice/encryption";
import { introduction } from "../protocol/voice/introduction";
import { VoiceOpcode } from "../protocol/voice/opcode";
import { VoicePayload } from "../protocol/voice/payload";
import {
	DEFAULT_RECOVERY_LIMITS,
	FRESH_RECOVERY,
	opened,
	recover,
	stabilised,
	takeCredentials,
	withoutCredentials,
} from "../protocol/voice/recovery";
import { readServerEvent, ServerEvent } from "../protocol/voice/serverEvent";
import { IsolatedLogger } from "../runtime/callback";
import { encodeJson } from "../runtime/json";
import { createLogger } from "../runtime/Logger";
import { Timers } from "../runtime/Timers";
import { refuseMisplaced } from "../runtime/refuseMisplaced";
import { resolveEnvironment, SocketEnvironment } from "../socket/SocketEnvironment";
import { WebSocketTransport } from "../WebSocketTransport";
import { askForDave, carriesDave } from "./askForDave";
import { CredentialPair } from "./CredentialPair";
import { resolveDeadlines, VoiceDeadlines } from "./deadlines";
import { MISPLACED_VOICE_OPTIONS, VoiceConnectionOptions } from "./VoiceConnectionOptions";
import { VoiceEvents } from "./VoiceEvents";
import { Waiters } from "./Waiters";

/** Close code for a socket that we drop but whose session we keep: not 1000 or 1001, which end it. */
const KEEP_SESSION_CODE = 4000;
/** Close code for one whose session nobody wants back: another is about to begin, or none. */
const END_SESSION_CODE = 1000;

const NOT_CARRIED = "the session is encrypted end to end, and nobody carries that over this socket";

export class VoiceLifecycle extends VoiceEvents {
	/** The socket below; for its ping, its counters, and messages of your own. */
	public readonly transport: WebSocketTransport;

	private recovery = FRESH_RECOVERY;
	/** How it ends if no move follows. */
	private moveClosure?: Closure;
	/** Close code of the last loss. */
	private lastCode?: number;
	/** Clock reading of the last Ready or Resumed; undefined while not ready. */
	private readyAt?: number;
	/** Whether the last socket that opened can say why it ends. */
	private tellsCloseCodes = true;
	/** Counts sockets, so that one that we dropped while it opened does not fail the next. */
	private socketNumber = 0;
	/** Counts changes of state, so that what follows one is left out if somebody who heard of it made another. */
	private transitions = 0;
	protected readonly waiters = new Waiters();
	private readonly timers: Timers<"deadline" | "hello">;
	private readonly deadlines: VoiceDeadlines;
	protected readonly environment: SocketEnvironment;
	private readonly credentials: CredentialPair;

	/** @throws If an option is at the wrong level. */
	public constructor(protected readonly options: VoiceConnectionOptions) {
		refuseMisplaced("VoiceConnection", options, MISPLACED_VOICE_OPTIONS);
		const environment = resolveEnvironment(options);
		const logger = options.logger ?? createLogger("VoiceConnection");
		super(new IsolatedLogger(environment.scheduler, logger));
		this.environment = environment;
		this.deadlines = resolveDeadlines(options.deadlines);
		this.timers = new Timers(this.environment.scheduler);
		const channelId = () => this.credentials.current?.channelId;
		const asking = askForDave(environment, channelId, (encryption) => this.setEncryption(encryption));
		this.transport = new WebSocketTransport(logger, asking);
		this.transport.onConnected = () => this.introduce();
		this.transport.onMessage = (payload) => this.receive(payload);
		this.transport.onZombified = () => {
			this.fire(this.onZombified);
			this.dropSocket("the server stopped to answer heartbeats");
		};
		this.transport.onDisconnected = (code, bySelf, reason = "") => {
			if (bySelf !== true) this.lost(code, lossOf(reason, this.state, this.tellsCloseCodes));
		};
		this.credentials = new CredentialPair(options.credentials, (news) => {
			if (this.state === "idle") return;
			if (news === "paired") this.attempt("paired");
			else if (news === "left") this.close(this.moveClosure ?? LEFT);
			else this.awaitServer();
		});
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
		this.recovery = withoutCredentials(this.settleRecovery());
		if (!this.go("unallocated", "the voice server is gone, and Discord looks for another")) return;
		this.startDeadline("reallocation", "Discord named no other voice server");
	}

	/** Tries again: with what is held, or with new credentials. */
	protected retry(): void {
		if (this.recovery.hasCredentials) this.attempt("retry");
		else this.askForCredentials("renew");
	}

	/** Opens a socket on a thread of its own, in place of the one that there is. */
	private attempt(event: "paired" | "retry"): void {
		this.abandonSocket(event === "paired" ? END_SESSION_CODE : KEEP_SESSION_CODE);
		this.recovery = this.settleRecovery();
		if (event === "paired" && !this.usePair()) return;
		if (!this.go(event)) return;
		this.startDeadline("connect", "the socket did not open in time");
		this.transport.isResuming = this.recovery.hasSession;
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
		const verdict = takeCredentials(this.recovery);
		if (verdict.kind !== "retry") {
			this.close(verdict.closure);
			return false;
		}
		this.recovery = verdict.recovery;
		this.moveClosure = undefined;
		return true;
	}

	/** The socket is open: Identify or Resume goes out first of all. */
	private introduce(): void {
		const { current: credentials } = this.credentials;
		const resumes = this.recovery.hasSession;
		if (credentials === undefined || !this.go(resumes ? "resume" : "identify")) return;
		this.timers.start("hello", this.deadlines.hello, () => this.dropSocket("the server sent no Hello in time"));
		if (resumes) this.startDeadline("resumed", "the server sent no Resumed in time");
		else this.startDeadline("ready", "the server sent no Ready in time");
		if (!resumes) this.forget();
		this.tellsCloseCodes = this.transport.socketInstance?.capabilities.closeCode === true;
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
		this.fire(this.onMessage, payload);
		if (typeIs(payload.d, "buffer")) this.fire(this.onBinary, payload.op, payload.d);
		const event = readServerEvent(payload);
		if (event === undefined) this.log.warn(`skipped a malformed message: opcode ${payload.op}`);
		else if (event !== "other" && this.isInPlace(event)) this.hear(event);
	}

	/** Whether Ready and Resumed come where the table has them: one that comes again would undo what was agreed since. */
	private isInPlace({ kind }: ServerEvent): boolean {
		return (kind !== "ready" && kind !== "resumed") || nextState(this.state, "ready") !== undefined;
	}

	/** Takes in what a message told. */
	protected hear(event: ServerEvent): void {
		if (event.kind === "ready") {
			this.ssrc = event.ready.ssrc;
			this.enter(() => this.fire(this.onReady, event.ready));
		} else if (event.kind === "resumed") {
			this.enter(() => this.fire(this.onResumed));
		} else this.announce(event);
	}

	/** The session is open, or open again. Who waited for it goes on after all handlers have heard of it. */
	private enter(announce: () => void): void {
		this.readyAt = this.environment.scheduler.now();
		this.recovery = opened(this.recovery);
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

	/** Failures are forgotten if the session that now ends was stable. */
	private settleRecovery() {
		const readyAt = this.readyAt ?? math.huge;
		this.readyAt = undefined;
		const isStable = this.environment.scheduler.now() - readyAt >= (this.options.stableAfter ?? 10);
		return isStable ? stabilised(this.recovery) : this.recovery;
	}

	private lost(code: number | undefined, reason: string): void {
		this.timers.stop("hello");
		const during = this.state;
		this.lastCode = code;
		const { random } = this.environment;
		const limits = this.options.limits ?? DEFAULT_RECOVERY_LIMITS;
		const verdict = recover(this.settleRecovery(), { code, reason, during }, random(), limits);
		if (verdict.kind === "stop") return this.close(verdict.closure);
		this.recovery = verdict.recovery;
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
		this.recovery = withoutCredentials(this.recovery);
		this.go("stop", closure.reason);
		this.waiters.settle(closure.reason);
		this.fire(this.onClosed, closure);
	}

	/**
	 * Goes where the table says; the deadline of the state before is over. Returns false, and stays, if `event` is out of
	 * place; false also if whoever heard of the new state has already changed it.
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
		if (!this.recovery.hasSession) this.setEncryption(NO_ENCRYPTION);
		this.fire(this.onStateChanged, state, detail);
		return this.transitions === transitions;
	}

	/** Gives what is awaited its time; then it counts as a loss. */
	private startDeadline(name: keyof VoiceDeadlines, fault: string): void {
		const seconds = this.deadlines[name];
		this.timers.start("deadline", seconds, () => this.dropSocket(`${fault} (${seconds} s)`));
	}
}
