/**
 * One link: processes up records in order, each once; keeps down records until they are acknowledged; holds one poll.
 * No network and no clock of its own. Source: docs/relay.md, "Rules".
 */

import type { DownType } from "../../../src/protocol/relay/recordType.ts";
import type { Answer, Form, LinkRequest, UpRecord } from "../codec/record.ts";
import type { Account } from "../memory/Account.ts";
import type { Segment } from "../room/Segment.ts";
import { TokenBucket } from "../budget/TokenBucket.ts";
import { Backpressure } from "./Backpressure.ts";
import { DownBuffer } from "./DownBuffer.ts";
import type { LinkDeps } from "./LinkDeps.ts";
import { LinkSockets, type DownPath } from "./LinkSockets.ts";
import { PollSlot, type Poll } from "./PollSlot.ts";
import { Refusal, type GoneReason } from "./refusal.ts";
import { RESUMABLE_CODE } from "./relayClose.ts";
import type { RoomSource } from "./room/RoomRecord.ts";

export class Link {
	/** Bytes that the link keeps, its sockets included. */
	public readonly account: Account;
	private readonly buffer: DownBuffer;
	private readonly backpressure: Backpressure;
	private readonly slot: PollSlot;
	private readonly sockets: LinkSockets;
	private lastUp = 0;
	private urgentSince = 0;
	/** Whether the last answer said `more`. */
	private owesMore = false;
	private isDraining = false;
	/** Why the link ended, once it has. */
	private over: GoneReason | undefined;
	private idleTimer: unknown;

	public constructor(private readonly deps: LinkDeps) {
		const { clock, limits, token, ration } = deps;
		this.account = token.open(() => this.end("memory"));
		this.buffer = new DownBuffer(this.account);
		this.backpressure = new Backpressure(clock, limits, this.buffer, {
			setPaused: (isPaused) => (isPaused ? this.sockets.pause() : this.sockets.resume()),
			giveUp: () => this.sockets.giveUp(),
		});
		this.sockets = new LinkSockets(deps, this.account, this.downPath());
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

	/** Last accepted up record. */
	public get ack(): number {
		return this.lastUp;
	}

	public get socketCount(): number {
		return this.sockets.count;
	}

	/** Whether the client has acknowledged every record. */
	public get isDrained(): boolean {
		return this.buffer.count === 0;
	}

	/**
	 * Processes the records of a request. Does nothing after the end of the link.
	 *
	 * @throws Refusal `bad_ack` or `up_gap`; then no record was processed.
	 */
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
			// the link may end by overflow; the answer tells the client
			if (this.over !== undefined) return;
			if (record.number > this.lastUp) this.perform(record);
		}
	}

	/** Holds a poll until it is answered. It supersedes the poll before. */
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

	/** Returns the answer to a send, which has no records. */
	public acknowledgement(): Answer {
		return { ack: this.lastUp, down: [], downSize: 0, more: false, paceMs: this.slot.paceMs, superseded: false };
	}

	/** Ends the link. The far servers see `farCode`. Safe to call twice. */
	public end(reason: GoneReason, farCode = RESUMABLE_CODE, farReason = ""): void {
		if (this.over !== undefined) return;
		this.over = reason;
		this.sockets.end(reason, farCode, farReason);
		this.buffer.clear();
		this.account.close();
		this.deps.clock.clearTimeout(this.idleTimer);
		this.backpressure.stop();
		this.slot.end(reason);
		this.deps.onEnd(reason);
	}

	/** Ends every socket, delivers the waiting records, and opens no more sockets. */
	public drain(): void {
		this.isDraining = true;
		this.sockets.drain();
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
		this.sockets.perform(record);
	}

	private downPath(): DownPath {
		const { backpressure } = this;
		return {
			get isFull() {
				return backpressure.isFull;
			},
			get isHeldBack() {
				return backpressure.isOn;
			},
			pushNews: (socket, source) => this.pushNews(socket, source),
			push: (socket, type, data) => this.push(socket, type, data, false),
			pushMessage: (socket, type, data, isLazy) => {
				this.push(socket, type, data, isLazy);
				backpressure.added();
			},
		};
	}

	private push(socket: number, type: DownType, data: string | Buffer, isLazy: boolean): void {
		this.add(isLazy, () => {
			this.buffer.add(socket, type, data, isLazy);
			this.deps.observer.onDown(type, Buffer.byteLength(data));
		});
	}

	private pushNews(socket: number, source: RoomSource): void {
		const sent = (segments: ReadonlyArray<Segment>, size: number): void => {
			this.deps.observer.onDown("t", size);
			source.sent(segments, size);
		};
		this.add(false, () => this.buffer.addRoom(socket, { ...source, sent }));
	}

	/** A record that is added is delivered, unless the link ends. */
	private add(isLazy: boolean, add: () => void): void {
		if (this.over !== undefined) return;
		const { limits, clock } = this.deps;
		if (this.buffer.ownSize >= limits.bufferBytes) return this.end("overflow");
		if (this.buffer.lastNumber >= limits.lastNumber) return this.end("worn");
		if (!isLazy && !this.buffer.hasReason) this.urgentSince = clock.now();
		add();
		if (!isLazy) this.slot.wake();
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
