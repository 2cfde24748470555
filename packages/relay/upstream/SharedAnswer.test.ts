import assert from "node:assert/strict";
import { describe, it } from "node:test";
import { SharedAnswer } from "./SharedAnswer.ts";

const limit = { total: 1000, remaining: 3, reset_after: 14_400_000, max_concurrency: 1 };
const body = JSON.stringify({ url: "wss://gateway.discord.gg", shards: 9, session_start_limit: limit, new: [1] });

describe("SharedAnswer", () => {
	it("should give the first caller exactly what Discord wrote", () => {
		const spaced = '{ "shards":1 ,"session_start_limit" : {"remaining":3}}';
		assert.equal(new SharedAnswer(spaced, 0).next(0), spaced);
	});

	it("should promise each session start to one caller", () => {
		const answer = new SharedAnswer(body, 1000);
		assert.equal(answer.next(1000), body);
		assert.deepEqual(JSON.parse(answer.next(1000) ?? ""), {
			...(JSON.parse(body) as object),
			session_start_limit: { ...limit, remaining: 2 },
		});
		assert.match(answer.next(1000) ?? "", /"remaining":1,/);
		assert.deepEqual([answer.next(1000), answer.next(1000)], [undefined, undefined]);
	});

	it("should count down reset_after", () => {
		const answer = new SharedAnswer(body, 1000);
		answer.next(1000);
		assert.match(answer.next(3500) ?? "", /"reset_after":14397500,/);
		const short = new SharedAnswer('{"session_start_limit":{"remaining":9,"reset_after":5}}', 0);
		short.next(0);
		assert.match(short.next(1000) ?? "", /"reset_after":0/);
	});

	it("should report none left to everyone if Discord does", () => {
		const answer = new SharedAnswer('{"session_start_limit":{"remaining":0,"reset_after":9000}}', 0);
		answer.next(0);
		assert.equal(answer.next(1000), '{"session_start_limit":{"remaining":0,"reset_after":8000}}');
	});

	for (const other of ['{"url":"a"}', '{"session_start_limit":null}', '{"session_start_limit":{}}', "[1]", "null"]) {
		it(`should pass ${other} on unchanged`, () => {
			const answer = new SharedAnswer(other, 0);
			assert.deepEqual([answer.next(0), answer.next(9)], [other, other]);
		});
	}
});
