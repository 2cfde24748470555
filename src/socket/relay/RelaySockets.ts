/**
 * A link, and the sockets and rooms on it, which share its numbers: passes each down record to its socket or room, and ends the
 * link some time after the last of them.
 * Edge: a timer, in addition to those of the link.
 */

import { numberField, textField } from "../../protocol/field";
import { LinkInfo } from "../../protocol/relay/linkInfo";
import { DownRecord, MAX_SOCKET } from "../../protocol/relay/record";
import { RoomCursor } from "../../protocol/room/segment";
import { RoomListener, RoomRequest, wireRoom } from "../../room/RoomCarrier";
import { RelayAdapter, RelayPort } from "../RelayAdapter";
import { SocketAdapter, SocketListener, SocketOptions } from "../SocketAdapter";
import { RelayLink } from "./RelayLink";
import { RelayLinkContext } from "./RelayLinkContext";
import { RelayRoom } from "./RelayRoom";

/** Events of a link and its sockets. No handler may yield or error. */
export interface RelaySocketsEvents {
	readonly onLinked: () => void;
	/** Requests fail, and are repeated. */
	readonly onAway: (reason: string) => void;
	readonly onBack: () => void;
	/** The relay is shutting down: open no more sockets here. */
	readonly onDraining: () => void;
	/** The listener of a socket threw. */
	readonly onFault: (reason: unknown) => void;
	/** The link has ended. Called once, before its sockets close. */
	readonly onEnd: (reason: string) => void;
}

/** Seconds for which the link is kept after its last socket, since the next one often follows soon. */
const LINGER = 10;

/** Close code of a relay that is shutting down. */
const DRAINING_CODE = 1012;

export class RelaySockets {
	private readonly link: RelayLink;
	/** By number. */
	private readonly sockets = new Map<number, RelayAdapter | RelayRoom>();
	private features: ReadonlySet<string> = new Set<string>();
	private lastSocket = 0;
	private isRetired = false;
	private isEnded = false;
	/** Ends the link after a time without sockets. */
	private lingerer?: thread;

	public constructor(
		private readonly context: RelayLinkContext,
		private readonly events: RelaySocketsEvents,
	) {
		this.link = new RelayLink(context, {
			onLinked: (info) => this.linked(info),
			onRecord: (record) => this.receive(record),
			onAway: (reason) => {
				events.onAway(reason);
				for (const room of this.rooms()) this.isolate(() => room.away(reason));
			},
			onBack: () => {
				events.onBack();
				for (const room of this.rooms()) this.isolate(() => room.back());
			},
			onEnd: (reason, isRefused) => this.end(reason, isRefused),
		});
	}

	/** Starts opening a socket. Never yields. @throws If the record does not fit, or the queue is full. */
	public open(url: string, listener: SocketListener, options: SocketOptions): SocketAdapter {
		const socket = this.freeNumber();
		const adapter = new RelayAdapter(this.portOf(socket), listener, options.carriage);
		const { headers, protocols, carriage } = options;
		const dave = carriage?.onDave === undefined ? undefined : true;
		const media = carriage?.onMedia === undefined ? undefined : true;
		this.add(socket, adapter, { url, headers, protocols, pings: true, dave, media });
		return adapter;
	}

	/**
	 * Starts watching a room. Never yields.
	 *
	 * @returns A function that stops it.
	 * @throws If the queue is full.
	 */
	public watch(request: RoomRequest, from: RoomCursor | undefined, listener: RoomListener): () => void {
		const socket = this.freeNumber();
		const room = new RelayRoom(this.portOf(socket), listener);
		this.add(socket, room, { room: wireRoom(request, from) });
		return () => room.stop();
	}

	/** Ends the link after its last socket, without waiting for another. */
	public retire(): void {
		this.isRetired = true;
		if (next(this.sockets)[0] === undefined) this.close("no socket is left");
	}

	/**
	 * Ends the link and every socket. Never yields, safe to call twice.
	 *
	 * @param code Close code for the remote servers; 4000 by default.
	 * @param onGone Called when the relay has all queued records, and has ended the link; at once if it had ended before.
	 */
	public close(reason: string, code?: number, onGone?: () => void): void {
		if (this.isEnded) return onGone?.();
		this.link.close(code, onGone);
		this.end(reason, false);
	}

	private portOf(socket: number): RelayPort {
		return {
			push: (kind, data, isUrgent) => this.link.push(socket, kind, data, isUrgent),
			features: () => this.features,
			release: () => this.release(socket),
		};
	}

	private add(socket: number, user: RelayAdapter | RelayRoom, data: object): void {
		const [ok, fault] = pcall(() => this.link.push(socket, "o", data, true));
		if (!ok) {
			this.release(socket);
			error(fault, 0);
		}
		this.sockets.set(socket, user);
		this.stopLingering();
	}

	private linked(info: LinkInfo): void {
		this.features = info.features;
		this.events.onLinked();
	}

	private receive(record: DownRecord): void {
		if (isDraining(record)) this.events.onDraining();
		const user = this.sockets.get(record.socket);
		if (user !== undefined) this.isolate(() => user.receive(record));
	}

	private end(reason: string, isRefused: boolean): void {
		if (this.isEnded) return;
		this.isEnded = true;
		this.stopLingering();
		const lost: Array<RelayAdapter | RelayRoom> = [];
		for (const [, user] of this.sockets) lost.push(user);
		// The owner first: a listener may open the next socket at once.
		this.events.onEnd(reason);
		for (const user of lost) this.isolate(() => user.lose(`relay: ${reason}`, isRefused));
	}

	/** A copy: a listener may stop any of them. */
	private rooms(): Array<RelayRoom> {
		const rooms = new Array<RelayRoom>();
		for (const [, user] of this.sockets) if (user instanceof RelayRoom) rooms.push(user);
		return rooms;
	}

	/** Runs a function that calls a listener, which may throw. */
	private isolate(run: () => void): void {
		const [ok, fault] = pcall(run);
		if (!ok) this.events.onFault(fault);
	}

	private release(socket: number): void {
		this.sockets.delete(socket);
		if (this.isEnded || next(this.sockets)[0] !== undefined) return;
		this.stopLingering();
		const seconds = this.isRetired ? 0 : LINGER;
		this.lingerer = this.context.scheduler.delay(seconds, () => {
			this.lingerer = undefined;
			this.close("no socket is left");
		});
	}

	private stopLingering(): void {
		if (this.lingerer !== undefined) this.context.scheduler.cancel(this.lingerer);
		this.lingerer = undefined;
	}

	private freeNumber(): number {
		do {
			this.lastSocket = (this.lastSocket % MAX_SOCKET) + 1;
		} while (this.sockets.has(this.lastSocket));
		return this.lastSocket;
	}
}

/** Whether a record says that the relay is shutting down. */
function isDraining({ type: kind, data }: DownRecord): boolean {
	if (kind === "e") return textField(data, "code") === "draining";
	return kind === "c" && textField(data, "by") === "relay" && numberField(data, "code") === DRAINING_CODE;
}
