import assert from "node:assert/strict";
import { request } from "node:http";
import { describe, it, type TestContext } from "node:test";
import { HANDSHAKE_FAULT_KINDS } from "../faults/handshake.ts";
import { DaveClient, settleAll } from "../support/DaveClient.ts";
import { ALICE, BOB, join, startServer } from "../support/fixtures.ts";
import { eventsOf, IDENTIFY, identifyMain, resumeMain, settleMain } from "../support/mainFixtures.ts";
import { TestClient } from "../support/TestClient.ts";
import { CONTROLS } from "./controls.ts";
import { Inspector, type InspectorOptions } from "./Inspector.ts";

const ID = ALICE.sessionId;
const CHANNEL = ALICE.channelId;
const CODE = "1".repeat(30);

async function start(context: TestContext, options: InspectorOptions = {}) {
	const fixture = await startServer(context, { heartbeatInterval: 1e6 });
	const inspector = new Inspector(fixture.server, { refresh: 5, ...options });
	await inspector.listen();
	context.after(() => inspector.close());
	const page = await (await fetch(inspector.url)).text();
	const token = /name="inspector-token" content="([^"]+)"/.exec(page)?.[1] ?? "";
	const act = async (name: string, args: unknown, sessionId: unknown = ID, headers: Record<string, string> = {}) => {
		const response = await fetch(`${inspector.url}/actions/${name}`, {
			method: "POST",
			headers: { "x-inspector-token": token, ...headers },
			body: JSON.stringify({ sessionId, args }),
		});
		return {
			status: response.status,
			body: (await response.json()) as { result?: unknown; error?: { message: string } },
		};
	};
	return { ...fixture, inspector, page, act };
}

/** Reads an event stream until `isDone`, or to its end. */
async function follow(url: string, isDone: (text: string) => boolean, headers: Record<string, string> = {}) {
	const ending = new AbortController();
	const response = await fetch(`${url}/events`, { headers, signal: ending.signal });
	assert.equal(response.headers.get("content-type"), "text/event-stream");
	let text = "";
	for await (const chunk of response.body!) {
		text += Buffer.from(chunk).toString();
		if (isDone(text)) break;
	}
	ending.abort();
	return text;
}

/** Status of a request with arbitrary headers: fetch does not allow a Host header. */
async function statusOf(url: string, headers: Record<string, string>): Promise<number | undefined> {
	return new Promise((resolve, reject) => {
		const asked = request(url, { headers }, (response) => {
			response.resume();
			resolve(response.statusCode);
		});
		asked.on("error", reject).end();
	});
}

describe("Inspector", () => {
	it("should serve the page and all files it references", async (context) => {
		const { inspector, page } = await start(context);
		const files = [...page.matchAll(/(?:href|src)="(\/inspector\/[^"]+)"/g)].map(([, path]) => path!);
		assert.ok(files.length >= 4);
		for (const path of [...files, "/inspector/uPlot.mjs", "/inspector/filter.mjs", "/"]) {
			const response = await fetch(new URL(path, inspector.url));
			assert.equal(response.status, 200, path);
			assert.match(response.headers.get("content-security-policy") ?? "", /^default-src 'self';/);
			assert.equal(response.headers.get("x-content-type-options"), "nosniff");
			await response.arrayBuffer();
		}
		assert.doesNotMatch(page, /https?:\/\//);
		assert.equal((await fetch(new URL("/inspector/../Inspector.ts", inspector.url))).status, 404);
		assert.equal((await fetch(inspector.url, { method: "PUT" })).status, 405);
	});

	it("should stream past and current entries", async (context) => {
		const { server, inspector } = await start(context);
		const client = await join(server);
		const streamed = follow(inspector.url, (text) => text.includes("DaveMlsWelcome"));
		await new Promise((resolve) => setImmediate(resolve));
		client.send(3, { t: 1, seq_ack: -1 });
		await client.next();
		server.sendBinaryToSession(ID, 30, Buffer.from([1]));
		const text = await streamed;
		for (const word of [
			"event: controls",
			"event: snapshot",
			'"kind":"identified"',
			'"type":"heartbeat"',
			"Hello",
		]) {
			assert.ok(text.includes(word), word);
		}
		assert.ok(!text.includes(ALICE.token));
		const resumed = await follow(inspector.url, (later) => later.includes("id: 6"), { "last-event-id": "5" });
		assert.ok(!resumed.includes("id: 5\n"));
	});

	it("should send a snapshot when the state changes", async (context) => {
		const { server, inspector } = await start(context);
		const isTold = (text: string) => text.includes('"values":{"muteReady":true}');
		const streamed = follow(inspector.url, isTold);
		server.setControlFlags(ID, { muteReady: true });
		assert.ok(isTold(await streamed));
	});

	it("should perform actions on sessions and the server", async (context) => {
		const { server, act } = await start(context);
		const client = await join(server);
		assert.deepEqual(await act("stopHeartbeatAcks", [true]), { status: 200, body: { result: null } });
		assert.equal(server.getControlFlags(ID)?.stopHeartbeatAcks, true);
		await act("failNextResumes", [2]);
		assert.equal(server.getControlFlags(ID)?.failNextResumes, 2);
		await act("setHeartbeatInterval", [250], "");
		assert.equal(server.getHeartbeatInterval(), 250);
		assert.equal((await act("sendBinaryToSession", [27, "00 ff"])).body.result, 1);
		assert.deepEqual(await client.next(), Buffer.from([0, 1, 27, 0, 255]));
		assert.equal((await act("disconnectSession", [4015])).body.result, 1);
		assert.equal((await client.ended).code, 4015);
		assert.equal((await act("dropSession", [])).body.result, 0);
	});

	it("should perform actions on main sessions", async (context) => {
		const { server, act } = await start(context);
		const { client, sessionId } = await identifyMain(server, { intents: 513 });
		const guild = server.botUser.id;
		assert.equal(
			(await act("dispatchToSession", ["MESSAGE_CREATE", { id: "1" }, guild], sessionId)).body.result,
			1,
		);
		assert.equal((await act("dispatchToSession", ["TYPING_START", {}, guild], sessionId)).body.result, 0);
		assert.equal((await act("dispatch", ["MESSAGE_CREATE", { id: "2" }, ""], "")).body.result, 0);
		await act("requestHeartbeat", [], sessionId);
		await act("sendMainMessage", [11, null], sessionId);
		await act("reconnect", [], sessionId);
		const messages = await settleMain(client);
		assert.deepEqual(
			messages.map(({ op }) => op),
			[0, 1, 11, 7],
		);
		assert.equal((await act("disconnectMainSession", [4009], sessionId)).body.result, 1);
		assert.equal((await client.ended).code, 4009);
	});

	it("should invalidate main sessions, resumable or not", async (context) => {
		const { server, act } = await start(context);
		const { client, sessionId } = await identifyMain(server);
		assert.equal((await act("invalidateResumable", [], sessionId)).body.result, true);
		assert.deepEqual(await client.next(), { t: null, s: null, op: 9, d: true });
		const resumed = await resumeMain(server, sessionId, 1);
		assert.equal(eventsOf(resumed.messages).at(-1), "RESUMED");
		await act("invalidateSession", [], sessionId);
		assert.deepEqual(await resumed.client.next(), { t: null, s: null, op: 9, d: false });
		assert.equal((await act("invalidateSession", [], sessionId)).status, 404);
	});

	it("should set flags used by the next Identify", async (context) => {
		const { server, act } = await start(context);
		const { id } = server.botUser;
		await act("failNextIdentifies", [1], id);
		await act("failCode", [4013], id);
		const client = await TestClient.open(server.url, "/?v=10&encoding=json");
		client.send(2, IDENTIFY);
		assert.equal((await client.ended).code, 4013);
		await act("clearControlFlags", [], id);
		assert.equal(server.getControlFlags(id), undefined);
	});

	it("should accept a privacy code in groups of five", async (context) => {
		const { server, inspector, act } = await start(context);
		server.setDave(CHANNEL, "required");
		const clients = [await DaveClient.join(server, ALICE), await DaveClient.join(server, BOB)];
		await settleAll(...clients);
		const { epoch, privacyCode: code } = clients[1]!.peer;
		const shown = ` ${code.slice(0, 5)} ${code.slice(5)}`;
		const isTold = (text: string) => text.includes(`"privacyCodes":{"${BOB.userId}":"${code}"}`);
		const streamed = follow(inspector.url, isTold);
		assert.deepEqual((await act("reportPrivacyCode", [CHANNEL, BOB.userId, epoch, shown], "")).body, {
			result: { kind: "taken" },
		});
		assert.ok(isTold(await streamed));
		assert.deepEqual((await act("reportPrivacyCode", [CHANNEL, BOB.userId, 7, code], "")).body, {
			result: { kind: "ignored", reason: "channel is at epoch 1, not 7" },
		});
	});

	/** By hand: arguments, and the expected error. */
	const BAD_REPORTS: ReadonlyArray<readonly [args: ReadonlyArray<unknown>, message: string]> = [
		[["", BOB.userId, 1, CODE], "id must be a decimal below 2^64 for DAVE, got "],
		[[CHANNEL, "bob", 1, CODE], "id must be a decimal below 2^64 for DAVE, got bob"],
		[[CHANNEL, BOB.userId, 0, CODE], "epoch must be an integer from 1 to 9007199254740991, got 0"],
		[[CHANNEL, BOB.userId, "1", CODE], "argument 3 must be a number"],
		[[CHANNEL, BOB.userId, 1, "12345 67890"], 'privacy code must be 30 digits, got "1234567890"'],
		[[CHANNEL, BOB.userId, 1], "argument 4 must be a string"],
	];
	for (const [args, message] of BAD_REPORTS) {
		it(`should reject a privacy code: ${message}`, async (context) => {
			const { act } = await start(context);
			const { status, body } = await act("reportPrivacyCode", args, "");
			assert.deepEqual({ status, body }, { status: 400, body: { error: { message } } });
		});
	}

	it("should make the next handshakes fail", async (context) => {
		const { server, act } = await start(context);
		await act("failNextHandshakes", ["503", 1], "");
		await assert.rejects(TestClient.open(server.url), { message: "Unexpected server response: 503" });
		const { body } = await act("failNextHandshakes", ["teapot", 1], "");
		assert.equal(body.error?.message, `argument 1 must be one of ${HANDSHAKE_FAULT_KINDS.join(", ")}`);
	});

	it("should keep observing a restarted server", async (context) => {
		const { server, inspector, act } = await start(context);
		const { url } = server;
		const client = await join(server);
		assert.equal((await act("restart", [], "")).status, 200);
		assert.equal((await client.ended).code, 1006);
		assert.equal(server.url, url);
		const isTold = (text: string) => text.includes('"kind":"identified","connection":2');
		const streamed = follow(inspector.url, isTold);
		await join(server);
		assert.ok(isTold(await streamed));
	});

	it("should explain why an action is rejected", async (context) => {
		const { act, server } = await start(context);
		const cases = [
			{ answer: await act("disconnectSession", ["x"]), status: 400, message: "argument 1 must be a number" },
			{ answer: await act("disconnectSession", [7]), status: 400, message: /^close code must be/ },
			{
				answer: await act("sendRawBinaryToSession", ["0g"]),
				status: 400,
				message: /pairs of hex digits, got "0g"/,
			},
			{
				answer: await act("reconnect", []),
				status: 400,
				message: '"Reconnect \\(op 7\\)" is for main, not for voice',
			},
			{
				answer: await act("dropSession", [], server.botUser.id),
				status: 400,
				message: '"Drop connection" is for voice and main, not for bot',
			},
			{ answer: await act("dropSession", [], "stranger"), status: 404, message: "session is not registered" },
			{ answer: await act("close", []), status: 404, message: "no such action: close" },
			{ answer: await act("dropSession", {}), status: 400, message: "args must be an array" },
			{ answer: await act("dropSession", [], 5), status: 400, message: "sessionId must be a string" },
		];
		for (const { answer, status, message } of cases) {
			assert.equal(answer.status, status);
			assert.match(answer.body.error?.message ?? "", new RegExp(message));
		}
	});

	it("should reject other pages and foreign host names", async (context) => {
		const { server, inspector, act } = await start(context);
		const foreign = [{ "x-inspector-token": "guess" }, { origin: "http://evil.example" }];
		for (const headers of foreign) assert.equal((await act("muteReady", [true], ID, headers)).status, 403);
		assert.equal(server.getControlFlags(ID), undefined);
		assert.equal(await statusOf(inspector.url, { host: "evil.example" }), 403);
		assert.equal(await statusOf(`${inspector.url}/events`, { host: "evil.example:80" }), 403);
	});

	it("should measure the round-trip time to a client", async (context) => {
		const { server, inspector } = await start(context, { pingInterval: 5 });
		await join(server);
		const { sessionId } = await identifyMain(server);
		const pings = [ID, sessionId].map(
			(id) => new RegExp(`"type":"ping","at":\\d+,"sessionId":"${id}","latency":\\d`),
		);
		const isPlotted = (text: string) => pings.every((ping) => ping.test(text));
		assert.ok(isPlotted(await follow(inspector.url, isPlotted)));
	});

	it("should limit open pages and release closed ones", async (context) => {
		const { inspector } = await start(context, { pageLimit: 1 });
		const first = new AbortController();
		await fetch(`${inspector.url}/events`, { signal: first.signal });
		assert.equal((await fetch(`${inspector.url}/events`)).status, 503);
		first.abort();
		let status = 503;
		while (status === 503) {
			const ending = new AbortController();
			status = (await fetch(`${inspector.url}/events`, { signal: ending.signal })).status;
			ending.abort();
		}
		assert.equal(status, 200);
	});

	it("should leave the server unchanged when it closes", async (context) => {
		const { server, inspector } = await start(context);
		const streamed = follow(inspector.url, () => false).catch(() => "ended");
		await inspector.close();
		await inspector.close();
		assert.equal(await streamed, "ended");
		const client = await join(server);
		assert.equal((await client.settle()).length, 0);
	});
});

describe("CONTROLS", () => {
	it("should have unique names and matching fields", () => {
		const names = CONTROLS.map(({ name }) => name);
		assert.equal(new Set(names).size, names.length);
		for (const { kind, arguments: fields, choices } of CONTROLS) {
			if (kind === "setting") assert.equal(fields.length, 1);
			if (kind === "closeCode") assert.ok((choices ?? []).length > 0);
		}
	});

	it("should name the targets of each control", () => {
		for (const { scope, targets, name } of CONTROLS) assert.equal(targets.length > 0, scope === "session", name);
	});

	/** By hand, from the docs of each gateway. */
	const closeCodes = [
		{
			name: "disconnectSession",
			codes: [
				...[1000, 1001, 4001, 4002, 4003, 4004, 4005, 4006, 4009, 4011, 4012, 4014, 4015, 4016, 4017],
				...[4020, 4021, 4022],
			],
		},
		{
			name: "disconnectMainSession",
			codes: [
				...[1000, 1001, 4000, 4001, 4002, 4003, 4004, 4005, 4007, 4008, 4009, 4010, 4011, 4012, 4013, 4014],
			],
		},
	];
	for (const { name, codes } of closeCodes) {
		it(`should offer every documented close code for ${name}`, () => {
			const control = CONTROLS.find((candidate) => candidate.name === name);
			assert.deepEqual(
				control?.choices?.map(({ code }) => code),
				codes,
			);
		});
	}
});
