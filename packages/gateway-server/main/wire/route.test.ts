import assert from "node:assert/strict";
import { test } from "node:test";
import { gatewayOf, readDialect } from "./route.ts";

/** A request, and its gateway. */
const GATEWAYS: ReadonlyArray<readonly [url: string, gateway: "main" | "voice" | "either"]> = [
	["/?v=10&encoding=json", "main"],
	["/?v=10", "main"],
	["/?v=9", "main"],
	["?v=10&encoding=json", "main"],
	["/gateway?encoding=etf&v=10&compress=zlib-stream", "main"],
	["/?encoding=json", "main"],
	["/?compress=zlib-stream", "main"],
	["/?encoding=json&v=8&compress=zlib-stream", "main"],
	["/?encoding=json&v=11", "main"],
	["/?encoding=json&v=8", "either"],
	["/?encoding=json&v=6", "either"],
	["/", "either"],
	["/?v=8", "voice"],
	["?v=8", "voice"],
	["/?v=6", "voice"],
	["/?v=4", "voice"],
	["/?encoding=json&v=4", "voice"],
	["/?v=11", "voice"],
];

/** A request for the main gateway, and the close code that refuses it; 0 if it is accepted. */
const DIALECTS: ReadonlyArray<readonly [url: string, code: number]> = [
	["/?v=10&encoding=json", 0],
	["/?v=9&encoding=etf", 0],
	["/?v=10", 0],
	["/?v=10&encoding=json&compress=zlib-stream", 0],
	["/?v=8&encoding=json", 0],
	["/?v=6", 0],
	["/?encoding=json", 0],
	["/", 0],
	["/?v=11&encoding=json", 4012],
	["/?v=5&encoding=json&compress=zlib-stream", 4012],
	["/?v=&encoding=json", 4012],
	["/?v=10&encoding=xml", 4002],
	["/?v=10&encoding=json&compress=zstd-stream", 0],
	["/?v=10&encoding=json&compress=gzip", 4002],
];

for (const [url, gateway] of GATEWAYS) {
	test(`should route ${url} to ${gateway === "either" ? "the awaited gateway" : `the ${gateway} gateway`}`, () => {
		const answers = [true, false].map((isVoiceAwaited) => gatewayOf(url, () => isVoiceAwaited));
		assert.deepEqual(answers, gateway === "either" ? ["voice", "main"] : [gateway, gateway]);
	});
}

for (const [url, code] of DIALECTS) {
	test(`should answer ${url} with ${code === 0 ? "its dialect" : code}`, () => {
		const answer = readDialect(url);
		assert.equal(answer.kind === "refused" ? answer.code : 0, code);
	});
}

test("should describe any error in one short line", () => {
	const answer = readDialect(`/?v=10&compress=${"%0A%22é".repeat(20)}`);
	assert.equal(
		answer.kind === "refused" && answer.reason,
		"compress must be absent or zlib-stream or zstd-stream, got ????????????????",
	);
});

test("should speak version 6 to clients without a version", () => {
	const answer = readDialect("/?encoding=json");
	assert.equal(answer.kind === "accepted" && answer.dialect.version, 6);
});
