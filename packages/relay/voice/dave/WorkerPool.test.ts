import assert from "node:assert/strict";
import { describe, it } from "node:test";
import { appendPayload, ExternalSender } from "../../../gateway-server/dave/ExternalSender.ts";
import { snowflakeBytes } from "../../../shared/mls/snowflake.ts";
import { makeKeyPackage, makeSigner } from "../../../shared/support/mlsFixtures.ts";
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

/** A pool of `size`, and sessions that record their output. */
function made(size = 2) {
	const workers = new FakeWorkers();
	const lost: Array<unknown> = [];
	const pool = new WorkerPool(size, (...loss) => lost.push(loss), workers.start);
	const open = (tenant = "one") => {
		const heard: Array<unknown> = [];
		const engine = pool.openFor(tenant)(IDENTITY, {
			onOutput: (output) => heard.push(output),
			onLost: () => heard.push("lost"),
		});
		return { engine, heard };
	};
	return { workers: workers.all, lost, pool, open };
}

describe("WorkerPool", () => {
	it("should start threads as sessions come, up to its size, and keep them", () => {
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
		for (let count = 0; count < 100; count += 1) open().engine.end();
		assert.deepEqual([workers.length, workers.some(({ isEnded }) => isEnded)], [2, false]);
		pool.close();
		assert.deepEqual([pool.threadCount, workers.every(({ isEnded }) => isEnded)], [0, true]);
	});

	it("should give each session its own output", () => {
		const { workers, open } = made(1);
		const [first, second] = [open(), open()];
		first.engine.take(LOST);
		assert.deepEqual(workers[0]?.posted.at(-1), { kind: "events", session: 1, events: [LOST] });
		workers[0]?.listener.onMessage({ session: 2, outputs: [OUTPUT] });
		first.engine.end();
		workers[0]?.listener.onMessage({ session: 1, outputs: [OUTPUT] });
		assert.deepEqual([first.heard, second.heard], [[], [OUTPUT]]);
	});

	it("should end a crashed thread's sessions, and start another thread", () => {
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

	it("should lose a session if no thread can start", async () => {
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
		const engine = pool.openFor("one")(IDENTITY, {
			onOutput: (output) => heard.push(output),
			onLost: () => heard.push("lost"),
		});
		engine.take(LOST);
		assert.deepEqual([heard, lost], [[], []]);
		await new Promise((resolve) => setImmediate(resolve));
		assert.deepEqual([heard, lost, pool.threadCount], [["lost"], [[fault, 1]], 0]);
	});

	it("should post one turn at a time, with all waiting events", () => {
		const { workers, open } = made(1);
		const { engine, heard } = open();
		for (let count = 0; count < 100; count += 1) engine.take(LOST);
		const [worker] = workers;
		const turns = (): Array<number> =>
			(worker?.posted ?? []).flatMap((message) => (message.kind === "events" ? [message.events.length] : []));
		assert.deepEqual(turns(), [1]);
		worker?.listener.onMessage({ session: 1, outputs: [OUTPUT] });
		assert.deepEqual(turns(), [1, 64]);
		worker?.listener.onMessage({ session: 1, outputs: new Array<DaveOutput>(64).fill(OUTPUT) });
		worker?.listener.onMessage({ session: 1, outputs: new Array<DaveOutput>(35).fill(OUTPUT) });
		assert.deepEqual([turns(), heard.length], [[1, 64, 35], 100]);
	});

	it("should let tenants take turns, however many sessions and events each has", () => {
		const { workers, open } = made(1);
		const loud = Array.from({ length: 20 }, () => open("loud"));
		for (const { engine } of loud) for (let count = 0; count < 500; count += 1) engine.take(LOST);
		open("calm").engine.take(LOST);
		const [worker] = workers;
		worker?.listener.onMessage({ session: 1, outputs: [OUTPUT] });
		worker?.listener.onMessage({ session: 2, outputs: [OUTPUT] });
		assert.equal(worker?.posted.at(-1)?.session, 21);
	});

	it("should continue with the next turn after a session ends", () => {
		const { workers, open } = made(1);
		const [first, second] = [open(), open()];
		first.engine.take(LOST);
		first.engine.take(LOST);
		second.engine.take(LOST);
		first.engine.end();
		const [worker] = workers;
		assert.deepEqual(worker?.posted.at(-1), { kind: "end", session: 1 });
		worker?.listener.onMessage({ session: 1, outputs: [] });
		assert.deepEqual(worker?.posted.at(-1), { kind: "events", session: 2, events: [LOST] });
	});

	it("should deliver nothing to a session that ended mid-turn", () => {
		const workers = new FakeWorkers();
		const pool = new WorkerPool(1, assert.fail, workers.start);
		let heard = 0;
		const engine = pool.openFor("one")(IDENTITY, {
			onOutput: () => {
				heard += 1;
				engine.end();
			},
			onLost: assert.fail,
		});
		engine.take(LOST);
		workers.all[0]?.listener.onMessage({ session: 1, outputs: [OUTPUT, OUTPUT] });
		assert.deepEqual([heard, pool.threadCount], [1, 1]);
	});

	it("should lose a session with too much waiting", () => {
		const { workers, open } = made(1);
		const [many, large, long, other] = [open(), open(), open(), open()];
		const filled = 4_194_304 - 256;
		for (let count = 0; count < 1025; count += 1) many.engine.take(LOST);
		// the first is with the thread, and the queue is full
		assert.deepEqual(many.heard, []);
		workers[0]?.listener.onMessage({ session: 1, outputs: [OUTPUT] });
		for (let count = 0; count < 64; count += 1) many.engine.take(LOST);
		assert.deepEqual(many.heard, [OUTPUT]);
		many.engine.take(LOST);
		assert.deepEqual(many.heard, [OUTPUT, "lost"]);
		large.engine.take({ kind: "binary", op: 27, payload: Buffer.alloc(filled) });
		assert.deepEqual(large.heard, []);
		large.engine.take({ kind: "binary", op: 27, payload: Buffer.alloc(0) });
		large.engine.take(LOST);
		assert.deepEqual(large.heard, ["lost"]);
		for (let count = 0; count < 16; count += 1) {
			long.engine.take({ kind: "json", op: 11, d: { user_ids: ["x".repeat(262_144)] } });
		}
		assert.deepEqual(long.heard, ["lost"]);
		assert.deepEqual(other.heard, []);
	});

	it("should count bytes until their event is answered", () => {
		const { workers, open } = made(1);
		const { engine, heard } = open();
		for (let count = 0; count < 5; count += 1) {
			engine.take({ kind: "binary", op: 27, payload: Buffer.alloc(4_000_000) });
			workers[0]?.listener.onMessage({ session: 1, outputs: [OUTPUT] });
		}
		assert.deepEqual(heard, [OUTPUT, OUTPUT, OUTPUT, OUTPUT, OUTPUT]);
	});

	it("should lose the largest session of the largest tenant", () => {
		const { open } = made(2);
		const sized = (tenant: string, size: number) => {
			const { engine, heard } = open(tenant);
			engine.take({ kind: "binary", op: 27, payload: Buffer.alloc(size) });
			return heard;
		};
		// each thread is given its first event
		open("calm").engine.take(LOST);
		open("calm").engine.take(LOST);
		const calm = sized("calm", 4_000_000);
		const loud = Array.from({ length: 15 }, (_, index) => sized("loud", 4_000_000 + index));
		assert.deepEqual([calm, ...loud].flat(), []);
		const next = sized("other", 4_000_000);
		assert.deepEqual(
			[calm, next, ...loud].map((heard) => heard.length),
			[0, 0, ...new Array(14).fill(0), 1],
		);
	});

	it("should run a session in a thread of its own", { timeout: 20_000 }, async (context) => {
		const pool = new WorkerPool(1, assert.fail);
		context.after(() => pool.close());
		const output = await new Promise<DaveOutput>((resolve, reject) => {
			const engine = pool.openFor("one")(IDENTITY, {
				onOutput: resolve,
				onLost: () => reject(new Error("lost")),
			});
			engine.take({ kind: "json", op: 4, d: { dave_protocol_version: 1 } });
		});
		assert.deepEqual(output.encryption, { state: "pending", version: 1 });
		assert.equal((output.up[0] as Uint8Array)[0], 26);
	});

	it("should answer events that wait for a thread together", { timeout: 20_000 }, async (context) => {
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
			const engine = pool.openFor("one")(IDENTITY, { onOutput, onLost: () => reject(new Error("lost")) });
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
