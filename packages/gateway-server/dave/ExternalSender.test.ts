/** The gateway's proposals, verified by davey. */

import assert from "node:assert/strict";
import { describe, it } from "node:test";
import { DAVESession } from "@snazzah/davey";
import { GROUP_ID } from "../../shared/support/mlsFixtures.ts";
import { appendPayload, ExternalSender, revokePayload } from "./ExternalSender.ts";

const CHANNEL = "127121515262115840";
const AT = { groupId: GROUP_ID, epoch: 0n };

/** A client with a group of its own, as before the first epoch. */
function createMember(sender: ExternalSender): DAVESession {
	const session = new DAVESession(1, "1", CHANNEL);
	session.setExternalSender(sender.package);
	session.getSerializedKeyPackage();
	return session;
}

const newKeyPackage = (userId: string): Buffer => new DAVESession(1, userId, CHANNEL).getSerializedKeyPackage();

/** Passes the payload of an op 27 to a client. */
function process(session: DAVESession, payload: Buffer) {
	return session.processProposals(payload[0]!, payload.subarray(1), ["2", "3"]);
}

describe("ExternalSender", () => {
	it("should encode itself as an op 25 payload", () => {
		const { package: bytes } = new ExternalSender();
		// by hand: point of 65 bytes, credential type 1, identity of 13 bytes
		assert.equal(bytes.subarray(0, 3).toString("hex"), "404104");
		assert.equal(bytes.subarray(67).toString("hex"), "0001" + "0d" + Buffer.from("voice-gateway").toString("hex"));
	});

	it("should create proposals that a member commits", () => {
		const sender = new ExternalSender();
		const adds = ["2", "3"].map((userId) => sender.proposeAdd(AT, newKeyPackage(userId)).message);
		const { commit, welcome } = process(createMember(sender), appendPayload(adds));
		assert.ok(commit !== undefined && welcome !== undefined);
	});

	it("should revoke proposals by the references members know", () => {
		const sender = new ExternalSender();
		const member = createMember(sender);
		const [first, second] = [newKeyPackage("2"), newKeyPackage("3")].map((each) => sender.proposeAdd(AT, each));
		process(member, appendPayload([first!.message, second!.message]));
		assert.ok(process(member, revokePayload([first!.reference])).commit !== undefined);
		assert.equal(process(member, revokePayload([second!.reference])).commit, undefined);
	});

	it("should sign each proposal with a fresh signature", () => {
		const sender = new ExternalSender();
		const keyPackage = newKeyPackage("2");
		const [first, second] = [sender.proposeAdd(AT, keyPackage), sender.proposeAdd(AT, keyPackage)];
		assert.ok(!first.reference.equals(second.reference));
	});

	it("should be rejected by a member that knows another sender", () => {
		const member = createMember(new ExternalSender());
		const { message } = new ExternalSender().proposeAdd(AT, newKeyPackage("2"));
		assert.throws(() => process(member, appendPayload([message])));
	});
});
