import assert from "node:assert/strict";
import { describe, it } from "node:test";
import { createLink, startFar, startRelay } from "./support/startRelay.ts";

describe("RELAY_SOCKETS_PER_TOKEN", () => {
	it("should count sockets across all links of the token", async (context) => {
		const far = await startFar(context);
		const { call, ...rest } = await startRelay(context, [far.endpoint], { RELAY_SOCKETS_PER_TOKEN: "1" });
		const [first, second] = [await createLink({ call, ...rest }), await createLink({ call, ...rest })];
		const open = (number: number) => [number, 1, "o", { url: far.url }];
		const poll = async (link: string, ack: number, up: ReadonlyArray<unknown>): Promise<unknown> => {
			const { body } = await call("POST", `/v1/links/${link}/poll`, { ack, up });
			return (body as { down: ReadonlyArray<readonly [number, number, string, { code?: unknown }]> }).down.map(
				([, , type, { code }]) => [type, code],
			);
		};
		assert.deepEqual(await poll(first, 0, [open(1)]), [["o", undefined]]);
		assert.deepEqual(await poll(second, 0, [open(1)]), [["e", "too_many_sockets"]]);
		await call("DELETE", `/v1/links/${first}`);
		assert.deepEqual(await poll(second, 1, [open(2)]), [["o", undefined]]);
	});
});
