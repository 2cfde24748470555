/// <reference types="@rbxts/testez/globals" />

import { goodBody, RelayCall, RelayHttp, RelayOutcome, tryDecode } from "../../../src/socket/relay/RelayHttp";
import { expectNoYield } from "../../support/expectNoYield";
import { FakeScheduler } from "../../support/FakeScheduler";

const POST: RelayCall = { method: "POST", path: "/x", body: "hello", form: "binary", limit: 5 };
const BINARY = "application/vnd.relay-link.v1";

function make(answer: (scheduler: FakeScheduler) => Partial<RequestAsyncResponse>) {
	const scheduler = new FakeScheduler();
	const seen: Array<RequestAsyncRequest> = [];
	const network = {
		request: (request: RequestAsyncRequest) => {
			seen.push(request);
			const given = answer(scheduler);
			return { Success: true, StatusCode: 200, StatusMessage: "", Headers: {}, Body: "", ...given };
		},
		guid: () => "guid",
	};
	const http = new RelayHttp(network, scheduler, "https://relay.example", "token");
	const outcomes: Array<RelayOutcome> = [];
	return { scheduler, seen, http, outcomes, hear: (outcome: RelayOutcome) => outcomes.push(outcome) };
}

/** Text of the engine or a proxy without an answer; whether it is a timeout, and whether a retry is useless. */
const FAULTS: ReadonlyArray<readonly [text: string, isTimeout: boolean, isHopeless: boolean]> = [
	["HttpError: Timedout", true, false],
	["HttpError: TimedOut", true, false],
	["Timeout was reached", true, false],
	["HttpError: ConnectFail", false, false],
	["HttpError: DnsResolve", false, false],
	["Number of requests exceeded limit", false, false],
	["Http requests are not enabled. Enable via game settings", false, true],
];

export = () => {
	describe("RelayHttp", () => {
		it("should make a request, and return the form of the answer", () => {
			const { http, seen, outcomes, hear } = make(() => ({
				StatusCode: 201,
				Headers: { "Content-Type": `${BINARY}; x` },
				Body: "\x01",
			}));
			http.call({ ...POST, headers: { extra: "more" } }, hear);
			const { Url, Method, Body, Headers } = seen[0];
			expect(`${Url} ${Method} ${Body}`).to.equal("https://relay.example/x POST hello");
			const headers = Headers as Record<string, string>;
			expect(headers.authorization).to.equal("Bearer token");
			expect(headers.accept).to.equal(BINARY);
			expect(headers["content-type"]).to.equal(BINARY);
			expect(headers.extra).to.equal("more");
			const outcome = outcomes[0] as RelayOutcome & { kind: "answer" };
			expect(`${outcome.status} ${outcome.form} ${outcome.body}`).to.equal("201 binary \x01");
		});

		it("should take an answer without a content type for JSON", () => {
			const { http, seen, outcomes, hear } = make(() => ({ Headers: { "content-type": "application/json" } }));
			http.call({ method: "DELETE", path: "/x", form: "json", limit: 5 }, hear);
			expect((outcomes[0] as { form?: string }).form).to.equal("json");
			expect((seen[0].Headers as Record<string, string>)["content-type"]).to.equal(undefined);
		});

		for (const [text, isTimeout, isHopeless] of FAULTS) {
			it(`should end with the text of the engine: ${text}`, () => {
				const { http, outcomes, hear, scheduler } = make(() => error(text, 0));
				http.call(POST, hear);
				const outcome = outcomes[0] as RelayOutcome & { kind: "lost" };
				expect(outcome.kind).to.equal("lost");
				expect(outcome.reason.find(text, 1, true)[0]).to.equal(1);
				expect(outcome.isTimeout).to.equal(isTimeout);
				expect(outcome.isHopeless).to.equal(isHopeless);
				expect(scheduler.sleeperCount()).to.equal(0);
			});
		}

		it("should advise how to allow HTTP requests", () => {
			const { http, outcomes, hear } = make(() => error("Http requests are not enabled", 0));
			http.call(POST, hear);
			const { reason } = outcomes[0] as RelayOutcome & { kind: "lost" };
			expect(reason.find("allow HTTP requests", 1, true)[0]).to.be.ok();
		});

		it("should end once after its limit, without yielding", () => {
			const { http, outcomes, hear, scheduler } = make((clock) => {
				clock.wait(10);
				return {};
			});
			expectNoYield(() => http.call(POST, hear));
			scheduler.advance(5);
			scheduler.advance(10);
			expect(outcomes.size()).to.equal(1);
			const outcome = outcomes[0] as RelayOutcome & { kind: "lost" };
			expect(outcome.reason).to.equal("no answer within 5 s");
			expect(outcome.isTimeout).to.equal(true);
		});

		it("should drop a request", () => {
			const { http, outcomes, hear, scheduler } = make((clock) => {
				clock.wait(1);
				return {};
			});
			const drop = http.call(POST, hear);
			drop();
			scheduler.advance(10);
			drop();
			expect(outcomes.size()).to.equal(0);
		});
	});

	describe("goodBody", () => {
		it("should return the body of a 2xx answer", () => {
			const of = (status: number) => goodBody({ kind: "answer", status, body: "x", form: "json" });
			for (const status of [200, 201, 204, 299]) expect(of(status)).to.equal("x");
			for (const status of [100, 199, 300, 302, 404, 500]) expect(of(status)).to.equal(undefined);
			expect(goodBody({ kind: "lost", reason: "", isTimeout: false, isHopeless: false })).to.equal(undefined);
		});
	});

	describe("tryDecode", () => {
		it("should return undefined for malformed JSON", () => {
			expect((tryDecode('{"a":1}') as { a: number }).a).to.equal(1);
			for (const text of ["", "<html>", undefined]) expect(tryDecode(text)).to.equal(undefined);
		});
	});
};
