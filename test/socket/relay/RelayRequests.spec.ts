/// <reference types="@rbxts/testez/globals" />

import { RelayRequests } from "../../../src/socket/relay/RelayRequests";
import { RelayCall, RelayHttp, RelayOutcome } from "../../../src/socket/relay/RelayHttp";
import { RequestBudget } from "../../../src/socket/relay/RequestBudget";
import { FakeScheduler } from "../../support/FakeScheduler";

const CALL: RelayCall = { method: "GET", path: "/x", form: "json", limit: 5 };

function make(request: (scheduler: FakeScheduler) => void) {
	const scheduler = new FakeScheduler();
	const network = {
		request: () => {
			request(scheduler);
			return { Success: true, StatusCode: 200, StatusMessage: "", Headers: {}, Body: "body" };
		},
		guid: () => "guid",
	};
	const budget = new RequestBudget({ perMinute: 7, burst: 1, scheduler });
	const http = new RelayHttp(network, scheduler, "https://relay.example", "token");
	const requests = new RelayRequests(scheduler, http, budget);
	const heard: Array<string> = [];
	const hear = (outcome: RelayOutcome) =>
		heard.push(`${outcome.kind} ${outcome.kind === "lost" ? outcome.reason : outcome.body}`);
	return { scheduler, budget, requests, heard, hear };
}

export = () => {
	describe("RelayRequests", () => {
		it("should call back after the delay, but not after the end", () => {
			const { scheduler, requests, heard } = make(() => {});
			requests.delay(1, () => heard.push("a"));
			requests.delay(3, () => heard.push("b"));
			scheduler.advance(2);
			requests.stop();
			scheduler.advance(10);
			expect(heard.join(",")).to.equal("a");
			expect(scheduler.sleeperCount()).to.equal(0);
		});

		it("should make each request when the budget allows it", () => {
			const { scheduler, requests, heard, hear, budget } = make((clock) => clock.wait(0.1));
			const start = scheduler.now();
			const made: Array<number> = [];
			for (const _ of $range(1, 3)) {
				requests.send(() => {
					made.push(math.round(scheduler.now() - start));
					return CALL;
				}, hear);
			}
			scheduler.advance(60);
			expect(made.join(",")).to.equal("0,10,20");
			expect(heard.size()).to.equal(3);
			expect(budget.total).to.equal(3);
		});

		it("should never call back before it returns", () => {
			const { scheduler, requests, heard, hear } = make(() => error("refused", 0));
			requests.send(() => CALL, hear);
			expect(heard.size()).to.equal(0);
			scheduler.advance(0);
			expect(heard.join(",")).to.equal("lost refused");
		});

		it("should drop every request at the end", () => {
			const { scheduler, requests, heard, hear } = make((clock) => clock.wait(1));
			requests.send(() => CALL, hear);
			requests.send(() => CALL, hear);
			requests.stop();
			scheduler.advance(60);
			expect(heard.size()).to.equal(0);
			expect(scheduler.sleeperCount()).to.equal(0);
		});
	});
};
