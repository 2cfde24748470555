/// <reference types="@rbxts/testez/globals" />

import { Workspace } from "@rbxts/services";
import { Websocket } from "../../src/gateway/Websocket";
import { WebsocketClient } from "../../src/gateway/WebsocketClient";
import { WebsocketError } from "../../src/protocol/gateway/WebsocketError";
import { RequestBudget } from "../../src/socket/relay/RequestBudget";
import { Relay } from "../../src/socket/Relay";
import { GatewayControl } from "../support/GatewayControl";
import { RecordingLogger } from "../support/RecordingLogger";
import { waitUntil } from "../support/waitUntil";

/** Short backoff to keep the tests fast. */
const LIMITS = { backoff: { base: 0.05, cap: 0.2 } };

/** Size in bytes of a guild with many members and emojis. */
const LARGE_GUILD = 5_700_000;

/** Grants every turn immediately. These tests are not about the Identify queue. */
const AT_ONCE = {
	request(_shardId: number, onTurn: (fault?: WebsocketError) => void) {
		onTurn();
		return () => {};
	},
};

/** Main gateway connections through a relay, which can receive close codes and send binary frames. */
export = () => {
	const cleanups: Array<() => void> = [];

	function start(client: Partial<WebsocketClient> = {}) {
		const server = new GatewayControl({ heartbeatInterval: 2000 });
		const logger = new RecordingLogger();
		const relay = new Relay({
			url: Workspace.GetAttribute("RelayUrl") as string,
			token: Workspace.GetAttribute("RelayToken") as string,
			budget: new RequestBudget({ perMinute: 100_000, burst: 1000 }),
			logger,
		});
		const environment = { createSocket: relay.createSocket };
		const websocket = new Websocket(
			{
				token: "bot-token",
				intents: 129,
				logger,
				limits: LIMITS,
				environment,
				identifyTurns: AT_ONCE,
				...client,
			},
			server.url,
		);
		const statuses: Array<string> = [];
		const closures: Array<string> = [];
		const names: Array<string> = [];
		let sessionId = "";
		websocket.onStatusChanged.Connect((status) => statuses.push(status));
		websocket.onClosed.Connect(({ kind, code }) => closures.push(`${kind} ${code}`));
		websocket.onDispatch.Connect((name) => names.push(name));
		websocket.onReady.Connect((ready) => (sessionId = ready.session_id));
		cleanups.push(() => {
			websocket.close();
			relay.close();
			server.destroy();
		});
		const session = (method: string, ...args: Array<defined>) => server.call(method, sessionId, ...args);
		websocket.connect();
		waitUntil("ready", () => websocket.isConnected());
		return { websocket, statuses, closures, names, session };
	}

	afterEach(() => {
		while (cleanups.size() > 0) cleanups.pop()!();
	});

	for (const code of [4004, 4010, 4011, 4012, 4013, 4014]) {
		it(`should end on close code ${code}`, () => {
			const { session, closures, websocket } = start();
			session("disconnectSession", code);
			waitUntil("the end", () => closures.size() === 1);
			expect(closures[0]).to.equal(`closed ${code}`);
			expect(websocket.isClosed()).to.equal(true);
		});
	}

	for (const code of [4000, 4001, 4002, 4008]) {
		it(`should resume on close code ${code}`, () => {
			const { session, statuses, websocket } = start();
			session("disconnectSession", code);
			waitUntil("ready again", () => statuses.includes("resuming") && websocket.isConnected());
		});
	}

	it("should identify on 4009 without a Resume", () => {
		const { session, statuses } = start();
		session("disconnectSession", 4009);
		waitUntil("identifying", () => statuses.filter((status) => status === "identifying").size() === 2);
		expect(statuses.includes("resuming")).to.equal(false);
	});

	it("should keep its session over terminate without loss", () => {
		const { session, statuses, websocket, names } = start();
		websocket.terminate();
		session("dispatchToSession", "TEST", { n: 1 });
		waitUntil("ready again", () => statuses.includes("resuming") && websocket.isConnected());
		waitUntil("what was missed", () => names.includes("TEST"));
	});

	it("should receive a 5.7 MB guild with one Identify", () => {
		const { session, statuses, websocket } = start();
		const description = string.rep("a", LARGE_GUILD);
		let size = 0;
		websocket.onDispatch.Connect((name, d) => {
			const guild = d as { readonly id: string; readonly description: string };
			if (name === "GUILD_CREATE" && guild.id === "5") size = guild.description.size();
		});
		session("dispatchToSession", "GUILD_CREATE", { id: "5", unavailable: false, description });
		waitUntil("the guild", () => size > 0);
		expect(size).to.equal(LARGE_GUILD);
		expect(statuses.filter((status) => status === "identifying").size()).to.equal(1);
		expect(statuses.includes("resuming")).to.equal(false);
	});

	it("should connect and resume with ETF", () => {
		const { session, statuses, websocket, names } = start({ encoding: "etf" });
		expect(websocket.url.find("encoding=etf", 1, true)[0]).to.be.ok();
		session("dispatchToSession", "TEST", { n: 1 });
		waitUntil("the dispatch", () => names.includes("TEST"));
		session("dropSession");
		waitUntil("ready again", () => statuses.includes("resuming") && websocket.isConnected());
		websocket.send({ op: 3, d: { status: "online", activities: [], afk: false } });
		websocket.heartbeat().expect();
	});
};
