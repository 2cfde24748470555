/** The client's half of both forms, written from docs/relay.md, independently of the relay's. */

export type ClientRecord = readonly [number: number, socket: number, type: string, data: unknown];

export interface ClientRequest {
	readonly ack: number;
	readonly wait_ms?: number;
	/** Data of `b` in base64. */
	readonly up: ReadonlyArray<ClientRecord>;
}

export interface ClientAnswer {
	readonly ack: number;
	/** Data of `b` in base64. */
	readonly down: ReadonlyArray<ClientRecord>;
	readonly more: boolean;
	readonly pace_ms: number;
	readonly superseded?: boolean;
}

export interface ClientForm {
	readonly contentType: string;
	readonly encode: (request: ClientRequest) => Buffer;
	readonly decode: (body: Buffer) => ClientAnswer;
}

export const clientJson: ClientForm = {
	contentType: "application/json",
	encode: (request) => Buffer.from(JSON.stringify(request)),
	decode: (body) => JSON.parse(body.toString()) as ClientAnswer,
};

export const clientBinary: ClientForm = {
	contentType: "application/vnd.relay-link.v1",
	encode: ({ ack, wait_ms = 0xffffffff, up }) => {
		const head = Buffer.alloc(10);
		head.writeUInt8(1, 0);
		head.writeUInt32LE(ack, 2);
		head.writeUInt32LE(wait_ms, 6);
		return Buffer.concat([head, ...up.flatMap(encodeRecord)]);
	},
	decode: (body) => {
		const down: Array<ClientRecord> = [];
		for (let offset = 8; offset < body.length;) {
			const size = body.readUInt32LE(offset + 7);
			const type = body.toString("latin1", offset + 6, offset + 7);
			const bytes = body.subarray(offset + 11, offset + 11 + size);
			down.push([body.readUInt32LE(offset), body.readUInt16LE(offset + 4), type, decodeData(type, bytes)]);
			offset += 11 + size;
		}
		const flags = body.readUInt8(1);
		const answer = { ack: body.readUInt32LE(2), down, more: (flags & 1) !== 0, pace_ms: body.readUInt16LE(6) };
		return (flags & 2) === 0 ? answer : { ...answer, superseded: true };
	},
};

function encodeRecord([number, socket, type, data]: ClientRecord): Array<Buffer> {
	const bytes =
		type === "b"
			? Buffer.from(String(data), "base64")
			: Buffer.from(type === "t" ? String(data) : JSON.stringify(data));
	const head = Buffer.alloc(11);
	head.writeUInt32LE(number, 0);
	head.writeUInt16LE(socket, 4);
	head.write(type, 6, "latin1");
	head.writeUInt32LE(bytes.length, 7);
	return [head, bytes];
}

function decodeData(type: string, bytes: Buffer): unknown {
	if (type === "b") return bytes.toString("base64");
	return type === "t" ? bytes.toString() : (JSON.parse(bytes.toString()) as unknown);
}
