/**
 * Runs the Autobahn cases, with kosoku, against the gateway server's WebSocket layer and against a plain `ws` server. Ours must
 * pass every case that plain `ws` passes.
 *
 *     VOICE_GATEWAY_KOSOKU=... tsx packages/dev/conformance/run.ts [case]      a case or a pattern, such as 7.* or *
 *
 * Prints the counts, one per case and sending mode. A case that plain ws fails too is not counted.
 */

import { once } from "node:events";
import type { AddressInfo } from "node:net";
import { WebSocketServer } from "ws";
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
const [, , wanted] = process.argv;
const selection = wanted === undefined ? EXCLUDED.flatMap((name) => ["--exclude", name]) : ["--include", wanted];

async function reportOnPlain(program: string): Promise<Report> {
	const plain = new WebSocketServer({ port: 0, host: "127.0.0.1", maxPayload: 2 ** 24 });
	plain.on("connection", (socket) => {
		socket.on("error", () => {}); // a case that violates the protocol; "close" follows
		socket.on("message", (data, isBinary) => socket.send(data, { binary: isBinary }));
	});
	await once(plain, "listening");
	try {
		return await runCases(program, `127.0.0.1:${(plain.address() as AddressInfo).port}`, selection);
	} finally {
		for (const client of plain.clients) client.terminate();
		plain.close();
	}
}

async function reportOnOurs(program: string, flags: ConnectionControlFlags | undefined): Promise<Report> {
	const server = new EchoServer(flags);
	await server.listen();
	try {
		return await runCases(program, server.endpoint, selection);
	} finally {
		await server.terminate();
	}
}

/** Prints the cases that did not pass. Returns the counts. */
function tell(name: string, ours: Report, theirs: Report): readonly [passed: number, failed: number] {
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

if (kosoku === undefined) {
	console.log(`skipped: ${reason ?? "VOICE_GATEWAY_KOSOKU, the path of kosoku, is not set"}`);
	console.log("0 passed, 0 failed, 1 skipped");
} else {
	const theirs = await reportOnPlain(kosoku);
	let [passed, failed] = [0, 0];
	for (const [name, flags] of Object.entries(WAYS)) {
		const counts = tell(name, await reportOnOurs(kosoku, flags), theirs);
		passed += counts[0];
		failed += counts[1];
	}
	console.log(`${passed} passed, ${failed} failed, 0 skipped`);
	process.exitCode = failed === 0 ? 0 : 1;
}
