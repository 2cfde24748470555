/**
 * A main gateway connection as its user has it: opens, stays up, closes. What it says and hears is WebsocketSession's,
 * how it goes over a socket WebsocketChannel's.
 * Performs what the tables say: `connectionState` for the status, `closeCode` and `recovery` for what follows a loss.
 * Source: Discord Docs, "Gateway" (v10): "Connections", "Resuming", "Initiating a Disconnect".
 */

import { WebsocketStatus } from "../protocol/gateway/connectionState";
import {
	DEFAULT_GATEWAY_LIMITS,
	FRESH_RECOVERY,
	GatewayLimits,
	LossCause,
	Recovery,
	recover,
	stabilised,
} from "../protocol/gateway/recovery";
import { gatewayUrl } from "../protocol/gateway/url";
import { WebsocketError } from "../protocol/gateway/WebsocketError";
import { settledPromise } from "../runtime/settledPromise";
import { assertCloseCode, NO_CLOSE_FRAME } from "../socket/closeCode";
import { ReadyState, WebSocket } from "../socket/WebSocket";
import { WebsocketClient } from "./WebsocketClient";
import { WebsocketSession } from "./WebsocketSession";

/** Close code for a socket that we drop but whose session we keep: not 1000 or 1001, which end it. */
const KEEP_SESSION_CODE = 4200;

/** Close codes after which Discord ends the session. */
const ENDING_CODES: ReadonlySet<number> = new Set<number>([1000, 1001]);

const DEFAULT_CLOSE_CODE = 1000;
const DEFAULT_STABLE_AFTER = 10;

export class Websocket extends WebsocketSession {
	/** Address of the socket in use, or of the last one. */
	public url: string;

	/** Whether a loss ends the connection. */
	protected doNotReconnect = false;

	private readonly limits: GatewayLimits;
	private readonly stableAfter: number;

	/**
	 * @param domain Where the gateway is, as GET /gateway/bot says; with `ws://` or `wss://`, which is added if missing.
	 * @throws If `domain` has no host, a deadline is not above 0, or Identify would have more than 4096 bytes.
	 */
	public constructor(client: WebsocketClient, domain: string) {
		super(client, domain);
		this.limits = { ...DEFAULT_GATEWAY_LIMITS, ...client.limits };
		this.stableAfter = client.stableAfter ?? DEFAULT_STABLE_AFTER;
		this.url = this.generateURL();
	}

	/**
	 * Opens the connection, and keeps it up from then on. Cuts a wait short, but never the one for an Identify to spend;
	 * does nothing while it opens or is open.
	 */
	public connect(): void {
		if (this.isPaused()) return this.attempt("retry");
		if (!this.isClosed()) return;
		this.recovery = stabilised(this.recovery);
		this.attempt("open");
	}

	/** Drops the socket, and takes the session up on a new one, at once. Without a socket it does what `connect` does. */
	public reconnect(): void {
		if (this.isClosed() || this.isPaused()) return this.connect();
		this.recovery = this.settleRecovery();
		this.dropSocket(KEEP_SESSION_CODE);
		if (this.go("lost", "reconnects on demand")) this.attempt("retry");
	}

	/**
	 * Closes the connection; it opens again by `connect` alone. Never yields, safe to call twice.
	 *
	 * @param code 1000 and 1001 end the session, and the bot is seen offline; after another, `connect` resumes.
	 * @throws If `code` is not a close code.
	 */
	public close(code = DEFAULT_CLOSE_CODE): void {
		assertCloseCode(code);
		if (this.status === WebsocketStatus.Closed) return;
		this.recovery = this.settleRecovery();
		this.dropSocket(code);
		if (ENDING_CODES.has(code)) {
			this.setSessionIdentifier("");
			this.recovery = FRESH_RECOVERY;
		}
		this.finish(new WebsocketError("owner", "closed by its owner", { code }));
	}

	/** As `close`. @returns Resolves once the socket is down too. */
	public closeAsync(code?: number): Promise<void> {
		const { ws } = this;
		this.close(code);
		if (ws === undefined || ws.readyState === ReadyState.Closed) return settledPromise(undefined);
		return new Promise<void>((resolve) => ws.once("close", () => resolve()));
	}

	/** Drops the socket without a word to the server, as a lost link would: for one that answers nothing. */
	public terminate(): void {
		const { ws } = this;
		this.cleanup();
		ws?.terminate();
		this.lost("lost", undefined, "terminated by its owner");
	}

	/** Id of the session that is held, as READY named it: also the `session_id` of the bot's own voice states. */
	public sessionId(): string | undefined {
		return this.sessionIdentifier;
	}

	/** Whether there is no connection, and none to come. */
	public isClosed(): boolean {
		return this.status === WebsocketStatus.Closed || this.status === WebsocketStatus.Idle;
	}

	/** Whether a session is about to be open, or open again: also between two attempts. */
	public isConnecting(): boolean {
		return !this.isClosed() && !this.isConnected();
	}

	/** Has the next loss end the connection, or not. */
	public preventReconnect(value = true): void {
		this.doNotReconnect = value;
	}

	/** Address for the next socket: where to resume, or the first one. */
	protected generateURL(): string {
		const domain = this.recovery.hasResumeUrl ? this.resumeDomain : undefined;
		return gatewayUrl(domain ?? this.domain, this.encoding);
	}

	/** Starts to open a socket, in place of the one that there is. */
	protected init(): void {
		this.cleanup();
		this.url = this.generateURL();
		const { environment, logger } = this;
		const ws = new WebSocket(this.url, { headers: this.client.headers, environment, logger, pingInterval: 0 });
		this.ws = ws;
		// A socket that was left tells nobody anything.
		ws.on("open", () => this.ws === ws && this.onOpen());
		ws.on("message", ({ data }) => this.ws === ws && this.onPacket(data));
		ws.on("error", ({ error: reason }) => this.log.debug(`the socket failed: ${reason}`));
		ws.on("close", ({ code, reason }) => this.ws === ws && this.onClose(code, reason));
		this.startDeadline("connect", "the socket did not open in time");
	}

	/** Lets go of the socket, and of all that runs for it. */
	protected cleanup(): void {
		this.ws = undefined;
		this.resetChannel();
		this.resetSession();
	}

	/** The socket is open: Hello comes next. */
	protected onOpen(): void {
		if (this.encoding === "etf" && this.ws?.capabilities.binary === false) {
			const fault = new WebsocketError("unsupported", "this socket sends text only, and ETF is binary: use json");
			this.dropSocket(KEEP_SESSION_CODE);
			return this.finish(fault);
		}
		if (this.go("opened")) this.startDeadline("hello", "Hello did not come in time");
	}

	/** The socket ended. @param code 1006 if no close frame was seen. @returns Resolved. */
	protected onClose(code: number, reason = ""): Promise<void> {
		const seen = code === NO_CLOSE_FRAME ? undefined : code;
		this.lost("lost", seen, reason === "" ? "the server closed the connection, or the link was lost" : reason);
		return settledPromise(undefined);
	}

	protected override zombified(): void {
		this.fire(this.onZombified);
		this.drop("lost", "the server stopped answering heartbeats, and sent nothing else");
	}

	protected override drop(cause: LossCause, reason: string): void {
		this.dropSocket(KEEP_SESSION_CODE);
		this.lost(cause, undefined, reason);
	}

	/** The one way to the end. */
	protected override finish(fault: WebsocketError): void {
		if (this.status === WebsocketStatus.Closed) return;
		this.cleanup();
		this.timers.stopAll();
		this.discardBuffer(tostring(fault));
		this.go("stop", tostring(fault));
		this.fire(this.onClosed, fault);
	}

	private attempt(event: "open" | "retry"): void {
		const seconds = this.hasSession() ? 0 : this.allowance.untilFree();
		if (seconds > 0) this.hold(seconds);
		else if (this.go(event)) this.init();
	}

	/** Puts the next attempt off, without a socket, until an Identify may be spent. */
	private hold(seconds: number): void {
		const isNew = this.status !== WebsocketStatus.Limited;
		const { perHour } = this.allowance.rate;
		const detail = `no Identify may be spent for ${math.ceil(seconds)} s: at most ${perHour} an hour, to spare the token`;
		if (isNew && !this.go("limit", detail)) return;
		this.timers.start("attempt", seconds, () => this.attempt("retry"));
		if (isNew) this.log.warn(detail);
	}

	/** Whether it waits, without a socket, for the next attempt. */
	private isPaused(): boolean {
		return this.status === WebsocketStatus.Waiting || this.status === WebsocketStatus.Limited;
	}

	private dropSocket(code: number): void {
		const { ws } = this;
		this.cleanup();
		ws?.close(code);
	}

	/** What follows a socket that ended. */
	private lost(cause: LossCause, code: number | undefined, reason: string): void {
		const during = this.status;
		this.cleanup();
		if (this.isClosed() || this.isPaused()) return;
		const held = { ...this.settleRecovery(), hasSession: this.hasSession() };
		const verdict = recover(held, { cause, code, reason, during }, this.environment.random(), this.limits);
		if (verdict.kind === "stop") return this.finish(verdict.fault);
		if (this.doNotReconnect) return this.finish(new WebsocketError("notReconnecting", reason, { code }));
		this.recovery = verdict.recovery;
		const detail = `${reason}; next attempt in ${string.format("%.1f", verdict.delay)} s`;
		if (!this.go("lost", detail)) return;
		this.log.info(`${detail} (close code ${code ?? "none"})`);
		// At once means now: an engine's shortest timer is a whole frame.
		if (verdict.delay === 0) this.attempt("retry");
		else this.timers.start("attempt", verdict.delay, () => this.attempt("retry"));
	}

	/** Failures are forgotten if the session that now ends was stable. */
	private settleRecovery(): Recovery {
		const readyAt = this.readyAt ?? math.huge;
		this.readyAt = undefined;
		const isStable = this.environment.scheduler.now() - readyAt >= this.stableAfter;
		return isStable ? stabilised(this.recovery) : this.recovery;
	}
}
