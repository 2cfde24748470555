/**
 * One WebSocket of a server, and every fault that the control flags of its session ask for. All that a gateway sends
 * goes through here; without flags it goes straight to `ws`.
 * Edge: the network. Knows nothing of Discord.
 */

import type { Socket } from "node:net";
import type { Duplex } from "node:stream";
import { TLSSocket } from "node:tls";
import { WebSocket } from "ws";
import type { Clock } from "../clock.ts";
import { NO_FLAGS, type ConnectionControlFlags, type FlagView } from "../controlFlags.ts";
import { seededRandom, type Random } from "../random.ts";
import { corruptFrame } from "./corruption.ts";
import { OutboundQueue } from "./OutboundQueue.ts";
import { encodeTruncatedFrame } from "./rawFrame.ts";

type Message = string | Buffer;

export class FaultySocket {
	private readonly queue: OutboundQueue;
	/** `close` of `ws` itself. */
	private readonly sendClose: (code?: number, reason?: string | Buffer) => void;
	private random: Random;
	private seed: number | undefined;
	private hasClosed = false;
	/** A frame was cut and the client waits for its rest: whatever followed would be taken for that. */
	private isCut = false;

	/**
	 * @param stream What the handshake came over.
	 * @param serverRandom Used unless the flags name a seed.
	 * @param flags Not read before the first `send` or `applyFlags`.
	 */
	public constructor(
		private readonly webSocket: WebSocket,
		private readonly stream: Duplex,
		clock: Clock,
		private readonly serverRandom: Random,
		private readonly flags: FlagView,
	) {
		this.queue = new OutboundQueue(clock);
		this.random = serverRandom;
		this.sendClose = webSocket.close.bind(webSocket);
		this.interceptAnswers();
		webSocket.once("close", () => this.queue.clear());
	}

	/** False from the moment that either side closes. */
	public get isOpen(): boolean {
		return !this.hasClosed && this.webSocket.readyState === WebSocket.OPEN;
	}

	/** Sends a message, or does nothing once either side closes. Text goes as a text frame, bytes as a binary one. */
	public send(message: Message): void {
		if (!this.isOpen) return;
		const flags = this.flags.current();
		if (flags === NO_FLAGS && this.queue.isIdle && !this.isCut) return this.write(message);
		if (this.flags.take("dropNext") || this.isHitBy(flags.dropShare)) return;
		const copies = this.flags.take("duplicateNext") ? 2 : 1;
		const write = this.writerOf(message, flags);
		for (let copy = 0; copy < copies; copy += 1) this.enqueue(write, 0, flags.reorder);
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

	/** Resets the TCP connection: the client sees no close frame. Under TLS, which Node cannot reset, it just ends. */
	public reset(): void {
		this.hasClosed = true;
		this.queue.clear();
		const { resetAndDestroy } = this.stream as Partial<Pick<Socket, "resetAndDestroy">>;
		if (resetAndDestroy === undefined || this.stream instanceof TLSSocket) this.stream.destroy();
		else resetAndDestroy.call(this.stream);
	}

	/** Destroys the connection, as the end of the process would. */
	public terminate(): void {
		this.hasClosed = true;
		this.queue.clear();
		this.webSocket.terminate();
	}

	/** Takes notice of flags that changed, or of a session that has some. */
	public applyFlags(): void {
		const { stallReads = false, halfOpen = false, seed } = this.flags.current();
		const isStalled = stallReads || halfOpen;
		if (isStalled && !this.webSocket.isPaused) this.webSocket.pause();
		if (!isStalled && this.webSocket.isPaused) this.webSocket.resume();
		this.queue.setHeld(halfOpen);
		if (seed === this.seed) return;
		this.seed = seed;
		this.random = seed === undefined ? this.serverRandom : seededRandom(seed);
	}

	/** Has what `ws` sends by itself, close answers and pongs, sent here: it offers no other way to delay them. */
	private interceptAnswers(): void {
		const { webSocket } = this;
		const sendPong = webSocket.pong.bind(webSocket);
		webSocket.pong = (data: Buffer) => this.enqueue(() => sendPong(data));
		webSocket.close = (code, reason) => {
			const isAnswer = webSocket.readyState === WebSocket.OPEN;
			const { closeDelay = 0 } = this.flags.current();
			this.enqueue(() => this.sendClose(code, reason), isAnswer ? closeDelay : 0);
		};
	}

	/** Runs `action` once latency, jitter and `delay`, in milliseconds, are over. */
	private enqueue(action: () => void, delay = 0, mayOvertake = false): void {
		const { latency = 0, jitter = 0 } = this.flags.current();
		const chance = jitter === 0 ? 0 : this.random() * jitter;
		this.queue.add(
			() => {
				if (!this.isCut) action();
			},
			latency + chance + delay,
			mayOvertake,
		);
	}

	private isHitBy(share = 0): boolean {
		return share > 0 && this.random() < share;
	}

	private writerOf(message: Message, flags: ConnectionControlFlags): () => void {
		const { truncateEnd = "destroy", corruptKind = "bytes", fragment = 0 } = flags;
		if (this.flags.take("truncateNext")) return () => this.writeTruncated(message, truncateEnd === "destroy");
		if (this.flags.take("corruptNext")) {
			const frame = corruptFrame(corruptKind, message, this.random);
			return () => this.writeRaw(frame);
		}
		return fragment > 0 ? () => this.writeFragments(message, fragment) : () => this.write(message);
	}

	private write(message: Message): void {
		this.webSocket.send(message, { binary: typeof message !== "string" });
	}

	private writeFragments(message: Message, size: number): void {
		const payload = Buffer.from(message);
		const binary = typeof message !== "string";
		for (let start = 0; ; start += size) {
			const fin = start + size >= payload.length;
			this.webSocket.send(payload.subarray(start, start + size), { binary, fin });
			if (fin) return;
		}
	}

	private writeTruncated(message: Message, destroys: boolean): void {
		this.writeRaw(encodeTruncatedFrame(message), () => {
			if (destroys) this.stream.destroy();
		});
		this.isCut = true;
	}

	/** Writes past `ws`, which writes at once as well: nothing is compressed here, so order is kept. */
	private writeRaw(bytes: Buffer, onWritten = (): void => {}): void {
		if (this.stream.writable) this.stream.write(bytes, onWritten);
	}
}
