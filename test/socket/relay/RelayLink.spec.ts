/// <reference types="@rbxts/testez/globals" />

import { fault } from "../../support/FakeRelay";
import { makeRelay } from "../../support/openRelay";
import { seededRandom } from "../../support/seededRandom";

/** Opens a socket. `once` makes the next request of a kind fail in one way. */
function makeFaulty() {
	const bench = makeRelay();
	const socket = bench.opened();
	const once = (kind: string, what: "loseRequest" | "loseAnswer" | "repeat") => {
		bench.far.fault = (seen) => {
			if (seen !== kind) return undefined;
			bench.far.fault = undefined;
			return what;
		};
	};
	return { ...bench, socket, once };
}

/** Lets the remote server send numbers at a steady rate, and counts the requests. */
function flow(perSecond: number, seconds: number, ups = 0) {
	const bench = makeRelay();
	const socket = bench.opened();
	const before = bench.relay.budget.total;
	let sent = 0;
	for (const step of $range(1, seconds * perSecond)) {
		sent += 1;
		bench.far.send(1, tostring(sent));
		if (ups > 0 && step % math.max(perSecond / ups, 1) === 0) socket.adapter.send(`up ${step}`);
		bench.scheduler.advance(1 / perSecond);
	}
	const requests = bench.relay.budget.total - before;
	bench.scheduler.advance(5);
	return { ...bench, socket, requests, perMinute: (requests / seconds) * 60 };
}

export = () => {
	/** Expects every message from 1 to `count`, once and in order. */
	const expectAll = (heard: ReadonlyArray<string>, count: number) => {
		expect(heard.size()).to.equal(count);
		heard.forEach((line, index) => expect(line).to.equal(`message ${index + 1}`));
	};

	describe("RelayLink", () => {
		for (const what of ["loseRequest", "loseAnswer", "repeat"] as const) {
			it(`should neither lose nor repeat anything when polls ${what}`, () => {
				const { scheduler, far, socket, once } = makeFaulty();
				once("poll", what);
				for (const number of $range(1, 30)) {
					far.send(1, tostring(number));
					socket.adapter.send(tostring(number));
					scheduler.advance(2);
				}
				scheduler.advance(30);
				expectAll(socket.heard, 30);
				expect(far.carried.size()).to.equal(31);
				for (const number of $range(1, 30)) expect(far.carried[number]).to.equal(`1 t ${number}`);
			});

			it(`should neither lose nor repeat anything when sends ${what}`, () => {
				const { scheduler, far, socket, once } = makeFaulty();
				once("send", what);
				socket.adapter.send("a");
				scheduler.advance(1);
				socket.adapter.send("b");
				scheduler.advance(60);
				expect(far.carried.size()).to.equal(3);
				expect(far.carried[1]).to.equal("1 t a");
				expect(far.carried[2]).to.equal("1 t b");
			});

			it(`should make one link when requests for it ${what}`, () => {
				const { scheduler, far, open } = makeRelay();
				far.fault = (kind) => {
					far.fault = undefined;
					return kind === "create" ? what : undefined;
				};
				const { said } = open();
				scheduler.advance(25);
				expect(said()).to.equal("open");
				expect(far.carried.size()).to.equal(1);
			});
		}

		it("should deliver every record once and in order under random faults", () => {
			for (const seed of $range(1, 50)) {
				const random = seededRandom(seed);
				const { scheduler, far, socket } = makeFaulty();
				far.fault = () => (["loseRequest", "loseAnswer", "repeat"] as const)[random(9)];
				let [down, up] = [0, 0];
				for (const _ of $range(1, 60)) {
					for (const _again of $range(1, random(4))) {
						down += 1;
						far.send(1, tostring(down));
					}
					if (random(3) === 0) {
						up += 1;
						socket.adapter.send(tostring(up));
					}
					scheduler.advance(random(200) / 100);
				}
				far.fault = undefined;
				scheduler.advance(100);
				expectAll(socket.heard, down);
				expect(far.carried.size()).to.equal(up + 1);
				for (const number of $range(1, up)) expect(far.carried[number]).to.equal(`1 t ${number}`);
			}
		});

		it("should make three requests a minute while idle", () => {
			const { scheduler, far, opened, relay } = makeRelay();
			opened();
			scheduler.advance(60);
			const before = far.seen.size();
			scheduler.advance(600);
			expect(far.seen.size() - before <= 30).to.equal(true);
			expect(relay.budget.lastMinute()).to.equal(3);
			expect(far.requestCount("send")).to.equal(0);
		});

		/** Limits of requests a minute, by events a second; see docs/relay.md. */
		const RATES: ReadonlyArray<readonly [perSecond: number, most: number]> = [
			[1, 61],
			[5, 65],
			[50, 65],
		];
		for (const [perSecond, most] of RATES) {
			it(`should make at most ${most} requests a minute at ${perSecond} events/s`, () => {
				const { socket, perMinute } = flow(perSecond, 120);
				expectAll(socket.heard, perSecond * 120);
				expect(perMinute <= most).to.equal(true);
			});
		}

		it("should stay within its budget when both sides send many messages", () => {
			const { far, socket, relay, perMinute } = flow(50, 120, 50);
			expect(perMinute <= 100).to.equal(true);
			expect(relay.budget.lastMinute() <= 120).to.equal(true);
			expect(far.carried.size()).to.equal(50 * 120 + 1);
			expectAll(socket.heard, 50 * 120);
		});

		it("should collect urgent records, and send them together", () => {
			const { scheduler, far, opened } = makeRelay();
			const { adapter } = opened();
			for (const number of $range(1, 20)) adapter.send(tostring(number));
			scheduler.advance(0.1);
			expect(far.carried.size()).to.equal(21);
			expect(far.requestCount("send")).to.equal(1);
		});

		it("should leave records to the poll after many sends", () => {
			const { scheduler, far, opened } = makeRelay();
			const { adapter } = opened();
			for (const number of $range(1, 600)) {
				adapter.send(tostring(number));
				scheduler.advance(0.1);
			}
			scheduler.advance(3);
			expect(far.carried.size()).to.equal(601);
			expect(far.requestCount("send") <= 41).to.equal(true);
		});

		it("should end its sockets when the relay does not know the link", () => {
			const { scheduler, far, open, opened, relay } = makeRelay();
			const sockets = [opened(), opened()];
			far.forget();
			scheduler.advance(25);
			for (const { said } of sockets) {
				expect(said()).to.equal("close none relay: link_unknown: said the relay");
			}
			expect(relay.state).to.equal("idle");
			const { said } = open();
			scheduler.advance(1);
			expect(said()).to.equal("open");
		});

		it("should end at once when a send finds the link unknown", () => {
			const { scheduler, far, opened } = makeRelay();
			const { adapter, said } = opened();
			far.forget();
			adapter.send("x");
			scheduler.advance(0.5);
			expect(said()).to.equal("close none relay: link_unknown: said the relay");
		});

		/** Answers that end the link, and the reason that the sockets get. */
		const ENDS: ReadonlyArray<readonly [status: number, code: string, told: string]> = [
			[400, "bad_request", "relay: bad_request: said the relay"],
			[401, "unauthorized", "in the relay's RELAY_TOKENS"],
			[403, "place_not_allowed", "RELAY_PLACES"],
			[404, "not_found", "is this the address of a relay?"],
			[409, "up_gap", "relay: up_gap"],
			[415, "unsupported_media_type", "relay: unsupported_media_type"],
		];
		for (const [status, code, told] of ENDS) {
			it(`should end with advice after ${status} ${code}`, () => {
				const { scheduler, far, open } = makeRelay();
				far.replies.push(fault(status, code, {}));
				const { said } = open();
				scheduler.advance(1);
				expect(said().find(told, 1, true)[0]).to.be.ok();
				expect(far.seen.size()).to.equal(1);
				expect(scheduler.sleeperCount()).to.equal(0);
			});
		}

		it("should wait the time that the relay names after 429 and 503", () => {
			for (const code of ["rate_limited", "draining", "overloaded"]) {
				const { scheduler, far, open } = makeRelay();
				far.replies.push(fault(code === "rate_limited" ? 429 : 503, code, { retry_after: 7.5 }));
				const { said } = open();
				scheduler.advance(7.5);
				expect(far.seen.size()).to.equal(1);
				scheduler.advance(0.5);
				expect(said()).to.equal("open");
				expect(far.seen[1].at - far.seen[0].at >= 7.5).to.equal(true);
			}
		});

		/** Replacements for the answer to a poll, all harmless. */
		const MISHAPS = [
			fault(429, "rate_limited", { retry_after: 2 }),
			fault(500, "internal", {}),
			fault(503, "overloaded", { retry_after: 2 }),
			{ status: 502, body: "<html>" },
			{ status: 504, body: "" },
			{ status: 200, body: "" },
			{ status: 200, body: '{"ack":1,"down":[[1,1,"t"]]}' },
			{ status: 200, body: '{"ack":1,"down":[],"more":false,"pace_ms":0,"superseded":true}' },
			"HttpError: NetFail",
			"HttpError: Timedout",
		];
		for (const mishap of MISHAPS) {
			const name = typeIs(mishap, "string") ? mishap : `${mishap.status} ${mishap.body}`;
			it(`should lose no record over ${name === "" ? "an empty answer" : name}`, () => {
				const { scheduler, far, opened } = makeRelay();
				const { adapter, heard } = opened();
				far.send(1, "1");
				far.replies.push(mishap);
				scheduler.advance(1);
				expect(far.replies.size()).to.equal(0);
				far.send(1, "2");
				adapter.send("a");
				scheduler.advance(10);
				expectAll(heard, 2);
				expect(far.carried[1]).to.equal("1 t a");
				expect(far.carried.size()).to.equal(2);
			});
		}

		it("should end after an impossible answer", () => {
			/** An ack for records that were never made, and a record after a gap. */
			for (const lie of ['{"ack":99,"down":[]}', '{"ack":1,"down":[[99,1,"t","x"]]}']) {
				const { scheduler, far, opened } = makeRelay();
				const { said } = opened();
				far.send(1, "1");
				far.replies.push({ status: 200, body: lie });
				scheduler.advance(1);
				expect(said().find("^message 1|close none relay: the relay ")[0]).to.equal(1);
			}
		});

		/** Value of `retry_after`, and the seconds until the next request. */
		const NAMED: ReadonlyArray<readonly [retryAfter: unknown, seconds: number]> = [
			[60, 60],
			[300, 300],
			[1e300, 300],
			[-5, 1],
			["soon", 1],
		];
		for (const [retryAfter, seconds] of NAMED) {
			it(`should wait ${seconds} s for a link after a retry_after of ${retryAfter}`, () => {
				const { scheduler, far, open } = makeRelay();
				far.replies.push(fault(429, "rate_limited", { retry_after: retryAfter }));
				const { said } = open();
				scheduler.advance(seconds);
				expect(far.seen.size()).to.equal(1);
				scheduler.advance(0.5);
				expect(said()).to.equal("open");
			});
		}

		it("should apply the wait of the last link to the next one", () => {
			const { scheduler, far, open, opened } = makeRelay();
			const { said } = opened();
			far.replies.push(fault(429, "rate_limited", { retry_after: 200 }));
			scheduler.advance(25);
			expect(said()).to.equal("close none relay: gave up after 0 s: rate_limited: said the relay");
			const seen = far.seen.size();
			const again = open();
			scheduler.advance(150);
			expect(far.seen.size()).to.equal(seen);
			scheduler.advance(50);
			expect(again.said()).to.equal("open");
		});

		it("should wait the time that a proxy's header names", () => {
			const { scheduler, far, open } = makeRelay();
			far.replies.push({ status: 429, body: "<html>", headers: { "Retry-After": "12" } });
			open();
			scheduler.advance(12);
			expect(far.seen.size()).to.equal(1);
			scheduler.advance(0.5);
			expect(far.seen.size() > 1).to.equal(true);
		});

		it("should deliver a huge answer in order, and poll again", () => {
			const { scheduler, far, opened } = makeRelay();
			const { adapter, heard } = opened();
			far.maxRecords = 100_000;
			for (const number of $range(1, 20_000)) far.send(1, tostring(number));
			scheduler.advance(5);
			expectAll(heard, 20_000);
			far.send(1, "20001");
			adapter.send("after");
			scheduler.advance(5);
			expectAll(heard, 20_001);
			expect(far.carried[1]).to.equal("1 t after");
		});

		it("should skip the rest of an answer after close", () => {
			const { scheduler, far, relay, opened } = makeRelay();
			opened();
			const heard: Array<string> = [];
			relay.createSocket("wss://far.example/", {
				onOpen() {
					heard.push("open");
				},
				onMessage() {
					heard.push("message");
					if (heard.size() === 5001) relay.close();
				},
				onClose() {
					heard.push("close");
				},
			});
			scheduler.advance(5);
			far.maxRecords = 100_000;
			for (const number of $range(1, 20_000)) far.send(2, tostring(number));
			scheduler.advance(60);
			expect(heard.size()).to.equal(5002);
			expect(heard[5001]).to.equal("close");
			expect(scheduler.sleeperCount()).to.equal(0);
		});

		it("should back off after answers that no relay wrote", () => {
			const { scheduler, far, open, relay } = makeRelay();
			for (const _ of $range(1, 3)) far.replies.push({ status: 502, body: "<html>" });
			far.replies.push({ status: 200, body: "<html>" });
			const { said } = open();
			scheduler.advance(5);
			expect(relay.state).to.equal("away");
			expect(relay.reason).to.equal("status 502, not from a relay");
			scheduler.advance(12);
			const waits = [1, 2, 3, 4].map((index) => math.floor(far.seen[index].at - far.seen[index - 1].at));
			expect(waits.join(",")).to.equal("1,2,4,8");
			expect(said()).to.equal("open");
		});

		it("should fill a gap with the records that it keeps", () => {
			const { scheduler, far, opened } = makeRelay();
			const { adapter } = opened();
			far.replies.push(fault(409, "up_gap", { expected: 2 }));
			adapter.send("a");
			adapter.send("b");
			scheduler.advance(3);
			expect(far.carried[1]).to.equal("1 t a");
			expect(far.carried[2]).to.equal("1 t b");
		});

		it("should send fewer records at once after 413", () => {
			const { scheduler, far, opened } = makeRelay();
			const { adapter, said } = opened();
			far.replies.push(fault(413, "too_large", { limit: 100 }));
			const long = string.rep("x", 400000);
			adapter.send(long);
			adapter.send(long);
			scheduler.advance(3);
			expect(far.carried.size()).to.equal(3);
			expect(said()).to.equal("");
			far.replies.push(fault(413, "too_large", { limit: 100 }));
			adapter.send(long);
			scheduler.advance(3);
			expect(said()).to.equal("close none relay: too_large: said the relay");
		});

		it("should not shrink bodies forever", () => {
			const { scheduler, far, opened } = makeRelay();
			const { adapter, said } = opened();
			for (const _ of $range(1, 30)) far.replies.push(fault(413, "too_large", { limit: 1 }));
			adapter.send("a");
			adapter.send("b");
			scheduler.advance(30);
			expect(said()).to.equal("close none relay: too_large: said the relay");
			expect(far.replies.size() > 15).to.equal(true);
		});

		it("should end if the relay misses an accepted record", () => {
			const { scheduler, far, opened } = makeRelay();
			const { adapter, said } = opened();
			for (const _ of $range(1, 30)) far.replies.push(fault(409, "up_gap", { expected: 2 }));
			adapter.send("a");
			scheduler.advance(120);
			expect(said().find("^close none relay: gave up after %d+ s: up_gap")[0]).to.equal(1);
			expect(far.seen.size() < 20).to.equal(true);
		});

		it("should never ask for a longer hold than the engine waits", () => {
			const { far, opened } = makeRelay();
			far.saysHold = 120;
			opened();
			const poll = far.seen.find(({ kind }) => kind === "poll");
			expect(poll?.body.find('"wait_ms":20000', 1, true)[0]).to.be.ok();
		});

		it("should give up if no link is made in half a minute", () => {
			const { scheduler, far, open } = makeRelay();
			for (const _ of $range(1, 20)) far.replies.push("HttpError: ConnectFail");
			const { said } = open();
			scheduler.advance(14);
			expect(said()).to.equal("");
			scheduler.advance(16);
			// The next attempt would follow after 31 seconds: waits of 1, 2, 4, 8 and 16.
			expect(said()).to.equal("close none relay: gave up after 15 s: HttpError: ConnectFail");
			expect(scheduler.sleeperCount()).to.equal(0);
		});

		it("should give up a link when the relay must have ended it", () => {
			const { scheduler, far, opened } = makeRelay();
			const { said } = opened();
			far.fault = () => "loseRequest";
			scheduler.advance(90);
			expect(said()).to.equal("");
			scheduler.advance(90);
			expect(said().find("^close none relay: gave up after %d+ s: no answer within 28 s$")[0]).to.equal(1);
		});

		it("should not repeat requests that the game does not allow", () => {
			const { scheduler, far, open } = makeRelay();
			far.replies.push("Http requests are not enabled. Enable via game settings");
			const { said } = open();
			expect(said()).to.equal("");
			scheduler.advance(60);
			expect(said().find("allow HTTP requests", 1, true)[0]).to.be.ok();
			expect(far.seen.size()).to.equal(1);
		});

		it("should ask for a shorter hold after a timeout", () => {
			const { scheduler, far, opened } = makeRelay();
			opened();
			scheduler.advance(30);
			// The current poll returns. The next one is ended at once, as if after ten seconds.
			const seen = far.seen.size();
			far.fault = (kind) => {
				if (kind !== "poll") return undefined;
				far.fault = undefined;
				scheduler.wait(10);
				far.replies.push("HttpError: Timedout");
				error("HttpError: Timedout", 0);
			};
			far.replies.clear();
			scheduler.advance(60);
			const waits: Array<string> = [];
			for (const index of $range(seen, far.seen.size() - 1)) {
				const [wait] = far.seen[index].body.match('"wait_ms":(%d+)');
				if (wait !== undefined) waits.push(wait as string);
			}
			expect(waits.includes("8000")).to.equal(true);
		});

		it("should encode every record in binary form if the relay supports it", () => {
			const { scheduler, far, open } = makeRelay();
			far.features = ["binary"];
			open();
			open();
			scheduler.advance(0.3);
			const poll = far.seen.find(({ kind }) => kind === "poll");
			expect(poll?.headers["content-type"]).to.equal("application/vnd.relay-link.v1");
			expect(poll?.body.byte(1)[0]).to.equal(1);

			const told = makeRelay({ form: "json" });
			told.far.features = ["binary"];
			told.opened();
			expect(told.far.seen[1].headers["content-type"]).to.equal("application/json");
		});

		it("should reject messages while the queue is full", () => {
			const { far, opened } = makeRelay();
			const { adapter } = opened();
			far.fault = () => "loseRequest";
			for (const _ of $range(1, 4096)) adapter.send("x");
			expect(() => adapter.send("x")).to.throw("4096 messages are already waiting for the relay");
		});
	});
};
