/**
 * The sockets of one link, to far servers and to rooms, by number: opens them, hands each its records, and ends them when the link demands it.
 * A record that fails becomes an `e` record.
 */

import { RECORD_FAULTS, type RecordFaultCode } from "../../../src/protocol/relay/faultCode.ts";
import type { DownType } from "../../../src/protocol/relay/recordType.ts";
import type { JsonObject, UpRecord } from "../codec/record.ts";
import type { Account } from "../memory/Account.ts";
import { MEMORY_FULL } from "../memory/Memory.ts";
import type { LinkDeps } from "./LinkDeps.ts";
import { readRoom } from "./room/roomData.ts";
import type { RoomSource } from "./room/RoomRecord.ts";
import { RoomSocket } from "./room/RoomSocket.ts";
import type { LinkedSocket } from "./socket/LinkedSocket.ts";
import { LinkSocket } from "./socket/LinkSocket.ts";
import type { SocketOwner } from "./socket/SocketOwner.ts";
import { faultData, RecordFault } from "./RecordFault.ts";
import { RELAY_CLOSES, RESUMABLE_CODE, type RelayCloseCode } from "./relayClose.ts";
import type { GoneReason } from "./refusal.ts";
import { readOpen } from "./socket/upData.ts";

/** Close reason of a socket whose client reads too slowly. */
const BEHIND = "client does not keep up";

/** Where the records of the sockets go: to the client. */
export interface DownPath {
	/** Whether it takes no further message. */
	readonly isFull: boolean;
	/** Whether reading from far servers is paused. */
	readonly isHeldBack: boolean;
	/** Adds a record that the relay itself writes. It is delivered unless the link ends. */
	push(socket: number, type: "e" | "c", data: string): void;
	/** Adds a record that is read from a room when it is sent. */
	pushNews(socket: number, source: RoomSource): void;
	/** Adds a record that a far server or a transformer caused. @param isLazy Whether it can wait for the next answer. */
	pushMessage(socket: number, type: DownType, data: string | Buffer, isLazy: boolean): void;
}

export class LinkSockets {
	private readonly sockets = new Map<number, LinkedSocket>();
	private isDraining = false;

	/** @param account Each socket opens its own account below it. */
	public constructor(
		private readonly deps: LinkDeps,
		private readonly account: Account,
		private readonly down: DownPath,
	) {}

	public get count(): number {
		return this.sockets.size;
	}

	/** Processes a record, or reports its fault. */
	public perform(record: UpRecord): void {
		try {
			if (record.type === "o") this.open(record.socket, record.number, record.data);
			else this.socketOf(record.socket).perform(record);
		} catch (error) {
			if (!(error instanceof RecordFault)) throw error;
			this.reportFault(record, error);
		}
	}

	public pause(): void {
		for (const socket of this.sockets.values()) socket.pause();
	}

	public resume(): void {
		for (const socket of this.sockets.values()) {
			// messages that a socket delivers at once may fill the buffer again
			if (!this.down.isHeldBack) socket.resume();
		}
	}

	/** Ends every socket whose messages wait: the client reads too slowly. */
	public giveUp(): void {
		for (const [number, { queues }] of [...this.sockets]) if (queues) this.overflow(number, BEHIND);
	}

	/** Ends every socket, and opens no more. */
	public drain(): void {
		this.isDraining = true;
		for (const number of [...this.sockets.keys()]) {
			this.abandon(number, "draining", { code: RELAY_CLOSES.draining, reason: "relay is about to end" });
		}
	}

	/** Ends every socket with its link. The far servers see `farCode`; the client gets no record. */
	public end(gone: GoneReason, farCode: number, farReason: string): void {
		for (const [number, socket] of this.sockets) {
			socket.abandon(farCode, farReason);
			this.observeEnd(number, "c", { by: "relay", gone });
		}
		this.deps.onSockets(-[...this.sockets.values()].filter(({ queues }) => queues).length);
		this.sockets.clear();
	}

	private socketOf(number: number): LinkedSocket {
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
		if (data.room === undefined) this.openFar(number, up, data);
		else this.openRoom(number, up, data);
	}

	private openFar(number: number, up: number, data: JsonObject): void {
		this.deps.takeOpen();
		const open = readOpen(data, this.deps.allowedHeaders);
		const target = this.deps.admit(open.url);
		this.deps.observer.onSocket({ kind: "opening", socket: number, host: target.host });
		const socket = new LinkSocket(target, open, up, this.deps, this.ownerOf(number));
		this.sockets.set(number, socket);
		this.deps.onSockets(1);
		if (this.down.isHeldBack) socket.pause();
	}

	private openRoom(number: number, up: number, data: JsonObject): void {
		if (data.url !== undefined) throw new RecordFault("bad_record", "o has a url or a room, not both");
		const onNews = (source: RoomSource): void => this.down.pushNews(number, source);
		const socket = new RoomSocket(readRoom(data.room), up, this.deps.rooms, { ...this.ownerOf(number), onNews });
		this.deps.observer.onSocket({ kind: "watching", socket: number, room: socket.key });
		this.sockets.set(number, socket);
	}

	private ownerOf(number: number): SocketOwner {
		return {
			openAccount: () => this.account.open(() => this.overflow(number, MEMORY_FULL)),
			onDown: (type, payload, isLazy) => this.receive(number, type, payload, isLazy),
			onEnd: (type, payload) => this.ended(number, type, payload),
		};
	}

	private reportFault({ number, socket, type }: UpRecord, fault: RecordFault): void {
		const rule = RECORD_FAULTS[fault.code];
		const ends = rule === "open" ? type === "o" && !this.sockets.has(socket) : rule;
		this.down.push(socket, "e", faultData(fault, ends, number));
		if (type === "o" && ends) this.observeEnd(socket, "e", { code: fault.code });
	}

	private receive(number: number, type: DownType, data: string | Buffer, isLazy: boolean): void {
		if (this.down.isFull) return this.overflow(number, BEHIND);
		if (type === "o") this.deps.observer.onSocket({ kind: "open", socket: number });
		this.down.pushMessage(number, type, data, isLazy);
	}

	private ended(number: number, type: "e" | "c", data: JsonObject): void {
		const socket = this.sockets.get(number);
		this.sockets.delete(number);
		if (socket?.queues === true) this.deps.onSockets(-1);
		this.observeEnd(number, type, data);
		this.down.push(number, type, JSON.stringify(data));
	}

	private observeEnd(socket: number, type: "e" | "c", data: JsonObject): void {
		this.deps.observer.onSocket({ kind: "ended", socket, type, data });
	}

	private overflow(number: number, reason: string): void {
		this.abandon(number, "overflow", { code: RELAY_CLOSES.overflow, reason });
	}

	/** Ends a socket on behalf of the relay: with `e` if it never opened, else with `c`. */
	private abandon(number: number, code: RecordFaultCode, close: OwnClose): void {
		const socket = this.sockets.get(number);
		if (socket === undefined) return;
		const { isOpen, up } = socket;
		socket.abandon(RESUMABLE_CODE, "");
		if (isOpen) this.ended(number, "c", { ...close, clean: false, by: "relay" });
		else this.ended(number, "e", { code, message: close.reason, ends: true, up });
	}
}

/** A close by the relay, as the client sees it. */
interface OwnClose {
	readonly code: RelayCloseCode;
	readonly reason: string;
}
