/**
 * One link: takes up records in order, each once; keeps down records until they are acknowledged; holds one poll.
 * No network and no clock of its own. Source: docs/relay.md, "Rules".
 */

import type { DownType } from "../../../src/protocol/relay/recordType.ts";
import type { Answer, Form, JsonObject, LinkRequest, UpRecord } from "../codec/record.ts";
import type { Account } from "../memory/Account.ts";
import { MEMORY_FULL } from "../memory/Memory.ts";
import { TokenBucket } from "../TokenBucket.ts";
import { Backpressure } from "./Backpressure.ts";
import { DownBuffer } from "./DownBuffer.ts";
import type { LinkDeps } from "./LinkDeps.ts";
import { LinkSocket } from "./LinkSocket.ts";
import { PollSlot, type Poll } from "./PollSlot.ts";
import { RECORD_FAULTS, type RecordFaultCode } from "../../../src/protocol/relay/faultCode.ts";
import { faultData, RecordFault } from "./RecordFault.ts";
import { RELAY_CLOSES, RESUMABLE_CODE, type RelayCloseCode } from "./relayClose.ts";
import { Refusal, type GoneReason } from "./refusal.ts";
import { readOpen } from "./upData.ts";

/** Why a socket is closed whose client does not take what comes. */
const BEHIND = "client does not keep up";

export class Link {
	/** What it keeps, its sockets included. */
	public readonly account: Account;
	private readonly buffer: DownBuffer;
	private readonly backpressure: Backpressure;
	private readonly slot: PollSlot;
	private readonly sockets = new Map<number, LinkSocket>();
	private lastUp = 0;
	private urgentSince = 0;
	/** Whether the last answer said `more`. */
	private owesMore = false;
	private isDraining = false;
	/** Why it is over, once it is. */
	private over: GoneReason | undefined;
	private idleTimer: unknown;

	public constructor(private readonly deps: LinkDeps) {
		const { clock, limits, token, ration } = deps;
		this.account = token.open(() => this.end("memory"));
		this.buffer = new DownBuffer(this.account);
		this.backpressure = new Backpressure(clock, limits, this.buffer, {
			setPaused: (isPaused) => this.setPaused(isPaused),
			giveUp: () => {
				for (const number of [...this.sockets.keys()]) this.overflow(number, BEHIND);
			},
		});
		const pace = new TokenBucket(limits.perMin, limits.burst, clock.now());
		this.slot = new PollSlot(clock, { pace, ration }, limits, {
			hasReason: () => this.buffer.hasReason,
			reasonSince: () => (this.buffer.hasUnconfirmed ? -Infinity : this.urgentSince),
			isUrgent: () => this.buffer.count > 0 && (this.owesMore || this.isDraining),
			hasRecords: () => this.buffer.count > 0,
			compose: (form) => this.compose(form),
			composeEmpty: (isSuperseded) => this.composeEmpty(isSuperseded),
		});
		this.restartIdle();
	}

	/** Last up record accepted. */
	public get ack(): number {
		return this.lastUp;
	}

	public get socketCount(): number {
		return this.sockets.size;
	}

	/** Whether the client has dealt with all there is. */
	public get isDrained(): boolean {
		return this.buffer.count === 0;
	}

	/** Carries out what a request brings; nothing once the link is over. @throws Refusal `bad_ack` or `up_gap`; nothing was carried out then. */
	public accept({ ack, up }: LinkRequest): void {
		if (this.over !== undefined) return;
		if (ack > this.buffer.lastSent) {
			const message = `ack ${ack} is above the last down record that was sent, ${this.buffer.lastSent}`;
			throw new Refusal("bad_ack", message);
		}
		this.acknowledge(ack);
		const [first] = up;
		if (first !== undefined && first.number > this.lastUp + 1) {
			const expected = this.lastUp + 1;
			throw new Refusal("up_gap", `up begins at ${first.number}, expected ${expected}`, { expected });
		}
		for (const record of up) {
			// an end in between, by overflow, leaves the rest undone: the client learns it from the answer
			if (this.over !== undefined) return;
			if (record.number > this.lastUp) this.perform(record);
		}
	}

	/** Holds a poll until it is answered; the one before is superseded. */
	public poll(poll: Poll): void {
		if (this.over !== undefined) return poll.onGone(this.over);
		if (this.isDraining && this.isDrained) return poll.onGone("draining");
		this.deps.clock.clearTimeout(this.idleTimer);
		this.slot.hold(poll);
		if (!this.slot.isHeld) this.restartIdle();
	}

	/** The connection of a held poll is gone. */
	public brokeOff(poll: Poll): void {
		this.slot.brokeOff(poll);
		if (!this.slot.isHeld) this.restartIdle();
	}

	/** Answer of a send: no records, whatever waits. */
	public acknowledgement(): Answer {
		return { ack: this.lastUp, down: [], downSize: 0, more: false, paceMs: this.slot.paceMs, superseded: false };
	}

	/** Closes every socket, with that code on the far side, and forgets everything. Safe to call twice. */
	public end(reason: GoneReason, farCode = RESUMABLE_CODE, farReason = ""): void {
		if (this.over !== undefined) return;
		this.over = reason;
		for (const [number, socket] of this.sockets) {
			socket.abandon(farCode, farReason);
			this.observeEnd(number, "c", { by: "relay", gone: reason });
		}
		this.deps.onSockets(-this.sockets.size);
		this.sockets.clear();
		this.buffer.clear();
		this.account.close();
		this.deps.clock.clearTimeout(this.idleTimer);
		this.backpressure.stop();
		this.slot.end(reason);
		this.deps.onEnd(reason);
	}

	/** Ends every socket and hands out what there is; opens no more. */
	public drain(): void {
		this.isDraining = true;
		for (const number of [...this.sockets.keys()]) {
			this.abandon(number, "draining", { code: RELAY_CLOSES.draining, reason: "relay is about to end" });
		}
		if (this.isDrained) this.slot.end("draining");
		else this.slot.wake();
	}

	private acknowledge(ack: number): void {
		this.buffer.acknowledge(ack);
		this.backpressure.acknowledged();
		if (this.isDraining && this.isDrained) this.deps.onDrained();
	}

	private perform(record: UpRecord): void {
		const { observer } = this.deps;
		this.lastUp = record.number;
		observer.onUp(record.type, record.type === "t" || record.type === "b" ? Buffer.byteLength(record.data) : 0);
		try {
			if (record.type === "o") this.open(record.socket, record.number, record.data);
			else this.socketOf(record.socket).perform(record);
		} catch (error) {
			if (!(error instanceof RecordFault)) throw error;
			this.reportFault(record, error);
		}
	}

	private socketOf(number: number): LinkSocket {
		const socket = this.sockets.get(number);
		if (socket === undefined) throw new RecordFault("not_open", `no socket ${number} is open`);
		return socket;
	}

	private open(number: number, up: number, data: JsonObject): void {
		const { maxSockets } = this.deps.limits;
		if (this.sockets.has(number)) throw new RecordFault("socket_in_use", `socket ${number} has not ended`);
		if (this.isDraining) throw new RecordFault("draining", "relay is about to end", { retry_after: 1 });
		if (this.sockets.size >= maxSockets) {
			throw new RecordFault("too_many_sockets", `link has ${maxSockets} sockets already`, { limit: maxSockets });
		}
		this.deps.takeOpen();
		const open = readOpen(data, this.deps.allowedHeaders);
		const target = this.deps.admit(open.url);
		this.deps.observer.onSocket({ kind: "opening", socket: number, host: target.host });
		const socket = new LinkSocket(target, open, up, this.deps, {
			openAccount: () => this.account.open(() => this.overflow(number, MEMORY_FULL)),
			onDown: (type, payload, isLazy) => this.receive(number, type, payload, isLazy),
			onEnd: (type, payload) => this.socketEnded(number, type, payload),
		});
		this.sockets.set(number, socket);
		this.deps.onSockets(1);
		if (this.backpressure.isOn) socket.pause();
	}

	private reportFault({ number, socket, type }: UpRecord, fault: RecordFault): void {
		const rule = RECORD_FAULTS[fault.code];
		const ends = rule === "open" ? type === "o" && !this.sockets.has(socket) : rule;
		this.push(socket, "e", faultData(fault, ends, number), false);
		if (type === "o" && ends) this.observeEnd(socket, "e", { code: fault.code });
	}

	private receive(number: number, type: DownType, data: string | Buffer, isLazy: boolean): void {
		if (this.backpressure.isFull) return this.overflow(number, BEHIND);
		if (type === "o") this.deps.observer.onSocket({ kind: "open", socket: number });
		this.push(number, type, data, isLazy);
		this.backpressure.added();
	}

	private socketEnded(number: number, type: "e" | "c", data: JsonObject): void {
		if (this.sockets.delete(number)) this.deps.onSockets(-1);
		this.observeEnd(number, type, data);
		this.push(number, type, JSON.stringify(data), false);
	}

	private observeEnd(socket: number, type: "e" | "c", data: JsonObject): void {
		this.deps.observer.onSocket({ kind: "ended", socket, type, data });
	}

	/** Whatever is added here is delivered, or the link ends. */
	private push(socket: number, type: DownType, data: string | Buffer, isLazy: boolean): void {
		if (this.over !== undefined) return;
		const { limits, clock, observer } = this.deps;
		if (this.buffer.ownSize >= limits.bufferBytes) return this.end("overflow");
		if (this.buffer.lastNumber >= limits.lastNumber) return this.end("worn");
		if (!isLazy && !this.buffer.hasReason) this.urgentSince = clock.now();
		this.buffer.add(socket, type, data, isLazy);
		observer.onDown(type, Buffer.byteLength(data));
		if (!isLazy) this.slot.wake();
	}

	private overflow(number: number, reason: string): void {
		this.abandon(number, "overflow", { code: RELAY_CLOSES.overflow, reason });
	}

	/** Ends a socket for a reason of the relay's: with `e` if it never opened, else with `c`. */
	private abandon(
		number: number,
		code: RecordFaultCode,
		close: { readonly code: RelayCloseCode; readonly reason: string },
	): void {
		const socket = this.sockets.get(number);
		if (socket === undefined) return;
		const { isOpen, up } = socket;
		socket.abandon(RESUMABLE_CODE, "");
		if (isOpen) this.socketEnded(number, "c", { ...close, clean: false, by: "relay" });
		else this.socketEnded(number, "e", { code, message: close.reason, ends: true, up });
	}

	private setPaused(isPaused: boolean): void {
		for (const socket of this.sockets.values()) {
			if (isPaused) socket.pause();
			// what one of them brings at once may be enough to hold all back again
			else if (!this.backpressure.isOn) socket.resume();
		}
	}

	private composeEmpty(superseded: boolean): Answer {
		if (superseded) return { ...this.acknowledgement(), superseded };
		this.owesMore = this.buffer.count > 0;
		this.restartIdle();
		return { ...this.acknowledgement(), more: this.owesMore };
	}

	private compose(form: Form): Answer {
		const { records, size, more } = this.buffer.take(form, this.deps.limits.maxBody);
		this.owesMore = more;
		this.restartIdle();
		return { ...this.acknowledgement(), down: records, downSize: size, more };
	}

	private restartIdle(): void {
		const { clock, limits } = this.deps;
		clock.clearTimeout(this.idleTimer);
		if (this.over === undefined) this.idleTimer = clock.setTimeout(() => this.end("idle"), limits.idleMs);
	}
}
