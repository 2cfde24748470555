/// <reference types="@rbxts/testez/globals" />

import { expectNoYield } from "../support/expectNoYield";
import { FAR, makeRelay } from "../support/openRelay";

export = () => {
	describe("RelayAdapter", () => {
		it("should open with the options of its handshake", () => {
			const { scheduler, far, open } = makeRelay();
			const { said } = open({ headers: { origin: "here" } });
			expect(said()).to.equal("");
			scheduler.advance(0.5);
			expect(said()).to.equal("open");
			const [socket, kind] = far.carried[0].split(" ");
			expect(`${socket} ${kind}`).to.equal("1 o");
			expect(far.carried[0].find('"origin":"here"', 1, true)[0]).to.be.ok();
			expect(far.carried[0].find('"pings":true', 1, true)[0]).to.be.ok();
			expect(far.carried[0].find(FAR, 1, true)[0]).to.be.ok();
		});

		it("should ask for subprotocols, and show the chosen one", () => {
			const { scheduler, far, open } = makeRelay();
			far.opens = false;
			const { adapter, said } = open({ protocols: ["v1", "v2"] });
			scheduler.advance(0.5);
			expect(far.carried[0].find('"protocols":["v1","v2"]', 1, true)[0]).to.be.ok();
			expect(adapter.protocol).to.equal("");
			far.push(1, "o", { protocol: "v2" });
			scheduler.advance(0.5);
			expect(said()).to.equal("open");
			expect(adapter.protocol).to.equal("v2");
		});

		it("should carry text and bytes in both directions", () => {
			const { scheduler, far, opened } = makeRelay();
			const { adapter, said } = opened();
			expectNoYield(() => adapter.send('{"token":"${secret:bot}"}'));
			adapter.send(buffer.fromstring("\x00\xff"));
			far.push(1, "t", "tëxt");
			far.push(1, "b", "AP8=");
			scheduler.advance(0.5);
			expect(far.carried[1]).to.equal('1 t {"token":"${secret:bot}"}');
			expect(far.carried[2]).to.equal("1 b AP8=");
			expect(said()).to.equal("message tëxt|message buffer \x00\xff");
		});

		it("should carry pings and pongs", () => {
			const { scheduler, far, opened } = makeRelay();
			const { adapter, said } = opened();
			expect(adapter.capabilities.ping).to.equal(true);
			adapter.ping?.(buffer.fromstring("x"));
			scheduler.advance(0.5);
			expect(far.carried[1]).to.equal('1 i {"data":"eA=="}');
			far.push(1, "p", { data: "eA==", ms: 31 });
			far.push(1, "i", { data: "eQ==" });
			far.push(1, "p", { data: "!" });
			far.push(1, "p", []);
			scheduler.advance(0.5);
			expect(said()).to.equal("pong x|ping y|pong |pong ");
		});

		it("should pass keep-alives to the relay, and report them", () => {
			const { scheduler, far, opened } = makeRelay();
			const { adapter, said } = opened();
			expect(adapter.capabilities.keepAlive).to.equal(true);
			adapter.keepAlive?.({ interval: 41.25, delay: 12, text: "beat", lazy: '"op":11' });
			scheduler.advance(0.5);
			const [started] = far.carried[1].match("^1 k (.*)$");
			for (const part of ['"every_ms":41250', '"first_ms":12000', '"text":"beat"', '"lazy":']) {
				expect((started as string).find(part, 1, true)[0]).to.be.ok();
			}
			far.push(1, "k", { sent: 1 });
			scheduler.advance(0.5);
			expect(said()).to.equal("keep-alive 1");
			adapter.keepAlive?.({ text: "beat 2" });
			adapter.keepAlive?.({ interval: 0 });
			scheduler.advance(25);
			expect(far.carried[2]).to.equal('1 k {"text":"beat 2"}');
			expect(far.carried[3]).to.equal('1 k {"every_ms":0}');
		});

		it("should change the text of a keep-alive without a request", () => {
			const { scheduler, far, opened } = makeRelay();
			const { adapter } = opened();
			const before = far.seen.size();
			adapter.keepAlive?.({ text: "beat 2" });
			scheduler.advance(1);
			expect(far.seen.size()).to.equal(before);
		});

		it("should ask for DAVE if there is a listener", () => {
			const { scheduler, far, open } = makeRelay();
			far.features = ["keepalive", "ping", "dave"];
			const heard: Array<string> = [];
			const asking = open({ carriage: { onDave: (data) => heard.push((data as { state: string }).state) } });
			const other = open();
			scheduler.advance(0.5);
			expect(far.carried[0].find('"dave":true', 1, true)[0]).to.be.ok();
			expect(far.carried[1].find("dave", 1, true)[0]).to.equal(undefined);
			expect(asking.adapter.capabilities.dave).to.equal(true);
			expect(other.adapter.capabilities.dave).to.equal(false);
			far.push(1, "d", { state: "pending", version: 1 });
			far.push(2, "d", { state: "none" });
			scheduler.advance(0.5);
			expect(heard.join(",")).to.equal("pending");
			asking.adapter.close();
			far.push(1, "d", { state: "none" });
			scheduler.advance(0.5);
			expect(heard.join(",")).to.equal("pending");
			expect(other.said()).to.equal("open");
		});

		it("should ask for media, and pass on its records", () => {
			const { scheduler, far, open } = makeRelay();
			far.features = ["media"];
			const heard: Array<string> = [];
			const asking = open({ carriage: { onMedia: (data) => heard.push((data as { state: string }).state) } });
			const other = open();
			scheduler.advance(0.5);
			expect(far.carried[0].find('"media":true', 1, true)[0]).to.be.ok();
			expect(far.carried[1].find("media", 1, true)[0]).to.equal(undefined);
			expect(asking.adapter.capabilities.media).to.equal(true);
			expect(other.adapter.capabilities.media).to.equal(false);
			far.push(1, "m", { state: "live" });
			far.push(2, "m", { state: "lost" });
			scheduler.advance(0.5);
			asking.adapter.close();
			far.push(1, "m", { state: "lost" });
			scheduler.advance(0.5);
			expect(heard.join(",")).to.equal("live");
		});

		it("should report that another relay could carry media", () => {
			const { scheduler, open } = makeRelay();
			const { adapter } = open({ carriage: { onMedia: () => {} } });
			scheduler.advance(0.5);
			expect(adapter.capabilities.media).to.equal(false);
		});

		it("should report a relay without DAVE", () => {
			const { scheduler, open } = makeRelay();
			const { adapter } = open({ carriage: { onDave: () => {} } });
			scheduler.advance(0.5);
			expect(adapter.capabilities.dave).to.equal(false);
		});

		/** Records that end a socket, and what its owner is told. */
		const ENDS: ReadonlyArray<readonly [kind: string, data: object, heard: string]> = [
			["c", { code: 4006, reason: "Session over.", clean: true, by: "peer" }, "close 4006 Session over."],
			["c", { code: 1005, reason: "", clean: true, by: "peer" }, "close 1005 "],
			["c", { code: 1006, reason: "", clean: false, by: "network" }, "close none the connection was lost"],
			["c", { code: 1012, reason: "draining", clean: false, by: "relay" }, "close 1012 relay: draining"],
			["c", { code: 1013, reason: "overflow", clean: false, by: "relay" }, "close 1013 relay: overflow"],
			["c", [], "close none the connection was lost"],
			[
				"e",
				{ code: "connect_failed", message: "refused", ends: true, up: 1 },
				"close none relay: connect_failed: refused",
			],
			[
				"e",
				{ code: "host_not_allowed", message: "far.example", ends: true, up: 1 },
				"close none relay: host_not_allowed: far.example; add the host to the relay's RELAY_ALLOW_HOSTS",
			],
			[
				"e",
				{ code: "secret_unknown", message: "bot", ends: false, up: 2 },
				"close none relay: secret_unknown: bot; set it in the relay as RELAY_SECRET_<NAME>",
			],
		];
		for (const [kind, data, expected] of ENDS) {
			it(`should report "${expected}" for ${kind} ${next(data)[0] ?? "nothing"}, once and last`, () => {
				const { scheduler, far, opened } = makeRelay();
				const { adapter, said } = opened();
				far.push(1, kind, data);
				far.push(1, "t", "late");
				far.push(1, kind, data);
				scheduler.advance(0.5);
				expect(said()).to.equal(expected);
				expect(() => adapter.send("x")).to.throw("the socket is not open");
			});
		}

		it("should close the remote socket when a message cannot be delivered", () => {
			const { scheduler, far, opened } = makeRelay();
			opened();
			far.push(1, "e", { code: "secret_not_allowed", message: "bot", ends: false, up: 2 });
			scheduler.advance(0.5);
			expect(far.carried[1]).to.equal("1 c []");
		});

		it("should ignore late messages and records of later versions", () => {
			const { scheduler, far, opened } = makeRelay();
			const { said } = opened();
			far.push(1, "e", { code: "not_open", message: "", ends: false, up: 2 });
			far.push(1, "z", { of: "later" });
			far.push(9, "t", "for an unknown socket");
			far.push(1, "t", "x");
			scheduler.advance(0.5);
			expect(said()).to.equal("message x");
		});

		it("should close once, with code and reason, without yielding", () => {
			const { scheduler, far, opened } = makeRelay();
			const { adapter, said } = opened();
			expectNoYield(() => adapter.close(4001, "mine"));
			adapter.close(4002, "again");
			expect(said()).to.equal("close 4001 mine");
			scheduler.advance(0.5);
			expect(far.carried.size()).to.equal(2);
			expect(far.carried[1].find('"code":4001', 1, true)[0]).to.be.ok();
			expect(far.carried[1].find('"reason":"mine"', 1, true)[0]).to.be.ok();
		});

		it("should close a socket that is still connecting", () => {
			const { scheduler, far, open } = makeRelay();
			far.opens = false;
			const { adapter, said } = open();
			expect(() => adapter.send("x")).to.throw("the socket is not open");
			scheduler.advance(0.5);
			adapter.close();
			scheduler.advance(0.5);
			expect(said()).to.equal("close none ");
			expect(far.carried[1]).to.equal("1 c []");
		});

		it("should reject a message above the limit of the relay", () => {
			const { opened } = makeRelay();
			const { adapter } = opened();
			expect(() => adapter.send(string.rep("x", 1048576))).to.throw("up to about 1048512 bytes, got 1048588");
		});
	});
};
