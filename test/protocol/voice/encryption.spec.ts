/// <reference types="@rbxts/testez/globals" />

import { Encryption, isSameEncryption, readEncryption } from "../../../src/protocol/voice/encryption";

const CODE = "788281441692268795984132347087";

function tell(encryption: Encryption | undefined): string {
	if (encryption === undefined) return "nothing";
	return encryption.kind === "active" ? `active ${encryption.epoch} ${encryption.privacyCode}` : encryption.kind;
}

/** By hand: data of a `d` record, and what is read of it. */
const ROWS: ReadonlyArray<readonly [name: string, data: unknown, expected: string]> = [
	["none", { state: "none" }, "none"],
	["pending", { state: "pending", version: 1 }, "pending"],
	["active", { state: "active", version: 1, epoch: 4, code: CODE }, `active 4 ${CODE}`],
	["active without epoch", { state: "active", code: CODE }, "nothing"],
	["active without code", { state: "active", epoch: 4 }, "nothing"],
	["active with an epoch in quotes", { state: "active", epoch: "4", code: CODE }, "nothing"],
	["a state of a later version", { state: "broken" }, "nothing"],
	["no state", {}, "nothing"],
	["text", "none", "nothing"],
	["nothing", undefined, "nothing"],
];

/** By hand: which of these are the same. */
const NONE: Encryption = { kind: "none" };
const PENDING: Encryption = { kind: "pending" };
const active = (epoch: number, privacyCode: string): Encryption => ({ kind: "active", epoch, privacyCode });
const PAIRS: ReadonlyArray<readonly [one: Encryption, other: Encryption, isSame: boolean]> = [
	[NONE, { kind: "none" }, true],
	[NONE, PENDING, false],
	[PENDING, active(1, "1"), false],
	[active(1, "1"), NONE, false],
	[active(1, "1"), active(1, "1"), true],
	[active(1, "1"), active(2, "1"), false],
	[active(1, "1"), active(1, "2"), false],
];

export = () => {
	describe("readEncryption", () => {
		for (const [name, data, expected] of ROWS) {
			it(`should read ${name}`, () => {
				expect(tell(readEncryption(data))).to.equal(expected);
			});
		}
	});

	describe("isSameEncryption", () => {
		for (const [one, other, isSame] of PAIRS) {
			it(`should say ${isSame} of ${tell(one)} and ${tell(other)}`, () => {
				expect(isSameEncryption(one, other)).to.equal(isSame);
			});
		}
	});
};
