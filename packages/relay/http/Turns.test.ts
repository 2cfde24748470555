import assert from "node:assert/strict";
import { beforeEach, describe, it } from "node:test";
import { Turns } from "./Turns.ts";

describe("Turns", () => {
	let rounds: Array<() => void> = [];
	let turns: Turns;
	let log: Array<string> = [];

	const ask = (token: string, name: string): void => void turns.take(token).then(() => log.push(name));

	/** Ends a round. @returns The turns granted since the last one. */
	const round = async (): Promise<ReadonlyArray<string>> => {
		rounds.shift()?.();
		await new Promise((resolve) => setImmediate(resolve));
		return log.splice(0);
	};

	beforeEach(() => {
		rounds = [];
		log = [];
		turns = new Turns((next) => void rounds.push(next));
	});

	it("should give the first turn at once", async () => {
		ask("a", "a1");
		await Promise.resolve();
		assert.deepEqual(log, ["a1"]);
	});

	it("should give each token one turn a round", async () => {
		for (const name of ["a1", "a2", "a3", "b1", "b2"]) ask(name.slice(0, 1), name);
		await Promise.resolve();
		assert.deepEqual(log.splice(0), ["a1", "b1"]);
		assert.deepEqual(await round(), ["a2", "b2"]);
		assert.deepEqual(await round(), ["a3"]);
	});

	it("should not make a token wait for another's queue", async () => {
		for (let number = 1; number <= 1000; number += 1) ask("a", `a${number}`);
		await round();
		ask("b", "b1");
		await Promise.resolve();
		assert.deepEqual(log, ["b1"]);
	});

	it("should run no rounds while nothing waits", async () => {
		ask("a", "a1");
		await round();
		assert.equal(rounds.length, 0);
		ask("a", "a2");
		assert.deepEqual(await round(), ["a2"]);
	});
});
