/**
 * When a cell opens a socket, and what follows a lost one: another attempt, or the end.
 * Executes what the tables decide: `src/protocol/gateway/{connectionState,closeCode,recovery}`.
 * Source: Discord Docs, "Gateway" (v10): "Resuming", "Initiating a Disconnect".
 */

import "../../../shared/luau/globals.ts";
import { nextStatus, WebsocketStatus, type WebsocketEvent } from "../../../../src/protocol/gateway/connectionState.ts";
import {
	DEFAULT_GATEWAY_LIMITS,
	FRESH_RECOVERY,
	opened,
	recover,
	stabilised,
	type GatewayLimits,
	type Loss,
	type LossCause,
	type Recovery,
	type RecoveryVerdict,
} from "../../../../src/protocol/gateway/recovery.ts";
import type { Clock } from "../../../shared/clock.ts";
import type { Random } from "../../../shared/random.ts";
import { Reconnector } from "../session/Reconnector.ts";
import type { IdentifyLimit } from "./IdentifyGate.ts";

export type MainReconnector = Reconnector<WebsocketStatus, WebsocketEvent, Recovery, Loss, RecoveryVerdict>;

/** No function throws. */
export interface AttemptsOptions {
	readonly clock: Clock;
	readonly random: Random;
	/** Whether the session can be resumed, as far as this side knows. */
	readonly isResumable: () => boolean;
	/** Why no Identify is permitted, if none is. */
	readonly limit: () => IdentifyLimit | undefined;
	/** Opens a socket. @returns Why none ever can be opened. */
	readonly open: () => string | undefined;
	/** Releases the socket, if any, and everything that waits for it. */
	readonly release: (code?: number) => void;
	/** The status changed. @param detail Why; may be empty. */
	readonly onStatus: (status: WebsocketStatus, detail: string) => void;
}

/** A relay never gives up: the identify gate keeps it from harm. Only close codes end a cell. */
const LIMITS: GatewayLimits = { ...DEFAULT_GATEWAY_LIMITS, maxAttempts: Infinity, maxRefusals: Infinity };

export class Attempts {
	public readonly reconnector: MainReconnector;

	public constructor(private readonly options: AttemptsOptions) {
		const { clock, random, onStatus } = options;
		this.reconnector = new Reconnector({
			...{ clock, random },
			rules: {
				next: nextStatus,
				opened,
				stabilised,
				recover: (held, loss, share) => recover(held, loss, share, LIMITS),
			},
			state: WebsocketStatus.Idle,
			held: FRESH_RECOVERY,
			onChanged: onStatus,
		});
	}

	public get status(): WebsocketStatus {
		return this.reconnector.state;
	}

	/** Whether the next socket resumes. */
	public get hasSession(): boolean {
		return this.reconnector.held.hasSession && this.options.isResumable();
	}

	/** Opens the first socket. @param hasSession Whether an earlier process left a session. Safe to call twice. */
	public start(hasSession: boolean): void {
		if (this.status !== WebsocketStatus.Idle) return;
		if (hasSession) this.reconnector.held = opened(this.reconnector.held);
		this.attempt("open");
	}

	/** Drops an unusable socket and keeps its session. */
	public drop(cause: LossCause, reason: string): void {
		this.lost(cause, undefined, reason);
	}

	/** The socket ended. @param code Undefined if no close frame was received. */
	public lost(cause: LossCause, code: number | undefined, reason: string): void {
		const { reconnector, options } = this;
		const during = reconnector.state;
		options.release();
		if (nextStatus(during, "lost") === undefined) return;
		reconnector.held = { ...reconnector.held, hasSession: this.hasSession };
		const verdict = reconnector.lose({ cause, code, reason, during });
		if (verdict.kind === "stop") return this.finish(verdict.fault.toString());
		reconnector.held = verdict.recovery;
		const detail = code === undefined ? reason : `${reason} (close code ${code})`;
		if (reconnector.go("lost", detail)) reconnector.attemptIn(verdict.delay, () => this.attempt("retry"));
	}

	/** Ends it. Every end goes through here. @param code Close code for Discord. */
	public finish(reason: string, code?: number): void {
		this.options.release(code);
		this.reconnector.stop();
		this.reconnector.go("stop", reason);
	}

	private attempt(event: "open" | "retry"): void {
		const { reconnector, options } = this;
		const limit = this.hasSession ? undefined : options.limit();
		if (limit !== undefined) return this.hold(limit);
		if (!reconnector.go(event)) return;
		const fault = options.open();
		if (fault !== undefined) this.finish(fault);
	}

	/** Delays the next attempt until an Identify is permitted. */
	private hold(limit: IdentifyLimit): void {
		const { reconnector } = this;
		if (this.status !== WebsocketStatus.Limited && !reconnector.go("limit", limit.reason)) return;
		reconnector.attemptIn(limit.seconds, () => this.attempt("retry"));
	}
}
