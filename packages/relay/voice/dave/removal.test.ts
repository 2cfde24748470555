/**
 * With davey itself: a session finds its own removal among the messages that it missed while its link was lost, asks to
 * rejoin, and succeeds. The proposals are a gateway's.
 */

import assert from "node:assert/strict";
import { describe, it } from "node:test";
import { decodeCommit } from "../../../gateway-server/dave/commit.ts";
import { appendPayload, ExternalSender, type GroupEpoch } from "../../../gateway-server/dave/ExternalSender.ts";
import { snowflakeBytes } from "../../../shared/mls/snowflake.ts";
import { u16 } from "../../../shared/mls/tls.ts";
import { loadDavey } from "./davey.ts";
import { DaveSession } from "./DaveSession.ts";
import type { DaveEvent, DaveOutput, Encryption } from "./messages.ts";

const CHANNEL = "127121515262115840";
const [ALICE, BOB] = ["11", "22"] as const;
/** Bob's leaf index: he follows the founder of the group. */
const BOBS_LEAF = 1;

const library = await loadDavey();
assert.ok(library.kind === "present");
const { create } = library;

/** A session, and its output. */
class Member {
	public encryption: Encryption = { state: "none" };
	private readonly session: DaveSession;

	public constructor(userId: string, sender: ExternalSender) {
		this.session = new DaveSession({ userId, channelId: CHANNEL }, create);
		this.json(11, { user_ids: [ALICE, BOB] });
		this.binary(25, sender.package);
	}

	public event(event: DaveEvent): DaveOutput["up"] {
		const { up, encryption } = this.session.take(event);
		this.encryption = encryption ?? this.encryption;
		return up;
	}

	public json(op: number, d: object): DaveOutput["up"] {
		return this.event({ kind: "json", op, d });
	}

	public binary(op: number, payload: Buffer): DaveOutput["up"] {
		return this.event({ kind: "binary", op, payload });
	}
}

/** Payload of a binary message with this opcode. */
function payloadOf(message: string | Uint8Array | undefined, op: number): Buffer {
	assert.ok(message instanceof Uint8Array);
	assert.equal(message[0], op);
	return Buffer.from(message.subarray(1));
}

/** Payloads of op 29 and 30 that follow from an op 28. */
function transition(id: number, commitWelcome: Buffer): readonly [announced: Buffer, welcome: Buffer] {
	const commit = decodeCommit(commitWelcome);
	assert.ok(commit.kind !== "malformed");
	const [head, { bytes }] = [u16(id), commit];
	return [Buffer.concat([head, bytes]), Buffer.concat([head, commitWelcome.subarray(bytes.length)])];
}

/** Alice and Bob in a group of epoch 1, and the messages that remove Bob from it: he has seen neither. */
function group() {
	const sender = new ExternalSender();
	const [alice, bob] = [new Member(ALICE, sender), new Member(BOB, sender)];
	const at = (epoch: bigint): GroupEpoch => ({ groupId: snowflakeBytes(CHANNEL), epoch });
	alice.json(4, { dave_protocol_version: 1 });
	const [keyPackage] = bob.json(4, { dave_protocol_version: 1 });
	const admit = (id: number, epoch: bigint, message: string | Uint8Array | undefined): DaveOutput["up"] => {
		const add = appendPayload([sender.proposeAdd(at(epoch), payloadOf(message, 26)).message]);
		const [announced, welcome] = transition(id, payloadOf(alice.binary(27, add)[0], 28));
		alice.binary(29, announced);
		const answers = bob.binary(30, welcome);
		for (const member of [alice, bob]) member.json(22, { transition_id: id });
		return answers;
	};
	admit(1, 0n, keyPackage);
	assert.deepEqual(bob.encryption, alice.encryption);
	const proposal = appendPayload([sender.proposeRemove(at(1n), BOBS_LEAF).message]);
	const [announced] = transition(2, payloadOf(alice.binary(27, proposal)[0], 28));
	alice.binary(29, announced);
	alice.json(22, { transition_id: 2 });
	return { alice, bob, admit, proposal, announced };
}

/** Takes the answers to a commit that could not be processed. Returns the key package. */
function recovered(answers: DaveOutput["up"]): string | Uint8Array | undefined {
	assert.equal(answers.length, 2);
	assert.deepEqual(JSON.parse(String(answers[0])), { op: 31, d: { transition_id: 2 } });
	return answers[1];
}

function assertShared(alice: Member, bob: Member): void {
	assert.ok(alice.encryption.state === "active" && alice.encryption.epoch === 3);
	assert.deepEqual(bob.encryption, alice.encryption);
}

const PENDING: Encryption = { state: "pending", version: 1 };
const READY = [JSON.stringify({ op: 23, d: { transition_id: 3 } })];

describe("a commit that removes ourselves", () => {
	for (const isProposed of [true, false]) {
		const what = isProposed ? "with its proposal" : "without its proposal";
		it(`should lead back into the group, ${what}, after op 9`, () => {
			const { alice, bob, admit, proposal, announced } = group();
			bob.event({ kind: "lost" });
			assert.deepEqual(bob.event({ kind: "resumed" }), []);
			if (isProposed) assert.deepEqual(bob.binary(27, proposal), []); // no member can commit its own removal
			const keyPackage = recovered(bob.binary(29, announced));
			assert.deepEqual(bob.encryption, PENDING);
			assert.deepEqual(admit(3, 2n, keyPackage), READY);
			assertShared(alice, bob);
		});

		it(`should lead back into the group, ${what}, before op 9`, () => {
			const { alice, bob, admit, proposal, announced } = group();
			bob.event({ kind: "lost" });
			if (isProposed) assert.deepEqual(bob.binary(27, proposal), []);
			assert.deepEqual(bob.binary(29, announced), []);
			assert.deepEqual(bob.encryption, PENDING);
			const keyPackage = recovered(bob.event({ kind: "resumed" }));
			assert.deepEqual(admit(3, 2n, keyPackage), READY);
			assertShared(alice, bob);
		});
	}

	it("should rejoin if the Resume asks for a key package", () => {
		const { alice, bob, admit } = group();
		bob.event({ kind: "lost" });
		assert.deepEqual(bob.event({ kind: "resumed" }), []);
		const [keyPackage, ...others] = bob.json(24, { protocol_version: 1, epoch: 1 });
		assert.deepEqual(others, []);
		assert.deepEqual(bob.encryption, PENDING);
		assert.deepEqual(admit(3, 2n, keyPackage), READY);
		assertShared(alice, bob);
	});

	it("should rejoin if both told and asked", () => {
		const { alice, bob, admit, announced } = group();
		bob.event({ kind: "lost" });
		bob.event({ kind: "resumed" });
		recovered(bob.binary(29, announced));
		const [keyPackage] = bob.json(24, { protocol_version: 1, epoch: 1 });
		assert.deepEqual(admit(3, 2n, keyPackage), READY);
		assertShared(alice, bob);
	});
});
