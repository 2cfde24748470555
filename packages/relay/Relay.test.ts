import assert from "node:assert/strict";
import { describe, it, type TestContext } from "node:test";
import { FakeClock } from "../shared/support/FakeClock.ts";
import type { RelayDeps } from "./Relay.ts";
import { RelayClient } from "./support/RelayClient.ts";
import { startFar, startRelay, TOKEN, type RelayFixture } from "./support/startRelay.ts";

/** Lines of the metrics that have a value, by name and labels. */
async function metrics({ call }: RelayFixture): Promise<ReadonlyMap<string, number>> {
	const { body } = await call("GET", "/metrics");
	const lines = String(body)
		.split("\n")
		.filter((line) => line.startsWith("relay_"));
	return new Map(
		lines.map((line) => {
			const split = line.lastIndexOf(" ");
			return [line.slice(0, split), Number(line.slice(split + 1))];
		}),
	);
}

async function session(
	context: TestContext,
	deps: RelayDeps = {},
): Promise<{ fixture: RelayFixture; client: RelayClient }> {
	const far = await startFar(context);
	const fixture = await startRelay(context, [far.endpoint], {}, deps);
	const client = new RelayClient(fixture.url, { token: TOKEN });
	await client.create();
	client.up(1, "o", { url: far.url });
	const socket = far.nextSocket();
	await client.until(1, "o");
	(await socket).send("what is said");
	await client.until(1, "t");
	return { fixture, client };
}

describe("Relay", () => {
	it("should count records and waiting bytes", async (context) => {
		const clock = new FakeClock();
		const { fixture, client } = await session(context, { clock });
		client.up(1, "t", "123");
		await client.send();
		const open = await metrics(fixture);
		assert.equal(open.get("relay_links"), 1);
		assert.equal(open.get("relay_sockets"), 1);
		assert.equal(open.get('relay_records_total{direction="up",type="t"}'), 1);
		assert.equal(open.get('relay_records_total{direction="down",type="t"}'), 1);
		assert.equal(open.get('relay_record_bytes_total{direction="up"}'), 3);
		client.up(1, "c", { code: 4005 });
		await client.until(1, "c");
		await client.end();
		// the link's nonce and its end are remembered for this long
		clock.advance(60_000);
		const closed = await metrics(fixture);
		assert.equal(closed.get('relay_sockets_ended_total{by="client",code="4005"}'), 1);
		assert.equal(closed.get('relay_links_ended_total{reason="deleted"}'), 1);
		assert.equal(closed.get('relay_requests_total{route="/v1/links/:link/send",status="200"}'), 1);
		for (const name of ["relay_links", "relay_sockets", "relay_buffered_bytes", "relay_polls_held"]) {
			assert.equal(closed.get(name), 0, name);
		}
	});

	it("should log events without whole link IDs or messages", async (context) => {
		const { fixture, client } = await session(context);
		await client.end();
		const all = fixture.logs.map((line) => JSON.parse(line) as { msg: string; link?: string });
		const log = all.filter(({ link }) => link !== undefined);
		assert.deepEqual(
			log.map(({ msg }) => msg),
			["link made", "socket opening", "socket open", "socket ended", "link ended"],
		);
		for (const { link = "" } of log) assert.ok(client.id.startsWith(link) && link.length === 8, link);
		assert.ok(!fixture.logs.join().includes("what is said"));
	});

	it("should refuse to listen twice, and on a port that is taken", async (context) => {
		const { relay, url } = await startRelay(context);
		await assert.rejects(relay.listen(), { message: "relay listens already" });
		const port = new URL(url).port;
		await assert.rejects(startRelay(context, [], { RELAY_PORT: port }), { code: "EADDRINUSE" });
	});

	it("should allow closing twice", async (context) => {
		const { relay } = await startRelay(context);
		await relay.close();
		await relay.close();
		assert.throws(() => relay.url, /relay is not listening/);
	});
});
