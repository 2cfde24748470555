import assert from "node:assert/strict";
import { connect } from "node:net";
import { describe, it } from "node:test";
import { createLink, startRelay, TOKEN } from "../support/startRelay.ts";
import { sendRaw } from "../support/rawRequest.ts";

const HEAD = `host: a\r\nauthorization: Bearer ${TOKEN}\r\ncontent-type: application/json\r\n`;
const BODY = '{"ack":0}';
const get = (path: string, headers = HEAD): string => `GET ${path} HTTP/1.1\r\n${headers}\r\n`;
/** LINK stands for the path of a link that exists. */
const send = (headers: string, body = BODY): string => `POST LINK/send HTTP/1.1\r\n${HEAD}${headers}\r\n${body}`;
const sized = `content-length: ${BODY.length}\r\n`;
const chunked = "transfer-encoding: chunked\r\n";

/** By hand, from RFC 9112 and docs/relay.md: what a client may send, and what the relay answers. Closed: last column. */
const REQUESTS: ReadonlyArray<
	readonly [what: string, bytes: string | Buffer, status: number, code: string | undefined, isClosed?: boolean]
> = [
	["words", "hello\r\n\r\n", 400, "bad_request", true],
	["a TLS handshake", Buffer.from([22, 3, 1, 0, 165, 1, 0, 0]), 400, "bad_request", true],
	["HTTP/2", "PRI * HTTP/2.0\r\n\r\nSM\r\n\r\n", 400, "bad_request", true],
	["another version", "GET /healthz HTTP/3.9\r\nhost: a\r\n\r\n", 400, "bad_request", true],
	["a method that does not exist", `FOO /healthz HTTP/1.1\r\n${HEAD}\r\n`, 400, "bad_request", true],
	["a control character", get("/healthz", "host: a\r\nx: a\u0001b\r\n"), 400, "bad_request", true],
	["a folded header", get("/healthz", "host: a\r\nx: a\r\n b\r\n"), 400, "bad_request", true],
	["a space before a colon", get("/healthz", "host : a\r\n"), 400, "bad_request", true],
	["bare line feeds", "GET /healthz HTTP/1.1\nhost: a\n\n", 400, "bad_request", true],
	["no host", get("/healthz", ""), 400, "bad_request"],
	["two hosts", get("/healthz", "host: a\r\nhost: a\r\n"), 400, "bad_request"],
	["two tokens", send(`authorization: Bearer another-token-of-all\r\n${sized}`), 400, "bad_request"],
	["two content types", send(`content-type: text/plain\r\n${sized}`), 400, "bad_request"],
	["two lengths", send("content-length: 9\r\ncontent-length: 8\r\n"), 400, "bad_request", true],
	["a negative length", send("content-length: -9\r\n"), 400, "bad_request", true],
	["a length beyond all numbers", send(`content-length: ${"9".repeat(30)}\r\n`), 400, "bad_request", true],
	["a length beyond the limit", send("content-length: 999999999999\r\n"), 413, "too_large", true],
	["a length and chunks", send(sized + chunked, `9\r\n${BODY}\r\n0\r\n\r\n`), 400, "bad_request", true],
	["a coding other than chunks", send("transfer-encoding: gzip\r\n"), 400, "bad_request", true],
	["chunks that are none", send(chunked, `zz\r\n${BODY}\r\n0\r\n\r\n`), 400, "bad_request", true],
	["a long extension of a chunk", send(chunked, `9;${"x".repeat(20_000)}\r\n`), 400, "bad_request", true],
	["chunks", send(chunked, `9\r\n${BODY}\r\n0\r\n\r\n`), 200, undefined],
	["a head above 16 kB", get("/healthz", `host: a\r\nx: ${"y".repeat(17_000)}\r\n`), 431, "head_too_large", true],
	["too many headers", get("/healthz", `host: a\r\n${"x-header: 1\r\n".repeat(3000)}`), 431, "head_too_large", true],
	["a path above 16 kB", get(`/${"x".repeat(17_000)}`), 431, "head_too_large", true],
	["an expectation", send(`expect: 100-continue\r\n${sized}`), 200, undefined],
	["another expectation", send(`expect: 200-ok\r\n${sized}`), 417, "expectation_failed", true],
	["CONNECT", `CONNECT a:443 HTTP/1.1\r\n${HEAD}\r\n`, 0, undefined, true],
	["an upgrade", get("/healthz", "host: a\r\nconnection: upgrade\r\nupgrade: websocket\r\n"), 200, undefined],
	["HEAD", "HEAD /metrics2 HTTP/1.1\r\nhost: a\r\nconnection: close\r\n\r\n", 0, undefined, true],
	["OPTIONS", "OPTIONS * HTTP/1.1\r\nhost: a\r\n\r\n", 404, "not_found"],
	["TRACE", "TRACE /healthz HTTP/1.1\r\nhost: a\r\n\r\n", 404, "not_found"],
	["a null in a path", get("/healthz%00"), 404, "not_found"],
	["a null in a link", `POST /v1/links/%00/send HTTP/1.1\r\n${HEAD}${sized}\r\n${BODY}`, 404, "link_unknown"],
	["a path that is not UTF-8", get("/v1/links/%ff"), 400, "bad_request"],
	["a path that cannot be decoded", get("/%zz"), 400, "bad_request"],
	["a path of another host", get("http://other/healthz"), 200, undefined],
	["HTTP/1.0", "GET /healthz HTTP/1.0\r\n\r\n", 200, undefined, true],
];

describe("requests that no client library makes", () => {
	for (const [what, bytes, status, code, isClosed = false] of REQUESTS) {
		it(`should answer ${status} to ${what}`, async (context) => {
			const fixture = await startRelay(context);
			const link = `/v1/links/${await createLink(fixture)}`;
			const sent = typeof bytes === "string" ? bytes.replace("LINK", link) : bytes;
			const reply = await sendRaw(fixture.url, sent);
			const { error } = (reply.body ?? {}) as { error?: { code: string; message: string } };
			assert.deepEqual([reply.status, error?.code, reply.isClosed], [status, code, isClosed], reply.text);
			if (status >= 400) assert.match(reply.text, /^cache-control: no-store\r$/im);
			assert.equal((await fixture.call("GET", "/healthz")).status, 200);
		});
	}

	it("should answer pipelined requests in order", async (context) => {
		const fixture = await startRelay(context);
		const link = `/v1/links/${await createLink(fixture)}`;
		const both = send(sized).replace("LINK", link) + get("/healthz") + get("/nowhere");
		const { text } = await sendRaw(fixture.url, both, 3);
		assert.deepEqual(text.match(/HTTP\/1\.1 \d+/g), ["HTTP/1.1 200", "HTTP/1.1 200", "HTTP/1.1 404"]);
	});

	it("should not write a refusal into an answer", async (context) => {
		const { url } = await startRelay(context);
		const { text } = await sendRaw(url, `${get("/metrics")}hello\r\n\r\n`, 2);
		assert.ok(!/[^\n]HTTP\/1\.1 400/.test(text.replace(/}(?=HTTP)/, "}\n")), text);
	});

	it("should count refused requests", async (context) => {
		const { call, url } = await startRelay(context);
		await sendRaw(url, "hello\r\n\r\n");
		const { body } = await call("GET", "/metrics");
		assert.match(String(body), /^relay_requests_total\{route="none",status="400"\} 1$/m);
	});
});

describe("requests that come slowly", () => {
	const start = send("content-length: 9\r\n", '{"a');
	/** By hand: the part of a request that arrived, and the short timeout. The others are the defaults. */
	const SLOW: ReadonlyArray<readonly [what: string, bytes: string, times: object]> = [
		["nothing at all", "", { head: 20 }],
		["half a line", "GET /hea", { head: 20 }],
		["half a head", "GET /healthz HTTP/1.1\r\nhost: a\r\n", { head: 20 }],
		["half a body", start, { request: 20, head: 20 }],
		["half a chunk", send(chunked, "9\r\n{"), { request: 20, head: 20 }],
	];
	for (const [what, bytes, times] of SLOW) {
		it(`should answer 408 to ${what}`, async (context) => {
			const fixture = await startRelay(context, [], {}, { httpTimes: { check: 5, ...times } });
			const link = `/v1/links/${await createLink(fixture)}`;
			const { status, body, isClosed } = await sendRaw(fixture.url, bytes.replace("LINK", link));
			const { code } = (body as { error: { code: string } }).error;
			assert.deepEqual([status, code, isClosed], [408, "request_timeout", true]);
		});
	}

	it("should not mistake a held poll for a slow request", async (context) => {
		const httpTimes = { check: 5, request: 250, head: 250, stall: 250 };
		const fixture = await startRelay(context, [], { RELAY_HOLD_MS: "1000" }, { httpTimes });
		const link = await createLink(fixture);
		const { status } = await fixture.call("POST", `/v1/links/${link}/poll`, { ack: 0, wait_ms: 500 });
		assert.equal(status, 200);
	});

	it("should close a connection whose client reads nothing", async (context) => {
		// 100 ms in all
		const { url } = await startRelay(context, [], { RELAY_HOLD_MS: "1000" }, { httpTimes: { stall: -900 } });
		const socket = connect(Number(new URL(url).port), "127.0.0.1").pause();
		socket.on("error", () => {}); // "close" follows
		socket.write(get("/healthz").repeat(5000));
		// a paused socket sees its end only when it writes
		const writing = setInterval(() => void socket.write("x"), 10);
		context.after(() => clearInterval(writing));
		await new Promise((resolve) => void socket.once("close", resolve));
	});
});
