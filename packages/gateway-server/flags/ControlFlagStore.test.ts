import assert from "node:assert/strict";
import { describe, it } from "node:test";
import { NO_FLAGS, type ConnectionControlFlags } from "./ConnectionControlFlags.ts";
import { ControlFlagStore } from "./ControlFlagStore.ts";

describe("ControlFlagStore", () => {
	it("should add flags up, and clear them by session", () => {
		const store = new ControlFlagStore();
		assert.equal(store.get("a"), undefined);
		store.set("a", { stopHeartbeatAcks: true });
		store.set("a", { muteReady: true });
		store.set("b", { muteReady: true });
		assert.deepEqual(store.get("a"), { stopHeartbeatAcks: true, muteReady: true });
		assert.equal(store.isSet("a", "muteReady"), true);
		assert.equal(store.isSet("a", "muteResumed"), false);
		store.clear("a");
		assert.equal(store.get("a"), undefined);
		assert.deepEqual(store.get("b"), { muteReady: true });
	});

	it("should count refusals down", () => {
		const store = new ControlFlagStore();
		assert.equal(store.takeRefusal("a", "failNextResumes"), undefined);
		store.set("a", { failNextResumes: 2 });
		assert.equal(store.takeRefusal("a", "failNextIdentifies"), undefined);
		assert.equal(store.takeRefusal("a", "failNextResumes"), 4006);
		store.set("a", { failCode: 4011 });
		assert.equal(store.takeRefusal("a", "failNextResumes"), 4011);
		assert.equal(store.takeRefusal("a", "failNextResumes"), undefined);
		assert.deepEqual(store.get("a"), { failNextResumes: 0, failCode: 4011 });
	});

	it("should tell of changes, not of counts", () => {
		const store = new ControlFlagStore();
		const changed: Array<string> = [];
		store.onChange((sessionId) => changed.push(sessionId));
		store.set("a", { failNextResumes: 1 });
		store.takeRefusal("a", "failNextResumes");
		store.clear("a");
		store.clear("a");
		assert.throws(() => store.set("b", { failCode: 1 }));
		assert.deepEqual(changed, ["a", "a"]);
	});

	it("should show a connection the flags of the session that it has", () => {
		const store = new ControlFlagStore();
		const connection: { sessionId?: string } = {};
		const view = store.viewOf(() => connection.sessionId);
		store.set("a", { dropNext: 1, latency: 5 });
		assert.equal(view.current(), NO_FLAGS);
		assert.equal(view.take("dropNext"), false);
		connection.sessionId = "a";
		assert.deepEqual(view.current(), { dropNext: 1, latency: 5 });
		assert.deepEqual([view.take("dropNext"), view.take("dropNext")], [true, false]);
		assert.deepEqual(store.get("a"), { dropNext: 0, latency: 5 });
	});

	/** By hand: both ends of each range. */
	const accepted: ReadonlyArray<ConnectionControlFlags> = [
		{ latency: 0, jitter: 3_600_000, closeDelay: 0.5, dribbleInterval: 0 },
		{ dropShare: 0, failCode: 3000, seed: -1 },
		{ dropShare: 1, failCode: 4999, seed: 2 ** 40 },
		{ dropNext: 0, fragment: 1, splitSize: 0, dribbleSize: 2 ** 40 },
		{ corruptSize: 1, waitLimit: 2 ** 28 },
		{ corruptKind: "control", truncateEnd: "hold", dropKind: "fin" },
	];
	for (const flags of accepted) {
		it(`should take ${JSON.stringify(flags)}`, () => {
			const store = new ControlFlagStore();
			store.set("a", flags);
			assert.deepEqual(store.get("a"), flags);
		});
	}

	const refused: ReadonlyArray<readonly [object, RegExp]> = [
		[{ explode: true }, /control flag is unknown: explode/],
		[{ constructor: true }, /control flag is unknown: constructor/],
		[{ stopHeartbeatAcks: 1 }, /stopHeartbeatAcks must be a boolean, got 1/],
		[{ muteResumed: "yes" }, /muteResumed must be a boolean, got yes/],
		[{ failNextIdentifies: -1 }, /failNextIdentifies must be an integer from 0, got -1/],
		[{ failNextResumes: 1.5 }, /failNextResumes must be an integer from 0, got 1.5/],
		[{ failCode: 1006 }, /failCode must be a close code from 3000 to 4999, got 1006/],
		[{ muteReady: true, failCode: 5000 }, /failCode must be/],
		[{ latency: -1 }, /latency must be a number of milliseconds from 0 to 3600000, got -1/],
		[{ latency: NaN }, /latency must be .*, got NaN/],
		[{ jitter: Infinity }, /jitter must be .*, got Infinity/],
		[{ closeDelay: "1" }, /closeDelay must be a number of milliseconds from 0 to 3600000, got 1/],
		[{ reorder: 1 }, /reorder must be a boolean, got 1/],
		[{ dropNext: -1 }, /dropNext must be an integer from 0, got -1/],
		[{ dropShare: 1.1 }, /dropShare must be a number from 0 to 1, got 1.1/],
		[{ duplicateNext: 0.5 }, /duplicateNext must be an integer from 0, got 0.5/],
		[{ corruptNext: true }, /corruptNext must be an integer from 0, got true/],
		[{ corruptKind: "gzip" }, /corruptKind must be one of utf8, rsv, control, oversized, bytes, got gzip/],
		[{ corruptSize: 0 }, /corruptSize must be an integer of bytes from 1 to 268435456, got 0/],
		[{ corruptSize: 2 ** 28 + 1 }, /corruptSize must be .*, got 268435457/],
		[{ truncateNext: null }, /truncateNext must be an integer from 0, got null/],
		[{ truncateEnd: "wait" }, /truncateEnd must be one of hold, destroy, got wait/],
		[{ fragment: -5 }, /fragment must be an integer from 0, got -5/],
		[{ splitSize: 1.5 }, /splitSize must be an integer from 0, got 1.5/],
		[{ dribbleSize: -1 }, /dribbleSize must be an integer from 0, got -1/],
		[{ dribbleInterval: -1 }, /dribbleInterval must be a number of milliseconds from 0 to 3600000, got -1/],
		[{ waitLimit: 0 }, /waitLimit must be an integer of bytes from 1 to 268435456, got 0/],
		[{ dropKind: "close" }, /dropKind must be one of reset, fin, got close/],
		[{ stallReads: "on" }, /stallReads must be a boolean, got on/],
		[{ halfOpen: 1 }, /halfOpen must be a boolean, got 1/],
		[{ seed: 0.5 }, /seed must be an integer, got 0.5/],
	];
	for (const [flags, message] of refused) {
		it(`should refuse ${JSON.stringify(flags)} and change nothing`, () => {
			const store = new ControlFlagStore();
			assert.throws(() => store.set("a", flags as ConnectionControlFlags), { name: "RangeError", message });
			assert.equal(store.get("a"), undefined);
		});
	}
});
