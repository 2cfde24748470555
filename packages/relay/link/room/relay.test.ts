/** Rooms of a whole relay, over HTTP. */

import assert from "node:assert/strict";
import { describe, it, type TestContext } from "node:test";
import { FakeHub } from "../../support/FakeHub.ts";
import { clientBinary, clientJson } from "../../support/clientForms.ts";
import { RelayClient } from "../../support/RelayClient.ts";
import { createLink, startRelay, TOKEN } from "../../support/startRelay.ts";
import { ROOM } from "../../support/TestLink.ts";

async function start(context: TestContext, environment: Readonly<Record<string, string>> = {}, hub = new FakeHub()) {
	const tokens = { RELAY_TOKENS: `game=${TOKEN}`, ...environment };
	return { hub, ...(await startRelay(context, [], tokens, { hub })) };
}

/** Features that a relay names to a new link. */
async function features({ call }: Awaited<ReturnType<typeof start>>): Promise<ReadonlyArray<string>> {
	const { body } = await call("POST", "/v1/links", { v: 1, nonce: crypto.randomUUID() });
	return (body as { features: ReadonlyArray<string> }).features;
}

describe("rooms of a relay", () => {
	it("should be offered only if there is a bot", async (context) => {
		assert.ok((await features(await start(context))).includes("rooms"));
		assert.ok(!(await features(await start(context, {}, new FakeHub([])))).includes("rooms"));
	});

	for (const [name, form] of [
		["JSON", clientJson],
		["binary", clientBinary],
	] as const) {
		it(`should be watched in ${name} form`, async (context) => {
			const { hub, url } = await start(context);
			hub.room(ROOM).join("1");
			const client = new RelayClient(url, { token: TOKEN, form });
			await client.create();
			client.up(5, "o", { room: { guild: ROOM.guild, channel: ROOM.channel } });
			await client.send();
			hub.last.open();
			const [, , , opened] = await client.until(5, "o");
			assert.deepEqual(opened, { room: ROOM });
			const first = client.down.find(([, , type]) => type === "t") ?? (await client.until(5, "t"));
			assert.match(String(first[3]), /^\[\[1,2,"s",\[\["m","1",\{"name":"\\"1\\" é"\}\]\]\]\]$/);
			hub.join(ROOM, "2");
			assert.match(String((await client.until(5, "t"))[3]), /^\[\[1,3,"d",\[\["m","2",/);
			client.up(5, "c", { code: 1000 });
			assert.deepEqual((await client.until(5, "c"))[3], { code: 1000, reason: "", clean: true, by: "client" });
			assert.equal(hub.active.length, 0);
		});
	}

	it("should need a grant if there are several tokens", async (context) => {
		const tokens = { RELAY_TOKENS: `game=${TOKEN},other=${TOKEN}x` };
		const fault = async (grants: object): Promise<unknown> => {
			const fixture = await start(context, { ...tokens, ...grants });
			const link = await createLink(fixture, { up: [[1, 1, "o", { room: { guild: "7" } }]] });
			const { body } = await fixture.call("POST", `/v1/links/${link}/poll`, { ack: 0, wait_ms: 0 });
			return (body as { down: ReadonlyArray<ReadonlyArray<{ code?: string }>> }).down[0]?.[3]?.code;
		};
		assert.equal(await fault({}), "grant_missing");
		assert.equal(await fault({ RELAY_GRANTS: "game=main/7/*:watch" }), undefined);
	});

	it("should be logged with its name, without the token", async (context) => {
		const fixture = await start(context);
		await createLink(fixture, { up: [[1, 1, "o", { room: { guild: "7", channel: "8" } }]] });
		const line = fixture.logs.find((text) => text.includes("socket watches a room")) ?? "";
		assert.equal((JSON.parse(line) as { room: string }).room, "main 7 8");
		assert.ok(!line.includes(TOKEN));
	});
});
