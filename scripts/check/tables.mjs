/**
 * Compares the tables of the source with each other and with the documents. Edge: files. Runs with tsx, which reads the tables.
 */

import { readFileSync } from "node:fs";
import { join } from "node:path";
import { root } from "../setup/paths.mjs";
import { filesUnder } from "../setup/stamp.mjs";
import { closeCodeFaults, codesOf } from "./closeCodes.mjs";
import { nameFaults, untested } from "./nameTable.mjs";

/** Close codes: their file, its enum, its table of what follows each, and the document and section that show them. */
const CLOSE_CODES = /** @type {const} */ ([
	[
		"src/protocol/voice/closeCode.ts",
		"VoiceCloseCode",
		"VOICE_CLOSE_ACTIONS",
		"docs/voiceConnection.md",
		"What follows a close code",
	],
	[
		"src/protocol/gateway/closeCode.ts",
		"GatewayCloseCode",
		"GATEWAY_CLOSE_RULES",
		"docs/gateway.md",
		"What follows a close code",
	],
	[
		"src/protocol/gateway/closeCode.ts",
		"GatewayCloseCode",
		"GATEWAY_CLOSE_RULES",
		"docs/gatewayServer.md",
		"What it rejects",
	],
]);

for (const [file, enumName, tableName, document, heading] of CLOSE_CODES) {
	const module = await import(join(root, file));
	const codes = codesOf(module[enumName]);
	for (const fault of closeCodeFaults(readFileSync(join(root, document), "utf8"), heading, codes)) {
		report(`${document}: ${fault}`);
	}
	for (const [name, code] of Object.entries(codes)) {
		if (!module[tableName].has(code)) report(`${file}: ${tableName} has no row for ${name}`);
	}
}

/** Faults of the gateway server: their sections in its document, and their names. Each is in a test, too. */
const { CONTROL_FLAGS } = await import(join(root, "packages/gateway-server/flags/controlFlagTable.ts"));
const { CORRUPTION_KINDS } = await import(join(root, "packages/gateway-server/faults/corruption.ts"));
const { HANDSHAKE_FAULT_KINDS } = await import(join(root, "packages/gateway-server/faults/handshake.ts"));
const FAULTS_DOCUMENT = "docs/gatewayServer.md";
const FAULTS = /** @type {readonly (readonly [heading: string, names: readonly string[]])[]} */ ([
	["Control flags", Object.keys(CONTROL_FLAGS)],
	["Kinds of damage", CORRUPTION_KINDS],
	["Handshake faults", HANDSHAKE_FAULT_KINDS],
]);
const tests = filesUnder(root, "packages/gateway-server")
	.filter((path) => path.endsWith(".test.ts"))
	.map((path) => readFileSync(join(root, path), "utf8"));
for (const [heading, names] of FAULTS) {
	const markdown = readFileSync(join(root, FAULTS_DOCUMENT), "utf8");
	for (const fault of nameFaults(markdown, heading, names)) report(`${FAULTS_DOCUMENT}: ${fault}`);
	for (const name of untested(names, tests)) report(`packages/gateway-server: no test of the fault ${name}`);
}

/** @param {string} fault */
function report(fault) {
	console.error(fault);
	process.exitCode = 1;
}
