import assert from "node:assert/strict";
import { describe, it } from "node:test";
import { ALICE, connect, identifyOf, join, startServer } from "../support/fixtures.ts";
import { MAX_SHOWN, redactTokens, type GatewayFrame } from "./frameTap.ts";

describe("redactTokens", () => {
	const cases = [
		{ name: "a member", text: '{"d":{"token":"secret","a":1}}', expected: '{"d":{"token":"[redacted]","a":1}}' },
		{ name: "spaces around the colon", text: '{"token" : "secret"}', expected: '{"token" : "[redacted]"}' },
		{ name: "an escaped quote", text: '{"token":"sec\\"ret"}', expected: '{"token":"[redacted]"}' },
		{ name: "JSON that breaks off", text: '{"token":"sec', expected: '{"token":"[redacted]"' },
		{ name: "an escaped name", text: '{"\\u0074oken":"secret"}', expected: '{"token":"[redacted]"}' },
		{
			name: "two members",
			text: '[{"token":"a"},{"token":"b"}]',
			expected: '[{"token":"[redacted]"},{"token":"[redacted]"}]',
		},
		{ name: "no token", text: '{"tokens":"kept", "x": "token"}', expected: '{"tokens":"kept", "x": "token"}' },
	];
	for (const { name, text, expected } of cases) {
		it(`should handle ${name}`, () => assert.equal(redactTokens(text), expected));
	}
});

describe("FrameTap", () => {
	it("should show both directions, and the session once there is one", async (context) => {
		const { server } = await startServer(context);
		const frames: Array<GatewayFrame> = [];
		server.onFrame((frame) => frames.push(frame));
		const client = await join(server);
		server.sendBinaryToSession(ALICE.sessionId, 27, Buffer.from([1, 2]));
		client.sendRaw(Buffer.from([26, 9]));
		await client.settle();

		const shown = frames.map(({ direction, sessionId, content }) => {
			return `${direction} ${sessionId} ${content.kind === "text" ? content.text.slice(0, 7) : content.bytes.toString("hex")}`;
		});
		assert.deepEqual(shown, [
			'out undefined {"op":8',
			'in undefined {"op":0',
			'out session-of-alice {"op":2',
			"out session-of-alice 00011b0102",
			"in session-of-alice 1a09",
		]);
		assert.ok(frames.every(({ gateway, connection }) => gateway === "voice" && connection === 1));
		assert.deepEqual(frames.at(-1)?.size, 2);
	});

	it("should show no token, however it comes", async (context) => {
		const { server } = await startServer(context);
		let seen = "";
		server.onFrame(({ content }) => (seen += content.kind === "text" ? content.text : content.bytes.toString()));
		const text = JSON.stringify({ op: 0, d: identifyOf(ALICE) });
		const client = await connect(server);
		client.sendRaw(Buffer.from(text));
		client.sendRaw(text);
		client.sendRaw(text.slice(0, -3));
		await client.ended;
		assert.ok(seen.includes("[redacted]"));
		assert.ok(!seen.includes(ALICE.token));
	});

	it("should cut what is too long, and tell its size", async (context) => {
		const { server } = await startServer(context);
		const frames: Array<GatewayFrame> = [];
		const client = await join(server);
		server.onFrame((frame) => frames.push(frame));
		client.sendRaw(Buffer.alloc(10_000, 26));
		await client.settle();
		const [{ size, content }] = frames as [GatewayFrame];
		assert.equal(size, 10_000);
		assert.equal(content.kind === "binary" && content.bytes.length, MAX_SHOWN);
	});

	it("should survive a listener that throws, and forget one that left", async (context) => {
		const { server, logs } = await startServer(context);
		let count = 0;
		const leave = server.onFrame(() => {
			count += 1;
			throw new Error("oops");
		});
		const client = await connect(server);
		leave();
		client.send(0, identifyOf(ALICE));
		await client.next();
		assert.equal(count, 1);
		assert.deepEqual(logs, ["listener for frames failed: Error: oops"]);
	});
});
