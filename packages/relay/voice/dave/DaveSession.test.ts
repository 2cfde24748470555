import assert from "node:assert/strict";
import { describe, it } from "node:test";
import { appendPayload } from "../../../gateway-server/dave/ExternalSender.ts";
import { VECTORS } from "../../support/daveVectors.ts";
import { FakeMls } from "../../support/FakeMls.ts";
import { DaveSession } from "./DaveSession.ts";
import type { DaveEvent, DaveOutput, Encryption } from "./messages.ts";
import type { RejoinNews } from "./Rejoin.ts";

const IDENTITY = { userId: "11", channelId: "22" };
const NONE: Encryption = { state: "none" };
const PENDING: Encryption = { state: "pending", version: 1 };
const active = (epoch: number): Encryption => ({ state: "active", version: 1, epoch, code: `code ${epoch}` });

/** A session, and shorthands for tests. */
class Fixture {
	public readonly mls = new FakeMls();
	public readonly session = new DaveSession(IDENTITY, this.mls.create);
	public encryption: Encryption = NONE;
	/** News of its rejoin, oldest first. */
	public readonly rejoins: Array<RejoinNews> = [];

	/** Gives it a JSON message. Returns its output, formatted by `show`. */
	public json(op: number, d: unknown): ReadonlyArray<string> {
		return this.show(this.session.take({ kind: "json", op, d }));
	}

	/** Gives it a binary message; text is its payload. */
	public binary(op: number, payload: string | Buffer, next?: DaveEvent): ReadonlyArray<string> {
		return this.show(this.session.take({ kind: "binary", op, payload: Buffer.from(payload as string) }, next));
	}

	public event(kind: "lost" | "resumed" | "overdue"): ReadonlyArray<string> {
		return this.show(this.session.take({ kind }));
	}

	/** Brings it into the group of epoch 1, with transition 1 executed. */
	public join(): void {
		this.json(4, { dave_protocol_version: 1 });
		this.binary(25, "sender");
		this.binary(30, "\0\x01welcome");
		this.json(22, { transition_id: 1 });
		this.mls.take();
	}

	private show({ up, encryption, rejoin }: DaveOutput): ReadonlyArray<string> {
		this.encryption = encryption ?? this.encryption;
		if (rejoin !== undefined) this.rejoins.push(rejoin);
		return up.map((message) => {
			if (typeof message !== "string") return `${message[0]} ${Buffer.from(message.subarray(1)).toString()}`;
			const { op, d } = JSON.parse(message) as { op: number; d: { transition_id: number } };
			return `${op} ${d.transition_id}`;
		});
	}
}

const proposals = (payload: Buffer): DaveEvent => ({ kind: "binary", op: 27, payload });
const APPEND_NOTHING = Buffer.of(0, 0);
const commitOf = (text: string): { commit: Buffer } => ({ commit: Buffer.from(text) });

describe("DaveSession", () => {
	it("should offer a key package once the channel uses DAVE", () => {
		const fixture = new Fixture();
		assert.deepEqual(fixture.json(4, { dave_protocol_version: 1 }), ["26 kp1"]);
		assert.deepEqual(fixture.encryption, PENDING);
		assert.deepEqual(fixture.mls.take(), ["create 1 11 22"]);
	});

	it("should do nothing in a channel without DAVE", () => {
		for (const d of [
			{ dave_protocol_version: 0 },
			{},
			{ dave_protocol_version: 2 },
			{ dave_protocol_version: "1" },
		]) {
			const fixture = new Fixture();
			assert.deepEqual(fixture.json(4, d), []);
			assert.deepEqual(fixture.binary(27, APPEND_NOTHING), []);
			assert.deepEqual(fixture.binary(29, "\0\x01commit"), []);
			assert.deepEqual(fixture.binary(30, "\0\x01welcome"), []);
			assert.deepEqual(fixture.encryption, NONE);
			assert.deepEqual(fixture.mls.take(), []);
		}
	});

	it("should keep an external sender that precedes the session", () => {
		const fixture = new Fixture();
		fixture.binary(25, "sender");
		fixture.json(4, { dave_protocol_version: 1 });
		assert.deepEqual(fixture.mls.take(), ["create 1 11 22", `sender ${Buffer.from("sender").toString("hex")}`]);
	});

	it("should commit with the users of the channel", () => {
		const fixture = new Fixture();
		fixture.json(11, { user_ids: ["33", "44", 5, "x", "18446744073709551616", "1".repeat(21)] });
		fixture.json(13, { user_id: "33" });
		fixture.json(13, { user_id: "11" });
		fixture.json(4, { dave_protocol_version: 1 });
		fixture.mls.take();
		fixture.binary(27, APPEND_NOTHING);
		assert.deepEqual(fixture.mls.take(), ["propose 0 00 11,44"]);
	});

	it("should answer proposals with its commit and any welcome", () => {
		const fixture = new Fixture();
		fixture.json(4, { dave_protocol_version: 1 });
		fixture.mls.results.push({}, commitOf("commit"), { ...commitOf("commit2"), welcome: Buffer.from("+welcome") });
		assert.deepEqual(fixture.binary(27, APPEND_NOTHING), []);
		assert.deepEqual(fixture.binary(27, APPEND_NOTHING), ["28 commit"]);
		assert.deepEqual(fixture.binary(27, APPEND_NOTHING), ["28 commit2+welcome"]);
	});

	it("should answer proposals that come together with one commit", () => {
		const fixture = new Fixture();
		fixture.join();
		const { add, otherAdd } = VECTORS;
		const [first, second] = [appendPayload([add.message]), appendPayload([otherAdd.message])];
		const both = appendPayload([add.message, otherAdd.message]);
		fixture.mls.results.push(commitOf("of both"));
		assert.deepEqual(fixture.binary(27, first, proposals(second)), []);
		assert.deepEqual(fixture.mls.take(), []);
		assert.deepEqual(fixture.binary(27, second), ["28 of both"]);
		assert.deepEqual(fixture.mls.take(), [`propose 0 ${both.subarray(1).toString("hex")} 11`]);
	});

	it("should not wait for a message of another kind", () => {
		const append = appendPayload([VECTORS.add.message]);
		const revoke = VECTORS.revoke;
		for (const [payload, next] of [
			[append, proposals(revoke)],
			[append, { kind: "binary", op: 29, payload: append }],
			[append, { kind: "lost" }],
			[append, undefined],
			[revoke, proposals(append)],
		] as const) {
			const fixture = new Fixture();
			fixture.join();
			fixture.binary(27, payload, next);
			assert.equal(fixture.mls.take().length, 1);
		}
	});

	it("should survive if the library throws on proposals", () => {
		const fixture = new Fixture();
		fixture.join();
		fixture.mls.failing.add("propose");
		assert.deepEqual(fixture.binary(27, APPEND_NOTHING), []);
		fixture.mls.failing.clear();
		assert.deepEqual(fixture.binary(29, "\0\x02commit"), ["23 2"]);
		assert.deepEqual(fixture.encryption, active(2));
		assert.deepEqual(fixture.rejoins, ["begun", "done"]);
	});

	it("should ask to rejoin when no member commits proposals that it cannot process", () => {
		const fixture = new Fixture();
		fixture.join();
		fixture.mls.failing.add("propose");
		fixture.binary(27, APPEND_NOTHING);
		assert.deepEqual(fixture.encryption, active(1));
		assert.deepEqual(fixture.event("overdue"), ["31 1", "26 kp2"]);
		assert.deepEqual(fixture.encryption, PENDING);
	});

	it("should join by a welcome, and report itself ready", () => {
		const fixture = new Fixture();
		fixture.json(4, { dave_protocol_version: 1 });
		fixture.mls.take();
		assert.deepEqual(fixture.binary(30, "\x01\x02welcome"), ["23 258"]);
		assert.deepEqual(fixture.mls.take(), ["welcome welcome"]);
		assert.deepEqual(fixture.encryption, active(1));
	});

	it("should join by its own commit, else wait for a welcome", () => {
		const fixture = new Fixture();
		fixture.json(4, { dave_protocol_version: 1 });
		fixture.mls.results.push(commitOf("mine"));
		fixture.binary(27, APPEND_NOTHING);
		fixture.mls.take();
		assert.deepEqual(fixture.binary(29, "\0\x01theirs"), []);
		assert.deepEqual(fixture.mls.take(), []);
		assert.deepEqual(fixture.binary(29, "\0\x01mine"), ["23 1"]);
		assert.deepEqual(fixture.mls.take(), ["commit mine"]);
	});

	it("should not let the library merge its older commit", () => {
		const fixture = new Fixture();
		fixture.join();
		fixture.mls.results.push(commitOf("older"), commitOf("newer"));
		fixture.binary(27, APPEND_NOTHING);
		fixture.binary(27, APPEND_NOTHING);
		fixture.mls.take();
		assert.deepEqual(fixture.binary(29, "\0\x02older"), ["31 2", "26 kp2"]);
		assert.deepEqual(fixture.mls.take(), ["reinit 1 11 22", "sender 73656e646572"]);
		assert.deepEqual(fixture.encryption, PENDING);
	});

	it("should report at once that an older commit of its own founded the group", () => {
		const fixture = new Fixture();
		fixture.json(4, { dave_protocol_version: 1 });
		fixture.mls.results.push(commitOf("older"), commitOf("newer"));
		fixture.binary(27, APPEND_NOTHING);
		fixture.binary(27, APPEND_NOTHING);
		fixture.mls.take();
		assert.deepEqual(fixture.binary(29, "\0\x01older"), ["31 1", "26 kp2"]);
		assert.deepEqual(fixture.mls.take(), ["reinit 1 11 22"]);
	});

	it("should execute transition 0 at once, without a report", () => {
		const fixture = new Fixture();
		fixture.join();
		assert.deepEqual(fixture.binary(29, "\0\0commit"), []);
		assert.deepEqual(fixture.json(21, { transition_id: 0, protocol_version: 0 }), []);
		assert.deepEqual(fixture.encryption, NONE);
	});

	it("should drop encryption, and restore it in a new group", () => {
		const fixture = new Fixture();
		fixture.join();
		assert.deepEqual(fixture.json(21, { transition_id: 7, protocol_version: 0 }), ["23 7"]);
		assert.deepEqual(fixture.encryption, active(1));
		fixture.json(22, { transition_id: 8 });
		assert.deepEqual(fixture.encryption, active(1));
		assert.deepEqual(fixture.json(22, { transition_id: 7 }), []);
		assert.deepEqual(fixture.encryption, NONE);
		assert.deepEqual(fixture.json(24, { epoch: 1, protocol_version: 1 }), ["26 kp2"]);
		assert.deepEqual(fixture.encryption, PENDING);
	});

	it("should not report an earlier group's failure to a new one", () => {
		const fixture = new Fixture();
		fixture.join();
		fixture.mls.failing.add("commit").add("welcome");
		assert.deepEqual(fixture.binary(29, "\0\x05bad"), ["31 5", "26 kp2"]);
		assert.deepEqual(fixture.json(24, { epoch: 1, protocol_version: 1 }), ["26 kp3"]);
		fixture.event("lost");
		assert.deepEqual(fixture.event("resumed"), ["26 kp3"]);
		assert.deepEqual(fixture.binary(30, "\0\x06bad"), ["31 6", "26 kp4"]);
	});

	it("should restart only at epoch 1", () => {
		const fixture = new Fixture();
		fixture.join();
		for (const d of [{ epoch: 2, protocol_version: 1 }, { epoch: 1, protocol_version: 3 }, {}, [], null, 4]) {
			assert.deepEqual(fixture.json(24, d), []);
		}
		assert.deepEqual(fixture.encryption, active(1));
	});

	it("should ask to rejoin once, until a transition works", () => {
		const fixture = new Fixture();
		fixture.join();
		fixture.mls.failing.add("commit").add("welcome");
		assert.deepEqual(fixture.binary(29, "\0\x02bad"), ["31 2", "26 kp2"]);
		assert.deepEqual(fixture.binary(30, "\0\x03bad"), []);
		fixture.mls.failing.clear();
		assert.deepEqual(fixture.binary(30, "\0\x04good"), ["23 4"]);
		fixture.mls.failing.add("commit");
		assert.deepEqual(fixture.binary(29, "\0\x05bad"), []);
		assert.deepEqual(fixture.json(22, { transition_id: 4 }), []);
		assert.deepEqual(fixture.binary(29, "\0\x06bad"), ["31 6", "26 kp3"]);
	});

	it("should ask five times in total", () => {
		const fixture = new Fixture();
		fixture.join();
		let asked = 0;
		for (let id = 10; id < 30; id += 2) {
			fixture.mls.failing.add("welcome");
			asked += fixture.binary(30, Buffer.of(0, id, 1)).filter((line) => line.startsWith("31")).length;
			fixture.mls.failing.clear();
			fixture.binary(30, Buffer.of(0, id + 1, 1));
			fixture.json(22, { transition_id: id + 1 });
		}
		assert.equal(asked, 5);
	});

	it("should fail after the time limit or five reports", () => {
		const fixture = new Fixture();
		fixture.join();
		fixture.mls.failing.add("commit").add("welcome");
		fixture.binary(29, "\0\x02bad");
		fixture.binary(30, "\0\x03bad");
		assert.deepEqual(fixture.rejoins, ["begun"]);
		assert.deepEqual(fixture.event("overdue"), []);
		assert.deepEqual(fixture.rejoins, ["begun", "failed"]);
		assert.deepEqual(fixture.encryption, PENDING);
	});

	it("should be out after a failed commit without a report", () => {
		const fixture = new Fixture();
		fixture.join();
		fixture.mls.failing.add("commit");
		fixture.binary(29, "\0\x02bad");
		fixture.mls.failing.clear();
		fixture.binary(30, "\0\x03good");
		assert.deepEqual(fixture.encryption, active(1));
		fixture.mls.failing.add("commit");
		assert.deepEqual(fixture.binary(29, "\0\x04bad"), []);
		assert.deepEqual(fixture.encryption, PENDING);
		assert.deepEqual(fixture.rejoins, ["begun", "done", "begun"]);
	});

	it("should ask to rejoin if no Welcome follows another's commit", () => {
		const fixture = new Fixture();
		fixture.json(4, { dave_protocol_version: 1 });
		assert.deepEqual(fixture.binary(29, "\0\x09theirs"), []);
		assert.deepEqual(fixture.event("overdue"), ["31 9", "26 kp2"]);
		fixture.event("lost");
		assert.deepEqual(fixture.event("resumed"), ["31 9", "26 kp2"]);
		assert.deepEqual(fixture.rejoins, ["begun", "begun", "begun"]);
		fixture.binary(30, "\0\x0awelcome");
		assert.deepEqual(fixture.rejoins.at(-1), "done");
		assert.deepEqual(fixture.event("overdue"), []);
	});

	it("should not wait to rejoin a group that is gone", () => {
		for (const [op, d] of [
			[4, { dave_protocol_version: 1 }],
			[21, { transition_id: 0, protocol_version: 0 }],
			[24, { epoch: 1, protocol_version: 1 }],
		] as const) {
			const fixture = new Fixture();
			fixture.join();
			fixture.mls.failing.add("commit");
			fixture.binary(29, "\0\x02bad");
			fixture.json(op, d);
			assert.deepEqual(fixture.rejoins, ["begun", "done"], `op ${op}`);
		}
	});

	it("should repeat unconfirmed messages only after a Resume", () => {
		const fixture = new Fixture();
		fixture.json(4, { dave_protocol_version: 1 });
		fixture.mls.results.push(commitOf("mine"));
		fixture.event("lost");
		assert.deepEqual(fixture.binary(27, APPEND_NOTHING), []);
		assert.deepEqual(fixture.json(21, { transition_id: 3, protocol_version: 1 }), []);
		assert.deepEqual(fixture.event("resumed"), ["26 kp1", "28 mine", "23 3"]);
		fixture.binary(30, "\0\x04welcome");
		fixture.json(22, { transition_id: 3 });
		fixture.json(22, { transition_id: 4 });
		fixture.event("lost");
		assert.deepEqual(fixture.event("resumed"), []);
		fixture.mls.failing.add("commit");
		fixture.binary(29, "\0\x05bad");
		fixture.event("lost");
		assert.deepEqual(fixture.event("resumed"), ["31 5", "26 kp2"]);
	});

	it("should not repeat a report after a Resume once rejoined", () => {
		const fixture = new Fixture();
		fixture.join();
		fixture.mls.failing.add("commit");
		assert.deepEqual(fixture.binary(29, "\0\x05bad"), ["31 5", "26 kp2"]);
		assert.deepEqual(fixture.binary(30, "\0\x06welcome"), ["23 6"]);
		fixture.event("lost");
		assert.deepEqual(fixture.event("resumed"), ["23 6"]);
		assert.deepEqual(fixture.encryption, active(1));
	});

	it("should start over at a second Session Description", () => {
		const fixture = new Fixture();
		fixture.join();
		assert.deepEqual(fixture.json(4, { dave_protocol_version: 1 }), ["26 kp2"]);
		assert.deepEqual(fixture.mls.take(), ["create 1 11 22", "sender 73656e646572"]);
		assert.deepEqual(fixture.encryption, PENDING);
	});

	it("should execute no transition of a group that is gone", () => {
		for (const [op, d] of [
			[4, { dave_protocol_version: 1 }],
			[24, { epoch: 1, protocol_version: 1 }],
		] as const) {
			const fixture = new Fixture();
			fixture.join();
			fixture.json(21, { transition_id: 7, protocol_version: 0 });
			fixture.json(op, d);
			fixture.event("lost");
			assert.deepEqual(fixture.event("resumed"), ["26 kp2"], `op ${op}`);
			fixture.json(22, { transition_id: 7 });
			assert.deepEqual(fixture.encryption, PENDING, `op ${op}`);
		}
	});

	it("should offer no key package after a Resume without DAVE", () => {
		const fixture = new Fixture();
		fixture.json(4, { dave_protocol_version: 1 });
		fixture.json(4, { dave_protocol_version: 0 });
		fixture.event("lost");
		assert.deepEqual(fixture.event("resumed"), []);
		assert.deepEqual(fixture.encryption, NONE);
	});

	it("should skip DAVE if the library cannot make a session", () => {
		const fixture = new Fixture();
		fixture.mls.failing.add("create");
		assert.deepEqual(fixture.json(4, { dave_protocol_version: 1 }), []);
		assert.deepEqual(fixture.encryption, NONE);
	});

	it("should report a truncated commit or Welcome as failed", () => {
		for (const op of [29, 30]) {
			for (const [payload, id] of [
				["", 0],
				["\x01", 0],
				["\x01\x02", 258],
			] as const) {
				const fixture = new Fixture();
				fixture.join();
				assert.deepEqual(fixture.binary(op, payload), [`31 ${id}`, "26 kp2"]);
				assert.deepEqual(fixture.encryption, PENDING);
			}
		}
	});

	it("should skip other kinds of messages", () => {
		const fixture = new Fixture();
		fixture.join();
		for (const op of [26, 28, 31, 99]) {
			for (const payload of ["", "\0", "\0\x01"]) {
				assert.deepEqual(fixture.binary(op, payload), [], `op ${op}`);
			}
		}
		for (const d of [
			{},
			{ transition_id: -1 },
			{ transition_id: 65_536, protocol_version: 1 },
			{ transition_id: "1" },
		]) {
			assert.deepEqual(fixture.json(21, d), []);
			assert.deepEqual(fixture.json(22, d), []);
		}
		assert.deepEqual(fixture.encryption, active(1));
	});
});
