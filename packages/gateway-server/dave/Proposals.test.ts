import assert from "node:assert/strict";
import { describe, it } from "node:test";
import { GROUP_ID, makeKeyPackage, makeSigner } from "../../shared/support/mlsFixtures.ts";
import { ExternalSender, revokePayload } from "./ExternalSender.ts";
import { decodeKeyPackage } from "./keyPackage.ts";
import { Proposals, type Change } from "./Proposals.ts";

const AT = { groupId: GROUP_ID, epoch: 1n };
const remove: Change = { kind: "remove", leaf: 4 };

function addOf(userId: string): Change {
	const keyPackage = decodeKeyPackage(makeKeyPackage(makeSigner(userId)));
	assert.ok(keyPackage.kind === "keyPackage");
	return { kind: "add", userId, keyPackage };
}

const bob = addOf("2");
const carol = addOf("3");

/** Changes of the set, and what a member that saw all is sent: `+` for an append, `-` for a revoke, and the first byte. */
const STEPS: ReadonlyArray<
	readonly [name: string, before: ReadonlyArray<Change>, after: ReadonlyArray<Change>, sent: string, isAnew: boolean]
> = [
	["an add", [], [bob], "+", false],
	["an add after an add", [bob], [bob, carol], "+", false],
	["an add after a remove", [remove], [remove, bob], "+", false],
	["a remove after a remove", [remove], [remove, { kind: "remove", leaf: 5 }], "+", false],
	["the same in another order", [remove, bob], [bob, remove], "", false],
	["a remove after an add", [bob], [remove, bob], "-+", true],
	["an add that is over", [bob, carol], [bob], "-+", true],
	["the only add that is over", [bob], [], "-", true],
	["another key package of a user", [bob], [addOf("2")], "-+", true],
];

describe("Proposals", () => {
	for (const [name, before, after, sent, isAnew] of STEPS) {
		it(`should ${isAnew ? "propose all anew" : "keep what is in flight"} for ${name}`, () => {
			const proposals = new Proposals(new ExternalSender());
			proposals.update(before, AT);
			proposals.deliver(["1"]);
			const references = proposals.all.map(({ reference }) => reference.toString("hex"));
			proposals.update(after, AT);
			const deliveries = proposals.deliver(["1"]);
			assert.equal(deliveries.map(({ payload }) => (payload[0] === 0 ? "+" : "-")).join(""), sent);
			const kept = proposals.all.filter(({ reference }) => references.includes(reference.toString("hex")));
			assert.equal(kept.length, isAnew ? 0 : before.length);
			assert.equal(proposals.all.length, after.length);
		});
	}

	it("should send nothing twice", () => {
		const proposals = new Proposals(new ExternalSender());
		proposals.update([bob], AT);
		assert.deepEqual(
			proposals.deliver(["1", "4"]).map(({ to }) => to),
			["1", "4"],
		);
		assert.deepEqual(proposals.deliver(["1", "4"]), []);
		proposals.update([], AT);
		assert.equal(proposals.deliver(["1"]).length, 1);
		assert.deepEqual(proposals.deliver(["1"]), []);
	});

	it("should tell nobody to add itself, nor of what was taken back before it saw it", () => {
		const proposals = new Proposals(new ExternalSender());
		proposals.update([bob], AT);
		assert.deepEqual(proposals.deliver(["2"]), []);
		proposals.update([], AT);
		assert.deepEqual(proposals.deliver(["2"]), []);
	});

	it("should revoke what a reader saw, though it was taken back before the last", () => {
		const proposals = new Proposals(new ExternalSender());
		proposals.update([bob], AT);
		const [{ reference } = { reference: Buffer.alloc(0) }] = proposals.all;
		proposals.deliver(["1"]);
		proposals.update([carol], AT);
		proposals.update([], AT);
		assert.deepEqual(proposals.deliver(["1", "4"]), [{ to: "1", payload: revokePayload([reference]) }]);
	});

	it("should revoke nothing of a set that was committed", () => {
		const proposals = new Proposals(new ExternalSender());
		proposals.update([bob], AT);
		proposals.deliver(["1"]);
		proposals.update([], AT);
		proposals.clear();
		assert.deepEqual([proposals.all, proposals.deliver(["1"])], [[], []]);
	});

	it("should name each set by a generation", () => {
		const proposals = new Proposals(new ExternalSender());
		const seen = new Set([proposals.generation]);
		const note = (): void => void seen.add(proposals.generation);
		proposals.update([bob], AT);
		note();
		proposals.update([bob], AT);
		note();
		assert.equal(seen.size, 2);
		proposals.reissue([bob], AT);
		note();
		proposals.clear();
		note();
		assert.equal(seen.size, 4);
	});
});
