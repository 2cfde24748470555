/**
 * Compares the tables of the source with each other and with the documents. Edge: files. Runs with tsx, which reads the tables.
 */

import { readFileSync } from "node:fs";
import { join } from "node:path";
import { root } from "../setup/paths.mjs";
import { closeCodeFaults, codesOf } from "./closeCodes.mjs";

const HEADING = "What follows a close code";

/** Close codes: their file, its enum, its table of what follows each, and the document that shows them. */
const CLOSE_CODES = /** @type {const} */ ([
	["src/protocol/voice/closeCode.ts", "VoiceCloseCode", "VOICE_CLOSE_ACTIONS", "docs/voiceConnection.md"],
	["src/protocol/gateway/closeCode.ts", "GatewayCloseCode", "GATEWAY_CLOSE_RULES", "docs/gateway.md"],
]);

for (const [file, enumName, tableName, document] of CLOSE_CODES) {
	const module = await import(join(root, file));
	const codes = codesOf(module[enumName]);
	for (const fault of closeCodeFaults(readFileSync(join(root, document), "utf8"), HEADING, codes)) {
		report(`${document}: ${fault}`);
	}
	for (const [name, code] of Object.entries(codes)) {
		if (!module[tableName].has(code)) report(`${file}: ${tableName} has no row for ${name}`);
	}
}

/** @param {string} fault */
function report(fault) {
	console.error(fault);
	process.exitCode = 1;
}
