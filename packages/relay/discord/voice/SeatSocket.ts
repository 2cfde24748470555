/**
 * One socket of a seat's voice session at a time, with its heartbeat, and with the relay's voice features before it: they speak
 * DAVE, receive audio, and report both, as they do for a client of a link.
 */

import "../../../shared/luau/globals.ts";
import { LastBeat } from "../../../../src/protocol/voice/lastBeat.ts";
import type { Clock } from "../../../shared/clock.ts";
import { decodeCloseCode } from "../../../shared/closing.ts";
import type { Random } from "../../../shared/random.ts";
import type { JsonObject } from "../../codec/record.ts";
import { listenWhile } from "../../link/socket/listenWhile.ts";
import type {
	Carried,
	CreateTransformer,
	ToldType,
	TransformedSocket,
	Transformer,
} from "../../link/socket/Transformer.ts";
import { RESUMABLE_CODE } from "../../link/relayClose.ts";
import type { Target } from "../../security/target.ts";
import type { Connect, Upstream, UpstreamEnd, UpstreamListener } from "../../upstream/Upstream.ts";
import { Heartbeat } from "../session/Heartbeat.ts";

/** No function throws. */
export interface SeatSocketOptions {
	readonly clock: Clock;
	readonly random: Random;
	readonly connect: Connect;
	readonly createTransformer: CreateTransformer;
	/** The heartbeat with this nonce, as text. */
	readonly encodeBeat: (nonce: number) => string;
	readonly onOpen: () => void;
	/** The voice server sent a text, or binary data that the features have replaced by one. */
	readonly onText: (text: string) => void;
	/** It sent binary data that no feature understands. */
	readonly onBinary: () => void;
	/** A feature reports: `d` on encryption, `m` on media. */
	readonly onTold: (type: ToldType, data: JsonObject) => void;
	/** The socket ended, or could not be opened. @param code Undefined if no close frame was received. */
	readonly onEnd: (code: number | undefined, reason: string) => void;
	/** The server stopped answering heartbeats. */
	readonly onZombie: () => void;
}

/** A socket and its features. */
interface Line {
	upstream: Upstream | undefined;
	transformer: Transformer | undefined;
	isOpen: boolean;
}

const CARRIED: Carried = { dave: true, media: true };
/** The session has its own deadlines; `Connect` reads only headers and protocols. */
const OPEN = { protocols: [], headers: {}, timeoutMs: 0, pings: false, ...CARRIED };

export class SeatSocket {
	public readonly heartbeat: Heartbeat;
	private line: Line | undefined;

	public constructor(private readonly options: SeatSocketOptions) {
		const { clock, random, onZombie, encodeBeat } = options;
		this.heartbeat = new Heartbeat({
			...{ clock, random, onZombie },
			lifeSign: "ack",
			matcher: new LastBeat(),
			send: (nonce) => this.send(encodeBeat(nonce)),
		});
	}

	/** Starts opening a socket in place of the current one. */
	public open(target: Target): void {
		this.release(RESUMABLE_CODE);
		const { host, port, isInsecure } = target;
		const { connect, createTransformer } = this.options;
		const line: Line = { upstream: undefined, transformer: undefined, isOpen: false };
		this.line = line;
		line.transformer = createTransformer(this.transformed(line), { host, port, isInsecure }, CARRIED);
		const listener = listenWhile(() => this.line === line, this.listener(line));
		line.upstream = connect(target, { url: target.url.href, ...OPEN }, listener);
	}

	/** Sends a text, unless a feature does that instead. Does nothing without an open socket. */
	public send(text: string): void {
		const { line } = this;
		if (line?.isOpen !== true) return;
		const { transformer, upstream } = line;
		const sent = transformer === undefined ? text : transformer.fromClient(text);
		if (sent !== undefined && this.line === line) upstream?.sendText(sent);
	}

	/** Closes the socket, if any, and ignores it from now on. Discord keeps the session unless the code is 1000 or 1001. */
	public release(code: number): void {
		const { line } = this;
		if (line === undefined) return;
		this.clear();
		line.transformer?.end("client", code);
		line.upstream?.drop(code, "");
	}

	private listener(line: Line): UpstreamListener {
		const { onOpen } = this.options;
		const ignore = (): void => {};
		return {
			onOpen: () => {
				line.isOpen = true;
				onOpen();
			},
			onText: (text) => this.received(line, text.toString("utf8")),
			onBinary: (bytes) => this.receivedBytes(line, bytes),
			onPing: ignore,
			onPong: ignore,
			onHeld: ignore,
			onEnd: (end) => this.ended(line, end),
		};
	}

	private received(line: Line, text: string): void {
		const given = line.transformer?.fromServer(text) ?? text;
		// the features may have ended the socket
		if (this.line === line) this.options.onText(given);
	}

	private receivedBytes(line: Line, bytes: Buffer): void {
		const given = line.transformer?.bytesFromServer(bytes) ?? bytes;
		if (this.line !== line) return;
		if (typeof given === "string") this.options.onText(given);
		else this.options.onBinary();
	}

	private ended({ transformer }: Line, end: UpstreamEnd): void {
		this.clear();
		if (end.kind === "failed") {
			transformer?.end("other");
			return this.options.onEnd(undefined, end.message);
		}
		transformer?.end(end.by === "peer" ? "peer" : "other", end.code);
		this.options.onEnd(decodeCloseCode(end.code), end.reason);
	}

	/** The socket as its features see it. Calls before it is open and after its end do nothing. */
	private transformed(line: Line): TransformedSocket {
		const ifOpen = (action: () => void): void => {
			if (this.line === line && line.isOpen) action();
		};
		return {
			isHeld: false,
			get peerAddress() {
				return line.upstream?.peerAddress;
			},
			sendText: (text) => ifOpen(() => line.upstream?.sendText(text)),
			sendBinary: (bytes) => ifOpen(() => line.upstream?.sendBinary(bytes)),
			tell: (type, data) => ifOpen(() => this.options.onTold(type, data)),
			end: (code, reason) =>
				ifOpen(() => {
					this.release(RESUMABLE_CODE);
					this.options.onEnd(code, reason);
				}),
		};
	}

	private clear(): void {
		this.line = undefined;
		this.heartbeat.reset();
	}
}
