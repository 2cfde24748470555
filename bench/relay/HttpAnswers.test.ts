import assert from "node:assert/strict";
import { describe, it } from "node:test";
import { HttpAnswers } from "./HttpAnswers.ts";

const HEAD = "HTTP/1.1 200 OK\r\ncontent-type: text/plain\r\nContent-Length: 5\r\n";
const ANSWER = Buffer.from(`${HEAD}\r\nhello`);
const EXPECTED = { status: 200, body: "hello", isPacked: false, size: ANSWER.length };

function read(...chunks: ReadonlyArray<Buffer>) {
	const answers = new HttpAnswers();
	return chunks
		.flatMap((chunk) => answers.receive(chunk))
		.map((answer) => ({ ...answer, body: answer.body.toString() }));
}

describe("HttpAnswers", () => {
	it("should read a whole answer", () => assert.deepEqual(read(ANSWER), [EXPECTED]));

	it("should read two answers in one chunk", () => {
		assert.deepEqual(read(Buffer.concat([ANSWER, ANSWER])), [EXPECTED, EXPECTED]);
	});

	it("should read answers cut at any place", () => {
		for (let at = 1; at < ANSWER.length; at += 1) {
			const chunks = [ANSWER.subarray(0, at), Buffer.concat([ANSWER.subarray(at), ANSWER])];
			assert.deepEqual(read(...chunks), [EXPECTED, EXPECTED], String(at));
		}
	});

	it("should recognize packed bodies and other statuses", () => {
		const packed = `HTTP/1.1 404 Not Found\r\ncontent-length: 0\r\ncontent-encoding: gzip\r\n\r\n`;
		assert.deepEqual(read(Buffer.from(packed)), [{ status: 404, body: "", isPacked: true, size: packed.length }]);
	});

	it("should reject an answer without a length", () => {
		assert.throws(() => read(Buffer.from("HTTP/1.1 200 OK\r\n\r\n")), /^Error: the relay's answer has no length/);
	});
});
