import assert from "node:assert/strict";
import { describe, it } from "node:test";
import { appendPayload, ExternalSender } from "../../gateway/dave/ExternalSender.ts";
import { snowflakeBytes } from "../../mls/snowflake.ts";
import { makeKeyPackage, makeSigner } from "../../support/mlsFixtures.ts";
import type { DaveOutput } from "./messages.ts";
import { WorkerPool, type StartWorker, type WorkerListener } from "./WorkerPool.ts";
import type { ToWorker } from "./workerMessages.ts";

const IDENTITY = { userId: "104694319306248201", channelId: "127121515262115840" };
const OUTPUT: DaveOutput = { up: ["text"] };
const LOST = { kind: "lost" } as const;

class FakeWorkers {
	public readonly all: Array<{
		readonly listener: WorkerListener;
		readonly posted: Array<ToWorker>;
		isEnded: boolean;
	}> = [];

	public readonly start: StartWorker = (listener) => {
		const worker = { listener, posted: new Array<ToWorker>(), isEnded: false };
		this.all.push(worker);
		return { post: (message) => void worker.posted.push(message), end: () => (worker.isEnded = true) };
	};
}

/** A pool of `size`, and sessions of it that note what they hear. */
function made(size = 2) {
	const workers = new FakeWorkers();
	const lost: Array<unknown> = [];
	const pool = new WorkerPool(size, (...loss) => lost.push(loss), workers.start);
	const open = () => {
		const heard: Array<unknown> = [];
		const engine = pool.open(IDENTITY, {
			onOutput: (output) => heard.push(output),
			onLost: () => heard.push("lost"),
		});
		return { engine, heard };
	};
	return { workers: workers.all, lost, pool, open };
}

describe("WorkerPool", () => {
	it("should start threads as sessions come, up to its size, and end each with its last session", () => {
		const { workers, pool, open } = made();
		assert.equal(workers.length, 0);
		const sessions = [open(), open(), open()];
		assert.deepEqual([workers.length, pool.threadCount], [2, 2]);
		assert.deepEqual(
			workers.map(({ posted }) => posted.map((message) => `${message.kind} ${message.session}`)),
			[["open 1", "open 3"], ["open 2"]],
		);
		for (const { engine } of sessions) {
			engine.end();
			engine.end();
		}
		assert.deepEqual([pool.threadCount, workers.every(({ isEnded }) => isEnded)], [0, true]);
		open();
		assert.equal(pool.threadCount, 1);
	});

	it("should give each session what is its own", () => {
		const { workers, open } = made(1);
		const [first, second] = [open(), open()];
		first.engine.take(LOST);
		assert.deepEqual(workers[0]?.posted.at(-1), { kind: "event", session: 1, event: LOST });
		workers[0]?.listener.onMessage({ session: 2, output: OUTPUT });
		first.engine.end();
		workers[0]?.listener.onMessage({ session: 1, output: OUTPUT });
		assert.deepEqual([first.heard, second.heard], [[], [OUTPUT]]);
	});

	it("should tell every session of a thread that ended by itself, and start another for the next", () => {
		const { workers, lost, pool, open } = made(1);
		const [first, second] = [open(), open()];
		const fault = new Error("out of memory");
		workers[0]?.listener.onEnd(fault);
		assert.deepEqual([first.heard, second.heard, pool.threadCount], [["lost"], ["lost"], 0]);
		assert.deepEqual(lost, [[fault, 2]]);
		first.engine.take(LOST);
		first.engine.end();
		open();
		assert.equal(pool.threadCount, 1);
	});

	it("should lose a session for which no thread can be started, once it is open", async () => {
		const lost: Array<unknown> = [];
		const fault = new Error("EAGAIN");
		const pool = new WorkerPool(
			1,
			(...loss) => lost.push(loss),
			() => {
				throw fault;
			},
		);
		const heard: Array<unknown> = [];
		const engine = pool.open(IDENTITY, {
			onOutput: (output) => heard.push(output),
			onLost: () => heard.push("lost"),
		});
		engine.take(LOST);
		assert.deepEqual([heard, lost], [[], []]);
		await new Promise((resolve) => setImmediate(resolve));
		assert.deepEqual([heard, lost, pool.threadCount], [["lost"], [[fault, 1]], 0]);
	});

	it("should lose a session for which too much waits, and count what was answered as gone", () => {
		const { workers, open } = made(1);
		const [many, large, long, other] = [open(), open(), open(), open()];
		for (let count = 0; count < 1024; count += 1) many.engine.take(LOST);
		workers[0]?.listener.onMessage({ session: 1, output: OUTPUT });
		many.engine.take(LOST);
		assert.deepEqual(many.heard, [OUTPUT]);
		many.engine.take(LOST);
		assert.deepEqual(many.heard, [OUTPUT, "lost"]);
		large.engine.take({ kind: "binary", op: 27, payload: Buffer.alloc(4_194_304) });
		assert.deepEqual(large.heard, []);
		large.engine.take({ kind: "binary", op: 27, payload: Buffer.alloc(1) });
		large.engine.take(LOST);
		assert.deepEqual(large.heard, ["lost"]);
		for (let count = 0; count < 16; count += 1) {
			long.engine.take({ kind: "json", op: 11, d: { user_ids: ["x".repeat(262_144)] } });
		}
		assert.deepEqual(long.heard, ["lost"]);
		assert.deepEqual(other.heard, []);
	});

	it("should run a session in a thread of its own", { timeout: 20_000 }, async (context) => {
		const pool = new WorkerPool(1, assert.fail);
		context.after(() => pool.close());
		const output = await new Promise<DaveOutput>((resolve, reject) => {
			const engine = pool.open(IDENTITY, { onOutput: resolve, onLost: () => reject(new Error("lost")) });
			engine.take({ kind: "json", op: 4, d: { dave_protocol_version: 1 } });
		});
		assert.deepEqual(output.encryption, { state: "pending", version: 1 });
		assert.equal((output.up[0] as Uint8Array)[0], 26);
	});

	it("should answer what waits for a thread together", { timeout: 20_000 }, async (context) => {
		const sender = new ExternalSender();
		const at = { groupId: snowflakeBytes(IDENTITY.channelId), epoch: 0n };
		const userIds = ["11", "12", "13", "14", "15"];
		const pool = new WorkerPool(1, assert.fail);
		context.after(() => pool.close());
		const outputs = await new Promise<ReadonlyArray<DaveOutput>>((resolve, reject) => {
			const heard: Array<DaveOutput> = [];
			const onOutput = (output: DaveOutput): void => {
				heard.push(output);
				if (heard.length === 3 + userIds.length) resolve(heard.slice(3));
			};
			const engine = pool.open(IDENTITY, { onOutput, onLost: () => reject(new Error("lost")) });
			// all of it is posted before the thread runs
			engine.take({ kind: "json", op: 11, d: { user_ids: userIds } });
			engine.take({ kind: "binary", op: 25, payload: sender.package });
			engine.take({ kind: "json", op: 4, d: { dave_protocol_version: 1 } });
			for (const userId of userIds) {
				const { message } = sender.proposeAdd(at, makeKeyPackage(makeSigner(userId)));
				engine.take({ kind: "binary", op: 27, payload: appendPayload([message]) });
			}
		});
		assert.deepEqual(
			outputs.map(({ up }) => up.map((message) => message[0])),
			[[], [], [], [], [28]],
		);
	});
});
