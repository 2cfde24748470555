/** How sessions of both gateways outlive what faults do to their link, with nothing lost. */

import assert from "node:assert/strict";
import { describe, it, type TestContext } from "node:test";
import { ALICE, connect, join, resumeOf, startServer } from "../support/fixtures.ts";
import { resumeMain, startMain } from "../support/mainFixtures.ts";
import type { ConnectionControlFlags } from "../flags/ConnectionControlFlags.ts";
import type { GatewayServer } from "../GatewayServer.ts";

/** By hand: what ends the link of a session, whose flags these are. */
const ENDS: ReadonlyArray<readonly [name: string, flags: ConnectionControlFlags, isDropped: boolean]> = [
	["a FIN", { dropKind: "fin" }, true],
	["a FIN while it is half-open", { dropKind: "fin", halfOpen: true }, true],
	["more than may wait", { halfOpen: true, waitLimit: 1 }, false],
	["more than may wait, byte by byte", { dribbleSize: 1, waitLimit: 1 }, false],
];

/** Sends two events and ends the link, by a command or because the second one finds the first. */
function sendTwo(server: GatewayServer, sessionId: string, isDropped: boolean, send: (n: number) => unknown): void {
	for (const n of [1, 2]) send(n);
	if (isDropped) assert.equal(server.dropSession(sessionId), 1);
}

async function endMain(context: TestContext, flags: ConnectionControlFlags, isDropped: boolean) {
	const { server, client, sessionId, events } = await startMain(context);
	server.setControlFlags(sessionId, flags);
	sendTwo(server, sessionId, isDropped, (n) => server.dispatchToSession(sessionId, "TEST", { n }));
	assert.equal((await client.ended).code, 1006);
	server.clearControlFlags(sessionId);
	const { messages } = await resumeMain(server, sessionId, 1);
	return { events, seen: messages.slice(0, -1).map(({ d }) => d) };
}

async function endVoice(context: TestContext, flags: ConnectionControlFlags, isDropped: boolean) {
	const { server, events } = await startServer(context);
	const client = await join(server);
	server.setControlFlags(ALICE.sessionId, flags);
	sendTwo(server, ALICE.sessionId, isDropped, (n) => server.sendToSession(ALICE.sessionId, 5, { n }));
	assert.equal((await client.ended).code, 1006);
	server.clearControlFlags(ALICE.sessionId);
	const again = await connect(server);
	again.send(7, resumeOf(ALICE, -1));
	const [, ...messages] = (await again.take(3)) as ReadonlyArray<{ readonly d: unknown }>;
	return { events, seen: messages.map(({ d }) => d) };
}

for (const [title, end] of [
	["main", endMain],
	["voice", endVoice],
] as const) {
	describe(`a session of the ${title} gateway`, () => {
		for (const [name, flags, isDropped] of ENDS) {
			it(`should be resumed after ${name}`, async (context) => {
				const { events, seen } = await end(context, flags, isDropped);
				const closed = events.find((event) => event.kind === "closed");
				assert.deepEqual([closed?.code, closed?.by], [undefined, "link"]);
				assert.deepEqual(seen, [{ n: 1 }, { n: 2 }]);
			});
		}
	});
}
