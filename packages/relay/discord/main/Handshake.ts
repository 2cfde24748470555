/**
 * From Hello to an open session: waits for a turn to identify, sends Identify or Resume, and sets a deadline for each answer.
 * Source: Discord Docs, "Gateway" (v10): "Identifying", "Resuming".
 */

import "../../../shared/luau/globals.ts";
import { resumePayload, type GatewayCommand } from "../../../../src/protocol/gateway/command.ts";
import { identified } from "../../../../src/protocol/gateway/recovery.ts";
import type { MainReconnector } from "./Attempts.ts";
import type { HeldSession } from "./HeldSession.ts";
import type { OnTurn } from "./IdentifyGate.ts";

/** No function throws. */
export interface HandshakeOptions {
	readonly reconnector: MainReconnector;
	readonly session: HeldSession;
	/** Whether the next message is Resume. */
	readonly hasSession: () => boolean;
	/** Requests a turn to identify. @returns A function that gives it up. */
	readonly request: (onTurn: OnTurn) => () => void;
	/** The token for the current socket. */
	readonly token: () => string;
	readonly identify: (token: string) => GatewayCommand;
	readonly send: (command: GatewayCommand) => void;
	/** Drops an unusable socket. */
	readonly drop: (reason: string) => void;
}

/** What is awaited, for how many seconds, and the fault. Any message extends it, since the awaited one may queue behind others. */
const DEADLINES = {
	connect: { seconds: 15, fault: "the socket did not open in time" },
	hello: { seconds: 15, fault: "Hello did not arrive in time" },
	ready: { seconds: 15, fault: "READY did not arrive in time" },
	/** Missed dispatches come first. */
	resumed: { seconds: 60, fault: "RESUMED did not arrive in time" },
} as const;

/** Seconds beyond which no message extends a deadline. */
const LONGEST = 600;

export class Handshake {
	/** Identifies and Resumes so far. */
	public readonly sent = { identifies: 0, resumes: 0 };
	/** Messages of any kind so far. */
	private messages = 0;
	/** Gives up waiting for a turn to identify. */
	private giveUpTurn: (() => void) | undefined;

	public constructor(private readonly options: HandshakeOptions) {}

	/** Counts a message of any kind: it extends the deadline. */
	public heard(): void {
		this.messages += 1;
	}

	/** Starts a deadline; when it passes, the socket is dropped. */
	public await(name: keyof typeof DEADLINES): void {
		const { seconds, fault } = DEADLINES[name];
		this.awaitSilence(seconds, this.options.reconnector.now() + LONGEST, `${fault} (${seconds} s)`);
	}

	/** Hello came: resumes the session, or waits for a turn to identify. */
	public begin(): void {
		const { reconnector, hasSession } = this.options;
		if (hasSession()) this.resume();
		else if (reconnector.go("queue")) this.awaitTurn();
	}

	/** Gives up what the last socket waited for. */
	public reset(): void {
		this.options.reconnector.stopDeadline();
		this.giveUpTurn?.();
		this.giveUpTurn = undefined;
	}

	private resume(): void {
		const { reconnector, session, token, send } = this.options;
		const { id, acknowledged } = session;
		if (id === undefined || acknowledged === undefined || !reconnector.go("resume")) return;
		this.await("resumed");
		this.sent.resumes += 1;
		send(resumePayload(token(), id, acknowledged));
	}

	private awaitTurn(): void {
		const { request, drop } = this.options;
		let isGiven = false;
		const giveUp = request((limit) => {
			isGiven = true;
			this.giveUpTurn = undefined;
			if (limit === undefined) this.identify();
			else drop(limit.reason);
		});
		if (!isGiven) this.giveUpTurn = giveUp;
	}

	/** Begins a session, and forgets the last one. */
	private identify(): void {
		const { reconnector, session, token, identify, send } = this.options;
		if (!reconnector.go("identify")) return;
		session.forget();
		reconnector.held = identified(reconnector.held);
		this.await("ready");
		this.sent.identifies += 1;
		send(identify(token()));
	}

	private awaitSilence(seconds: number, endsAt: number, fault: string): void {
		const { reconnector, drop } = this.options;
		const { messages } = this;
		reconnector.deadline(Math.min(seconds, endsAt - reconnector.now()), () => {
			const isOver = this.messages === messages || reconnector.now() >= endsAt;
			if (isOver) drop(fault);
			else this.awaitSilence(seconds, endsAt, fault);
		});
	}
}
