import assert from "node:assert/strict";
import { describe, it } from "node:test";
import { createLog } from "./log.ts";

describe("createLog", () => {
	it("should redact fields that could hold a secret", () => {
		const lines: Array<string> = [];
		const log = createLog("info", { write: (line) => void lines.push(line) });
		const request = { headers: { authorization: "Bearer hush" }, url: "wss://a.b/?token=hush" };
		log.info(
			{ authorization: "hush", headers: { cookie: "hush" }, token: "hush", secret: "hush", url: "hush" },
			"a",
		);
		log.info({ request, req: request }, "b");
		assert.equal(lines.length, 2);
		assert.ok(!lines.join().includes("hush"), lines.join());
		assert.ok(lines.every((line) => line.includes("[struck out]")));
	});

	it("should log nothing below its level, no host, no process", () => {
		const lines: Array<string> = [];
		const log = createLog("warn", { write: (line) => void lines.push(line) });
		log.info("quiet");
		log.warn("loud");
		assert.deepEqual(
			lines.map((line) => Object.keys(JSON.parse(line) as object)),
			[["level", "time", "msg"]],
		);
	});
});
