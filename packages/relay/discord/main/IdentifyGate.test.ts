import assert from "node:assert/strict";
import { describe, it } from "node:test";
import { FakeClock } from "../../../shared/support/FakeClock.ts";
import type { GatewayBot } from "../../../../src/protocol/gateway/sessionStartLimit.ts";
import { gatewayBot } from "../../support/CellScene.ts";
import { IdentifyGate } from "./IdentifyGate.ts";

const HOUR = 3_600_000;

class Scene {
	public readonly clock = new FakeClock();
	/** `shard@milliseconds`, or the shard and the limit's reason. */
	public readonly turns: Array<string> = [];
	/** Answers of GET /gateway/bot to come; none: no answer. */
	public readonly answers: Array<GatewayBot> = [];
	public asked = 0;
	public readonly gate = new IdentifyGate({
		clock: this.clock,
		refresh: () => {
			this.asked += 1;
			return Promise.resolve(this.answers.shift());
		},
	});

	public constructor(limit: object = {}) {
		this.gate.seed(gatewayBot(limit));
	}

	public request(...shards: ReadonlyArray<number>): void {
		for (const shard of shards) {
			this.gate.request(shard, (limit) =>
				this.turns.push(`${shard}${limit ? ` ${limit.reason}` : `@${this.clock.now()}`}`),
			);
		}
	}
}

/** Lets the answers of GET /gateway/bot arrive. */
const settled = (): Promise<void> => new Promise(setImmediate);

describe("IdentifyGate", () => {
	it("should grant one shard at a time, 5.5 s apart", () => {
		const scene = new Scene();
		scene.request(0, 1, 2);
		scene.clock.advance(20_000);
		assert.deepEqual(scene.turns, ["0@0", "1@5500", "2@11000"]);
	});

	it("should grant a shard of each key at once", () => {
		const scene = new Scene({ max_concurrency: 2 });
		scene.request(0, 1, 2, 3);
		scene.clock.advance(20_000);
		assert.deepEqual(scene.turns, ["0@0", "1@0", "2@5500", "3@5500"]);
	});

	it("should pass over a turn that was given up", () => {
		const scene = new Scene();
		scene.request(0);
		scene.gate.request(1, () => assert.fail())();
		scene.request(2);
		scene.clock.advance(20_000);
		assert.deepEqual([scene.turns, scene.clock.pending], [["0@0", "2@5500"], 0]);
	});

	it("should count down what Discord permits", () => {
		const scene = new Scene({ total: 1000, remaining: 500, reset_after: HOUR });
		scene.request(0);
		assert.deepEqual(scene.gate.left, { count: 499, total: 1000, resetAt: HOUR });
		assert.equal(scene.gate.granted, 1);
	});

	it("should stop at the reserve until Discord resets the count", () => {
		const scene = new Scene({ total: 1000, remaining: 101, reset_after: HOUR });
		scene.request(0);
		scene.clock.advance(5500);
		scene.request(1);
		const reason =
			"100 of 1000 Identifies are left, and 100 are kept in reserve: Discord resets the count in 60 min";
		assert.deepEqual(scene.turns, ["0@0", `1 ${reason}`]);
		assert.equal(scene.gate.limitOf(0)?.seconds, 3594.5);
		scene.clock.advance(HOUR);
		assert.equal(scene.gate.limitOf(0), undefined);
	});

	it("should keep a tenth of a small limit in reserve", () => {
		const scene = new Scene({ total: 20, remaining: 3, reset_after: HOUR });
		assert.equal(scene.gate.limitOf(0), undefined);
		scene.gate.seed(gatewayBot({ total: 20, remaining: 2, reset_after: HOUR }));
		assert.match(scene.gate.limitOf(0)?.reason ?? "", /^2 of 20 Identifies are left, and 2 are kept/);
	});

	it("should limit each shard to 20 at once, then 20 an hour", async () => {
		const scene = new Scene({ max_concurrency: 2 });
		for (let turn = 0; turn < 21; turn += 1) {
			scene.request(0);
			scene.clock.advance(5500);
			await settled();
		}
		const last = scene.turns.at(-1) ?? "";
		assert.match(last, /^0 at most 20 Identifies an hour: the next one in \d min$/);
		scene.request(1);
		await settled();
		assert.match(scene.turns.at(-1) ?? "", /^1@/);
	});

	it("should ask Discord again after a minute, and correct its count", async () => {
		const scene = new Scene({ total: 1000, remaining: 500, reset_after: HOUR });
		scene.answers.push(gatewayBot({ total: 1000, remaining: 90, reset_after: HOUR }));
		scene.clock.advance(60_000);
		scene.request(0);
		assert.deepEqual([scene.turns, scene.asked], [[], 1]);
		await settled();
		assert.match(scene.turns[0] ?? "", /^0 90 of 1000/);
	});

	it("should go on with its own count without an answer", async () => {
		const scene = new Scene({ total: 1000, remaining: 500, reset_after: HOUR });
		scene.clock.advance(60_000);
		scene.request(0, 1);
		await settled();
		assert.deepEqual([scene.turns, scene.asked], [["0@60000"], 1]);
		scene.clock.advance(5500);
		assert.deepEqual(scene.turns, ["0@60000", "1@65500"]);
	});

	it("should keep its windows when an answer comes", async () => {
		const scene = new Scene();
		scene.request(0);
		scene.gate.seed(gatewayBot());
		scene.request(1);
		scene.clock.advance(5500);
		await settled();
		assert.deepEqual(scene.turns, ["0@0", "1@5500"]);
	});

	it("should give every turn up at the end", async () => {
		const scene = new Scene();
		scene.request(0, 1);
		scene.clock.advance(60_000 - 1);
		scene.gate.stop();
		await settled();
		assert.deepEqual([scene.turns, scene.clock.pending], [["0@0", "1@5500"], 0]);
	});
});
