import assert from "node:assert/strict";
import { describe, it } from "node:test";
import type { LinkRequest, UpRecord } from "../codec/record.ts";
import { Acceptance, SLICE } from "./Acceptance.ts";
import { Refusal } from "./refusal.ts";

/** Records `from` to `to`. */
const records = (from: number, to: number): ReadonlyArray<UpRecord> =>
	Array.from({ length: to - from + 1 }, (_, index) => ({ number: from + index, socket: 1, type: "t", data: "" }));
const request = (from: number, to: number, ack = 0): LinkRequest => ({ ack, waitMs: undefined, up: records(from, to) });

/** An acceptance, the records that its link received, and turns that the test grants. */
function start() {
	const given: Array<readonly [ack: number, first: number | undefined, last: number | undefined]> = [];
	const turns: Array<() => void> = [];
	const link = {
		accept: ({ ack, up }: LinkRequest): void => {
			if (ack === 99) throw new Refusal("bad_ack", "ack is above the last");
			given.push([ack, up[0]?.number, up.at(-1)?.number]);
		},
	};
	const acceptance = new Acceptance(link);
	const accept = (wanted: LinkRequest): Promise<void> =>
		acceptance.accept(wanted, () => new Promise((resolve) => turns.push(resolve)));
	/** Grants the next turn, if one is requested. */
	const turn = async (): Promise<void> => {
		turns.shift()?.();
		await new Promise((resolve) => setImmediate(resolve));
	};
	return { given, accept, turn, turns };
}

describe("Acceptance", () => {
	it("should process a request without records", async () => {
		const { given, accept } = start();
		await accept({ ack: 3, waitMs: 0, up: [] });
		assert.deepEqual(given, [[3, undefined, undefined]]);
	});

	it("should process a slice in one turn", async () => {
		const { given, accept, turns } = start();
		await accept(request(1, SLICE));
		assert.deepEqual([given, turns], [[[0, 1, SLICE]], []]);
	});

	it("should give others a turn between two slices", async () => {
		const { given, accept, turn } = start();
		const done = accept(request(1, 2 * SLICE + 1, 7));
		await turn();
		assert.deepEqual(given, [[7, 1, SLICE]]);
		await turn();
		assert.equal(given.length, 2);
		await turn();
		await done;
		assert.deepEqual(given.slice(1), [
			[7, SLICE + 1, 2 * SLICE],
			[7, 2 * SLICE + 1, 2 * SLICE + 1],
		]);
	});

	it("should finish a request before it begins the next", async () => {
		const { given, accept, turn } = start();
		const first = accept(request(1, SLICE + 1));
		const second = accept(request(SLICE + 2, SLICE + 3));
		await turn();
		assert.equal(given.length, 1);
		await turn();
		await Promise.all([first, second]);
		assert.deepEqual(given[2], [0, SLICE + 2, SLICE + 3]);
	});

	it("should reject only the refused request", async () => {
		const { given, accept } = start();
		const refused = accept(request(1, 2, 99));
		const next = accept(request(1, 2));
		await assert.rejects(refused, { code: "bad_ack" });
		await next;
		assert.deepEqual(given, [[0, 1, 2]]);
	});
});
