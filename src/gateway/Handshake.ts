/**
 * From Hello to an open session: waits for a turn to identify, sends Identify or Resume, and sets a deadline for each answer.
 * Edge: one deadline on the injected scheduler.
 * Source: Discord Docs, "Gateway" (v10): "Identifying", "Resuming".
 */

import { WebsocketStatus } from "../protocol/gateway/connectionState";
import { GatewayCommand } from "../protocol/gateway/command";
import { identified } from "../protocol/gateway/recovery";
import { WebsocketError } from "../protocol/gateway/WebsocketError";
import { Logger } from "../runtime/Logger";
import { Scheduler } from "../runtime/Scheduler";
import { GatewayReconnector } from "./Attempts";
import { GatewayDeadlines } from "./deadlines";
import { GatewaySession } from "./GatewaySession";
import { IdentifyAllowance } from "./IdentifyAllowance";
import { IdentifyTurns } from "./IdentifyQueue";

/** No function yields or errors. */
export interface HandshakeOptions {
	readonly scheduler: Scheduler;
	readonly log: Logger;
	readonly deadlines: GatewayDeadlines;
	readonly reconnector: GatewayReconnector;
	readonly session: GatewaySession;
	readonly turns: IdentifyTurns;
	readonly allowance: IdentifyAllowance;
	/** @default 0 */
	readonly shardId?: number;
	/** Whether the next message is Resume. */
	readonly hasSession: () => boolean;
	/** Sends a message at once. Returns why it failed, if it did. */
	readonly send: (command: GatewayCommand) => string | undefined;
	/** Forgets the session. */
	readonly forget: () => void;
	/** Drops an unusable socket. */
	readonly drop: (reason: string) => void;
	/** Ends the connection: no Identify will ever be possible. */
	readonly finish: (fault: WebsocketError) => void;
}

export class Handshake {
	/** Messages of any kind so far. */
	private messages = 0;
	/** Dispatches since Resume. */
	private replayed = 0;
	/** Gives up waiting for a turn to identify. */
	private giveUpTurn?: () => void;

	public constructor(private readonly options: HandshakeOptions) {}

	/** Counts a message of any kind: it extends the deadline. */
	public heard(): void {
		this.messages += 1;
	}

	/** Counts a dispatch that arrives before RESUMED. */
	public heardDispatch(): void {
		if (this.options.reconnector.state === WebsocketStatus.Resuming) this.replayed += 1;
	}

	/** Missed dispatches that the server has sent since Resume. Call it at RESUMED, which is a dispatch itself. */
	public replayedCount(): number {
		return this.replayed - 1;
	}

	/**
	 * Starts a deadline; when it passes, the socket is dropped. Messages of any kind extend it, since the awaited one may
	 * queue behind them, but not beyond `deadlines.handshake`.
	 */
	public await(name: keyof GatewayDeadlines, fault: string): void {
		const { deadlines, scheduler } = this.options;
		const seconds = deadlines[name];
		const longest = math.max(seconds, deadlines.handshake);
		this.awaitSilence(seconds, scheduler.now() + longest, `${fault} (${seconds} s)`);
	}

	/** Hello came: resumes the session, or waits for a turn to identify. */
	public begin(): void {
		const { reconnector, session, hasSession } = this.options;
		if (!hasSession()) {
			if (reconnector.go("queue")) this.awaitTurn();
			return;
		}
		if (!reconnector.go("resume")) return;
		this.replayed = 0;
		this.await("resumed", "RESUMED did not arrive in time");
		this.send("Resume", session.resume());
	}

	/** Sends Identify: begins a session, and forgets the last one. */
	public identify(): void {
		const { reconnector, session, forget } = this.options;
		if (!reconnector.go("identify")) return;
		forget();
		reconnector.held = identified(reconnector.held);
		this.await("ready", "READY did not arrive in time");
		this.send("Identify", session.identify());
	}

	/** Gives up what the last socket waited for. */
	public reset(): void {
		this.options.reconnector.stopDeadline();
		this.giveUpTurn?.();
		this.giveUpTurn = undefined;
	}

	private awaitTurn(): void {
		const { turns, shardId = 0, allowance, finish, drop } = this.options;
		let isGiven = false;
		const giveUp = turns.request(shardId, (fault) => {
			isGiven = true;
			this.giveUpTurn = undefined;
			if (fault !== undefined) finish(fault);
			else if (allowance.take()) this.identify();
			else drop("no Identify is allowed yet");
		});
		if (!isGiven) this.giveUpTurn = giveUp;
	}

	private awaitSilence(seconds: number, endsAt: number, fault: string): void {
		const { scheduler, reconnector, drop } = this.options;
		const { messages } = this;
		reconnector.deadline(math.min(seconds, endsAt - scheduler.now()), () => {
			const isOver = this.messages === messages || scheduler.now() >= endsAt;
			if (isOver) drop(fault);
			else this.awaitSilence(seconds, endsAt, fault);
		});
	}

	private send(name: string, command: GatewayCommand): void {
		const fault = this.options.send(command);
		if (fault !== undefined) this.options.log.debug(`no ${name}: ${fault}`);
	}
}
