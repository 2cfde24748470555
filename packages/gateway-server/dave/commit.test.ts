import assert from "node:assert/strict";
import { describe, it } from "node:test";
import fc from "fast-check";
import {
	GROUP_ID,
	makeCommit,
	makePath,
	makeSigner,
	makeWelcome,
	type CommitChanges,
} from "../../shared/support/mlsFixtures.ts";
import { decodeCommit } from "./commit.ts";
import { decode } from "../../shared/mls/TlsReader.ts";
import { readWelcome, welcomeFor } from "./welcome.ts";

const A = Buffer.alloc(32, 0xa);
const B = Buffer.alloc(32, 0xb);
const signer = makeSigner("1");
const whole = makeCommit({ epoch: 5n, sender: 3, references: [A, B], path: makePath(signer, 3), welcomed: [B, A] });

/** By hand from the DAVE protocol, opcode 28, and RFC 9420, 12.4. */
const MALFORMED: ReadonlyArray<readonly [name: string, changes: CommitChanges, reason: string]> = [
	["from the external sender", { senderType: 2 }, "sender type must be 1, got 2"],
	["that is a proposal", { contentType: 2 }, "content type must be 3, got 2"],
	["with an inline proposal", { references: [A], inline: true }, "proposal or reference must be 2, got 1"],
	[
		"with a Welcome for another suite",
		{ welcomed: [A], welcomeSuite: 1 },
		"cipher suite of the Welcome must be 2, got 1",
	],
	["with bytes after its Welcome", { welcomed: [A], tail: Buffer.alloc(2) }, "2 trailing bytes"],
	["with a malformed Welcome", { tail: Buffer.alloc(1) }, "expected 2 bytes at 168 of 169"],
];

describe("decodeCommit", () => {
	it("should read a commit that only adds", () => {
		const welcome = makeWelcome([B]);
		const payload = makeCommit({ references: [A], welcomed: [B] });
		const commit = decodeCommit(payload);
		assert.ok(commit.kind === "commit");
		assert.deepEqual(commit.bytes, payload.subarray(0, payload.length - welcome.length));
		assert.deepEqual(commit.groupId, GROUP_ID);
		assert.deepEqual([commit.epoch, commit.sender, commit.path], [0n, 0, undefined]);
		assert.deepEqual(commit.references, [A]);
		assert.deepEqual(
			commit.welcome?.secrets.map(({ newMember }) => newMember),
			[B],
		);
	});

	it("should read a commit with path but no Welcome", () => {
		const payload = makeCommit({ epoch: 2n ** 60n, sender: 7, references: [A, B], path: makePath(signer, 7) });
		const commit = decodeCommit(payload);
		assert.ok(commit.kind === "commit");
		assert.deepEqual(commit.bytes, payload);
		assert.deepEqual([commit.epoch, commit.sender, commit.welcome], [2n ** 60n, 7, undefined]);
		assert.deepEqual(commit.path?.signatureKey, signer.point);
		assert.equal(commit.path?.source.kind, "commit");
	});

	for (const [name, changes, reason] of MALFORMED) {
		it(`should reject a commit ${name}`, () => {
			assert.deepEqual(decodeCommit(makeCommit(changes)), { kind: "malformed", reason });
		});
	}

	it("should reject a commit truncated anywhere but before its Welcome", () => {
		const welcome = makeWelcome([B, A]).length;
		for (let size = 0; size < whole.length; size += 1) {
			const { kind } = decodeCommit(whole.subarray(0, size));
			assert.equal(kind, size === whole.length - welcome ? "commit" : "malformed", `${size} bytes`);
		}
	});

	it("should never throw for arbitrary bytes", () => {
		fc.assert(
			fc.property(fc.nat(whole.length - 1), fc.nat(255), fc.nat(whole.length), (at, value, end) => {
				const damaged = Buffer.from(whole);
				damaged[at] = value;
				decodeCommit(damaged.subarray(0, end));
				decodeCommit(damaged);
			}),
			{ numRuns: 2000 },
		);
		fc.assert(fc.property(fc.uint8Array(), (bytes) => void decodeCommit(Buffer.from(bytes))));
	});
});

describe("welcomeFor", () => {
	it("should give each new member only its own secrets", () => {
		const welcome = decode(makeWelcome([A, B]), readWelcome);
		assert.ok("secrets" in welcome);
		assert.deepEqual(welcomeFor(welcome, A), makeWelcome([A]));
		assert.deepEqual(welcomeFor(welcome, B), makeWelcome([B]));
	});
});
