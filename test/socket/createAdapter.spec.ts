/// <reference types="@rbxts/testez/globals" />

import { configureRelay, createAdapter, openAnywhere } from "../../src/socket/createAdapter";
import { SocketLifetime } from "../../src/socket/SocketLifetime";
import { SocketFactory, SocketListener } from "../../src/socket/SocketAdapter";
import { FakeRelay } from "../support/FakeRelay";
import { FakeNetwork } from "../support/FakeSocket";
import { FakeScheduler } from "../support/FakeScheduler";

const LISTENER: SocketListener = { onOpen() {}, onMessage() {}, onClose() {} };
const OPTIONS = { headers: { origin: "here" } };

const refuse: SocketFactory = () => error("cannot open ws://a: not enabled", 0);

export = () => {
	describe("openAnywhere", () => {
		it("should use the direct factory if it works", () => {
			const [direct, relayed] = [new FakeNetwork(), new FakeNetwork()];
			openAnywhere(direct.createSocket, relayed.createSocket)("ws://a", LISTENER, OPTIONS);
			expect(direct.socket().url).to.equal("ws://a");
			expect(direct.socket().options).to.equal(OPTIONS);
			expect(relayed.sockets.size()).to.equal(0);
		});

		it("should use the relay if the direct factory fails", () => {
			const [direct, relayed] = [new FakeNetwork(), new FakeNetwork()];
			const open = openAnywhere(direct.createSocket, relayed.createSocket);
			direct.refusal = "too many";
			open("ws://a", LISTENER, OPTIONS);
			expect(relayed.socket().options).to.equal(OPTIONS);
			direct.refusal = undefined;
			open("ws://b", LISTENER);
			expect(direct.socket().url).to.equal("ws://b");
		});

		it("should throw with advice if neither works", () => {
			const open = openAnywhere(refuse, undefined);
			expect(() => open("ws://a", LISTENER)).to.throw("not enabled");
			expect(() => open("ws://a", LISTENER)).to.throw("configureRelay({ url, token })");
		});

		it("should pass on the reason of the relay", () => {
			const relayed = new FakeNetwork();
			relayed.refusal = "4096 messages wait";
			expect(() => openAnywhere(refuse, relayed.createSocket)("ws://a", LISTENER)).to.throw("4096 messages wait");
		});
	});

	describe("configureRelay", () => {
		afterEach(() => configureRelay());

		it("should set the relay, and remove it", () => {
			const scheduler = new FakeScheduler();
			const network = new FakeRelay(scheduler);
			const relay = configureRelay({ url: "https://relay.example", token: "token", network, scheduler });
			let wasOpen = false;
			const lifetime = new SocketLifetime(scheduler, {
				onOpen: () => (wasOpen = true),
				onMessage: () => {},
				onEnd: () => {},
			});
			scheduler.spawn(() => lifetime.open(openAnywhere(refuse, relay.createSocket), "wss://far.example"));
			scheduler.advance(1);
			expect(wasOpen).to.equal(true);
			expect(relay.state).to.equal("linked");
			expect(configureRelay()).to.equal(undefined);
		});

		it("should reject invalid options at once", () => {
			expect(() => configureRelay({ url: "relay", token: "x" })).to.throw("url of the relay");
		});
	});

	describe("createAdapter", () => {
		it("should open a socket of the engine if it can", () => {
			const ends: Array<string> = [];
			const listener = { ...LISTENER, onClose: (_: unknown, code?: number) => ends.push(tostring(code)) };
			const adapter = createAdapter("ws://127.0.0.1:1", listener as unknown as SocketListener);
			expect(adapter.capabilities.closeCode).to.equal(false);
			adapter.close(4000);
			expect(ends.size()).to.equal(1);
		});
	});
};
