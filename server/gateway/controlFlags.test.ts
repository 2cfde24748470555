import assert from "node:assert/strict";
import { describe, it } from "node:test";
import { ControlFlagStore, type ConnectionControlFlags } from "./controlFlags.ts";

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

	const refused: ReadonlyArray<readonly [object, RegExp]> = [
		[{ explode: true }, /control flag is unknown: explode/],
		[{ constructor: true }, /control flag is unknown: constructor/],
		[{ stopHeartbeatAcks: 1 }, /stopHeartbeatAcks must be a boolean, got 1/],
		[{ muteResumed: "yes" }, /muteResumed must be a boolean, got yes/],
		[{ failNextIdentifies: -1 }, /failNextIdentifies must be an integer from 0, got -1/],
		[{ failNextResumes: 1.5 }, /failNextResumes must be an integer from 0, got 1.5/],
		[{ failCode: 1006 }, /failCode must be a close code from 3000 to 4999, got 1006/],
		[{ muteReady: true, failCode: 5000 }, /failCode must be/],
	];
	for (const [flags, message] of refused) {
		it(`should refuse ${JSON.stringify(flags)} and change nothing`, () => {
			const store = new ControlFlagStore();
			assert.throws(() => store.set("a", flags as ConnectionControlFlags), { name: "RangeError", message });
			assert.equal(store.get("a"), undefined);
		});
	}
});
