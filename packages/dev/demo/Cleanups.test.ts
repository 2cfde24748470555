import assert from "node:assert/strict";
import { describe, it } from "node:test";
import { Cleanups } from "./Cleanups.ts";

describe("Cleanups", () => {
	it("should run the latest first, and each once", async () => {
		const ran: Array<number> = [];
		const cleanups = new Cleanups();
		cleanups.after(() => ran.push(1));
		cleanups.after(async () => ran.push(2));
		await cleanups.run();
		await cleanups.run();
		assert.deepEqual(ran, [2, 1]);
	});

	it("should run all despite an error, and throw it", async () => {
		const ran: Array<number> = [];
		const cleanups = new Cleanups();
		cleanups.after(() => ran.push(1));
		cleanups.after(() => Promise.reject(new Error("stuck")));
		await assert.rejects(cleanups.run(), { message: "stuck" });
		assert.deepEqual(ran, [1]);
	});
});
