import assert from "node:assert/strict";
import { describe, it } from "node:test";
import { FakeClock } from "../../shared/support/FakeClock.ts";
import { readSettings } from "../config/readSettings.ts";
import { Account } from "../memory/Account.ts";
import { TokenUsage } from "./TokenUsage.ts";

/** Default limits of a token. */
function start() {
	const values = readSettings([], {});
	assert.ok(values !== "help");
	const clock = new FakeClock();
	const limits = {
		links: values.RELAY_LINKS_PER_TOKEN,
		linksPerMin: values.RELAY_LINKS_PER_MIN,
		linksBurst: values.RELAY_LINKS_BURST,
		opensPerMin: values.RELAY_OPENS_PER_MIN,
		sockets: values.RELAY_SOCKETS_PER_TOKEN,
		rooms: values.RELAY_ROOMS_PER_TOKEN,
		watchesPerMin: values.RELAY_WATCHES_PER_MIN,
		watchesBurst: values.RELAY_WATCHES_BURST,
		opensBurst: values.RELAY_OPENS_BURST,
		requestsPerMin: values.RELAY_TOKEN_REQUESTS_PER_MIN,
		bytesPerSecond: values.RELAY_BYTES_PER_SECOND,
		downPerSecond: values.RELAY_DOWN_PER_SECOND,
		packedPerSecond: values.RELAY_PACK_PER_SECOND,
	};
	return { clock, limits, usage: new TokenUsage(limits, clock, new Account({ moved: () => {}, left: () => {} })) };
}

describe("TokenUsage", () => {
	it("should admit all links at once, with two sockets each", () => {
		const { limits, usage } = start();
		for (let count = 0; count < limits.links; count++) usage.takeLink();
		for (let count = 0; count < 2 * limits.links; count++) assert.equal(usage.takeOpen(), 0);
		assert.equal(usage.takeOpen(), 100);
	});

	it("should admit all links at once, with two rooms each", () => {
		const { limits, usage } = start();
		for (let count = 0; count < 2 * limits.links; count++) assert.equal(usage.takeWatch(), 0);
		assert.equal(usage.takeWatch(), 100);
		usage.addRooms(2 * limits.links - 1);
		assert.ok(!usage.hasAllRooms);
		usage.addRooms(1);
		assert.ok(usage.hasAllRooms);
		usage.addRooms(-1);
		assert.ok(!usage.hasAllRooms);
	});

	it("should admit 600 links a minute after the burst", () => {
		const { clock, limits, usage } = start();
		for (let count = 0; count < limits.linksBurst; count++) {
			usage.takeLink();
			usage.freeLink();
		}
		assert.throws(() => usage.takeLink(), { code: "rate_limited", fields: { retry_after: 0.1, limit: 600 } });
		clock.advance(60_000);
		for (let count = 0; count < 600; count++) usage.takeLink();
		assert.throws(() => usage.takeLink(), { code: "rate_limited" });
	});

	it("should admit two sockets per link, and replace ended ones", () => {
		const { limits, usage } = start();
		usage.addSockets(2 * limits.links - 1);
		assert.ok(!usage.hasAllSockets);
		usage.addSockets(1);
		assert.ok(usage.hasAllSockets);
		usage.addSockets(-1);
		assert.ok(!usage.hasAllSockets);
	});

	it("should allow 60 Discord requests a minute regardless of sockets", () => {
		const { clock, usage } = start();
		for (let count = 0; count < 30; count++) usage.takeAsk();
		assert.throws(() => usage.takeAsk(), { code: "rate_limited", fields: { retry_after: 1, limit: 60 } });
		clock.advance(1000);
		usage.takeAsk();
	});
});
