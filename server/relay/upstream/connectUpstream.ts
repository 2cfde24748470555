/**
 * Sockets to far servers, on `ws`.
 * Edge: the network.
 */

import type { LookupFunction } from "node:net";
import { WebSocket, type ClientOptions, type RawData } from "ws";
import { CLOSE_CODE } from "../../gateway/closeFrame.ts";
import { closeCodeOfError } from "../../gateway/closing.ts";
import type { FaultCode } from "../link/RecordFault.ts";
import type { OpenData } from "../link/upData.ts";
import { LookupFault } from "../security/pinnedLookup.ts";
import type { Target } from "../security/target.ts";
import type { Connect, Upstream, UpstreamEnd, UpstreamListener } from "./Upstream.ts";

export interface ConnectOptions {
	/** Largest message taken, in bytes. */
	readonly maxRecord: number;
	/** How names of targets are looked up. */
	readonly lookupFor: (isInsecure: boolean) => LookupFunction;
}

/** Options that `ws` has, and its types do not. */
type Options = ClientOptions & { readonly lookup: LookupFunction; readonly closeTimeout: number };

/** Milliseconds that the far server has to answer a close frame. */
const CLOSE_TIMEOUT = 5000;
const USER_AGENT = "voice-gateway-relay";

export function createConnect({ maxRecord, lookupFor }: ConnectOptions): Connect {
	return (target, open, listener) =>
		new WsUpstream(target, open, listener, {
			headers: { "user-agent": USER_AGENT, ...open.headers },
			maxPayload: maxRecord,
			perMessageDeflate: false,
			followRedirects: false,
			closeTimeout: CLOSE_TIMEOUT,
			lookup: lookupFor(target.isInsecure),
		});
}

class WsUpstream implements Upstream {
	private readonly socket: WebSocket;
	private hasOpened = false;
	private isOver = false;
	/** Whether this side sent the first close frame. */
	private closedHere = false;

	public constructor(
		target: Target,
		open: OpenData,
		private readonly listener: UpstreamListener,
		options: Options,
	) {
		this.socket = new WebSocket(target.url, [...open.protocols], options);
		this.socket.on("open", () => this.opened());
		this.socket.on("message", (data: RawData, isBinary) => this.received(data as Buffer, isBinary));
		this.socket.on("ping", (payload) => this.listener.onPing(payload));
		this.socket.on("pong", (payload) => this.listener.onPong(payload));
		this.socket.on("unexpected-response", (_request, response) => {
			const status = response.statusCode ?? 0;
			this.end({ kind: "failed", code: "connect_failed", message: `far server answered ${status}`, status });
			this.socket.terminate();
		});
		this.socket.on("error", (error: NodeJS.ErrnoException) => this.errored(error));
		this.socket.on("close", (code, reason) => this.closed(code, reason.toString("utf8")));
	}

	public get bufferedSize(): number {
		return this.socket.bufferedAmount;
	}

	public sendText(text: string): void {
		this.ifOpen(() => this.socket.send(text));
	}

	public sendBinary(bytes: Buffer): void {
		this.ifOpen(() => this.socket.send(bytes));
	}

	public ping(payload: Buffer): void {
		this.ifOpen(() => this.socket.ping(payload));
	}

	public pause(): void {
		this.socket.pause();
	}

	public resume(): void {
		this.socket.resume();
	}

	public close(code: number, reason: string): void {
		if (this.socket.readyState === WebSocket.CONNECTING) return this.socket.terminate();
		if (this.socket.readyState === WebSocket.OPEN) this.closedHere = true;
		this.socket.close(code, reason);
		// else the far server's answer would wait in a paused socket until the time-out
		this.socket.resume();
	}

	/** What comes too late is not sent: the end that is on its way tells why. */
	private ifOpen(send: () => void): void {
		if (this.socket.readyState === WebSocket.OPEN) send();
	}

	private opened(): void {
		this.hasOpened = true;
		this.listener.onOpen(this.socket.protocol);
	}

	private received(data: Buffer, isBinary: boolean): void {
		// a copy: a few bytes may be a view of a whole chunk, which would stay in memory with them
		if (isBinary) this.listener.onBinary(Buffer.from(data));
		else this.listener.onText(data.toString("utf8"));
	}

	private errored(error: NodeJS.ErrnoException): void {
		if (!this.hasOpened) return this.end({ kind: "failed", ...openFault(error) });
		// others are followed by "close", which says the same
		const code = closeCodeOfError(error);
		if (code === undefined) return;
		this.end({ kind: "closed", code, reason: error.message, by: "relay" });
	}

	private closed(code: number, reason: string): void {
		const ender = this.closedHere ? "client" : code === CLOSE_CODE.noCloseFrame ? "network" : "peer";
		this.end({ kind: "closed", code, reason, by: ender });
	}

	private end(end: UpstreamEnd): void {
		if (this.isOver) return;
		this.isOver = true;
		this.listener.onEnd(end);
	}
}

function openFault(error: NodeJS.ErrnoException): { readonly code: FaultCode; readonly message: string } {
	if (error instanceof LookupFault) return { code: error.fault, message: error.message };
	return { code: "connect_failed", message: `connection failed: ${error.code ?? error.message}` };
}
