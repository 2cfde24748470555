/**
 * A voice session for which the relay does part of the client's work. It outlives its sockets: an Identify begins it, a Resume keeps it,
 * and without a socket it waits. Its parts do the work.
 */

import { VoiceOpcode } from "../../../src/protocol/voice/opcode.ts";
import type { RelayCloseCode } from "../link/relayClose.ts";
import type { TransformedSocket } from "../link/socket/Transformer.ts";
import type { DavePart } from "./dave/DavePart.ts";
import type { MediaPart } from "./media/MediaPart.ts";
import { isNewer, type ServerFrame, type ServerText } from "./serverMessage.ts";
import type { SessionPort, SessionPart } from "./SessionPart.ts";

/** Owner of a session. */
export interface CarriedSessionOwner {
	/** Called when its socket is gone. */
	readonly onLeft: () => void;
	/** It is over. */
	readonly onOver: () => void;
}

export interface SessionParts {
	readonly dave?: DavePart;
	readonly media?: MediaPart;
}

export class CarriedSession {
	public readonly dave: DavePart | undefined;
	public readonly media: MediaPart | undefined;
	private readonly parts: ReadonlyArray<SessionPart>;
	private socket: TransformedSocket | undefined;
	/** Whether the gateway accepts messages: after a Resume only from op 9 on. */
	private isLive = true;
	/** Number of the last processed message. */
	private lastSequence = -1;
	private isOver = false;

	public constructor(
		openParts: (port: SessionPort) => SessionParts,
		socket: TransformedSocket,
		private readonly owner: CarriedSessionOwner,
	) {
		this.socket = socket;
		const { dave, media } = openParts(this.port());
		this.dave = dave;
		this.media = media;
		this.parts = [dave, media].filter((part) => part !== undefined);
	}

	/** Sends the client the initial state. Call once. */
	public start(): void {
		this.media?.attach();
	}

	/** Whether a socket has it now. */
	public get isTaken(): boolean {
		return this.socket !== undefined;
	}

	/** Whether it has ended. Its socket may stay open without it. */
	public get hasEnded(): boolean {
		return this.isOver;
	}

	/** A socket is about to resume it. Its earlier socket loses it. */
	public resume(socket: TransformedSocket): void {
		if (this.socket !== undefined) this.unlink();
		this.socket = socket;
		for (const part of this.parts) part.attach();
	}

	/** Processes a text of the gateway. Does nothing if another socket has the session, since the text comes again there. */
	public takeText(socket: TransformedSocket, message: ServerText): void {
		if (this.isOver || this.socket !== socket) return;
		if (message.op === VoiceOpcode.Resumed && !this.isLive) {
			this.isLive = true;
			for (const part of this.parts) part.resume();
		}
		if (this.isNew(message.seq)) for (const part of this.parts) part.takeText(message);
	}

	/** The same for a binary frame. */
	public takeFrame(socket: TransformedSocket, frame: ServerFrame): void {
		if (this.isOver || this.socket !== socket) return;
		if (this.isNew(frame.seq)) for (const part of this.parts) part.takeFrame(frame);
	}

	/** The client of the socket reads again. Does nothing if another socket has the session. */
	public readOn(socket: TransformedSocket): void {
		if (this.socket === socket) for (const part of this.parts) part.readOn();
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
		for (const part of this.parts) part.end();
		this.owner.onOver();
	}

	/** Ends it together with its socket, if any. */
	public cut(code: RelayCloseCode, reason: string): void {
		const { socket } = this;
		this.end();
		socket?.end(code, reason);
	}

	/** Nothing can be sent until a Resume. */
	private unlink(): void {
		this.isLive = false;
		for (const part of this.parts) part.lose();
	}

	/** Messages that are repeated after a Resume were processed before. */
	private isNew(seq: number | undefined): boolean {
		if (seq === undefined) return true;
		if (!isNewer(seq, this.lastSequence)) return false;
		this.lastSequence = seq;
		return true;
	}

	private port(): SessionPort {
		const [isLive, socket] = [(): boolean => this.isLive, (): TransformedSocket | undefined => this.socket];
		return {
			get isLive() {
				return isLive();
			},
			get canTell() {
				return socket()?.isHeld === false;
			},
			get peerAddress() {
				return socket()?.peerAddress;
			},
			sendText: (text) => {
				if (this.isLive) this.socket?.sendText(text);
			},
			sendBinary: (bytes) => {
				if (this.isLive) this.socket?.sendBinary(bytes);
			},
			tell: (type, data) => this.socket?.tell(type, data),
			cut: (code, reason) => this.cut(code, reason),
		};
	}
}
