/// <reference types="@rbxts/testez/globals" />

import { identifyOrResume } from "../../../src/protocol/voice/identifyOrResume";
import { encodeJson } from "../../../src/runtime/json";

const CREDENTIALS = { serverId: "1", userId: "2", sessionId: "s", token: "t", channelId: "3" };

interface Row {
	readonly name: string;
	/** Letters of the true options: Session held, Encrypted, Carried. */
	readonly given: string;
	/** Opcode, and the fields for a relay. */
	readonly sent: string;
}

/** By hand, from docs/relay.md. */
const TABLE: ReadonlyArray<Row> = [
	{ name: "identify", given: "", sent: "0" },
	{ name: "name the channel to who carries DAVE", given: "C", sent: "0 channel_id" },
	{ name: "identify as ever after an encrypted session", given: "E", sent: "0" },
	{ name: "name the channel again after an encrypted session", given: "EC", sent: "0 channel_id" },
	{ name: "resume", given: "S", sent: "7" },
	{ name: "resume as ever where DAVE would be carried", given: "SC", sent: "7" },
	{ name: "say that the session is encrypted", given: "SEC", sent: "7 encrypted" },
	{ name: "not resume an encrypted session without a relay for it", given: "SE", sent: "nothing" },
];

export = () => {
	describe("identifyOrResume", () => {
		for (const { name, given, sent } of TABLE) {
			it(`should ${name}`, () => {
				const has = (letter: string) => given.find(letter, 1, true)[0] !== undefined;
				const message = identifyOrResume(CREDENTIALS, {
					hasSession: has("S"),
					sequence: 4,
					isEncrypted: has("E"),
					isCarried: has("C"),
				});
				if (message === undefined) return expect(sent).to.equal("nothing");
				const text = encodeJson(message);
				const fields = ["channel_id", "encrypted"].filter(
					(field) => text.find(`"${field}"`, 1, true)[0] !== undefined,
				);
				expect([tostring(message.op), ...fields].join(" ")).to.equal(sent);
			});
		}

		it("should acknowledge the last sequence", () => {
			const options = { hasSession: true, sequence: 4, isEncrypted: false, isCarried: false };
			expect(encodeJson(identifyOrResume(CREDENTIALS, options)).find('"seq_ack":4', 1, true)[0]).to.be.ok();
		});
	});
};
