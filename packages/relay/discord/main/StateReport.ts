/** Reports a cell to the hub and to the log: its state, as the status of its connection gives it, and its events. */

import type { Logger } from "pino";
import { WebsocketStatus } from "../../../../src/protocol/gateway/connectionState.ts";
import type { Clock } from "../../../shared/clock.ts";
import type { CellEvents, CellState } from "./CellSession.ts";
import type { IdentifyLimit } from "./IdentifyGate.ts";

export interface StateReportOptions {
	readonly clock: Clock;
	readonly log: Logger;
	readonly events: CellEvents;
	/** Why no Identify is permitted, if none is. */
	readonly limit: () => IdentifyLimit | undefined;
}

/** What to do after a reason that ends a cell. */
const REMEDY = "correct it and restart the relay";

const MILLISECONDS = 1000;

export class StateReport {
	private current: CellState = { kind: "connecting", reason: "not opened yet" };
	private isSilent = false;

	public constructor(private readonly options: StateReportOptions) {}

	public get state(): CellState {
		return this.current;
	}

	/** The status of the connection changed. @param detail Why; may be empty. */
	public show(status: WebsocketStatus, detail: string): void {
		const { current, options } = this;
		const next = this.stateOf(status, detail);
		this.current = next;
		// Every step of an attempt is `connecting`.
		if (next.kind === current.kind || this.isSilent) return;
		options.log.info({ state: next.kind, ...("reason" in next ? { reason: next.reason } : {}) }, "main session");
		this.tell("onState", (events) => events.onState(next));
	}

	/** Calls an event in isolation. */
	public tell(name: string, call: (events: CellEvents) => void): void {
		if (this.isSilent) return;
		try {
			call(this.options.events);
		} catch (error) {
			this.options.log.error({ err: error, event: name }, "an event of the main session failed");
		}
	}

	/** Calls no event from now on. */
	public silence(): void {
		this.isSilent = true;
	}

	private stateOf(status: WebsocketStatus, detail: string): CellState {
		switch (status) {
			case WebsocketStatus.Ready:
				return { kind: "ready" };
			case WebsocketStatus.Limited: {
				const seconds = this.options.limit()?.seconds ?? 0;
				return { kind: "limited", reason: detail, until: this.options.clock.now() + seconds * MILLISECONDS };
			}
			case WebsocketStatus.Closed:
				return { kind: "stopped", reason: `${detail}; ${REMEDY}` };
			case WebsocketStatus.Idle:
			case WebsocketStatus.Connecting:
			case WebsocketStatus.Greeting:
			case WebsocketStatus.Queued:
			case WebsocketStatus.Identifying:
			case WebsocketStatus.Resuming:
			case WebsocketStatus.Waiting:
				return { kind: "connecting", reason: this.reasonOf(detail) };
			default:
				return status satisfies never;
		}
	}

	/** The reason of a loss holds until the session is back. */
	private reasonOf(detail: string): string {
		if (detail !== "") return detail;
		return this.current.kind === "connecting" ? this.current.reason : "a new session begins";
	}
}
