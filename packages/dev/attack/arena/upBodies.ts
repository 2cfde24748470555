/** Builds bodies of polls and sends in binary form. Pure. Source: docs/relay.md, "Binary form". */

const HEAD_SIZE = 10;
const RECORD_HEAD_SIZE = 11;
export const BINARY = "application/vnd.relay-link.v1";

export interface UpRecord {
	readonly socket: number;
	readonly type: string;
	readonly data: string | Buffer | object;
}

/** @param first Number of the first record. @param waitMs 0xffffffff for none. */
export function binaryBody(ack: number, waitMs: number, first: number, records: ReadonlyArray<UpRecord>): Buffer {
	const parts = records.map(({ socket, type, data }, index) => {
		const bytes = typeof data === "object" && !Buffer.isBuffer(data) ? JSON.stringify(data) : data;
		return recordBytes(first + index, socket, type, Buffer.from(bytes));
	});
	return Buffer.concat([head(ack, waitMs), ...parts]);
}

/** Encodes the same record `count` times. */
export function repeatedBody(ack: number, first: number, count: number, { socket, type, data }: UpRecord): Buffer {
	const record = recordBytes(0, socket, type, Buffer.from(data as string));
	const body = Buffer.alloc(HEAD_SIZE + record.length * count);
	head(ack, 0).copy(body);
	for (let index = 0; index < count; index += 1) {
		const offset = HEAD_SIZE + record.length * index;
		record.copy(body, offset);
		body.writeUInt32LE(first + index, offset);
	}
	return body;
}

/** Returns how many records of this size fit into a body. */
export function recordsIn(bodySize: number, dataSize: number): number {
	return Math.floor((bodySize - HEAD_SIZE) / (RECORD_HEAD_SIZE + dataSize));
}

function head(ack: number, waitMs: number): Buffer {
	const bytes = Buffer.alloc(HEAD_SIZE);
	bytes.writeUInt8(1, 0);
	bytes.writeUInt32LE(ack, 2);
	bytes.writeUInt32LE(waitMs, 6);
	return bytes;
}

function recordBytes(number: number, socket: number, type: string, data: Buffer): Buffer {
	const bytes = Buffer.alloc(RECORD_HEAD_SIZE + data.length);
	bytes.writeUInt32LE(number, 0);
	bytes.writeUInt16LE(socket, 4);
	bytes.write(type, 6, "latin1");
	bytes.writeUInt32LE(data.length, 7);
	data.copy(bytes, RECORD_HEAD_SIZE);
	return bytes;
}
