/**
 * Messages that a far server's socket had already read when it was paused, packed tightly: a chunk of the smallest ones
 * would otherwise take fifty times its size.
 * Pure.
 */

export type BacklogKind = "text" | "binary" | "ping" | "pong";

export interface BacklogItem {
	readonly kind: BacklogKind;
	/** A view. */
	readonly bytes: Buffer;
}

const KINDS: ReadonlyArray<BacklogKind> = ["text", "binary", "ping", "pong"];
/** Kind and size, in bytes. */
const HEAD_SIZE = 5;
/** Bytes. */
const SLAB_SIZE = 65_536;

export class Backlog {
	/** Items in order, none of them in two slabs. */
	private slabs: Array<Buffer> = [];
	private readonly ends: Array<number> = [];
	private readAt = 0;
	private bytes = 0;

	public get isEmpty(): boolean {
		return this.slabs.length === 0;
	}

	/** Bytes that it holds. */
	public get size(): number {
		return this.bytes;
	}

	public push(kind: BacklogKind, bytes: Buffer): void {
		const needed = HEAD_SIZE + bytes.length;
		let slab = this.slabs.at(-1);
		let end = this.ends.at(-1) ?? 0;
		if (slab === undefined || slab.length - end < needed) {
			slab = Buffer.allocUnsafeSlow(Math.max(SLAB_SIZE, needed));
			end = 0;
			this.slabs.push(slab);
			this.ends.push(0);
			this.bytes += slab.length;
		}
		slab.writeUInt8(KINDS.indexOf(kind), end);
		slab.writeUInt32LE(bytes.length, end + 1);
		bytes.copy(slab, end + HEAD_SIZE);
		this.ends[this.ends.length - 1] = end + needed;
	}

	/** Takes the oldest item out. */
	public shift(): BacklogItem | undefined {
		const [slab] = this.slabs;
		const [end] = this.ends;
		if (slab === undefined || end === undefined) return undefined;
		const kind = KINDS[slab.readUInt8(this.readAt)] as BacklogKind;
		const start = this.readAt + HEAD_SIZE;
		this.readAt = start + slab.readUInt32LE(this.readAt + 1);
		const bytes = slab.subarray(start, this.readAt);
		if (this.readAt === end) this.dropSlab(slab);
		return { kind, bytes };
	}

	public clear(): void {
		this.slabs = [];
		this.ends.length = 0;
		this.readAt = 0;
		this.bytes = 0;
	}

	private dropSlab(slab: Buffer): void {
		this.slabs.shift();
		this.ends.shift();
		this.readAt = 0;
		this.bytes -= slab.length;
	}
}
