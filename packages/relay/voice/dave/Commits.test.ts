import assert from "node:assert/strict";
import { describe, it } from "node:test";
import { FakeMls } from "../../support/FakeMls.ts";
import { VECTORS } from "../../support/daveVectors.ts";
import { Commits } from "./Commits.ts";
import { appendBody, revokeBody } from "./proposals.ts";

const { add, otherAdd, remove } = VECTORS;
const COMMIT = Buffer.from("commit");
const WELCOME = Buffer.from("welcome");

const append = (message: Buffer): Buffer => Buffer.concat([Buffer.of(0), appendBody(message)]);
const revoke = (ref: string): Buffer => Buffer.concat([Buffer.of(1), revokeBody(ref)]);

function propose(commits: Commits, mls: FakeMls, payload: Buffer): string | undefined {
	return commits.propose(mls, payload, ["1"])?.toString();
}

describe("Commits", () => {
	it("should revoke and append an add again when its commit comes without a Welcome", () => {
		const [mls, commits] = [new FakeMls(), new Commits()];
		mls.results.push({ commit: COMMIT, welcome: WELCOME });
		assert.equal(propose(commits, mls, append(add.message)), "commitwelcome");
		mls.take();
		const both = { commit: Buffer.from("both"), welcome: WELCOME };
		mls.results.push({ commit: COMMIT }, { commit: Buffer.from("remove alone") }, both);
		assert.equal(propose(commits, mls, append(remove.message)), "bothwelcome");
		assert.deepEqual(mls.take(), [
			`propose 0 ${appendBody(remove.message).toString("hex")} 1`,
			`propose 1 ${revokeBody(add.ref).toString("hex")} 1`,
			`propose 0 ${appendBody(add.message).toString("hex")} 1`,
		]);
		// what was not sent is not ours
		assert.equal(commits.isCurrent(Buffer.from("both")), true);
		assert.equal(commits.isOutdated(Buffer.from("remove alone")), false);
	});

	it("should expect no Welcome without an add in flight", () => {
		const [mls, commits] = [new FakeMls(), new Commits()];
		mls.results.push({ commit: COMMIT, welcome: WELCOME }, { commit: COMMIT });
		propose(commits, mls, append(add.message));
		mls.take();
		assert.equal(propose(commits, mls, revoke(add.ref)), "commit");
		assert.equal(mls.take().length, 1);
	});

	it("should expect a Welcome for adds left after a revocation", () => {
		const [mls, commits] = [new FakeMls(), new Commits()];
		mls.results.push({}, {}, { commit: COMMIT }, {}, { commit: COMMIT, welcome: WELCOME });
		propose(commits, mls, append(add.message));
		propose(commits, mls, append(otherAdd.message));
		assert.equal(propose(commits, mls, revoke(otherAdd.ref)), "commitwelcome");
		assert.equal(mls.take().at(-1), `propose 0 ${appendBody(add.message).toString("hex")} 1`);
	});

	it("should not count adds that the library refused", () => {
		const [mls, commits] = [new FakeMls(), new Commits()];
		mls.failing.add("propose");
		assert.throws(() => propose(commits, mls, append(add.message)), /propose fails/);
		mls.failing.clear();
		mls.take();
		mls.results.push({ commit: COMMIT });
		assert.equal(propose(commits, mls, append(remove.message)), "commit");
		assert.equal(mls.take().length, 1);
	});

	it("should pass unreadable input to the library", () => {
		const [mls, commits] = [new FakeMls(), new Commits()];
		mls.results.push({ commit: COMMIT });
		assert.equal(propose(commits, mls, Buffer.of(0, 3, 1)), "commit");
	});

	it("should distinguish its last commit from earlier ones", () => {
		const [mls, commits] = [new FakeMls(), new Commits()];
		const newer = Buffer.from("newer");
		mls.results.push({ commit: COMMIT }, { commit: newer, welcome: WELCOME });
		propose(commits, mls, Buffer.of(0, 0));
		propose(commits, mls, Buffer.of(0, 0));
		assert.deepEqual([commits.isOutdated(COMMIT), commits.isCurrent(COMMIT)], [true, false]);
		assert.deepEqual([commits.isOutdated(newer), commits.isCurrent(newer)], [false, true]);
		assert.equal(commits.last?.toString(), "newerwelcome");
		commits.clear();
		assert.deepEqual([commits.isOutdated(COMMIT), commits.isCurrent(newer)], [false, false]);
		assert.equal(commits.last, undefined);
	});
});
