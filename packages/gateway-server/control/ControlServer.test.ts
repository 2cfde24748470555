import assert from "node:assert/strict";
import { describe, it, type TestContext } from "node:test";
import { CONTROL_METHODS } from "./methods.ts";
import { ControlServer, type ControlServerOptions } from "./ControlServer.ts";
import type { DaveRoomState } from "../dave/roomState.ts";
import { DaveClient, settleAll } from "../support/DaveClient.ts";
import { ALICE, BOB, identifyOf, NO_PACKETS } from "../support/fixtures.ts";
import { TestClient } from "../support/TestClient.ts";

const TOKEN = "control-token";

interface Answer {
	readonly status: number;
	readonly body: {
		readonly result?: unknown;
		readonly error?: { readonly code: string; readonly message: string };
		readonly id?: string;
		readonly url?: string;
		readonly endpoint?: string;
		readonly sessionId?: string;
		readonly sessions?: ReadonlyArray<typeof ALICE>;
	};
}

type Ask = (method: string, path: string, body?: unknown, token?: string) => Promise<Answer>;

async function startControl(context: TestContext, options: Partial<ControlServerOptions> = {}) {
	const control = new ControlServer({ token: TOKEN, ...options });
	await control.listen();
	context.after(() => control.close());
	const ask: Ask = async (method, path, body, token = TOKEN) => {
		const response = await fetch(control.url + path, {
			method,
			headers: { authorization: `Bearer ${token}` },
			...(body !== undefined && { body: typeof body === "string" ? body : JSON.stringify(body) }),
		});
		return { status: response.status, body: (await response.json()) as Answer["body"] };
	};
	return { control, ask };
}

/** Creates a server with Alice registered. Returns a function that calls its methods. */
async function createServer(ask: Ask, options: object = {}) {
	const { body } = await ask("POST", "/v1/servers", { sessions: [ALICE], ...options });
	const call = async (method: string, ...args: ReadonlyArray<unknown>) => {
		const answer = await ask("POST", `/v1/servers/${body.id}/${method}`, { args });
		assert.equal(answer.status, 200, JSON.stringify(answer.body));
		return answer.body.result;
	};
	return { id: body.id!, url: body.url!, call };
}

async function join(url: string): Promise<TestClient> {
	const client = await TestClient.open(url);
	client.send(0, identifyOf(ALICE));
	await client.take(2);
	return client;
}

const ID = ALICE.sessionId;
const CODE = "1".repeat(30);

describe("ControlServer", () => {
	it("should create a server with a default session", async (context) => {
		const { ask } = await startControl(context);
		const { status, body } = await ask("POST", "/v1/servers");
		assert.equal(status, 200);
		assert.equal(body.url, `ws://${body.endpoint}`);
		assert.equal(body.sessions?.length, 1);
		assert.equal(body.sessions?.[0]?.sessionId, body.sessionId);
		const client = await TestClient.open(body.url!);
		await client.next();
		client.send(0, identifyOf(body.sessions![0]!));
		assert.equal(((await client.next()) as { op: number }).op, 2);
	});

	it("should pass options and sessions on", async (context) => {
		const { ask } = await startControl(context);
		const { url } = await createServer(ask, { heartbeatInterval: 250, ssrc: 9 });
		const client = await TestClient.open(url);
		assert.deepEqual(await client.next(), { op: 8, d: { v: 8, heartbeat_interval: 250 } });
	});

	it("should control a session", async (context) => {
		const { ask } = await startControl(context);
		const { url, call } = await createServer(ask);
		const client = await join(url);
		assert.equal(await call("connectionCount"), 1);
		assert.equal(await call("sendToSession", ID, 5, { speaking: 1 }), 1);
		assert.deepEqual(await client.next(), { op: 5, d: { speaking: 1 }, seq: 1 });
		assert.equal(await call("sendBinaryToSession", ID, 27, Buffer.from([1, 2]).toString("base64")), 1);
		assert.deepEqual(await client.next(), Buffer.from([0, 2, 27, 1, 2]));
		assert.equal(await call("sendRawToSession", ID, Buffer.from("null").toString("base64"), "text"), 1);
		assert.equal(await client.next(), null);
		assert.equal(await call("sendRawToSession", ID, "AAE=", "binary"), 1);
		assert.deepEqual(await client.next(), Buffer.from([0, 1]));
		assert.equal(await call("sendHello", ID, 500), 1);
		assert.deepEqual(await client.next(), { op: 8, d: { v: 8, heartbeat_interval: 500 } });
		assert.equal(await call("requestHeartbeat", ID), 1);
		assert.deepEqual(await client.next(), { op: 3, d: null });
		assert.equal(await call("pingSession", ID), 1);
		assert.equal(await call("setStopHeartbeatAcks", ID, true), null);
		assert.deepEqual(await call("getControlFlags", ID), { stopHeartbeatAcks: true });
		client.send(3, { t: 1, seq_ack: 2 });
		assert.deepEqual(await client.settle(), []);
		assert.equal(((await call("stats", ID)) as { lastSequenceAcknowledged: number }).lastSequenceAcknowledged, 2);
		assert.equal(((await call("received", ID)) as ReadonlyArray<unknown>).length, 2);
		assert.equal(await call("invalidateSession", ID), true);
		assert.equal(await call("disconnectSession", ID, 4015, "crashed"), 1);
		assert.deepEqual(await client.ended, { code: 4015, reason: "crashed" });
		assert.deepEqual(await call("totals"), { connections: 1, dropped: 0, packets: NO_PACKETS });
	});

	it("should control speakers that send real packets", async (context) => {
		const { ask } = await startControl(context);
		const { url, call, id: serverOf } = await createServer(ask);
		const path = `/v1/servers/${serverOf}`;
		await join(url);
		const { serverId, channelId, userId } = BOB;
		const { status, body } = await ask("POST", `${path}/speakers`, {
			credentials: { serverId, channelId, userId },
		});
		assert.equal(status, 200, JSON.stringify(body));
		const { id, sessionId } = body as unknown as { id: string; sessionId: string };
		const order = async (name: string, ...args: ReadonlyArray<unknown>) =>
			(await ask("POST", `${path}/speakers/${id}/${name}`, { args })).body.result;
		assert.equal(await order("speak", 40, 0.5), null);
		assert.deepEqual(Object.keys((await order("state")) as object), ["ssrc", "sentCount", "isSpeaking"]);
		assert.equal(await order("play", "dtx", 1), null);
		for (const name of ["stop", "cease", "report"]) assert.equal(await order(name), null);
		assert.equal(await order("map", 5), null);
		assert.equal(await order("sendRaw", "AAEC"), null);
		assert.equal(await call("setVoice", sessionId, { deaf: true }), null);
		assert.equal(await call("showVoiceState", sessionId, "Bob"), false);
		assert.equal(await call("renewKey", sessionId), 1);
		assert.equal(await call("moveServer", sessionId), 1);
		assert.equal(await call("sendVideo", sessionId), 1);
		assert.equal(await call("placeMember", "1", "2", null, { name: "Eve" }), false);
		assert.equal(await call("disconnectBot", "1"), false);
		assert.equal(await call("updateChannel", "1", { name: "Lobby" }), false);
		assert.equal(await call("deleteChannel", "1"), false);
		assert.deepEqual(await call("voiceStates", "1"), []);
		assert.equal(await call("sendDatagram", sessionId, "AAEC"), 0);
		assert.equal(await call("setMediaRefusing", true), null);
		assert.equal(await call("setMediaRefusing", false), null);
		const refusals = [
			["POST", `${path}/speakers/${id}/fly`, {}, 404],
			["POST", `${path}/speakers/9/stop`, {}, 404],
			["POST", `${path}/speakers/${id}/speak`, { args: [20, 2] }, 400],
			["POST", `${path}/speakers/${id}/play`, { args: ["song"] }, 400],
			["POST", `${path}/speakers`, { volume: 11 }, 400],
			["POST", `${path}/speakers`, {}, 400],
			["PUT", `${path}/speakers`, {}, 404],
			["DELETE", `${path}/speakers/9`, {}, 404],
		] as const;
		for (const [verb, route, given, expected] of refusals) {
			assert.equal((await ask(verb, route, given)).status, expected, `${verb} ${route}`);
		}
		assert.equal((await ask("DELETE", `${path}/speakers/${id}`)).status, 200);
		assert.equal((await ask("DELETE", `${path}/speakers/${id}`)).status, 404);
	});

	it("should control sessions of the main gateway", async (context) => {
		const { ask } = await startControl(context);
		const { url, call } = await createServer(ask, { token: "control-bot", sessionStartLimit: { total: 5 } });
		const client = await TestClient.open(url, "/?v=10&encoding=json");
		await client.next();
		client.send(2, { token: "control-bot", intents: 0, properties: { os: "", browser: "", device: "" } });
		const { session_id: sessionId } = ((await client.next()) as { d: { session_id: string } }).d;
		assert.equal(await call("dispatchToSession", sessionId, "TEST", { n: 1 }, "5"), 1);
		assert.equal(await call("dispatch", "TEST", { n: 2 }), 1);
		assert.deepEqual(await client.take(2), [
			{ op: 0, t: "TEST", s: 2, d: { n: 1 } },
			{ op: 0, t: "TEST", s: 3, d: { n: 2 } },
		]);
		assert.equal(await call("reconnect", sessionId), 1);
		assert.equal(await call("invalidateSession", sessionId, { resumable: true }), true);
		assert.deepEqual(await client.take(2), [
			{ t: null, s: null, op: 7, d: null },
			{ t: null, s: null, op: 9, d: true },
		]);
		assert.equal(((await call("received", sessionId)) as ReadonlyArray<unknown>).length, 1);
		assert.equal(((await call("stats", sessionId)) as { state: string }).state, "away");
	});

	it("should control the server", async (context) => {
		const { ask } = await startControl(context);
		const { url, call } = await createServer(ask);
		assert.equal(await call("setHeartbeatInterval", 750.5), null);
		assert.equal(await call("getHeartbeatInterval"), 750.5);
		assert.equal(await call("setMuteHello", true), null);
		assert.deepEqual(await (await TestClient.open(url)).settle(), []);
		assert.equal(await call("setMuteHello", false), null);
		assert.equal(await call("setDave", ALICE.channelId, "offered"), null);
		assert.equal(await call("getDave", ALICE.channelId), "offered");
		assert.equal(await call("daveState", ALICE.channelId), null);
		assert.deepEqual(await call("reportPrivacyCode", ALICE.channelId, ALICE.userId, 1, CODE), {
			kind: "ignored",
			reason: "channel does not use DAVE or is empty",
		});
		assert.equal(await call("setDave", ALICE.channelId, "off"), null);
		assert.equal(await call("setControlFlags", ID, { failNextIdentifies: 1, failCode: 4011 }), null);
		const refused = await TestClient.open(url);
		refused.send(0, identifyOf(ALICE));
		assert.equal((await refused.ended).code, 4011);
		assert.equal(await call("clearControlFlags", ID), null);
		assert.equal(await call("getControlFlags", ID), null);

		const dropped = await join(url);
		assert.equal(await call("dropSession", ID), 1);
		assert.equal((await dropped.ended).code, 1006);
		const client = await join(url);
		assert.equal(await call("restart"), null);
		assert.equal((await client.ended).code, 1006);
		const again = await join(url);
		assert.equal(await call("registerVoiceSession", { ...ALICE, sessionId: "other" }), null);
		assert.equal(await call("unregisterVoiceSession", "other"), true);
		assert.equal(await call("close"), null);
		assert.equal((await again.ended).code, 1001);
		assert.equal(await call("terminate"), null);
		await assert.rejects(TestClient.open(url));
	});

	/** By hand: flags, and the expected error of a `ws` client. */
	const FAULTS: ReadonlyArray<readonly [flags: object, error: RegExp]> = [
		[{ corruptNext: 1, corruptKind: "control" }, /FIN must be set/],
		[{ corruptNext: 1, corruptKind: "rsv" }, /RSV2 and RSV3 must be clear/],
		[{ corruptNext: 1, corruptKind: "utf8" }, /invalid UTF-8 sequence/],
		[{ corruptNext: 1, corruptKind: "oversized", corruptSize: 101 * 2 ** 20 }, /Max payload size exceeded/],
		// a reset, which it does not report
		[{ halfOpen: true, waitLimit: 1 }, /^$/],
	];
	for (const [flags, error] of FAULTS) {
		it(`should fail a client with ${JSON.stringify(flags)}`, async (context) => {
			const { ask } = await startControl(context);
			const { url, call } = await createServer(ask);
			const client = await join(url);
			const errors: Array<string> = [];
			client.socket.on("error", ({ message }) => errors.push(message));
			assert.equal(await call("setControlFlags", ID, flags), null);
			// the second message fails because of the first
			for (let count = 0; count < 2; count += 1) await call("sendToSession", ID, 5, {});
			await client.ended;
			assert.match(errors.join(), error);
		});
	}

	it("should record and return privacy codes", async (context) => {
		const { ask } = await startControl(context);
		const { url, call } = await createServer(ask, { dave: "required", sessions: [ALICE, BOB] });
		const server = { url, voiceSessionIds: [ID, BOB.sessionId], registerVoiceSession: () => {} };
		const clients = [await DaveClient.join(server, ALICE), await DaveClient.join(server, BOB)];
		await settleAll(...clients);
		const { epoch, privacyCode: code } = clients[0]!.peer;
		assert.deepEqual(await call("reportPrivacyCode", ALICE.channelId, BOB.userId, epoch, code), { kind: "taken" });
		const { privacyCodes } = (await call("daveState", ALICE.channelId)) as DaveRoomState;
		assert.deepEqual(privacyCodes, { [BOB.userId]: code });
	});

	it("should split and dribble messages to a client", async (context) => {
		const { ask } = await startControl(context);
		const { url, call } = await createServer(ask);
		const client = await join(url);
		await call("setControlFlags", ID, { splitSize: 3, dribbleSize: 1, dribbleInterval: 0.1 });
		await call("sendRawToSession", ID, Buffer.from("0123456789").toString("base64"), "binary");
		assert.deepEqual(
			await client.take(3),
			["012", "345", "6789"].map((piece) => Buffer.from(piece)),
		);
	});

	it("should drop a client with a FIN", async (context) => {
		const { ask } = await startControl(context);
		const { url, call } = await createServer(ask);
		const client = await join(url);
		await call("setControlFlags", ID, { dropKind: "fin" });
		assert.equal(await call("dropSession", ID), 1);
		assert.equal((await client.ended).code, 1006);
		assert.equal(((await call("stats", ID)) as { state: string }).state, "away");
	});

	it("should delete a server and its connections", async (context) => {
		const { ask } = await startControl(context);
		const { id, url } = await createServer(ask);
		const client = await join(url);
		assert.deepEqual(await ask("DELETE", `/v1/servers/${id}`), { status: 200, body: { result: null } });
		assert.equal((await client.ended).code, 1006);
		assert.equal((await ask("DELETE", `/v1/servers/${id}`)).status, 404);
	});

	it("should end all servers when it closes", async (context) => {
		const { control, ask } = await startControl(context);
		const { url } = await createServer(ask);
		const client = await join(url);
		await control.close();
		await control.close();
		assert.equal((await client.ended).code, 1006);
		await assert.rejects(TestClient.open(url));
		assert.throws(() => control.url, /not listening/);
	});

	for (const token of ["", "x", `${TOKEN}x`, TOKEN.slice(1)]) {
		it(`should answer 401 to the token ${JSON.stringify(token)}`, async (context) => {
			const { ask } = await startControl(context);
			const { status, body } = await ask("POST", "/v1/servers", {}, token);
			assert.equal(status, 401);
			assert.deepEqual(body, { error: { code: "unauthorized", message: "bearer token is missing or wrong" } });
		});
	}

	const refusals: ReadonlyArray<readonly [string, string, unknown, number, RegExp]> = [
		["GET", "/v1/servers", undefined, 404, /no such route: GET/],
		["POST", "/", {}, 404, /no such route/],
		["POST", "/v1/servers/1", {}, 404, /no such route/],
		["POST", "/v1/servers/99/stats", { args: [ID] }, 404, /no such server: 99/],
		["POST", "/v1/servers/1/listen", { args: [1] }, 404, /no such method: listen/],
		["POST", "/v1/servers/1/constructor", {}, 404, /no such method: constructor/],
		["POST", "/v1/servers/1/stats", { args: {} }, 400, /args must be an array/],
		["POST", "/v1/servers/1/stats", {}, 400, /argument 1 must be a string/],
		["POST", "/v1/servers/1/stats", { args: ["stranger"] }, 400, /not registered: stranger/],
		["POST", "/v1/servers/1/setMuteHello", { args: ["yes"] }, 400, /argument 1 must be a boolean/],
		[
			"POST",
			"/v1/servers/1/setDave",
			{ args: ["1", "on"] },
			400,
			/argument 2 must be one of off, offered, required/,
		],
		["POST", "/v1/servers/1/setHeartbeatInterval", { args: ["1"] }, 400, /argument 1 must be a number/],
		["POST", "/v1/servers/1/setHeartbeatInterval", { args: [0] }, 400, /must be a number above 0/],
		["POST", "/v1/servers/1/setControlFlags", { args: [ID, []] }, 400, /argument 2 must be an object/],
		["POST", "/v1/servers/1/setControlFlags", { args: [ID, { explode: true }] }, 400, /flag is unknown: explode/],
		[
			"POST",
			"/v1/servers/1/reportPrivacyCode",
			{ args: ["5", "6", "1", CODE] },
			400,
			/argument 3 must be a number/,
		],
		[
			"POST",
			"/v1/servers/1/reportPrivacyCode",
			{ args: ["5", "6", 0, CODE] },
			400,
			/epoch must be an integer from 1/,
		],
		["POST", "/v1/servers/1/reportPrivacyCode", { args: ["5", "6", 1] }, 400, /argument 4 must be a string/],
		["POST", "/v1/servers/1/reportPrivacyCode", { args: ["5", "6", 1, "1"] }, 400, /must be 30 digits, got "1"/],
		["POST", "/v1/servers/1/reportPrivacyCode", { args: ["x", "6", 1, CODE] }, 400, /id must be a decimal/],
		["POST", "/v1/servers/1/sendBinaryToSession", { args: [ID, 27, "?"] }, 400, /argument 3 must be base64/],
		[
			"POST",
			"/v1/servers/1/sendRawToSession",
			{ args: [ID, "", "x"] },
			400,
			/argument 3 must be one of text, binary/,
		],
		["POST", "/v1/servers/1/disconnectSession", { args: [ID, 1006] }, 400, /close code must be/],
		[
			"POST",
			"/v1/servers/1/close",
			{ args: [2 ** 31] },
			400,
			/grace must be a number from 0 to 1073741824, got 2147483648/,
		],
		["POST", "/v1/servers/1/close", { args: [-1] }, 400, /grace must be a number from 0/],
		["POST", "/v1/servers/1/close", { args: [null] }, 400, /argument 1 must be a number/],
		["POST", "/v1/servers/1/sendHello", { args: [ID, null] }, 400, /argument 2 must be a number/],
		["POST", "/v1/servers/1/sendHello", { args: [ID, 2 ** 31] }, 400, /heartbeatInterval must be a number above 0/],
		[
			"POST",
			"/v1/servers/1/setHeartbeatInterval",
			`{"args":[1e999]}`,
			400,
			/heartbeatInterval must be .* got Infinity/,
		],
		["POST", "/v1/servers/1/setControlFlags", { args: [ID, { latency: 2 ** 31 }] }, 400, /latency must be/],
		[
			"POST",
			"/v1/servers/1/setControlFlags",
			{ args: [ID, { latency: null }] },
			400,
			/latency must be .* got null/,
		],
		["POST", "/v1/servers/1/failNextHandshakes", { args: ["503", null] }, 400, /argument 2 must be a number/],
		["POST", "/v1/servers/1/disconnectSession", { args: [ID, 4000, null] }, 400, /argument 3 must be a string/],
		[
			"POST",
			"/v1/servers/1/invalidateSession",
			{ args: [ID, { resumable: null }] },
			400,
			/argument 2 must be an object/,
		],
		["POST", "/v1/servers/1/invalidateSession", { args: [ID, { resume: true }] }, 400, /booleans for resumable/],
		["POST", "/v1/servers/1/stats", { args: [ID], arguments: 1 }, 400, /body may only contain args, got arguments/],
		["POST", "/v1/servers", { resumeTimeout: 2 ** 31 }, 400, /resumeTimeout must be a number from 0/],
		["POST", "/v1/servers", { resumeTimeout: null }, 400, /resumeTimeout must be .* got null/],
		["POST", "/v1/servers", { application: null }, 400, /application must be an object with id and flags/],
		["POST", "/v1/servers", { application: { id: "1", flags: null } }, 400, /application must be/],
		["POST", "/v1/servers", { guilds: null }, 400, /guilds must be an array/],
		["POST", "/v1/servers", { privilegedIntents: null }, 400, /privilegedIntents must be/],
		["POST", "/v1/servers", { sessionStartLimit: null }, 400, /sessionStartLimit must be an object/],
		["POST", "/v1/servers", { sessionStartLimit: 5 }, 400, /sessionStartLimit must be an object/],
		["POST", "/v1/servers", { sessionStartLimit: { total: null } }, 400, /sessionStartLimit must be/],
		["POST", "/v1/servers", { sessionStartLimit: { total: 5, resetAfter: 2 ** 31 } }, 400, /to 1073741824 ms/],
		["POST", "/v1/servers", { sessionStartLimit: { total: 5, resetAfer: 1 } }, 400, /sessionStartLimit must be/],
		["POST", "/v1/servers", { audioAddress: { ip: "::1", port: 65_536 } }, 400, /a port up to 65535/],
		["POST", "/v1/servers", "{", 400, /body is not JSON/],
		["POST", "/v1/servers", "null", 400, /body must be an object/],
		["POST", "/v1/servers", { logger: 1 }, 400, /option is unknown: logger/],
		["POST", "/v1/servers", { replaySize: -1 }, 400, /replaySize must be an integer from 0/],
		["POST", "/v1/servers", { modes: "x" }, 400, /modes must be an array/],
		["POST", "/v1/servers", { audioAddress: null }, 400, /audioAddress must have/],
		["POST", "/v1/servers", { port: 70_000 }, 400, /port must be an integer from 0 to 65535/],
		["POST", "/v1/servers", { sessions: [1] }, 400, /sessions must be an array of objects/],
		["POST", "/v1/servers", { sessions: [{}] }, 400, /serverId must be a non-empty string/],
		["POST", "/v1/servers", `{"ssrc":${" ".repeat(2000)}1}`, 413, /body must be at most 1000 bytes/],
	];
	for (const [method, path, body, status, message] of refusals) {
		it(`should answer ${status} ${String(message)} to ${method} ${path}`, async (context) => {
			const { ask } = await startControl(context, { bodyLimit: 1000 });
			await createServer(ask);
			const answer = await ask(method, path, body);
			assert.equal(answer.status, status);
			assert.match(answer.body.error?.message ?? "", message);
		});
	}

	it("should reject a taken port and too many servers", async (context) => {
		const { ask } = await startControl(context, { serverLimit: 2 });
		const { url } = await createServer(ask);
		const port = Number(new URL(url).port);
		assert.equal((await ask("POST", "/v1/servers", { port })).body.error?.message, "port is taken");
		await createServer(ask);
		assert.equal((await ask("POST", "/v1/servers")).body.error?.message, "at most 2 servers at a time");
	});

	it("should end a server that is still being created", async (context) => {
		const { ask } = await startControl(context);
		const { id, url } = await createServer(ask);
		await ask("DELETE", `/v1/servers/${id}`);
		const closing: Array<Promise<void>> = [];
		const { control, ask: askOther } = await startControl(context, {
			defaults: {
				get ssrc() {
					closing.push(control.close());
					return 1;
				},
			},
		});
		await assert.rejects(askOther("POST", "/v1/servers", { port: Number(new URL(url).port) }));
		await Promise.all(closing);
		await assert.rejects(TestClient.open(url));
	});

	it("should answer a body far above its limit", async (context) => {
		const { ask } = await startControl(context, { bodyLimit: 1000 });
		assert.equal((await ask("POST", "/v1/servers", "x".repeat(2 ** 22))).status, 413);
		assert.equal((await ask("POST", "/v1/servers", "x".repeat(2 ** 22), "wrong")).status, 401);
		assert.equal((await ask("POST", "/v1/servers", {})).status, 200);
	});

	it("should not start without a token", () => {
		assert.throws(() => new ControlServer({ token: "" }), /token must not be empty/);
	});
});

describe("CONTROL_METHODS", () => {
	it("should not expose listening addresses or code", () => {
		for (const name of ["listen", "handleUpgrade", "onEvent", "constructor", "__proto__"]) {
			assert.equal(Object.hasOwn(CONTROL_METHODS, name), false);
		}
	});
});
