/**
 * One WebSocket of a server with all faults that its session's control flags ask for. Everything a gateway sends goes
 * through here; without flags it goes straight to `ws`.
 * Edge: the network. Knows nothing about Discord.
 */

import type { Socket } from "node:net";
import type { Duplex } from "node:stream";
import { TLSSocket } from "node:tls";
import { WebSocket } from "ws";
import type { Clock } from "../../shared/clock.ts";
import { NO_FLAGS, type ConnectionControlFlags, type FlagView } from "../flags/ConnectionControlFlags.ts";
import { seededRandom, type Random } from "../../shared/random.ts";
import { corruptFrame } from "./corruption.ts";
import { OutboundQueue } from "./OutboundQueue.ts";
import { PacedWriter } from "./PacedWriter.ts";
import { encodeFragments, encodeRawFrame, encodeTruncatedFrame, frameOpcodeOf } from "./rawFrame.ts";
import { splitMessage } from "./splitMessage.ts";

type Message = string | Buffer;

/** Maximum number of queued bytes. A gateway's largest messages, guilds with all their members, are far smaller. */
const DEFAULT_WAIT_LIMIT = 2 ** 26;

/** Bytes of the longest frame header. */
const HEADER_SIZE = 10;

/** Milliseconds between two pieces of a dribbled message. */
const DEFAULT_DRIBBLE_INTERVAL = 50;

/** Milliseconds that a client has to answer our FIN. */
const FIN_WAIT = 5000;

/** How a frame is postponed, in addition to latency and jitter. */
interface Postponement {
	/** Extra delay in milliseconds. @default 0 */
	readonly delay?: number;
	/** Size of the payload in bytes. @default 0 */
	readonly size?: number;
	/** Whether the frame may overtake earlier frames that are due later. @default false */
	readonly mayOvertake?: boolean | undefined;
}

export class FaultySocket {
	/** Messages that are not due yet. */
	private readonly queue: OutboundQueue;
	/** Messages that are due but leave slowly. */
	private readonly writer: PacedWriter;
	/** The original `close` of `ws`. */
	private readonly sendClose: (code?: number, reason?: string | Buffer) => void;
	private random: Random;
	private seed: number | undefined;
	private hasClosed = false;
	/** A frame was truncated and the client waits for the rest, so anything sent now would be read as part of it. */
	private isCut = false;
	private finDeadline: unknown;

	/**
	 * @param stream The stream that carried the handshake.
	 * @param serverRandom Used unless the flags set a seed.
	 * @param flags Not read before the first `send` or `applyFlags`.
	 */
	public constructor(
		private readonly webSocket: WebSocket,
		private readonly stream: Duplex,
		private readonly clock: Clock,
		private readonly serverRandom: Random,
		private readonly flags: FlagView,
	) {
		this.queue = new OutboundQueue(clock);
		this.writer = new PacedWriter(clock, (piece) => this.writeRaw(piece));
		this.random = serverRandom;
		this.sendClose = webSocket.close.bind(webSocket);
		this.interceptAnswers();
		webSocket.once("close", () => {
			this.clear();
			clock.clearTimeout(this.finDeadline);
		});
	}

	/** False as soon as either side closes. */
	public get isOpen(): boolean {
		return !this.hasClosed && this.webSocket.readyState === WebSocket.OPEN;
	}

	/**
	 * Sends a message. Does nothing once either side has closed. Text is sent as a text frame and bytes as a binary
	 * frame, unless `isBinary` marks the bytes as UTF-8 text. Resets the connection if the queue is full.
	 */
	public send(data: Message, isBinary = typeof data !== "string"): void {
		if (!this.isOpen) return;
		const flags = this.flags.current();
		if (!this.hasRoom(flags)) return this.drop();
		if (flags === NO_FLAGS && this.queue.isIdle && this.writer.isIdle && !this.isCut) {
			return this.webSocket.send(data, { binary: isBinary });
		}
		const message = isBinary ? data : String(data);
		for (const piece of splitMessage(message, flags.splitSize ?? 0)) this.sendPiece(piece, flags);
	}

	/** Sends a WebSocket ping. */
	public ping(): void {
		if (this.isOpen) this.enqueue(() => this.webSocket.ping());
	}

	/** Starts the close handshake after everything that is queued. Safe to call twice. */
	public close(code: number, reason: string): void {
		if (this.hasClosed) return;
		this.hasClosed = true;
		this.enqueue(() => this.sendClose(code, reason));
	}

	/** Ends the TCP connection without a close frame: with a reset, or with a FIN if the flags say so. */
	public reset(): void {
		if (this.flags.current().dropKind === "fin") this.finish();
		else this.drop();
	}

	/** Destroys the connection, as if the process had ended. */
	public terminate(): void {
		this.hasClosed = true;
		this.clear();
		this.webSocket.terminate();
	}

	/** Applies flags that changed, or the flags of a newly attached session. */
	public applyFlags(): void {
		const { stallReads = false, halfOpen = false, seed } = this.flags.current();
		const isStalled = stallReads || halfOpen;
		if (isStalled && !this.webSocket.isPaused) this.webSocket.pause();
		if (!isStalled && this.webSocket.isPaused) this.webSocket.resume();
		this.queue.setHeld(halfOpen);
		this.writer.setHeld(halfOpen);
		if (seed === this.seed) return;
		this.seed = seed;
		this.random = seed === undefined ? this.serverRandom : seededRandom(seed);
	}

	/** Resets the TCP connection. Under TLS, which Node cannot reset, destroys it instead. */
	private drop(): void {
		this.hasClosed = true;
		this.clear();
		const { resetAndDestroy } = this.stream as Partial<Pick<Socket, "resetAndDestroy">>;
		if (resetAndDestroy === undefined || this.stream instanceof TLSSocket) this.stream.destroy();
		else resetAndDestroy.call(this.stream);
	}

	/** Ends the TCP connection with a FIN and waits briefly for the client's. */
	private finish(): void {
		this.hasClosed = true;
		this.clear();
		// a paused socket never sees the end of the client's half
		this.webSocket.resume();
		this.stream.end();
		this.finDeadline = this.clock.setTimeout(() => this.webSocket.terminate(), FIN_WAIT);
	}

	private clear(): void {
		this.queue.clear();
		this.writer.clear();
	}

	/** Returns whether the queues have room for more. */
	private hasRoom({ waitLimit = DEFAULT_WAIT_LIMIT }: ConnectionControlFlags): boolean {
		return this.queue.size + this.writer.size + this.webSocket.bufferedAmount <= waitLimit;
	}

	/**
	 * Routes the close replies and pongs that `ws` sends on its own through the queue: there is no other way to delay
	 * them.
	 */
	private interceptAnswers(): void {
		const { webSocket } = this;
		const sendPong = webSocket.pong.bind(webSocket);
		webSocket.pong = (data: Buffer) => {
			if (this.hasRoom(this.flags.current())) this.enqueue(() => sendPong(data), { size: data.length });
			else this.drop();
		};
		webSocket.close = (code, reason) => {
			const isAnswer = webSocket.readyState === WebSocket.OPEN;
			const { closeDelay = 0 } = this.flags.current();
			this.enqueue(() => this.sendClose(code, reason), { delay: isAnswer ? closeDelay : 0 });
		};
	}

	/** Runs `action` after latency and jitter, and after everything queued before it. */
	private enqueue(action: () => void, postponement: Postponement = {}): void {
		this.postpone(() => this.perform(action, postponement.size), postponement);
	}

	/** Runs `action` after everything being written. Skips it if nothing can be written any more. */
	private perform(action: () => void, size = 0): void {
		this.writer.perform(() => {
			if (this.canWrite) action();
		}, size + HEADER_SIZE);
	}

	/** Calls `handOver` after latency and jitter. */
	private postpone(handOver: () => void, { delay = 0, size = 0, mayOvertake = false }: Postponement): void {
		const { latency = 0, jitter = 0 } = this.flags.current();
		const chance = jitter === 0 ? 0 : this.random() * jitter;
		this.queue.add(handOver, latency + chance + delay, size + HEADER_SIZE, mayOvertake);
	}

	private sendPiece(message: Message, flags: ConnectionControlFlags): void {
		if (this.flags.take("dropNext") || this.isHitBy(flags.dropShare)) return;
		const copies = this.flags.take("duplicateNext") ? 2 : 1;
		const isCut = this.flags.take("truncateNext");
		const frame = isCut ? encodeTruncatedFrame(message) : this.oddFrameOf(message, flags);
		const { dribbleSize = 0, dribbleInterval = DEFAULT_DRIBBLE_INTERVAL, truncateEnd = "destroy" } = flags;
		const size = frame?.length ?? Buffer.byteLength(message);
		const handOver = (): void => {
			if (frame === undefined) return this.perform(() => this.write(message), size);
			this.writer.add(frame, dribbleSize, dribbleInterval);
			if (isCut) this.perform(() => this.cut(truncateEnd === "destroy"));
		};
		for (let copy = 0; copy < copies; copy += 1) this.postpone(handOver, { size, mayOvertake: flags.reorder });
	}

	private isHitBy(share = 0): boolean {
		return share > 0 && this.random() < share;
	}

	/** Returns the raw bytes of a faulty frame, or `undefined` if `ws` can write the message. */
	private oddFrameOf(message: Message, flags: ConnectionControlFlags): Buffer | undefined {
		const { corruptKind = "bytes", corruptSize, fragment = 0, dribbleSize = 0 } = flags;
		if (this.flags.take("corruptNext")) return corruptFrame(corruptKind, message, this.random, corruptSize);
		if (fragment > 0) return encodeFragments(message, fragment);
		return dribbleSize > 0 ? encodeRawFrame(frameOpcodeOf(message), Buffer.from(message)) : undefined;
	}

	/** False after a truncated frame or a FIN. */
	private get canWrite(): boolean {
		return !this.isCut && this.stream.writable;
	}

	private write(message: Message): void {
		this.webSocket.send(message, { binary: typeof message !== "string" });
	}

	/** Bypasses `ws`. Order is kept because `ws` also writes immediately when nothing is compressed. */
	private writeRaw(bytes: Buffer): void {
		if (this.canWrite) this.stream.write(bytes);
	}

	/** Ends the connection after a truncated frame, or leaves it silent. */
	private cut(destroys: boolean): void {
		this.isCut = true;
		// after everything that has been written
		if (destroys) this.stream.write(Buffer.alloc(0), () => this.stream.destroy());
	}
}
