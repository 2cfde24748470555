import assert from "node:assert/strict";
import { describe, it } from "node:test";
import { isAllowableHeader } from "./headers.ts";

const ALLOWABLE = [
	"authorization",
	"user-id",
	"client-name",
	"session-id",
	"x-api-key",
	"user-agent",
	"origin",
	"accept",
];

/** By hand: hop-by-hop, the relay's own, a proxy's, a browser's. */
const DENIED = [
	"host",
	"connection",
	"keep-alive",
	"upgrade",
	"te",
	"trailer",
	"transfer-encoding",
	"content-length",
	"expect",
	"proxy-authorization",
	"proxy-authenticate",
	"proxy-connection",
	"sec-websocket-key",
	"sec-websocket-protocol",
	"sec-fetch-site",
	"cookie",
	"forwarded",
	"via",
	"x-forwarded-for",
	"x-forwarded-host",
	"x-real-ip",
	"cf-connecting-ip",
	"relay-secret-bot",
	"",
	"Authorization",
	"a b",
	"a:b",
	"a\r\nb",
	"ä",
	"x".repeat(65),
];

describe("isAllowableHeader", () => {
	for (const name of ALLOWABLE) it(`should take ${name}`, () => assert.ok(isAllowableHeader(name)));
	for (const name of DENIED) {
		it(`should refuse ${JSON.stringify(name).slice(0, 40)}`, () => assert.ok(!isAllowableHeader(name)));
	}
});
