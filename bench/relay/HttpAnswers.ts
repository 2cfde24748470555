/** Finds HTTP/1.1 answers of a relay in a stream of bytes. Pure. */

const HEAD_END = "\r\n\r\n";
const STATUS = /^HTTP\/1\.1 (\d{3})/;
const LENGTH = /\r\ncontent-length: (\d+)/i;
const PACKED = /\r\ncontent-encoding: gzip/i;

export interface HttpAnswer {
	readonly status: number;
	readonly body: Buffer;
	readonly isPacked: boolean;
	/** All bytes, with the head. */
	readonly size: number;
}

export class HttpAnswers {
	private chunks: Array<Buffer> = [];
	private size = 0;
	/** Bytes of the answer that is arriving; undefined until its head is complete. */
	private wanted: number | undefined;
	private head = "";

	/** Returns the answers that these bytes complete. @throws If an answer has no length. */
	public receive(bytes: Buffer): ReadonlyArray<HttpAnswer> {
		const answers: Array<HttpAnswer> = [];
		this.chunks.push(bytes);
		this.size += bytes.length;
		for (let answer = this.next(); answer !== undefined; answer = this.next()) answers.push(answer);
		return answers;
	}

	private next(): HttpAnswer | undefined {
		if (this.wanted === undefined && !this.readHead()) return undefined;
		const wanted = this.wanted ?? 0;
		if (this.size < wanted) return undefined;
		const whole = this.join();
		const [head, isPacked] = [this.head, PACKED.test(this.head)];
		this.chunks = whole.length > wanted ? [whole.subarray(wanted)] : [];
		this.size -= wanted;
		this.wanted = undefined;
		return {
			status: Number(STATUS.exec(head)?.[1]),
			body: whole.subarray(head.length, wanted),
			isPacked,
			size: wanted,
		};
	}

	private readHead(): boolean {
		if (this.size === 0) return false;
		const whole = this.join();
		const end = whole.indexOf(HEAD_END);
		if (end === -1) return false;
		this.head = whole.toString("latin1", 0, end + HEAD_END.length);
		this.wanted = this.head.length + lengthOf(this.head);
		return true;
	}

	private join(): Buffer {
		const whole = this.chunks.length === 1 ? this.chunks[0]! : Buffer.concat(this.chunks);
		this.chunks = [whole];
		return whole;
	}
}

function lengthOf(head: string): number {
	const [, length] = LENGTH.exec(head) ?? [];
	if (length === undefined) throw new Error(`the relay's answer has no length: ${head}`);
	return Number(length);
}
