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

/** Changes to the set, and what a member that saw everything is sent: `+` for an append, `-` for a revoke. */
const STEPS: ReadonlyArray<
	readonly [name: string, before: ReadonlyArray<Change>, after: ReadonlyArray<Change>, sent: string, isNew: boolean]
> = [
	["an add", [], [bob], "+", false],
	["an add after an add", [bob], [bob, carol], "+", false],
	["an add after a remove", [remove], [remove, bob], "+", false],
	["a remove after a remove", [remove], [remove, { kind: "remove", leaf: 5 }], "+", false],
	["the same set in another order", [remove, bob], [bob, remove], "", false],
	["a remove after an add", [bob], [remove, bob], "-+", true],
	["an obsolete add", [bob, carol], [bob], "-+", true],
	["an only add that is obsolete", [bob], [], "-", true],
	["a user's new key package", [bob], [addOf("2")], "-+", true],
];

describe("Proposals", () => {
	for (const [name, before, after, sent, isNew] of STEPS) {
		it(`should ${isNew ? "reissue everything" : "keep what is in flight"} for ${name}`, () => {
			const proposals = new Proposals(new ExternalSender());
			proposals.update(before, AT);
			proposals.deliver(["1"]);
			const references = proposals.all.map(({ reference }) => reference.toString("hex"));
			proposals.update(after, AT);
			const deliveries = proposals.deliver(["1"]);
			assert.equal(deliveries.map(({ payload }) => (payload[0] === 0 ? "+" : "-")).join(""), sent);
			const kept = proposals.all.filter(({ reference }) => references.includes(reference.toString("hex")));
			assert.equal(kept.length, isNew ? 0 : before.length);
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

	it("should not send users their own add or its revocation", () => {
		const proposals = new Proposals(new ExternalSender());
		proposals.update([bob], AT);
		assert.deepEqual(proposals.deliver(["2"]), []);
		proposals.update([], AT);
		assert.deepEqual(proposals.deliver(["2"]), []);
	});

	it("should revoke a delivered proposal after later changes", () => {
		const proposals = new Proposals(new ExternalSender());
		proposals.update([bob], AT);
		const [{ reference } = { reference: Buffer.alloc(0) }] = proposals.all;
		proposals.deliver(["1"]);
		proposals.update([carol], AT);
		proposals.update([], AT);
		assert.deepEqual(proposals.deliver(["1", "4"]), [{ to: "1", payload: revokePayload([reference]) }]);
	});

	it("should revoke nothing after a commit", () => {
		const proposals = new Proposals(new ExternalSender());
		proposals.update([bob], AT);
		proposals.deliver(["1"]);
		proposals.update([], AT);
		proposals.clear();
		assert.deepEqual([proposals.all, proposals.deliver(["1"])], [[], []]);
	});

	it("should give each set a new generation", () => {
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
