/**
 * Holds the WebSocket side of the gateway server against the Autobahn cases, as kosoku runs them, beside a plain server
 * of `ws`: what that one passes, ours must pass.
 *
 *     VOICE_GATEWAY_KOSOKU=... tsx packages/dev/conformance/run.ts [case]      a case or a pattern, such as 7.* or *
 *
 * Ends with the counts, one for each case and way to send. A case that plain ws does not pass either is not counted.
 */

import { once } from "node:events";
import type { AddressInfo } from "node:net";
import { WebSocketServer } from "ws";
import { EchoServer } from "./EchoServer.ts";
import { runCases } from "./runCases.ts";
import { judge, type Report, type Verdict } from "./verdict.ts";
import type { ConnectionControlFlags } from "../../gateway-server/flags/ConnectionControlFlags.ts";

/** Limits and speed (9), and compression (12, 13), which no gateway agrees on: minutes for little. */
const EXCLUDED = ["9.*", "12.*", "13.*"];

/** Ways that the server has to send: by `ws`, and by writing frames itself, as faults do. */
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
		socket.on("error", () => {}); // a case that breaks the protocol: the close tells
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

/** Prints what did not pass. Returns how many cases passed and failed. */
function tell(name: string, ours: Report, theirs: Report): readonly [passed: number, failed: number] {
	const verdicts = [...judge(ours, theirs)];
	const idsOf = (wanted: Verdict): ReadonlyArray<string> =>
		verdicts.filter(([, verdict]) => verdict === wanted).map(([id]) => id);
	const [passed, failed, inherited] = [idsOf("passed"), idsOf("failed"), idsOf("inherited")];
	const show = (id: string): string =>
		`${ours[id]?.behavior ?? "no result"}, close ${ours[id]?.behaviorClose ?? "-"}`;
	for (const id of failed) console.log(`${name}: case ${id} failed: ${show(id)}`);
	for (const id of inherited) console.log(`${name}: case ${id} is no better with plain ws: ${show(id)}`);
	console.log(`${name}: ${passed.length} of ${verdicts.length} cases passed`);
	return [passed.length, failed.length];
}

if (kosoku === undefined) {
	console.log(`skipped: ${reason ?? "VOICE_GATEWAY_KOSOKU does not say where kosoku is"}`);
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
