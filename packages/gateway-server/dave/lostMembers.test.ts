/** Removal of members whose connection is lost, tested with in-memory davey clients. */

import assert from "node:assert/strict";
import { describe, it } from "node:test";
import { VoiceOpcode } from "../../../src/protocol/voice/opcode.ts";
import { DaveChannel } from "../support/DaveChannel.ts";
import { makeKeyPackage, makeSigner } from "../../shared/support/mlsFixtures.ts";
import { DaveRoom } from "./DaveRoom.ts";
import { ExternalSender } from "./ExternalSender.ts";

const { DavePrepareTransition, DaveExecuteTransition, DavePrepareEpoch } = VoiceOpcode;
const { DaveMlsExternalSender, DaveMlsProposals, DaveMlsWelcome } = VoiceOpcode;

/** Joins the users and runs the channel until idle. */
function createChannel(...userIds: ReadonlyArray<string>): DaveChannel {
	const channel = new DaveChannel("remove");
	for (const userId of userIds) channel.join(userId);
	channel.settle();
	channel.sent.splice(0);
	return channel;
}

function lose(channel: DaveChannel, ...userIds: ReadonlyArray<string>): void {
	for (const userId of userIds) channel.setLost(userId, true);
	channel.settle();
}

function find(channel: DaveChannel, ...userIds: ReadonlyArray<string>): void {
	for (const userId of userIds) channel.setLost(userId, false);
	channel.settle();
}

function sentTo(channel: DaveChannel, userId: string): ReadonlyArray<VoiceOpcode> {
	return channel.sent.filter(({ to }) => to === userId).map(({ op }) => op);
}

/** Checks that exactly these users share an epoch and that nothing is pending. Returns their privacy code. */
function sharedCode(channel: DaveChannel, ...userIds: ReadonlyArray<string>): string {
	const { epoch, members, transitions, proposals } = channel.room.state();
	assert.deepEqual([...members].sort(), userIds);
	assert.deepEqual([transitions, proposals], [[], 0]);
	const codes = new Set(userIds.map((userId) => channel.peer(userId).privacyCode));
	assert.equal(codes.size, 1);
	for (const userId of userIds) {
		const peer = channel.peer(userId);
		assert.equal(peer.epoch, epoch);
		assert.deepEqual([...peer.groupUserIds].sort(), userIds);
		assert.deepEqual(peer.failures, []);
	}
	const [code] = codes;
	assert.match(code!, /^\d{30}$/);
	return code!;
}

describe("a room that removes disconnected members", () => {
	it("should continue without a lost member and readmit it", () => {
		const channel = createChannel("1", "2", "3");
		const codes = new Set([sharedCode(channel, "1", "2", "3")]);
		lose(channel, "3");
		codes.add(sharedCode(channel, "1", "2"));
		assert.deepEqual(channel.room.state().joining, ["3"]);
		assert.deepEqual(sentTo(channel, "3"), []);
		find(channel, "3");
		codes.add(sharedCode(channel, "1", "2", "3"));
		assert.equal(codes.size, 3);
		assert.deepEqual(sentTo(channel, "3"), [DavePrepareEpoch, DaveMlsWelcome, DaveExecuteTransition]);
	});

	it("should not await a lost member in a pending transition", () => {
		const channel = createChannel("1", "2", "3");
		channel.join("4");
		channel.stepUntil(() => channel.room.state().transitions.length > 0);
		assert.ok(channel.room.state().transitions[0]!.awaited.includes("3"));
		lose(channel, "3");
		sharedCode(channel, "1", "2", "4");
		find(channel, "3");
		sharedCode(channel, "1", "2", "3", "4");
	});

	it("should remove and re-add an early returner in one commit", () => {
		const channel = createChannel("1", "2", "3");
		const { epoch } = channel.room.state();
		channel.setLost("3", true);
		channel.setLost("3", false);
		channel.stepUntil(
			() => channel.room.state().pending.length > 0,
			(count) => count - 1,
		);
		assert.equal(channel.room.state().proposals, 2);
		channel.settle();
		sharedCode(channel, "1", "2", "3");
		assert.equal(channel.room.state().epoch, epoch + 1);
	});

	it("should restart the group when one connected member remains", () => {
		const channel = createChannel("1", "2");
		const before = sharedCode(channel, "1", "2");
		lose(channel, "2");
		assert.deepEqual(sentTo(channel, "1"), [DavePrepareEpoch, DavePrepareTransition]);
		assert.deepEqual(channel.room.state().pending, ["1"]);
		assert.equal(channel.peer("1").privacyCode, "");
		find(channel, "2");
		assert.notEqual(sharedCode(channel, "1", "2"), before);
		assert.equal(channel.room.state().epoch, 1);
	});

	it("should rebuild the group after every member was lost", () => {
		const channel = createChannel("1", "2", "3");
		const before = sharedCode(channel, "1", "2", "3");
		for (const userId of ["1", "2", "3"]) channel.setLost(userId, true);
		channel.expire();
		channel.sent.splice(0);
		channel.expire();
		assert.deepEqual(channel.sent, []);
		assert.deepEqual(channel.room.state().members, []);
		find(channel, "3", "1", "2");
		channel.expire();
		assert.notEqual(sharedCode(channel, "1", "2", "3"), before);
	});

	it("should revoke the add of a lost pending user", () => {
		const channel = createChannel("1", "2");
		channel.join("3");
		channel.stepUntil(() => channel.room.state().pending.length > 0);
		lose(channel, "3");
		assert.equal(channel.room.state().proposals, 0);
		sharedCode(channel, "1", "2");
		find(channel, "3");
		sharedCode(channel, "1", "2", "3");
	});

	it("should forget a lost member when its session ends", () => {
		const channel = createChannel("1", "2", "3");
		lose(channel, "3");
		const { epoch } = channel.room.state();
		channel.leave("3");
		channel.settle();
		assert.deepEqual([channel.room.state().joining, channel.room.state().epoch], [[], epoch]);
		sharedCode(channel, "1", "2");
	});

	it("should ignore a lost member until it resumes", () => {
		const { room } = createChannel("1", "2", "3");
		room.suspend("3", true);
		const reason = "user is lost";
		const keyPackage = makeKeyPackage(makeSigner("3"));
		assert.deepEqual(room.receiveKeyPackage("3", keyPackage).verdict, { kind: "ignored", reason });
		assert.deepEqual(room.receiveInvalid("3").verdict, { kind: "ignored", reason });
		assert.deepEqual(room.receivePrivacyCode("3", 1, "1".repeat(30)).verdict, { kind: "ignored", reason });
	});

	it("should ignore users that are absent or lack DAVE", () => {
		const room = new DaveRoom("5", new ExternalSender());
		room.join("9", false);
		for (const userId of ["9", "10"]) {
			assert.deepEqual(room.suspend(userId, true), []);
			assert.deepEqual(room.resume(userId, 0), []);
		}
		assert.deepEqual([room.state().plain, room.state().joining], [["9"], []]);
	});
});

describe("a version change while a member is lost", () => {
	it("should end encryption and notify the lost member later", () => {
		const channel = createChannel("1", "2");
		lose(channel, "2");
		channel.sent.splice(0);
		channel.perform(channel.room.join("9", false));
		channel.settle();
		assert.deepEqual([channel.peer("1").version, channel.peer("2").version], [0, 1]);
		assert.deepEqual(sentTo(channel, "2"), []);
		find(channel, "2");
		assert.deepEqual(sentTo(channel, "2"), [DavePrepareTransition]);
		assert.equal(channel.peer("2").version, 0);
		assert.deepEqual(channel.room.state().transitions, []);
		channel.perform(channel.room.leave("9"));
		channel.settle();
		sharedCode(channel, "1", "2");
	});

	it("should readmit a member after encryption was toggled", () => {
		const channel = createChannel("1", "2");
		lose(channel, "2");
		channel.perform(channel.room.setOn(false));
		channel.settle();
		channel.perform(channel.room.setOn(true));
		find(channel, "2");
		sharedCode(channel, "1", "2");
	});

	it("should send the external sender to a returning member", () => {
		const channel = new DaveChannel("remove");
		channel.perform(channel.room.join("9", false));
		channel.join("1");
		channel.join("2");
		lose(channel, "2");
		channel.perform(channel.room.leave("9"));
		channel.settle();
		assert.deepEqual(sentTo(channel, "2"), []);
		find(channel, "2");
		assert.deepEqual(sentTo(channel, "2").slice(0, 3), [DavePrepareEpoch, DaveMlsExternalSender, DaveMlsProposals]);
		sharedCode(channel, "1", "2");
	});

	it("should send nothing when the channel never had encryption", () => {
		const channel = new DaveChannel("remove");
		channel.perform(channel.room.join("9", false));
		channel.join("1");
		lose(channel, "1");
		find(channel, "1");
		assert.deepEqual(channel.sent, []);
	});
});
