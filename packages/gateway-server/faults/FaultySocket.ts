/**
 * One WebSocket of a server, and every fault that the control flags of its session ask for. All that a gateway sends
 * goes through here; without flags it goes straight to `ws`.
 * Edge: the network. Knows nothing of Discord.
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

/** Bytes that may wait to be sent. A gateway's largest messages, guilds with all their members, are far smaller. */
const DEFAULT_WAIT_LIMIT = 2 ** 26;

/** Bytes that a frame takes beside its payload: those of the longest header. */
const HEADER_SIZE = 10;

/** Milliseconds between two pieces of a message that is dribbled. */
const DEFAULT_DRIBBLE_INTERVAL = 50;

/** Milliseconds that a client has to answer our FIN with its own. */
const FIN_WAIT = 5000;

/** What holds a frame up beside latency and jitter. */
interface Postponement {
	/** Milliseconds. @default 0 */
	readonly delay?: number;
	/** Bytes of its payload. @default 0 */
	readonly size?: number;
	/** Whether it may go before earlier ones that are due later. @default false */
	readonly mayOvertake?: boolean | undefined;
}

export class FaultySocket {
	/** What is late. */
	private readonly queue: OutboundQueue;
	/** What is due, and slow to leave. */
	private readonly writer: PacedWriter;
	/** `close` of `ws` itself. */
	private readonly sendClose: (code?: number, reason?: string | Buffer) => void;
	private random: Random;
	private seed: number | undefined;
	private hasClosed = false;
	/** A frame was cut and the client waits for its rest: whatever followed would be taken for that. */
	private isCut = false;
	private finDeadline: unknown;

	/**
	 * @param stream What the handshake came over.
	 * @param serverRandom Used unless the flags name a seed.
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

	/** False from the moment that either side closes. */
	public get isOpen(): boolean {
		return !this.hasClosed && this.webSocket.readyState === WebSocket.OPEN;
	}

	/**
	 * Sends a message, or does nothing once either side closes. Text goes as a text frame, bytes as a binary one, unless
	 * `isBinary` says that they are text in UTF-8. Resets the connection if too much waits already.
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

	/** Starts the close handshake, behind all that still waits to be sent. Safe to call twice. */
	public close(code: number, reason: string): void {
		if (this.hasClosed) return;
		this.hasClosed = true;
		this.enqueue(() => this.sendClose(code, reason));
	}

	/** Ends the TCP connection without a close frame: by a reset, or by a FIN if the flags say so. */
	public reset(): void {
		if (this.flags.current().dropKind === "fin") this.finish();
		else this.drop();
	}

	/** Destroys the connection, as the end of the process would. */
	public terminate(): void {
		this.hasClosed = true;
		this.clear();
		this.webSocket.terminate();
	}

	/** Takes notice of flags that changed, or of a session that has some. */
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

	/** Resets the TCP connection. Under TLS, which Node cannot reset, it just ends. */
	private drop(): void {
		this.hasClosed = true;
		this.clear();
		const { resetAndDestroy } = this.stream as Partial<Pick<Socket, "resetAndDestroy">>;
		if (resetAndDestroy === undefined || this.stream instanceof TLSSocket) this.stream.destroy();
		else resetAndDestroy.call(this.stream);
	}

	/** Ends the TCP connection with a FIN, and waits a while for the client's. */
	private finish(): void {
		this.hasClosed = true;
		this.clear();
		// what is not read never learns that the client ended its half
		this.webSocket.resume();
		this.stream.end();
		this.finDeadline = this.clock.setTimeout(() => this.webSocket.terminate(), FIN_WAIT);
	}

	private clear(): void {
		this.queue.clear();
		this.writer.clear();
	}

	/** Says whether what waits leaves room for more. */
	private hasRoom({ waitLimit = DEFAULT_WAIT_LIMIT }: ConnectionControlFlags): boolean {
		return this.queue.size + this.writer.size + this.webSocket.bufferedAmount <= waitLimit;
	}

	/** Has what `ws` sends by itself, close answers and pongs, sent here: it offers no other way to delay them. */
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

	/** Runs `action` once latency and jitter are over, and what waits before it is written. */
	private enqueue(action: () => void, postponement: Postponement = {}): void {
		this.postpone(() => this.perform(action, postponement.size), postponement);
	}

	/** Runs `action` behind all that is being written, unless nothing can be written any more. */
	private perform(action: () => void, size = 0): void {
		this.writer.perform(() => {
			if (this.canWrite) action();
		}, size + HEADER_SIZE);
	}

	/** Hands over to the writer once latency and jitter are over. */
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

	/** A message as bytes on the wire; `undefined` if it is one that `ws` can write. */
	private oddFrameOf(message: Message, flags: ConnectionControlFlags): Buffer | undefined {
		const { corruptKind = "bytes", corruptSize, fragment = 0, dribbleSize = 0 } = flags;
		if (this.flags.take("corruptNext")) return corruptFrame(corruptKind, message, this.random, corruptSize);
		if (fragment > 0) return encodeFragments(message, fragment);
		return dribbleSize > 0 ? encodeRawFrame(frameOpcodeOf(message), Buffer.from(message)) : undefined;
	}

	/** False behind a frame that was cut or a FIN. */
	private get canWrite(): boolean {
		return !this.isCut && this.stream.writable;
	}

	private write(message: Message): void {
		this.webSocket.send(message, { binary: typeof message !== "string" });
	}

	/** Writes past `ws`, which writes at once as well: nothing is compressed here, so order is kept. */
	private writeRaw(bytes: Buffer): void {
		if (this.canWrite) this.stream.write(bytes);
	}

	/** Goes on after the first half of a frame: with nothing, or with the end of the connection. */
	private cut(destroys: boolean): void {
		this.isCut = true;
		// behind what is written already
		if (destroys) this.stream.write(Buffer.alloc(0), () => this.stream.destroy());
	}
}
