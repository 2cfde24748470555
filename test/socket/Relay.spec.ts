/// <reference types="@rbxts/testez/globals" />

import { RelayFault } from "../../src/protocol/relay/RelayFault";
import { ServerClosing } from "../../src/runtime/ServerClosing";
import { Relay } from "../../src/socket/Relay";
import { SocketLifetime } from "../../src/socket/SocketLifetime";
import { WebSocket } from "../../src/socket/WebSocket";
import { expectNoYield } from "../support/expectNoYield";
import { FakeRelay, fault } from "../support/FakeRelay";
import { FakeScheduler } from "../support/FakeScheduler";
import { makeRelay } from "../support/openRelay";
import { RecordingLogger } from "../support/RecordingLogger";
import { rejection } from "../support/rejection";

const BAD_URLS = ["", "relay.example", "wss://relay.example", "https://relay.example/path", "https://?x"];

export = () => {
	describe("Relay", () => {
		it("should make no request before the first socket", () => {
			const { scheduler, far, relay } = makeRelay();
			scheduler.advance(100);
			expect(far.seen.size()).to.equal(0);
			expect(relay.state).to.equal("idle");
		});

		it("should carry all sockets over one link", () => {
			const { scheduler, far, open, relay } = makeRelay();
			const sockets = [open(), open(), open()];
			scheduler.advance(0.5);
			sockets.forEach(({ adapter }, index) => adapter.send(`from ${index + 1}`));
			scheduler.advance(0.5);
			for (const socket of [3, 1, 2]) far.send(socket, `to ${socket}`);
			scheduler.advance(0.5);
			expect(sockets.map(({ said }) => said()).join(" ")).to.equal(
				"open|message to 1 open|message to 2 open|message to 3",
			);
			expect(far.requestCount("create")).to.equal(1);
			expect(far.requestCount("send")).to.equal(1);
			expect(relay.state).to.equal("linked");
		});

		it("should open a socket in two requests", () => {
			const { scheduler, far, open } = makeRelay();
			const { said } = open();
			scheduler.advance(0.3);
			expect(said()).to.equal("open");
			expect(far.seen.map(({ kind }) => kind).join(",")).to.equal("create,poll,poll");
		});

		it("should send its token as a header", () => {
			const { far, opened } = makeRelay();
			opened();
			for (const { headers, body } of far.seen) {
				expect(headers.authorization).to.equal("Bearer the-token");
				expect(headers["content-type"]).to.equal("application/json");
				expect(body.find("the%-token")[0]).to.equal(undefined);
			}
			expect(far.seen[0].path).to.equal("/v1/links");
			expect(far.seen[1].path).to.equal("/v1/links/a_nonce-0001/poll");
		});

		it("should send secrets only with the first request", () => {
			const prefixes: Array<string> = [];
			const prefixed = { of: "prefixed" } as unknown as Secret;
			const token = {
				AddPrefix(prefix: string) {
					prefixes.push(prefix);
					return prefixed;
				},
			} as unknown as Secret;
			const bot = {} as unknown as Secret;
			const { far, opened } = makeRelay({ token, secrets: { bot } });
			opened();
			expect(prefixes.join(",")).to.equal("Bearer ");
			expect(far.seen[0].headers.authorization).to.equal(prefixed);
			expect(far.seen[0].headers["relay-secret-bot"]).to.equal(bot);
			expect(far.seen[1].headers["relay-secret-bot"]).to.equal(undefined);
		});

		it("should reject an invalid URL or token", () => {
			for (const url of BAD_URLS) {
				expect(() => new Relay({ url, token: "x" })).to.throw("url of the relay must be https://");
			}
			expect(() => new Relay({ url: "https://relay.example", token: "" })).to.throw("token");
			new Relay({ url: "http://127.0.0.1:8080/", token: "x" });
		});

		it("should end the link after its last socket, and make another", () => {
			const { scheduler, far, relay, opened, open } = makeRelay();
			const first = opened();
			const second = opened();
			first.adapter.close();
			scheduler.advance(60);
			expect(far.hasLink()).to.equal(true);
			second.adapter.close();
			scheduler.advance(9);
			open().adapter.close();
			scheduler.advance(9);
			expect(far.hasLink()).to.equal(true);
			scheduler.advance(2);
			expect(far.hasLink()).to.equal(false);
			expect(relay.state).to.equal("idle");
			const before = far.seen.size();
			scheduler.advance(100);
			expect(far.seen.size()).to.equal(before);
			opened();
			expect(far.requestCount("create")).to.equal(2);
			expect(relay.state).to.equal("linked");
		});

		it("should close every socket after sending the queued messages", () => {
			const { scheduler, far, relay, opened } = makeRelay();
			const { adapter, said } = opened();
			adapter.send("last words");
			expectNoYield(() => relay.close());
			relay.close();
			expect(said()).to.equal("close none relay: closed by us");
			scheduler.advance(40);
			expect(far.carried[1]).to.equal("1 t last words");
			expect(far.hasLink()).to.equal(false);
			expect(far.requestCount("delete")).to.equal(1);
			expect(scheduler.sleeperCount()).to.equal(0);
		});

		it("should pass on the close code for remote servers", () => {
			const { far, relay, opened, scheduler } = makeRelay();
			opened();
			relay.close(1000);
			scheduler.advance(1);
			expect(far.seen[far.seen.size() - 1].path).to.equal("/v1/links/a_nonce-0001?code=1000");
		});

		it("should report its states, and isolate the callback", () => {
			const { scheduler, far, states, relay, opened, logger } = makeRelay({});
			opened();
			far.fault = () => "loseRequest";
			scheduler.advance(60);
			expect(relay.state).to.equal("away");
			expect(relay.reason).to.equal("no answer within 28 s");
			far.fault = undefined;
			scheduler.advance(60);
			far.forget();
			scheduler.advance(5);
			expect(states.join(",")).to.equal("linking,linked,away,linked,idle");
			expect(relay.reason.find("link_unknown")[0]).to.equal(1);
			expect(logger.count("the-token")).to.equal(0);

			const throwing = makeRelay({ onState: () => error("no", 0) });
			throwing.opened();
			expect(throwing.relay.state).to.equal("linked");
			expect(throwing.logger.count("onState threw: no")).to.equal(2);
		});

		it("should carry a WebSocket with its pings", () => {
			const { scheduler, far, relay } = makeRelay();
			far.onUp = (socket, kind, data) => {
				if (kind === "i") far.push(socket, "p", data);
				if (kind === "t") far.send(socket, `echo ${data}`);
			};
			const environment = { createSocket: relay.createSocket, scheduler };
			const socket = new WebSocket("wss://far.example", { environment });
			const heard: Array<string> = [];
			socket.on("open", () => socket.send("hello"));
			socket.on("message", ({ data }) => heard.push(data as string));
			socket.on("close", ({ code, reason }) => heard.push(`${code} ${reason}`));
			scheduler.advance(1);
			let result: number | undefined;
			socket.ping().then((milliseconds) => (result = milliseconds));
			scheduler.advance(1);
			expect(result !== undefined && result > 100 && result < 300).to.equal(true);
			expect(socket.latency).to.equal(result);
			expect(socket.capabilities.binary).to.equal(true);
			far.push(1, "c", { code: 4014, reason: "Disconnected.", clean: true, by: "peer" });
			scheduler.advance(1);
			expect(heard.join("|")).to.equal("echo hello|4014 Disconnected.");
		});

		it("should let a SocketLifetime close while it opens", () => {
			const { scheduler, far, relay } = makeRelay();
			const ends: Array<string> = [];
			const lifetime = new SocketLifetime(scheduler, {
				onOpen: () => ends.push("open"),
				onMessage: () => {},
				onEnd: ({ reason }) => ends.push(reason),
			});
			scheduler.spawn(() => pcall(() => lifetime.open(relay.createSocket, "wss://far.example")));
			lifetime.close(undefined, "never mind");
			scheduler.advance(1);
			expect(ends.join("|")).to.equal("never mind");
			expect(far.carried.map((line) => line.sub(1, 3)).join(",")).to.equal("1 o,1 c");
		});

		/** A relay on a game server that the test shuts down. */
		function makeClosing() {
			const bound: Array<() => void> = [];
			const scheduler = new FakeScheduler();
			const closing = new ServerClosing((callback) => bound.push(callback), scheduler, new RecordingLogger());
			const bench = makeRelay({ closing }, scheduler);
			let closedAt = -1;
			const close = () =>
				scheduler.spawn(() => {
					for (const callback of bound) callback();
					closedAt = scheduler.now();
				});
			return { ...bench, bound, close, closedAt: () => closedAt };
		}

		it("should send the last messages before the game server shuts down", () => {
			const { scheduler, far, opened, close, closedAt } = makeClosing();
			const { adapter } = opened();
			const began = scheduler.now();
			adapter.send("op 4");
			adapter.close(1000);
			close();
			scheduler.advance(5);
			expect(closedAt() - began > 0 && closedAt() - began < 1).to.equal(true);
			expect(far.carried.map((line) => line.sub(1, 6)).join("|")).to.equal('1 o {"|1 t op|1 c {"');
			const last = far.seen[far.seen.size() - 1];
			expect(last.kind).to.equal("delete");
			expect(last.at < closedAt()).to.equal(true);
			expect(far.hasLink()).to.equal(false);
		});

		it("should delay the shutdown of a game server by at most 4 s", () => {
			const { scheduler, far, opened, close, closedAt } = makeClosing();
			opened();
			far.fault = () => "loseRequest";
			const began = scheduler.now();
			close();
			scheduler.advance(20);
			expect(closedAt() - began).to.equal(4);
		});

		it("should delay no shutdown after its link has ended", () => {
			const { scheduler, relay, opened, close, closedAt } = makeClosing();
			opened();
			relay.close();
			scheduler.advance(1);
			const began = scheduler.now();
			close();
			expect(closedAt()).to.equal(began);
		});

		it("should ask Discord for its gateway, within the budget", () => {
			const { scheduler, far, relay } = makeRelay({ secrets: { bot: "hidden" } });
			far.replies.push({ status: 200, body: '{"url":"wss://gateway.discord.gg"}' });
			let url: string | undefined;
			relay.getGatewayBotAsync().then((answer) => (url = (answer as { url: string }).url));
			scheduler.advance(1);
			expect(url).to.equal("wss://gateway.discord.gg");
			expect(far.seen[0].path).to.equal("/v1/discord/gateway/bot?secret=bot");
			expect(far.seen[0].headers["relay-secret-bot"]).to.equal("hidden");
			expect(relay.budget.total).to.equal(1);
			expect(relay.state).to.equal("idle");
		});

		it("should reject with a reason and advice", () => {
			const { scheduler, far, relay } = makeRelay();
			far.replies.push(fault(400, "secret_unknown", { secret: "other" }));
			const unknown = relay.getGatewayBotAsync("other");
			scheduler.advance(1);
			expect(tostring(rejection(unknown))).to.equal(
				"relay: secret_unknown: said the relay; set it in the relay as RELAY_SECRET_<NAME>",
			);
			far.replies.push("HttpError: ConnectFail");
			expect(tostring(rejection(relay.getGatewayBotAsync()))).to.equal("relay: HttpError: ConnectFail");
			far.replies.push({ status: 200, body: "<html>" });
			const odd = relay.getGatewayBotAsync();
			scheduler.advance(1);
			expect(tostring(rejection(odd))).to.equal("relay: status 200, not from a relay");
			expect(() => relay.getGatewayBotAsync("a?b")).to.throw("got a?b");
		});

		/** Written by hand: the answer, and action, code, seconds and Discord's status of the fault. */
		const FAULTS: ReadonlyArray<readonly [reply: Parameters<FakeRelay["replies"]["push"]>[0], seen: string]> = [
			["HttpError: ConnectFail", "retry - - -"],
			["Http requests are not enabled. Enable via game settings", "refused - - -"],
			[fault(429, "discord_rate_limited", { retry_after: 20.5 }), "wait discord_rate_limited 20.5 -"],
			[fault(502, "discord_status", { status: 401 }), "retry discord_status - 401"],
			[fault(503, "draining", { retry_after: 3 }), "leave draining 3 -"],
			[fault(401, "unauthorized", {}), "refused unauthorized - -"],
			[{ status: 502, body: "<html>" }, "retry - - -"],
			[{ status: 429, body: "<html>", headers: { "Retry-After": "7" } }, "retry - 7 -"],
			[{ status: 200, body: "<html>" }, "refused - - -"],
		];
		FAULTS.forEach(([reply, seen], index) => {
			it(`should reject with the right action, case ${index}`, () => {
				const { scheduler, far, relay } = makeRelay();
				far.replies.push(reply);
				const asked = relay.getGatewayBotAsync();
				scheduler.advance(1);
				const thrown = rejection(asked);
				assert(thrown instanceof RelayFault);
				const { action, code = "-", retryAfter = "-", farStatus = "-" } = thrown;
				expect(`${action} ${code} ${retryAfter} ${farStatus}`).to.equal(seen);
			});
		});
	});
};
