/// <reference types="@rbxts/testez/globals" />

import { createCall, deleteCall, exchangeCall } from "../../../src/socket/relay/linkCalls";

export = () => {
	describe("createCall", () => {
		it("should carry the first records", () => {
			const call = createCall("n1", { "relay-secret-bot": "x" }, ['[1,1,"t","a"]', '[2,1,"t","b"]']);
			expect(`${call.method} ${call.path} ${call.form}`).to.equal("POST /v1/links json");
			expect(call.body?.find(',"up":[[1,1,"t","a"],[2,1,"t","b"]]}', 1, true)[0]).to.be.ok();
			expect(call.headers?.["relay-secret-bot"]).to.equal("x");
		});
	});

	describe("exchangeCall", () => {
		it("should name the link, and the wait only in a poll", () => {
			const poll = exchangeCall("a_b", { kind: "poll", form: "json", ack: 7, wait: 20_000, limit: 28 }, []);
			expect(poll.path).to.equal("/v1/links/a_b/poll");
			expect(poll.body).to.equal('{"ack":7,"wait_ms":20000,"up":[]}');
			expect(poll.limit).to.equal(28);
			const send = exchangeCall("a_b", { kind: "send", form: "json", ack: 7, limit: 15 }, ["[1]"]);
			expect(`${send.path} ${send.body}`).to.equal('/v1/links/a_b/send {"ack":7,"up":[[1]]}');
		});
	});

	describe("deleteCall", () => {
		it("should carry the close code, if any", () => {
			expect(deleteCall("a_b", undefined).path).to.equal("/v1/links/a_b");
			expect(deleteCall("a_b", 1000).path).to.equal("/v1/links/a_b?code=1000");
		});
	});
};
