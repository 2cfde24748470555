import assert from "node:assert/strict";
import { describe, it } from "node:test";
import { VoiceOpcode } from "../../../src/protocol/voice/opcode.ts";
import { makeKeyPackage, makeSigner } from "../../shared/support/mlsFixtures.ts";
import { Admission } from "./Admission.ts";
import { acceptKeyPackage, type KeyPackage } from "./keyPackage.ts";
import { Outbox } from "./Outbox.ts";
import { Users } from "./Users.ts";
import { KEY_PACKAGE_TIMEOUT, type KeyPackageWait, type Wait } from "./waits.ts";

const USER = "1";

function createKeyPackage(): KeyPackage {
	const keyPackage = acceptKeyPackage(makeKeyPackage(makeSigner(USER)), USER);
	assert.ok(keyPackage.kind === "keyPackage");
	return keyPackage;
}

/** A single user that has yet to send a key package and owes none. */
function createAdmission() {
	const users = new Users();
	const outbox = new Outbox<Wait>();
	const admission = new Admission(users, outbox);
	users.set(USER, { kind: "joining", owed: 0 });
	let latest: KeyPackageWait | undefined;
	/** Returns how often the user was asked (op 24) since the last call. */
	const asked = (): number => {
		let count = 0;
		for (const effect of outbox.take()) {
			if (effect.kind === "wait") {
				assert.equal(effect.milliseconds, KEY_PACKAGE_TIMEOUT);
				const wait = outbox.takeWait(effect.id);
				assert.ok(wait?.kind === "keyPackage");
				latest = wait;
				continue;
			}
			assert.ok(effect.kind === "json");
			assert.deepEqual([effect.to, effect.op], [USER, VoiceOpcode.DavePrepareEpoch]);
			assert.deepEqual(effect.d, { protocol_version: 1, epoch: 1 });
			count += 1;
		}
		return count;
	};
	/** Expires the latest wait. */
	const expire = (): KeyPackage | undefined => {
		asked();
		assert.ok(latest !== undefined);
		return admission.overdue(latest);
	};
	return { users, admission, asked, expire };
}

describe("a key package", () => {
	it("should count if it is the last one owed", () => {
		const { admission } = createAdmission();
		admission.request(USER);
		admission.request(USER);
		assert.equal(admission.receive(USER, createKeyPackage()), false);
		assert.equal(admission.receive(USER, createKeyPackage()), true);
	});

	it("should count if none is owed", () => {
		assert.equal(createAdmission().admission.receive(USER, createKeyPackage()), true);
	});

	it("should count if it comes from a member", () => {
		const { users, admission } = createAdmission();
		users.set(USER, { kind: "member" });
		assert.equal(admission.receive(USER, createKeyPackage()), true);
	});

	it("should not reduce the count below zero without DAVE", () => {
		const { admission } = createAdmission();
		admission.expect(USER);
		for (let count = 0; count < 3; count += 1) admission.discard(USER);
		admission.expect(USER);
		admission.expect(USER);
		assert.equal(admission.receive(USER, createKeyPackage()), false);
		assert.equal(admission.receive(USER, createKeyPackage()), true);
	});
});

describe("an overdue key package", () => {
	it("should be requested three more times", () => {
		const { admission, asked, expire } = createAdmission();
		admission.request(USER);
		assert.equal(asked(), 1);
		const counts = Array.from({ length: 5 }, () => (expire(), asked()));
		assert.deepEqual(counts, [1, 1, 1, 0, 0]);
	});

	it("should be replaced by the previous one without a request", () => {
		const { admission, asked, expire } = createAdmission();
		admission.request(USER);
		admission.request(USER);
		const keyPackage = createKeyPackage();
		admission.receive(USER, keyPackage);
		assert.equal(expire(), keyPackage);
		assert.equal(asked(), 0);
	});

	it("should not be requested once the user is pending", () => {
		const { users, admission, asked, expire } = createAdmission();
		admission.request(USER);
		asked();
		users.set(USER, { kind: "pending", keyPackage: createKeyPackage() });
		assert.equal(expire(), undefined);
		assert.equal(asked(), 0);
	});

	it("should be requested only once the user is back", () => {
		const { admission, asked, expire } = createAdmission();
		admission.request(USER);
		asked();
		admission.suspend(USER, false);
		assert.equal(expire(), undefined);
		assert.equal(asked(), 0);
		assert.equal(admission.resume(USER, 1, true), false);
		expire();
		assert.equal(asked(), 1);
	});

	it("should be requested again after its user rejoined", () => {
		const { admission, asked, expire } = createAdmission();
		admission.suspend(USER, false);
		admission.forget(USER);
		admission.request(USER);
		asked();
		expire();
		assert.equal(asked(), 1);
	});
});

/** Users that resume: state, requests while away, whether DAVE is on, and whether a new request is expected. */
const RESUMES = [
	["joining", 0, true, true],
	["joining", 1, true, false],
	["joining", 0, false, false],
	["lost", 0, true, true],
	["lost", 1, true, true],
	["lost", 1, false, false],
	["member", 0, true, false],
] as const;

describe("a user that resumes", () => {
	for (const [kind, owed, hasDave, isAsked] of RESUMES) {
		const where = `${hasDave ? "with" : "without"} DAVE`;
		it(`should ${isAsked ? "" : "not "}be asked if ${kind} and owing ${owed}, ${where}`, () => {
			const { users, admission, asked } = createAdmission();
			users.set(USER, kind === "joining" ? { kind, owed: 0 } : { kind });
			assert.equal(admission.resume(USER, owed, hasDave), kind === "lost");
			assert.equal(asked(), isAsked ? 1 : 0);
			assert.equal(users.get(USER)?.kind, kind === "member" ? "member" : "joining");
		});
	}

	it("should be lost only if removed while able to enter", () => {
		const { users, admission } = createAdmission();
		admission.suspend(USER, false);
		assert.ok(users.is(USER, "joining"));
		admission.suspend(USER, true);
		assert.ok(users.is(USER, "lost"));
		users.set(USER, { kind: "plain" });
		admission.suspend(USER, true);
		assert.ok(users.is(USER, "plain"));
	});
});
