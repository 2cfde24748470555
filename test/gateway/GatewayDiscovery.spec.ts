/// <reference types="@rbxts/testez/globals" />

import { DiscoveryOptions, DiscoveryOutcome, GatewayDiscovery } from "../../src/gateway/GatewayDiscovery";
import { WebsocketError } from "../../src/protocol/gateway/WebsocketError";
import { resolveEnvironment } from "../../src/socket/SocketEnvironment";
import { FakeScheduler } from "../support/FakeScheduler";
import { RecordingLogger } from "../support/RecordingLogger";

const BOT = { url: "wss://g", shards: 1 };
const HOUR = 3600;

/** Outcome of one request: an answer, or an error to throw. */
type Play = (request: number) => unknown;

function refuse(fault: WebsocketError): never {
	throw fault;
}

const limited = (seconds: number) => refuse(WebsocketError.rateLimited(seconds));
const away = (reason = "no route") => error(reason, 0);

function make(play: Play, options: Partial<DiscoveryOptions> = {}) {
	const scheduler = new FakeScheduler(0);
	const logger = new RecordingLogger();
	const requests: Array<number> = [];
	const states: Array<string> = [];
	const outcomes: Array<DiscoveryOutcome> = [];
	const discovery = new GatewayDiscovery(resolveEnvironment({ scheduler, random: () => 0.5 }), logger, {
		fetch: () => {
			requests.push(scheduler.now());
			return play(requests.size());
		},
		maxAttempts: math.huge,
		maxRetryAfter: 60,
		backoff: { base: 1, cap: 60 },
		needsUrl: true,
		onState: (state) => states.push(state),
		...options,
	});
	const ask = () => discovery.ask((outcome) => outcomes.push(outcome));
	const ends = () =>
		outcomes
			.map((outcome) =>
				outcome.kind === "found" ? "found" : `${outcome.fault.kind} ${outcome.fault.retryAfter ?? "-"}`,
			)
			.join("|");
	return { scheduler, logger, requests, states, discovery, ask, ends };
}

/** Written by hand: outcome of each request, time of each request, and the final outcome; all within an hour. */
const PLAYS: ReadonlyArray<readonly [name: string, play: Play, requests: string, outcome: string]> = [
	["an answer", () => BOT, "0", "found"],
	["a limit of 20 s", (n) => (n === 1 ? limited(20) : BOT), "0,20", "found"],
	["a limit of 20 s, three times", (n) => (n <= 3 ? limited(20) : BOT), "0,20,40,60", "found"],
	["a limit of half a second", (n) => (n === 1 ? limited(0.75) : BOT), "0,0.75", "found"],
	["a limit of 60 s", (n) => (n === 1 ? limited(60) : BOT), "0,60", "found"],
	["a limit of more than 60 s", () => limited(60.5), "0", "rateLimited 60.5"],
	["a limit of a day", () => limited(86_400), "0", "rateLimited 86400"],
	["a refused token", () => refuse(new WebsocketError("unauthorized", "refused")), "0", "unauthorized -"],
	["an odd answer, once", (n) => (n === 1 ? {} : BOT), "0,0.5", "found"],
	["invalid answers only", () => ({}), "0,0.5,1.5,3.5,7.5", "noGateway -"],
	["no answer, three times", (n) => (n <= 3 ? away() : BOT), "0,0.5,1.5,3.5", "found"],
	[
		"a server that names its seconds",
		(n) => (n === 1 ? refuse(new WebsocketError("unreachable", "busy", { retryAfter: 7 })) : BOT),
		"0,7",
		"found",
	],
	[
		"a server that names too many",
		(n) => (n === 1 ? refuse(new WebsocketError("unreachable", "busy", { retryAfter: 1e9 })) : BOT),
		"0,60",
		"found",
	],
];

export = () => {
	describe("ask", () => {
		for (const [name, play, requests, outcome] of PLAYS) {
			it(`should end with "${outcome}" after ${name}`, () => {
				const bench = make(play);
				bench.ask();
				bench.scheduler.advance(HOUR);
				expect(bench.requests.join(",")).to.equal(requests);
				expect(bench.ends()).to.equal(outcome);
				expect(bench.scheduler.sleeperCount()).to.equal(0);
				expect(bench.discovery.isAsking()).to.equal(false);
			});
		}

		it("should repeat for hours, with one warning for each cause", () => {
			const bench = make((n) => away(n % 2 === 0 ? "ConnectFail" : "status 502"));
			bench.ask();
			bench.scheduler.advance(6 * HOUR);
			expect(bench.ends()).to.equal("");
			expect(bench.discovery.isAsking()).to.equal(true);
			expect(bench.requests.size() > 600 && bench.requests.size() < 800).to.equal(true);
			expect(bench.logger.count("warn: ")).to.equal(2);
			expect(bench.states[bench.states.size() - 1]).to.equal("waiting");
		});

		it("should give up after its last attempt", () => {
			const bench = make(() => away(), { maxAttempts: 3 });
			bench.ask();
			bench.scheduler.advance(HOUR);
			expect(bench.requests.size()).to.equal(3);
			expect(bench.ends()).to.equal("unreachable -");
		});

		it("should report its states", () => {
			const bench = make((n) => (n === 1 ? limited(5) : n === 2 ? away() : BOT));
			bench.ask();
			bench.scheduler.advance(HOUR);
			expect(bench.states.join(",")).to.equal("asking,limited,asking,waiting,asking");
		});

		it("should not ask again before the rate limit ends", () => {
			const bench = make(() => limited(600));
			bench.ask();
			bench.scheduler.advance(100);
			bench.ask();
			expect(bench.ends()).to.equal("rateLimited 600|rateLimited 500");
			expect(bench.requests.size()).to.equal(1);
			bench.scheduler.advance(460);
			bench.ask();
			expect(bench.requests.size()).to.equal(1);
			bench.scheduler.advance(39);
			expect(bench.requests.size()).to.equal(1);
			bench.scheduler.advance(2);
			expect(bench.requests.size()).to.equal(2);
		});

		it("should not spin if the limit is 0 s", () => {
			const bench = make(() => limited(0));
			bench.ask();
			bench.scheduler.advance(HOUR);
			expect(bench.requests.size() < 140).to.equal(true);
		});
	});

	describe("stop", () => {
		it("should stop a wait, and leave no timer", () => {
			for (const play of [() => limited(20), () => away()]) {
				const bench = make(play);
				bench.ask();
				bench.discovery.stop();
				bench.discovery.stop();
				expect(bench.scheduler.sleeperCount()).to.equal(0);
				bench.scheduler.advance(HOUR);
				expect(bench.requests.size()).to.equal(1);
				expect(bench.ends()).to.equal("");
			}
		});

		it("should work inside a state handler", () => {
			for (const state of ["asking", "waiting", "limited"]) {
				const bench = make((n) => (n === 1 ? away() : limited(5)), {
					onState: (entered) => {
						if (entered === state) bench.discovery.stop();
					},
				});
				bench.ask();
				bench.scheduler.advance(HOUR);
				expect(bench.scheduler.sleeperCount()).to.equal(0);
				expect(bench.requests.size() <= 2).to.equal(true);
				expect(bench.discovery.isAsking()).to.equal(false);
			}
		});

		it("should ignore an answer after it", () => {
			const scheduler = new FakeScheduler(0);
			const environment = resolveEnvironment({ scheduler });
			let outcomes = 0;
			const discovery = new GatewayDiscovery(environment, new RecordingLogger(), {
				fetch: () => {
					scheduler.wait(5);
					return BOT;
				},
				maxAttempts: 1,
				maxRetryAfter: 60,
				backoff: { base: 1, cap: 60 },
				needsUrl: true,
				onState: () => {},
			});
			discovery.ask(() => (outcomes += 1));
			discovery.stop();
			scheduler.advance(10);
			expect(outcomes).to.equal(0);
		});
	});
};
