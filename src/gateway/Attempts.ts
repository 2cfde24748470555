/**
 * When a main gateway connection opens a socket, and what follows a lost one: another attempt, or the end.
 * Executes what the tables decide: `connectionState`, `closeCode` and `recovery`.
 * Source: Discord Docs, "Gateway" (v10): "Resuming", "Initiating a Disconnect".
 */

import { WebsocketEvent, WebsocketStatus } from "../protocol/gateway/connectionState";
import { FRESH_RECOVERY, Loss, LossCause, Recovery, RecoveryVerdict, stabilised } from "../protocol/gateway/recovery";
import { WebsocketError } from "../protocol/gateway/WebsocketError";
import { Logger } from "../runtime/Logger";
import { Reconnector } from "../runtime/Reconnector";
import { IdentifyAllowance } from "./IdentifyAllowance";

export type GatewayReconnector = Reconnector<WebsocketStatus, WebsocketEvent, Recovery, Loss, RecoveryVerdict>;

/** Close code that drops a socket and keeps its session, unlike 1000 and 1001. */
export const KEEP_SESSION_CODE = 4200;

/** Close codes after which Discord ends the session. */
const ENDING_CODES: ReadonlySet<number> = new Set<number>([1000, 1001]);

/** No function yields or errors. */
export interface AttemptsOptions {
	readonly reconnector: GatewayReconnector;
	readonly allowance: IdentifyAllowance;
	readonly log: Logger;
	/** Whether the next socket resumes a session. */
	readonly hasSession: () => boolean;
	/** Whether another attempt may follow a loss. */
	readonly mayReconnect: () => boolean;
	/** Opens a socket. */
	readonly open: () => void;
	/** Releases the socket, if any. Closes it if a code is given. */
	readonly release: (code?: number) => void;
	/** Forgets the session. */
	readonly forget: () => void;
	/** The connection is about to end: nothing more is sent. */
	readonly onEnding: (fault: WebsocketError) => void;
	/** The connection has ended. */
	readonly onEnd: (fault: WebsocketError) => void;
}

export class Attempts {
	public constructor(private readonly options: AttemptsOptions) {}

	/** See `Websocket.connect`. */
	public connect(): void {
		const { reconnector } = this.options;
		if (this.isPaused()) return this.attempt("retry");
		if (!this.isClosed()) return;
		reconnector.held = stabilised(reconnector.held);
		this.attempt("open");
	}

	/** See `Websocket.reconnect`. */
	public reconnect(): void {
		const { reconnector, release } = this.options;
		if (this.isClosed() || this.isPaused()) return this.connect();
		reconnector.settle();
		release(KEEP_SESSION_CODE);
		if (reconnector.go("lost", "reconnects on demand")) this.attempt("retry");
	}

	/** See `Websocket.close`. */
	public close(code: number): void {
		const { reconnector, release, forget } = this.options;
		if (reconnector.state === WebsocketStatus.Closed) return;
		reconnector.settle();
		release(code);
		if (ENDING_CODES.has(code)) {
			forget();
			reconnector.held = FRESH_RECOVERY;
		}
		this.finish(new WebsocketError("owner", "closed by its owner", { code }));
	}

	/** Drops an unusable socket and keeps its session. */
	public drop(cause: LossCause, reason: string): void {
		this.options.release(KEEP_SESSION_CODE);
		this.lost(cause, undefined, reason);
	}

	/** The socket ended. @param code Undefined if no close frame was received. */
	public lost(cause: LossCause, code: number | undefined, reason: string): void {
		const { reconnector, release, hasSession, mayReconnect, log } = this.options;
		const during = reconnector.state;
		release();
		if (this.isClosed() || this.isPaused()) return;
		reconnector.held = { ...reconnector.held, hasSession: hasSession() };
		const verdict = reconnector.lose({ cause, code, reason, during });
		if (verdict.kind === "stop") return this.finish(verdict.fault);
		if (!mayReconnect()) return this.finish(new WebsocketError("notReconnecting", reason, { code }));
		reconnector.held = verdict.recovery;
		const detail = `${reason}; next attempt in ${string.format("%.1f", verdict.delay)} s`;
		if (!reconnector.go("lost", detail)) return;
		log.info(`${detail} (close code ${code ?? "none"})`);
		reconnector.attemptIn(verdict.delay, () => this.attempt("retry"));
	}

	/** Ends the connection. Every end goes through here. */
	public finish(fault: WebsocketError): void {
		const { reconnector, release, onEnding, onEnd } = this.options;
		if (reconnector.state === WebsocketStatus.Closed) return;
		release();
		reconnector.stop();
		onEnding(fault);
		reconnector.go("stop", tostring(fault));
		onEnd(fault);
	}

	/** Whether there is no connection and no further attempt. */
	public isClosed(): boolean {
		const { state } = this.options.reconnector;
		return state === WebsocketStatus.Closed || state === WebsocketStatus.Idle;
	}

	/** Whether it waits, without a socket, for the next attempt. */
	private isPaused(): boolean {
		const { state } = this.options.reconnector;
		return state === WebsocketStatus.Waiting || state === WebsocketStatus.Limited;
	}

	private attempt(event: "open" | "retry"): void {
		const { reconnector, allowance, hasSession, open } = this.options;
		const seconds = hasSession() ? 0 : allowance.untilFree();
		if (seconds > 0) this.hold(seconds);
		else if (reconnector.go(event)) open();
	}

	/** Delays the next attempt until an Identify is allowed. */
	private hold(seconds: number): void {
		const { reconnector, allowance, log } = this.options;
		const isNew = reconnector.state !== WebsocketStatus.Limited;
		const { perHour } = allowance.rate;
		const detail = `no Identify is allowed for ${math.ceil(seconds)} s: at most ${perHour} an hour, to protect the token`;
		if (isNew && !reconnector.go("limit", detail)) return;
		reconnector.attemptIn(seconds, () => this.attempt("retry"));
		if (isNew) log.warn(detail);
	}
}
