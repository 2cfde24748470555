import assert from "node:assert/strict";
import { readFileSync } from "node:fs";
import { describe, it } from "node:test";
import { CloseAction, VOICE_CLOSE_ACTIONS } from "../../../src/protocol/voice/closeCode.ts";

const DOCUMENT = new URL("../../../docs/voiceConnection.md", import.meta.url);

/** How the document's table words each action. */
const WORDS: Record<CloseAction, RegExp> = {
	resume: /^resumes/,
	identify: /^a new session$/,
	identifyOnce: /^a new session, once; again: ends with `protocolError`$/,
	renew: /^asks for new credentials/,
	move: /^10 s for the main gateway|^like 4014/,
	stop: /^ends with/,
};

/** Table rows by code, with their action; "the same" refers to the row above. */
function readRows(): Map<number, string> {
	const rows = new Map<number, string>();
	let above = "";
	for (const [, code, text = ""] of readFileSync(DOCUMENT, "utf8").matchAll(
		/^\| (\d{4}) +\|[^|]*\| ([^|]*?) +\|$/gm,
	)) {
		if (text !== "the same") above = text;
		rows.set(Number(code), above);
	}
	return rows;
}

describe("docs/voiceConnection.md", () => {
	const rows = readRows();

	it("should have a row for exactly the documented close codes", () => {
		assert.deepEqual([...rows.keys()].sort(), [...VOICE_CLOSE_ACTIONS.keys()].sort());
	});

	for (const [code, action] of VOICE_CLOSE_ACTIONS) {
		it(`should describe ${code} as: ${action}`, () => {
			assert.match(rows.get(code) ?? "", WORDS[action]);
		});
	}
});
