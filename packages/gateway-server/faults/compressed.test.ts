/** The effects of faults on a client that inflates one stream for all messages. */

import assert from "node:assert/strict";
import { once } from "node:events";
import { describe, it, type TestContext } from "node:test";
import { createInflate, constants, type Inflate } from "node:zlib";
import { startServer } from "../support/fixtures.ts";
import { IDENTIFY } from "../support/mainFixtures.ts";
import { TestClient } from "../support/TestClient.ts";
import type { ConnectionControlFlags } from "../flags/ConnectionControlFlags.ts";
import { decodeEtf, encodeEtf } from "../encoding/etf.ts";

const SUFFIX = "0000ffff";

interface Message {
	readonly op: number;
	readonly t?: string;
	readonly d: unknown;
}

/** By hand: how each encoding is written and read. */
const ENCODINGS = {
	json: {
		write: (message: object) => JSON.stringify(message),
		read: (bytes: Buffer) => JSON.parse(bytes.toString()) as Message,
	},
	etf: { write: encodeEtf, read: (bytes: Buffer) => decodeEtf(bytes) as Message },
} as const;

type Encoding = keyof typeof ENCODINGS;

/** Inflates one complete message. @throws If the stream is broken. */
async function inflate(stream: Inflate, bytes: Buffer): Promise<Buffer> {
	const failed = once(stream, "error").then(([error]) => Promise.reject(error as Error));
	const flushed = new Promise<void>((resolve) => {
		stream.write(bytes, () => stream.flush(constants.Z_SYNC_FLUSH, resolve));
	});
	await Promise.race([flushed, failed]);
	failed.catch(() => {});
	return (stream.read() as Buffer | null) ?? Buffer.alloc(0);
}

/** A session that has received READY and has these flags from then on. */
async function startCompressed(context: TestContext, encoding: Encoding, flags: ConnectionControlFlags) {
	const { server } = await startServer(context);
	const { write, read } = ENCODINGS[encoding];
	const client = await TestClient.open(server.url, `/?v=10&encoding=${encoding}&compress=zlib-stream`);
	const stream = createInflate();
	context.after(() => stream.close());
	/** Waits for a piece that ends with the suffix. */
	const take = async (): Promise<ReadonlyArray<Buffer>> => {
		const pieces: Array<Buffer> = [];
		while (pieces.at(-1)?.subarray(-4).toString("hex") !== SUFFIX) pieces.push((await client.next()) as Buffer);
		return pieces;
	};
	const next = async (): Promise<Message> => read(await inflate(stream, Buffer.concat(await take())));
	await next();
	client.sendRaw(write({ op: 2, d: IDENTIFY }));
	const { session_id: sessionId } = (await next()).d as { session_id: string };
	server.setControlFlags(sessionId, flags);
	const dispatch = (n: number): unknown => server.dispatchToSession(sessionId, "TEST", { n });
	return { client, take, next, dispatch, stream, read };
}

for (const encoding of ["json", "etf"] as const) {
	describe(`zlib-stream of ${encoding}`, () => {
		it("should end with the suffix only in the last piece", async (context) => {
			const { take, next, dispatch, stream, read } = await startCompressed(context, encoding, { splitSize: 5 });
			dispatch(1);
			const pieces = await take();
			assert.ok(pieces.length > 2, `${pieces.length} pieces`);
			assert.ok(pieces.slice(0, -1).every((piece) => piece.length === 5));
			assert.deepEqual(read(await inflate(stream, Buffer.concat(pieces))).d, { n: 1 });
			dispatch(2);
			assert.deepEqual((await next()).d, { n: 2 });
		});

		it("should be broken by a damaged message", async (context) => {
			const { client, dispatch, stream } = await startCompressed(context, encoding, { corruptNext: 1, seed: 1 });
			dispatch(1);
			// the suffix may be damaged too
			await assert.rejects(inflate(stream, (await client.next()) as Buffer), { code: "Z_DATA_ERROR" });
		});

		it("should be broken by a missing message", async (context) => {
			const { next, dispatch } = await startCompressed(context, encoding, { dropNext: 1 });
			for (const n of [1, 2]) dispatch(n);
			// the second message refers back to data that never arrived
			const seen = await next().catch(() => undefined);
			assert.notDeepEqual(seen?.d, { n: 2 });
		});

		it("should survive slow and fragmented frames", async (context) => {
			const flags = { dribbleSize: 7, dribbleInterval: 0, fragment: 3 };
			const { next, dispatch } = await startCompressed(context, encoding, flags);
			for (const n of [1, 2]) dispatch(n);
			assert.deepEqual([(await next()).d, (await next()).d], [{ n: 1 }, { n: 2 }]);
		});
	});
}
