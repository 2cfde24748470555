/**
 * A voice session that DAVE is carried for: outlives its sockets, hands its engine what is new, and sends what that says.
 */

import { VoiceCloseCode } from "../../../src/protocol/voice/closeCode.ts";
import { VoiceOpcode } from "../../../src/protocol/voice/opcode.ts";
import type { Timers } from "../../gateway/clock.ts";
import type { TransformedSocket } from "../link/Transformer.ts";
import type { Engine, OpenEngine } from "./Engine.ts";
import type { DaveEvent, DaveIdentity, DaveOutput, Encryption } from "./messages.ts";
import { RECOVERY_TIMEOUT, type RecoveryNews } from "./Recovery.ts";
import { isNewer, type ServerFrame, type ServerText } from "./serverMessage.ts";

/** What the store of sessions hears. */
export interface CarriedSessionOwner {
	/** It has no socket any more. */
	readonly onLeft: () => void;
	/** It is over. */
	readonly onOver: () => void;
	/** It is out of its group, or in again, or for good. */
	readonly onRecovery: (news: RecoveryNews) => void;
}

/** JSON messages that its engine needs. */
const DAVE_TEXTS: ReadonlySet<number> = new Set([
	VoiceOpcode.SessionDescription,
	VoiceOpcode.ClientsConnect,
	VoiceOpcode.ClientDisconnect,
	VoiceOpcode.DavePrepareTransition,
	VoiceOpcode.DaveExecuteTransition,
	VoiceOpcode.DavePrepareEpoch,
]);

export class CarriedSession {
	private readonly engine: Engine;
	private socket: TransformedSocket | undefined;
	/** Whether the gateway takes what is sent: after a Resume not before it says so. */
	private isLive = true;
	/** Last number that was dealt with. */
	private lastSequence = -1;
	private encryption: Encryption = { state: "none" };
	private isOver = false;
	/** Events that the engine was given, and those that it has answered: it may be a while behind. */
	private given = 0;
	private answered = 0;
	/** The event from which on answers are for the link that there is now. */
	private liveFrom = 0;
	/** Rings when the engine has had its time to get into the group again. */
	private recovery: unknown;

	public constructor(
		identity: DaveIdentity,
		openEngine: OpenEngine,
		socket: TransformedSocket,
		private readonly timers: Timers,
		private readonly owner: CarriedSessionOwner,
	) {
		this.socket = socket;
		this.engine = openEngine(identity, {
			onOutput: (output) => this.put(output),
			onLost: () => this.lose("encryption of this session was lost"),
		});
	}

	/** Whether a socket has it now. */
	public get isTaken(): boolean {
		return this.socket !== undefined;
	}

	/** Whether it is over: who has it still has DAVE of nobody. */
	public get hasEnded(): boolean {
		return this.isOver;
	}

	/** A socket is about to resume it. One that still had it has it no more. */
	public resume(socket: TransformedSocket): void {
		if (this.socket !== undefined) this.unlink();
		this.socket = socket;
		socket.tell({ ...this.encryption });
	}

	/** Hears a text of the gateway. Does nothing if another socket has the session: there it comes again. */
	public takeText(socket: TransformedSocket, { op, seq, d }: ServerText): void {
		if (this.isOver || this.socket !== socket) return;
		if (op === VoiceOpcode.Resumed && !this.isLive) {
			this.isLive = true;
			this.liveFrom = this.given + 1;
			this.give({ kind: "resumed" });
		}
		if (this.isNew(seq) && DAVE_TEXTS.has(op)) this.give({ kind: "json", op, d });
	}

	/** The same for a binary frame. */
	public takeFrame(socket: TransformedSocket, { op, seq, payload }: ServerFrame): void {
		if (this.isOver || this.socket !== socket) return;
		if (this.isNew(seq)) this.give({ kind: "binary", op, payload });
	}

	/** The socket has ended; the session may be resumed. Does nothing if another has it. */
	public leave(socket: TransformedSocket): void {
		if (this.socket !== socket) return;
		this.socket = undefined;
		this.unlink();
		this.owner.onLeft();
	}

	/** The session has ended, with its socket. Does nothing if another has it. */
	public forget(socket: TransformedSocket): void {
		if (this.socket === socket) this.end();
	}

	/** Ends it. Safe to call twice. */
	public end(): void {
		if (this.isOver) return;
		this.isOver = true;
		this.socket = undefined;
		this.timers.clearTimeout(this.recovery);
		this.engine.end();
		this.owner.onOver();
	}

	/** Ends it together with its socket, if one has it. */
	public cut(code: number, reason: string): void {
		const { socket } = this;
		this.end();
		socket?.end(code, reason);
	}

	/** The session cannot go on, though its socket could. */
	private lose(reason: string): void {
		this.cut(VoiceCloseCode.SessionNoLongerValid, reason);
	}

	/** Nothing can be sent, and nobody can be waited for, until a Resume. */
	private unlink(): void {
		this.isLive = false;
		this.timers.clearTimeout(this.recovery);
		this.give({ kind: "lost" });
	}

	/** What is sent again after a Resume was dealt with before. */
	private isNew(seq: number | undefined): boolean {
		if (seq === undefined) return true;
		if (!isNewer(seq, this.lastSequence)) return false;
		this.lastSequence = seq;
		return true;
	}

	private give(event: DaveEvent): void {
		this.given += 1;
		this.engine.take(event);
	}

	private put({ up, encryption, recovery }: DaveOutput): void {
		this.answered += 1;
		// what was said to a link that is lost is said again, as far as it matters
		const isCurrent = this.isLive && this.answered >= this.liveFrom;
		if (isCurrent) for (const message of up) this.send(message);
		if (encryption !== undefined) {
			this.encryption = encryption;
			this.socket?.tell({ ...encryption });
		}
		if (recovery !== undefined && isCurrent) this.follow(recovery);
	}

	private follow(recovery: RecoveryNews): void {
		this.owner.onRecovery(recovery);
		if (recovery === "failed") return this.lose("this session did not get into the encrypted group again");
		this.timers.clearTimeout(this.recovery);
		if (recovery !== "begun") return;
		this.recovery = this.timers.setTimeout(() => this.give({ kind: "overdue" }), RECOVERY_TIMEOUT);
	}

	private send(message: string | Uint8Array): void {
		if (typeof message === "string") this.socket?.sendText(message);
		else this.socket?.sendBinary(Buffer.from(message));
	}
}
