import assert from "node:assert/strict";
import { readFileSync } from "node:fs";
import { describe, it } from "node:test";
import { CloseAction, VOICE_CLOSE_ACTIONS } from "../../../src/protocol/voice/closeCode.ts";

const DOCUMENT = new URL("../../../docs/voiceConnection.md", import.meta.url);

/** How the document's table says each action. */
const WORDS: Record<CloseAction, RegExp> = {
	resume: /^resumes/,
	identify: /^a new session$/,
	identifyOnce: /^a new session, once; again: ends with `protocolError`$/,
	renew: /^asks for new credentials/,
	move: /^10 s for the main gateway|^as 4014/,
	stop: /^ends with/,
};

/** The rows of one code each: what is done; "the same" is what stands above. */
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

	it("should have a row for each documented close code, and no other", () => {
		assert.deepEqual([...rows.keys()].sort(), [...VOICE_CLOSE_ACTIONS.keys()].sort());
	});

	for (const [code, action] of VOICE_CLOSE_ACTIONS) {
		it(`should say of ${code}: ${action}`, () => {
			assert.match(rows.get(code) ?? "", WORDS[action]);
		});
	}
});
