/**
 * A link and the sockets on it: passes each down record to its socket, and ends the link some time after the last socket.
 * Edge: a timer, in addition to those of the link.
 */

import { numberField, textField } from "../../protocol/field";
import { LinkInfo } from "../../protocol/relay/linkInfo";
import { DownRecord, MAX_SOCKET } from "../../protocol/relay/record";
import { RelayAdapter } from "../RelayAdapter";
import { SocketAdapter, SocketListener, SocketOptions } from "../SocketAdapter";
import { RelayLink } from "./RelayLink";
import { RelayLinkContext } from "./RelayLinkContext";

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
	private readonly sockets = new Map<number, RelayAdapter>();
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
			onAway: events.onAway,
			onBack: events.onBack,
			onEnd: (reason) => this.end(reason),
		});
	}

	/** Starts opening a socket. Never yields. @throws If the record does not fit, or the queue is full. */
	public open(url: string, listener: SocketListener, options: SocketOptions): SocketAdapter {
		const socket = this.freeNumber();
		const adapter = new RelayAdapter(
			{
				push: (kind, data, isUrgent) => this.link.push(socket, kind, data, isUrgent),
				features: () => this.features,
				release: () => this.release(socket),
			},
			listener,
			options.carriage,
		);
		const { headers, protocols, carriage } = options;
		const dave = carriage?.onDave === undefined ? undefined : true;
		const media = carriage?.onMedia === undefined ? undefined : true;
		const data = { url, headers, protocols, pings: true, dave, media };
		const [ok, fault] = pcall(() => this.link.push(socket, "o", data, true));
		if (!ok) {
			this.release(socket);
			error(fault, 0);
		}
		this.sockets.set(socket, adapter);
		this.stopLingering();
		return adapter;
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
		this.end(reason);
	}

	private linked(info: LinkInfo): void {
		this.features = info.features;
		this.events.onLinked();
	}

	private receive(record: DownRecord): void {
		if (isDraining(record)) this.events.onDraining();
		const adapter = this.sockets.get(record.socket);
		if (adapter === undefined) return;
		const [ok, reason] = pcall(() => adapter.receive(record));
		if (!ok) this.events.onFault(reason);
	}

	private end(reason: string): void {
		if (this.isEnded) return;
		this.isEnded = true;
		this.stopLingering();
		const lost: Array<RelayAdapter> = [];
		for (const [, adapter] of this.sockets) lost.push(adapter);
		// The owner first: a listener may open the next socket at once.
		this.events.onEnd(reason);
		for (const adapter of lost) {
			const [ok, fault] = pcall(() => adapter.lose(`relay: ${reason}`));
			if (!ok) this.events.onFault(fault);
		}
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
