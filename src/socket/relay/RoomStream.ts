/**
 * Rooms of a relay over one WebSocket, opened for the first room and closed after the last. For Studio: a live server has no
 * WebSocket.
 * Edge: the injected socket and timer.
 * Source: docs/rooms.md, "WebSocket".
 */

import { field, numberField, textField } from "../../protocol/field";
import { RoomCursor } from "../../protocol/room/segment";
import { RoomCarrier, RoomListener, RoomRequest, wireRoom } from "../../room/RoomCarrier";
import { encodeJson } from "../../runtime/json";
import { Logger } from "../../runtime/Logger";
import { Scheduler } from "../../runtime/Scheduler";
import { ThrottledLog } from "../../runtime/ThrottledLog";
import { Timers } from "../../runtime/Timers";
import { SocketAdapter, SocketFactory, SocketListener } from "../SocketAdapter";
import { tryDecode } from "./RelayHttp";

export interface RoomStreamOptions {
	/** URL of the relay, without a path. */
	readonly url: string;
	/** Value of the Authorization header. */
	readonly authorization: string | Secret;
	readonly createSocket: SocketFactory;
	readonly scheduler: Scheduler;
	/** Isolated. */
	readonly log: Logger;
}

interface Watch {
	/** The message that starts it. */
	readonly text: string;
	readonly listener: RoomListener;
}

/** Seconds without a message until the socket counts as lost. The relay sends a tick every 15 s. */
const SILENCE_LIMIT = 40;

export class RoomStream implements RoomCarrier {
	private socket?: SocketAdapter;
	private isOpen = false;
	private lastId = 0;
	/** By ID. */
	private readonly watches = new Map<number, Watch>();
	private readonly timers: Timers<"silence">;
	private readonly unreadable: ThrottledLog;

	public constructor(private readonly options: RoomStreamOptions) {
		this.timers = new Timers(options.scheduler);
		this.unreadable = new ThrottledLog(options.log, "skipped a message about rooms");
	}

	public readonly watch = (request: RoomRequest, from: RoomCursor | undefined, listener: RoomListener) => {
		this.lastId += 1;
		const id = this.lastId;
		const text = encodeJson({ op: "watch", id, room: wireRoom(request, from) });
		if (this.socket === undefined) this.open();
		else if (this.isOpen) this.socket.send(text);
		this.watches.set(id, { text, listener });
		return () => this.stop(id);
	};

	/** @throws If the engine has no sockets. */
	private open(): void {
		const { url, authorization, createSocket } = this.options;
		const ifCurrent = (handle: () => void) => {
			if (this.socket === socket) handle();
		};
		const receive = (message: string | buffer) => ifCurrent(() => this.receive(message));
		const lose = (reason: string) => ifCurrent(() => this.lose(reason));
		const opened = () => ifCurrent(() => this.opened());
		const listener: SocketListener = {
			onOpen() {
				opened();
			},
			onMessage(message) {
				receive(message);
			},
			onClose(_code, reason) {
				lose(reason);
			},
		};
		// A Secret stays one: the engine takes it in a header.
		const headers = { authorization: authorization as string };
		const socket = createSocket(`${url.gsub("^http", "ws")[0]}/v1/rooms`, listener, { headers });
		this.socket = socket;
	}

	private opened(): void {
		this.isOpen = true;
		this.expectMessage();
		for (const { text } of this.copy()) {
			const [ok, fault] = pcall(() => this.socket?.send(text));
			if (!ok) return this.lose(tostring(fault));
		}
	}

	private receive(message: string | buffer): void {
		this.expectMessage();
		const body = tryDecode(typeIs(message, "string") ? message : buffer.tostring(message));
		const id = numberField(body, "id");
		const watch = id === undefined ? undefined : this.watches.get(id);
		const fault = field(body, "fault");
		if (id === undefined) this.unreadable.add(textField(fault, "message") ?? "it names no room");
		// A watch that was stopped may still get segments.
		else if (watch === undefined) return;
		else if (fault !== undefined) this.refuse(id, watch, fault);
		else if (field(body, "opened") !== undefined) watch.listener.onOpen();
		else if (field(body, "segments") !== undefined) watch.listener.onMessage(field(body, "segments"));
	}

	private refuse(id: number, { listener }: Watch, fault: unknown): void {
		this.watches.delete(id);
		listener.onEnd({
			code: textField(fault, "code") ?? "error",
			reason: textField(fault, "message") ?? "",
			isRefused: false,
			retryAfter: numberField(fault, "retry_after"),
		});
		this.closeIfUnused();
	}

	private stop(id: number): void {
		if (!this.watches.delete(id)) return;
		// A socket that fails now ends with every watch.
		if (this.isOpen) pcall(() => this.socket?.send(encodeJson({ op: "stop", id })));
		this.closeIfUnused();
	}

	private expectMessage(): void {
		this.timers.start("silence", SILENCE_LIMIT, () =>
			this.lose(`the relay has sent nothing for ${SILENCE_LIMIT} s`),
		);
	}

	private closeIfUnused(): void {
		if (this.watches.isEmpty()) this.drop();
	}

	private lose(reason: string): void {
		const lost = this.copy();
		this.watches.clear();
		this.drop();
		const text = `relay: ${reason === "" ? "the socket was closed" : reason}`;
		for (const { listener } of lost)
			listener.onEnd({ code: undefined, reason: text, isRefused: false, retryAfter: undefined });
	}

	private drop(): void {
		const { socket } = this;
		this.socket = undefined;
		this.isOpen = false;
		this.timers.stopAll();
		socket?.close();
	}

	/** A copy: a listener may stop any of them. */
	private copy(): Array<Watch> {
		const watches = new Array<Watch>();
		for (const [, watch] of this.watches) watches.push(watch);
		return watches;
	}
}
