/** DaveRoom with in-memory davey clients. */

import assert from "node:assert/strict";
import { describe, it } from "node:test";
import { VoiceOpcode } from "../../../src/protocol/voice/opcode.ts";
import { DaveChannel } from "../support/DaveChannel.ts";
import { makeCommit, makeKeyPackage, makeSigner } from "../../shared/support/mlsFixtures.ts";
import { seededRandom } from "../../shared/random.ts";
import { DaveRoom } from "./DaveRoom.ts";
import { ExternalSender } from "./ExternalSender.ts";

/** Joins the users and runs the channel until idle. */
function createChannel(...userIds: ReadonlyArray<string>): DaveChannel {
	const channel = new DaveChannel();
	for (const userId of userIds) channel.join(userId);
	channel.settle();
	return channel;
}

/** Returns the opcodes sent to a user since the last call. */
function takeSent(channel: DaveChannel, userId: string): ReadonlyArray<VoiceOpcode> {
	const opcodes = channel.sent.filter(({ to }) => to === userId).map(({ op }) => op);
	channel.sent.splice(0);
	return opcodes;
}

/** Checks that exactly these users share an epoch and a privacy code, and that nothing is pending. */
function assertGroup(channel: DaveChannel, epoch: number, ...userIds: ReadonlyArray<string>): void {
	const state = channel.room.state();
	assert.equal(state.epoch, epoch);
	assert.deepEqual([...state.members].sort(), userIds);
	assert.deepEqual(state.transitions, []);
	assert.equal(state.proposals, 0);
	const codes = new Set(userIds.map((userId) => channel.peer(userId).privacyCode));
	assert.equal(codes.size, 1);
	assert.match([...codes].join(), /^\d{30}$/);
	for (const userId of userIds) {
		const peer = channel.peer(userId);
		assert.equal(peer.epoch, epoch);
		assert.deepEqual([...peer.groupUserIds].sort(), userIds);
		assert.deepEqual(peer.failures, []);
	}
}

const { DavePrepareTransition, DaveExecuteTransition, DavePrepareEpoch } = VoiceOpcode;
const { DaveMlsExternalSender, DaveMlsProposals, DaveMlsWelcome } = VoiceOpcode;

describe("a channel with DAVE", () => {
	it("should send a lone user only the external sender", () => {
		const channel = createChannel("1");
		assert.deepEqual(takeSent(channel, "1"), [DaveMlsExternalSender]);
		assert.deepEqual(channel.room.state(), {
			version: 1,
			epoch: 0,
			members: [],
			privacyCodes: {},
			joining: [],
			pending: ["1"],
			plain: [],
			proposals: 1,
			transitions: [],
		});
	});

	it("should found a group with the first of two commits", () => {
		const channel = createChannel("1", "2");
		assertGroup(channel, 1, "1", "2");
		const kinds = channel.verdicts.map((verdict) => (verdict.kind === "ignored" ? verdict.reason : verdict.kind));
		assert.equal(kinds.filter((kind) => kind === "commit is for another epoch").length, 1);
		const all = channel.sent.map(({ to, op }) => `${op} to ${to}`);
		// the winner is deterministic: messages are processed in a fixed order
		assert.deepEqual(all.sort(), [
			"22 to 1",
			"22 to 2",
			"25 to 1",
			"25 to 2",
			"27 to 1",
			"27 to 2",
			"29 to 1",
			"30 to 2",
		]);
	});

	it("should send a third user a Welcome but no proposals", () => {
		const channel = createChannel("1", "2");
		channel.sent.splice(0);
		channel.join("3");
		channel.settle();
		assertGroup(channel, 2, "1", "2", "3");
		assert.deepEqual(takeSent(channel, "3"), [DaveMlsExternalSender, DaveMlsWelcome, DaveExecuteTransition]);
	});

	it("should found a group of all users that joined meanwhile", () => {
		const channel = createChannel("1", "2", "3", "4", "5");
		assert.deepEqual([...channel.room.state().members].sort(), ["1", "2", "3", "4", "5"]);
		assertGroup(channel, channel.room.state().epoch, "1", "2", "3", "4", "5");
	});

	it("should give the leaf of a departed member to the next", () => {
		const channel = createChannel("1", "2", "3");
		const codes = new Set([channel.peer("1").privacyCode]);
		const { epoch, members } = channel.room.state();
		const leaf = members.indexOf("2");
		channel.leave("2");
		channel.settle();
		assertGroup(channel, epoch + 1, "1", "3");
		codes.add(channel.peer("1").privacyCode);
		channel.join("4");
		channel.settle();
		assertGroup(channel, epoch + 2, "1", "3", "4");
		codes.add(channel.peer("1").privacyCode);
		assert.equal(codes.size, 3);
		assert.equal(channel.room.state().members.indexOf("4"), leaf);
	});

	it("should start a new group with the last remaining user", () => {
		const channel = createChannel("1", "2");
		channel.sent.splice(0);
		channel.leave("1");
		channel.settle();
		assert.deepEqual(takeSent(channel, "2"), [DavePrepareEpoch, DavePrepareTransition]);
		assert.deepEqual(channel.room.state().pending, ["2"]);
		assert.equal(channel.peer("2").privacyCode, "");
		channel.join("3");
		channel.settle();
		assertGroup(channel, 1, "2", "3");
	});

	it("should be empty after the last user left", () => {
		const channel = createChannel("1", "2");
		channel.leave("1");
		channel.leave("2");
		assert.ok(channel.room.isEmpty);
		channel.join("2");
		channel.join("1");
		channel.settle();
		assertGroup(channel, 1, "1", "2");
	});

	it("should readmit a user that left and rejoined", () => {
		const channel = createChannel("1", "2", "3");
		const { epoch } = channel.room.state();
		channel.leave("3");
		channel.join("3");
		channel.settle();
		const { epoch: last } = channel.room.state();
		assert.ok(last > epoch);
		assertGroup(channel, last, "1", "2", "3");
	});

	it("should readmit a user that rejoins without leaving", () => {
		const channel = createChannel("1", "2", "3");
		channel.join("3");
		channel.settle();
		const { epoch } = channel.room.state();
		assertGroup(channel, epoch, "1", "2", "3");
	});

	it("should revoke an add whose user left before the commit", () => {
		const channel = createChannel("1", "2");
		channel.join("3");
		// one message each way: the key package has arrived, the commits have not
		channel.stepUntil(() => channel.room.state().pending.length > 0);
		assert.equal(channel.room.state().proposals, 1);
		channel.leave("3");
		channel.settle();
		assertGroup(channel, 1, "1", "2");
	});
});

describe("a lost connection", () => {
	it("should not block a transition", () => {
		const channel = createChannel("1", "2");
		channel.setLost("2", true);
		channel.join("3");
		channel.settle();
		assert.deepEqual(
			channel.room.state().transitions.map(({ awaited }) => awaited),
			[["2"]],
		);
		assert.notEqual(channel.peer("1").executed.at(-1), 2);
		channel.expire();
		assert.equal(channel.peer("1").executed.at(-1), 2);
		assert.equal(channel.peer("3").executed.at(-1), 2);
		channel.setLost("2", false);
		channel.settle();
		assertGroup(channel, 2, "1", "2", "3");
		assert.equal(channel.peer("2").executed.at(-1), 2);
	});

	it("should catch up on a missed transition after resuming", () => {
		const channel = createChannel("1", "2");
		channel.join("3");
		channel.stepUntil(() => channel.room.state().transitions.length > 0);
		channel.setLost("2", true);
		assert.deepEqual(
			channel.room.state().transitions.map(({ awaited }) => awaited),
			[["1", "2", "3"]],
		);
		channel.settle();
		channel.expire();
		channel.setLost("2", false);
		channel.settle();
		assertGroup(channel, 2, "1", "2", "3");
		assert.equal(channel.peer("2").executed.at(-1), 2);
	});

	it("should not keep the group from continuing without it", () => {
		const channel = createChannel("1", "2", "3");
		const { epoch } = channel.room.state();
		channel.setLost("1", true);
		channel.join("4");
		channel.settle();
		channel.leave("1");
		channel.settle();
		assertGroup(channel, epoch + 2, "2", "3", "4");
	});
});

describe("a message that no client can process", () => {
	it("should remove and re-add its reader within two epochs", () => {
		const channel = createChannel("1", "2", "3");
		const { epoch } = channel.room.state();
		const { verdict, effects } = channel.room.receiveInvalid("2");
		assert.deepEqual(verdict, { kind: "taken" });
		channel.perform(effects);
		assert.deepEqual(channel.room.state().joining, ["2"]);
		assert.ok(!channel.room.state().members.includes("2"));
		channel.rejoinGroup("2");
		channel.settle();
		assertGroup(channel, channel.room.state().epoch, "1", "2", "3");
		assert.ok(channel.room.state().epoch <= epoch + 2);
	});

	it("should restart the group when every member reports it", () => {
		const channel = createChannel("1", "2");
		channel.sent.splice(0);
		for (const userId of ["1", "2"]) channel.perform(channel.room.receiveInvalid(userId).effects);
		const opcodes = takeSent(channel, "1");
		assert.deepEqual(opcodes.slice(-2), [DavePrepareEpoch, DavePrepareTransition]);
		channel.settle();
		channel.expire(); // the key packages announced by these reports never arrive
		assert.equal(channel.room.state().members.length, 2);
		assert.equal(channel.peer("1").privacyCode, channel.peer("2").privacyCode);
	});

	it("should be recovered from when the winning commit is damaged", () => {
		const channel = createChannel("1", "2", "3");
		let isDamaged = false;
		channel.tamper = (message) => {
			if (isDamaged || message.op !== VoiceOpcode.DaveMlsCommitWelcome) return message;
			isDamaged = true;
			const payload = Buffer.from(message.payload);
			payload[payload.length - 1]! ^= 1; // corrupts the membership tag: members check it, the gateway cannot
			return { ...message, payload };
		};
		channel.leave("3");
		channel.settle();
		for (let round = 0; round < 3; round += 1) channel.expire();
		assert.ok(isDamaged);
		const [one, two] = [channel.peer("1"), channel.peer("2")];
		assert.equal(one.privacyCode, two.privacyCode);
		assert.match(one.privacyCode, /^\d{30}$/);
		assert.equal(channel.room.state().members.length, 2);
	});

	it("should reissue proposals after the only commit was lost", () => {
		const channel = createChannel("1", "2", "3");
		channel.leave("3");
		channel.tamper = (message) =>
			message.op === VoiceOpcode.DaveMlsCommitWelcome ? { ...message, payload: makeCommit() } : message;
		channel.settle();
		const { epoch } = channel.room.state();
		channel.tamper = (message) => message;
		channel.sent.splice(0);
		channel.expire();
		assertGroup(channel, epoch + 1, "1", "2");
	});

	it("should be retried three times", () => {
		const channel = createChannel("1", "2", "3");
		channel.tamper = (message) =>
			message.op === VoiceOpcode.DaveMlsCommitWelcome ? { ...message, payload: makeCommit() } : message;
		channel.leave("3");
		channel.settle();
		channel.sent.splice(0);
		for (let round = 0; round < 10; round += 1) channel.expire();
		const appends = channel.sent.filter(({ to, op }) => to === "1" && op === DaveMlsProposals);
		assert.equal(appends.length, 2 * 3); // each retry revokes and appends
	});
});

describe("a key package", () => {
	it("should not count if its user has restarted since", () => {
		const channel = createChannel("1", "2");
		channel.join("3");
		// its key package is in transit
		channel.step((count) => count - 1);
		channel.perform(channel.room.setOn(false));
		channel.perform(channel.room.setOn(true));
		channel.settle();
		assertGroup(channel, channel.room.state().epoch, "1", "2", "3");
	});

	it("should count if no other follows it", () => {
		const { room } = createChannel("1", "2");
		const waits = room.join("3", true).filter(({ kind }) => kind === "wait");
		room.setOn(false);
		waits.push(...room.setOn(true).filter(({ kind }) => kind === "wait"));
		const outcome = room.receiveKeyPackage("3", makeKeyPackage(makeSigner("3")));
		assert.equal(outcome.verdict.kind, "taken");
		assert.deepEqual(room.state().joining, ["1", "2", "3"]);
		waits.push(...outcome.effects.filter(({ kind }) => kind === "wait"));
		for (const wait of waits) if (wait.kind === "wait") room.expire(wait.id);
		assert.deepEqual(room.state().pending, ["3"]);
	});

	it("should be requested again when lost with the connection", () => {
		const channel = createChannel("1", "2");
		channel.join("3");
		channel.step((count) => count - 1);
		channel.setLost("3", true);
		channel.settle();
		channel.sent.splice(0);
		for (let round = 0; round < 5; round += 1) channel.expire();
		assert.deepEqual(takeSent(channel, "3"), []); // the user would get all of it at once after resuming
		channel.setLost("3", false);
		channel.settle();
		assertGroup(channel, 2, "1", "2", "3");
	});

	it("should be awaited when its request was replayed", () => {
		const channel = createChannel("1", "2", "3");
		channel.setLost("3", true);
		channel.leave("1");
		channel.leave("2");
		channel.join("4");
		channel.settle();
		channel.setLost("3", false);
		channel.settle();
		assertGroup(channel, channel.room.state().epoch, "3", "4");
	});

	it("should be requested again when it never arrived", () => {
		const channel = createChannel("1", "2");
		channel.tamper = (message) =>
			message.op === VoiceOpcode.DaveMlsKeyPackage
				? { op: VoiceOpcode.DaveTransitionReady, transitionId: 9 }
				: message;
		channel.join("3");
		channel.settle();
		channel.tamper = (message) => message;
		channel.expire(); // requested again
		channel.expire(); // and accepted, though the first is still owed
		assertGroup(channel, 2, "1", "2", "3");
	});

	it("should be requested at most three times", () => {
		const channel = createChannel("1", "2");
		channel.perform(channel.room.join("3", true));
		channel.sent.splice(0);
		for (let round = 0; round < 10; round += 1) channel.expire();
		assert.deepEqual(takeSent(channel, "3"), [DavePrepareEpoch, DavePrepareEpoch, DavePrepareEpoch]);
	});

	it("should readmit a member whose report was lost", () => {
		const channel = createChannel("1", "2", "3");
		const { epoch } = channel.room.state();
		channel.rejoinGroup("2");
		channel.settle();
		const { epoch: last } = channel.room.state();
		assert.ok(last > epoch);
		assertGroup(channel, last, "1", "2", "3");
	});
});

describe("a user without DAVE", () => {
	it("should suspend encryption while present", () => {
		const channel = createChannel("1", "2");
		channel.sent.splice(0);
		channel.perform(channel.room.join("9", false));
		assert.equal(channel.room.version, 0);
		channel.settle();
		assert.deepEqual(takeSent(channel, "1"), [DavePrepareTransition, DaveExecuteTransition]);
		assert.deepEqual(channel.room.state().plain, ["9"]);
		for (const peer of channel.peers) assert.deepEqual([peer.version, peer.privacyCode], [0, ""]);
		channel.join("3");
		channel.settle();
		assert.deepEqual(takeSent(channel, "3"), []);

		channel.perform(channel.room.leave("9"));
		assert.equal(channel.room.version, 1);
		channel.settle();
		const { epoch } = channel.room.state();
		assertGroup(channel, epoch, "1", "2", "3");
	});

	it("should disable encryption for a user that reported an error", () => {
		const channel = createChannel("1", "2", "3");
		channel.perform(channel.room.join("9", false));
		assert.deepEqual(channel.room.receiveInvalid("3").verdict, { kind: "taken" });
		channel.settle();
		for (const peer of channel.peers) assert.deepEqual([peer.version, peer.privacyCode], [0, ""]);
		assert.deepEqual(channel.room.state().transitions, []);
	});

	it("should not wait for unresponsive users", () => {
		const channel = createChannel("1", "2");
		channel.setLost("2", true);
		channel.perform(channel.room.join("9", false));
		channel.settle();
		assert.equal(channel.peer("1").version, 1);
		channel.expire();
		assert.equal(channel.peer("1").version, 0);
	});
});

describe("DAVE toggled in an active channel", () => {
	it("should stop and start encryption", () => {
		const channel = createChannel("1", "2");
		channel.perform(channel.room.setOn(false));
		channel.settle();
		assert.deepEqual([channel.room.version, channel.peer("1").version], [0, 0]);
		assert.deepEqual(channel.room.setOn(false), []);
		channel.perform(channel.room.setOn(true));
		channel.settle();
		assertGroup(channel, 1, "1", "2");
	});
});

/** Messages from users in unexpected states, and the expected reason. By hand from the protocol. */
const OUT_OF_PLACE: ReadonlyArray<readonly [name: string, state: string, send: (room: DaveRoom) => unknown]> = [
	[
		"a key package from a stranger",
		"user is not in the channel",
		(room) => room.receiveKeyPackage("5", Buffer.alloc(0)),
	],
	["a commit from a stranger", "user is not in the channel", (room) => room.receiveCommit("5", makeCommit())],
	["a report from a stranger", "user is not in the channel", (room) => room.receiveInvalid("5")],
	[
		"a privacy code from a stranger",
		"user is not in the channel",
		(room) => room.receivePrivacyCode("5", 1, "1".repeat(30)),
	],
	[
		"a privacy code for a future epoch",
		"channel is at epoch 1, not 2",
		(room) => room.receivePrivacyCode("1", 2, ""),
	],
	["op 23 from a stranger", "transition is not waiting for this user", (room) => room.receiveReady("5", 1)],
	[
		"op 23 for a completed transition",
		"transition is not waiting for this user",
		(room) => room.receiveReady("1", 1),
	],
];

describe("a member's privacy code", () => {
	const TAKEN = { verdict: { kind: "taken" }, effects: [] };
	const [one, other] = ["1".repeat(30), "2".repeat(30)] as const;

	it("should replace the member's earlier code", () => {
		const { room } = createChannel("1", "2");
		assert.deepEqual(room.state().privacyCodes, {});
		assert.deepEqual(room.receivePrivacyCode("2", 1, other), TAKEN);
		assert.deepEqual(room.state().privacyCodes, { 2: other });
		assert.deepEqual(room.receivePrivacyCode("2", 1, one), TAKEN);
		assert.deepEqual(room.receivePrivacyCode("1", 1, other), TAKEN);
		assert.deepEqual(room.state().privacyCodes, { 1: other, 2: one });
	});

	it("should be discarded with its epoch", () => {
		const channel = createChannel("1", "2");
		for (const userId of ["1", "2"]) channel.room.receivePrivacyCode(userId, 1, one);
		channel.join("3");
		channel.settle();
		assert.deepEqual(channel.room.state().privacyCodes, {});
		const late = { verdict: { kind: "ignored", reason: "channel is at epoch 2, not 1" }, effects: [] };
		assert.deepEqual(channel.room.receivePrivacyCode("1", 1, one), late);
		assert.deepEqual(channel.room.state().privacyCodes, {});
	});

	it("should be discarded with its group", () => {
		const channel = createChannel("1", "2");
		channel.room.receivePrivacyCode("1", 1, one);
		channel.leave("2");
		assert.deepEqual(channel.room.state().privacyCodes, {});
		channel.join("2");
		channel.settle();
		assertGroup(channel, 1, "1", "2");
		assert.deepEqual(channel.room.state().privacyCodes, {});
	});

	it("should be discarded with its member", () => {
		const channel = createChannel("1", "2", "3");
		const { epoch } = channel.room.state();
		for (const userId of ["1", "2", "3"]) channel.room.receivePrivacyCode(userId, epoch, one);
		channel.leave("3");
		assert.deepEqual(channel.room.state().privacyCodes, { 1: one, 2: one });
		channel.room.receiveInvalid("2");
		assert.deepEqual(channel.room.state().privacyCodes, { 1: one });
		const late = { verdict: { kind: "ignored", reason: "user is joining" }, effects: [] };
		assert.deepEqual(channel.room.receivePrivacyCode("2", epoch, one), late);
	});
});

describe("a room should ignore", () => {
	for (const [name, reason, send] of OUT_OF_PLACE) {
		it(`${name}`, () => {
			const { room } = createChannel("1", "2");
			assert.deepEqual(send(room), { verdict: { kind: "ignored", reason }, effects: [] });
		});
	}

	it("a commit from a user that owes a key package", () => {
		const room = new DaveRoom("5", new ExternalSender());
		room.join("1", true);
		const { verdict } = room.receiveCommit("1", makeCommit());
		assert.deepEqual(verdict, { kind: "ignored", reason: "user is joining" });
	});

	it("everything in a channel without DAVE", () => {
		const room = new DaveRoom("5", new ExternalSender(), false);
		assert.deepEqual(room.join("1", true), []);
		const { verdict } = room.receiveKeyPackage("1", makeKeyPackage(makeSigner("1")));
		assert.deepEqual(verdict, { kind: "ignored", reason: "channel does not use DAVE" });
		assert.deepEqual(room.expire(1), []);
		assert.deepEqual(room.leave("7"), []);
	});
});

describe("DaveRoom", () => {
	it("should treat random bytes as malformed and keep its state", () => {
		const random = seededRandom(7);
		const channel = createChannel("1", "2");
		channel.join("3");
		channel.stepUntil(() => channel.room.state().joining.length > 0);
		const before = channel.room.state();
		for (let count = 0; count < 500; count += 1) {
			const bytes = Buffer.from(Array.from({ length: Math.floor(random() * 80) }, () => random() * 256));
			assert.equal(channel.room.receiveKeyPackage("3", bytes).verdict.kind, "malformed");
			assert.equal(channel.room.receiveCommit("1", bytes).verdict.kind, "malformed");
		}
		assert.deepEqual(channel.room.state(), before);
	});

	it("should reject ids that are not numbers", () => {
		assert.throws(() => new DaveRoom("general", new ExternalSender()), /id must be a decimal/);
		assert.throws(() => new DaveRoom("5", new ExternalSender()).join("alice", true), /id must be a decimal/);
	});
});
