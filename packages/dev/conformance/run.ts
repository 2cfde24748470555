/**
 * Runs the Autobahn cases, with kosoku, against the gateway server's WebSocket layer and against a plain `ws` server. Ours must
 * pass every case that plain `ws` passes.
 *
 *     VOICE_GATEWAY_KOSOKU=... tsx packages/dev/conformance/run.ts
 *
 * Prints the counts, one per case and sending mode. A case that plain ws fails too is not counted.
 */

import { once } from "node:events";
import type { AddressInfo } from "node:net";
import { WebSocketServer } from "ws";
import { printTest, readSelection } from "../support/selection.ts";
import { EchoServer } from "./EchoServer.ts";
import { runCases } from "./runCases.ts";
import { judge, type Report, type Verdict } from "./verdict.ts";
import type { ConnectionControlFlags } from "../../gateway-server/flags/ConnectionControlFlags.ts";

/** Skipped because they take minutes: limits and performance (9) and compression (12, 13), which the gateways do not offer. */
const EXCLUDED = ["9.*", "12.*", "13.*"];

/** Sending modes: with `ws`, or with frames written by the server itself, as faults do. */
const WAYS: Readonly<Record<string, ConnectionControlFlags | undefined>> = {
	"gateway server": undefined,
	"gateway server, own frames": { dribbleSize: 65_536, dribbleInterval: 0 },
	"gateway server, fragments": { fragment: 1000 },
};

const { VOICE_GATEWAY_KOSOKU: kosoku, VOICE_GATEWAY_KOSOKU_MISSING: reason } = process.env;
const isSelected = readSelection();

/** Parameters of kosoku that select cases. */
type Cases = ReadonlyArray<string>;

/** Nothing listens here. A run against it reports a failure of every case at once. */
const NOWHERE = "127.0.0.1:1";

const nameOf = (id: string): string => `case ${id}`;

async function listCases(program: string): Promise<ReadonlyArray<string>> {
	return Object.keys(await runCases(program, NOWHERE, []));
}

/** Returns the parameters for the selected cases of a mode, or undefined if no case is selected. */
function choose(way: string, ids: ReadonlyArray<string>): Cases | undefined {
	const selected = ids.filter((id) => isSelected?.(way, nameOf(id)) ?? true);
	if (selected.length === 0) return undefined;
	// a mode that is selected as a whole runs the same cases as without a filter
	if (selected.length === ids.length) return EXCLUDED.flatMap((name) => ["--exclude", name]);
	return selected.flatMap((id) => ["--include", id]);
}

async function reportOnPlain(program: string, cases: Cases): Promise<Report> {
	const plain = new WebSocketServer({ port: 0, host: "127.0.0.1", maxPayload: 2 ** 24 });
	plain.on("connection", (socket) => {
		socket.on("error", () => {}); // a case that violates the protocol; "close" follows
		socket.on("message", (data, isBinary) => socket.send(data, { binary: isBinary }));
	});
	await once(plain, "listening");
	try {
		return await runCases(program, `127.0.0.1:${(plain.address() as AddressInfo).port}`, cases);
	} finally {
		for (const client of plain.clients) client.terminate();
		plain.close();
	}
}

async function reportOnOurs(program: string, cases: Cases, flags: ConnectionControlFlags | undefined): Promise<Report> {
	const server = new EchoServer(flags);
	await server.listen();
	try {
		return await runCases(program, server.endpoint, cases);
	} finally {
		await server.terminate();
	}
}

/** Prints the cases that did not pass. Returns the counts. */
function printFailures(name: string, ours: Report, theirs: Report): readonly [passed: number, failed: number] {
	const verdicts = [...judge(ours, theirs)];
	const idsOf = (wanted: Verdict): ReadonlyArray<string> =>
		verdicts.filter(([, verdict]) => verdict === wanted).map(([id]) => id);
	const [passed, failed, inherited] = [idsOf("passed"), idsOf("failed"), idsOf("inherited")];
	const show = (id: string): string =>
		`${ours[id]?.behavior ?? "no result"}, close ${ours[id]?.behaviorClose ?? "-"}`;
	for (const id of failed) console.log(`${name}: case ${id} failed: ${show(id)}`);
	for (const id of inherited) console.log(`${name}: case ${id} fails with plain ws too: ${show(id)}`);
	console.log(`${name}: ${passed.length} of ${verdicts.length} cases passed`);
	return [passed.length, failed.length];
}

async function run(program: string): Promise<void> {
	const ids = await listCases(program);
	/** Reports on plain ws by their cases. Most modes share one. */
	const plain = new Map<string, Report>();
	let [passed, failed] = [0, 0];
	for (const [way, flags] of Object.entries(WAYS)) {
		const cases = choose(way, ids);
		if (cases === undefined) continue;
		const theirs = plain.get(cases.join()) ?? (await reportOnPlain(program, cases));
		plain.set(cases.join(), theirs);
		const counts = printFailures(way, await reportOnOurs(program, cases, flags), theirs);
		passed += counts[0];
		failed += counts[1];
	}
	console.log(`${passed} passed, ${failed} failed, 0 skipped`);
	process.exitCode = failed === 0 ? 0 : 1;
}

if (kosoku === undefined) {
	console.log(`skipped: ${reason ?? "VOICE_GATEWAY_KOSOKU, the path of kosoku, is not set"}`);
	console.log("0 passed, 0 failed, 1 skipped");
} else if (process.argv.includes("--list")) {
	const ids = await listCases(kosoku);
	for (const way of Object.keys(WAYS)) for (const id of ids) printTest(way, nameOf(id));
} else {
	await run(kosoku);
}
