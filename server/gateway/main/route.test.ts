import assert from "node:assert/strict";
import { test } from "node:test";
import { gatewayOf, readDialect } from "./route.ts";

/** A request, and the gateway that it asks for. */
const GATEWAYS: ReadonlyArray<readonly [url: string, gateway: "main" | "voice"]> = [
	["/?v=10&encoding=json", "main"],
	["/?v=10", "main"],
	["/?v=9", "main"],
	["/gateway?encoding=etf&v=10&compress=zlib-stream", "main"],
	["/?encoding=json", "main"],
	["/?v=8", "voice"],
	["/?encoding=json&v=8", "voice"],
	["/?v=4", "voice"],
	["/?v=11", "voice"],
	["/", "voice"],
];

/** A request for the main gateway, and the close code that refuses it; 0 if it is accepted. */
const DIALECTS: ReadonlyArray<readonly [url: string, code: number]> = [
	["/?v=10&encoding=json", 0],
	["/?v=9&encoding=etf", 0],
	["/?v=10", 0],
	["/?v=10&encoding=json&compress=zlib-stream", 0],
	["/?v=8&encoding=json", 4012],
	["/?encoding=json", 4012],
	["/?v=10&encoding=xml", 4002],
	["/?v=10&encoding=json&compress=zstd-stream", 4002],
];

for (const [url, gateway] of GATEWAYS) {
	test(`leads ${url} to the ${gateway} gateway`, () => assert.equal(gatewayOf(url), gateway));
}

for (const [url, code] of DIALECTS) {
	test(`answers ${url} with ${code === 0 ? "its dialect" : code}`, () => {
		const answer = readDialect(url);
		assert.equal(answer.kind === "refused" ? answer.code : 0, code);
	});
}
