/**
 * A connection that passes its bytes on when an {@link Intake} allows it. HTTP and WebSocket parsers process everything that one
 * read brings, up to 64 KiB, without a break. While bytes wait here, nothing more is read.
 * Edge: sockets.
 */

import type { Socket } from "node:net";
import { Duplex } from "node:stream";
import type { Intake, IntakeSeat } from "./Intake.ts";

/** One of several writes. */
interface Write {
	readonly chunk: Buffer | string;
	readonly encoding: BufferEncoding;
}

export interface PacedSocketOptions {
	/** Name of the relay token that it belongs to. @default "": not known yet */
	readonly owner?: string;
	/** Called with the change of waiting bytes since the last call. */
	readonly onWaiting?: (change: number) => void;
}

export class PacedSocket extends Duplex {
	private readonly seat: IntakeSeat;
	private readonly onWaiting: (change: number) => void;
	private waiting: Buffer | undefined;
	private reported = 0;
	/** Whether the reader takes more. */
	private isWanted = false;
	private hasEnded = false;
	private isReleased = false;

	public constructor(
		private readonly inner: Socket,
		intake: Intake,
		{ owner = "", onWaiting = () => {} }: PacedSocketOptions = {},
	) {
		super({ allowHalfOpen: inner.allowHalfOpen, decodeStrings: false });
		this.onWaiting = onWaiting;
		this.seat = intake.open(owner, (size) => this.pass(size));
		inner.on("data", (chunk) => this.came(chunk));
		inner.on("end", () => this.ended());
		inner.on("timeout", () => this.emit("timeout"));
		inner.on("error", (error) => this.destroy(error));
		inner.on("close", () => this.destroy());
	}

	/** Bytes that were read and not passed on yet. */
	public get waitingSize(): number {
		return this.waiting?.length ?? 0;
	}

	/** Sets its owner, from its next turn on. */
	public belongTo(owner: string): void {
		this.seat.owner = owner;
	}

	/** Ends the writing side and reads no more. The connection outlives this stream, until `destroyAll`. */
	public release(): void {
		this.isReleased = true;
		this.inner.pause();
		this.inner.end();
	}

	/** Also destroys a released connection. */
	public destroyAll(): void {
		this.destroy();
		this.inner.destroy();
	}

	public get remoteAddress(): string | undefined {
		return this.inner.remoteAddress;
	}

	public get connecting(): boolean {
		return this.inner.connecting;
	}

	public setTimeout(milliseconds: number): this {
		this.inner.setTimeout(milliseconds);
		return this;
	}

	public setNoDelay(noDelay?: boolean): this {
		this.inner.setNoDelay(noDelay);
		return this;
	}

	public setKeepAlive(enable?: boolean, initialDelay?: number): this {
		this.inner.setKeepAlive(enable, initialDelay);
		return this;
	}

	/** Destroys it once everything is written. */
	public destroySoon(): void {
		if (this.writable) this.end();
		if (this.writableFinished) this.destroy();
		else this.once("finish", () => this.destroy());
	}

	public override _read(): void {
		this.isWanted = true;
		if (this.waiting !== undefined) this.seat.arrived();
	}

	public override _write(
		chunk: Buffer | string,
		encoding: BufferEncoding,
		done: (error?: Error | null) => void,
	): void {
		this.inner.write(chunk, encoding, done);
	}

	/** HTTP ends each answer with an empty write. */
	public override _writev(writes: ReadonlyArray<Write>, done: (error?: Error | null) => void): void {
		const filled = writes.filter(({ chunk }) => chunk.length > 0);
		const last = filled.pop();
		if (last === undefined) return done();
		if (filled.length === 0) return this._write(last.chunk, last.encoding, done);
		this.inner.cork();
		for (const { chunk, encoding } of filled) this.inner.write(chunk, encoding);
		this.inner.write(last.chunk, last.encoding, done);
		this.inner.uncork();
	}

	public override _final(done: (error?: Error | null) => void): void {
		this.inner.end(() => done());
	}

	public override _destroy(error: Error | null, done: (error?: Error | null) => void): void {
		this.seat.leave();
		this.waiting = undefined;
		this.report();
		if (!this.isReleased) this.inner.destroy();
		done(error);
	}

	private came(chunk: Buffer): void {
		if (this.destroyed) return;
		this.waiting = this.waiting === undefined ? chunk : Buffer.concat([this.waiting, chunk]);
		if (this.isWanted) this.seat.arrived();
		if (this.waiting !== undefined) this.inner.pause();
		this.report();
	}

	private ended(): void {
		this.hasEnded = true;
		if (this.waiting === undefined) this.push(null);
	}

	private pass(size: number): boolean {
		const { waiting } = this;
		if (waiting === undefined || !this.isWanted) return false;
		this.waiting = waiting.length > size ? waiting.subarray(size) : undefined;
		this.isWanted = false;
		if (this.push(waiting.subarray(0, size))) this.isWanted = true;
		if (this.destroyed) return false;
		this.report();
		if (this.waiting !== undefined) return this.isWanted;
		if (this.hasEnded) this.push(null);
		else if (this.inner.isPaused()) this.inner.resume();
		return false;
	}

	private report(): void {
		const change = this.waitingSize - this.reported;
		if (change === 0) return;
		this.reported = this.waitingSize;
		this.onWaiting(change);
	}
}
