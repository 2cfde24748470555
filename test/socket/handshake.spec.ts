/// <reference types="@rbxts/testez/globals" />

import { assertHeaders, assertProtocols, chosenProtocol, handshakeHeaders } from "../../src/socket/handshake";

/** Invalid subprotocols, and the error text. */
const BAD_PROTOCOLS: ReadonlyArray<readonly [protocols: unknown, told: string]> = [
	["chat", "must be a list of names, got string"],
	[["a", "b", "c", "d", "e", "f", "g", "h", "i"], "must be 8 names at most, got 9"],
	[[""], "must be a token"],
	[["a b"], 'got "a b"'],
	[["a,b"], "must be a token"],
	[["a\r\nb"], "must be a token"],
	[["ä"], "must be a token"],
	[[7], "got number"],
	[["a", "a"], "subprotocol a is named twice"],
];

const BAD_HEADERS: ReadonlyArray<readonly [headers: unknown, told: string]> = [
	["origin: here", "must be a table, got string"],
	[{ "a b": "x" }, 'got "a b"'],
	[{ "": "x" }, "must be a token"],
	[{ a: "x\r\nb: y" }, "header a must be printable ASCII text"],
	[{ a: 7 }, "header a must be printable ASCII text"],
	[["x"], "got number"],
];

/** Headers of an answer, as text, and the chosen subprotocol. Requested are "v1" and "Graphql-WS". */
const ANSWERS: ReadonlyArray<readonly [headers: unknown, protocol: string]> = [
	["Upgrade: websocket\r\nSec-WebSocket-Protocol: v1\r\nDate: now", "v1"],
	["sec-websocket-protocol:graphql-ws", "Graphql-WS"],
	['{"Sec-WebSocket-Protocol":"v1","Date":"now"}', "v1"],
	["SEC-WEBSOCKET-PROTOCOL = v1", "v1"],
	["Sec-WebSocket-Protocol: v2", ""],
	["X-Sec-WebSocket-Protocols: v1", ""],
	["Upgrade: websocket", ""],
	["", ""],
	[undefined, ""],
	[7, ""],
];

export = () => {
	describe("assertProtocols", () => {
		it("should reject invalid subprotocols with the reason", () => {
			for (const [protocols, told] of BAD_PROTOCOLS) {
				expect(() => assertProtocols(protocols as Array<string>)).to.throw(told);
			}
		});

		it("should accept names, an empty list and none", () => {
			for (const protocols of [["v1", "graphql-ws", "a.b~c"], [], undefined]) assertProtocols(protocols);
		});
	});

	describe("assertHeaders", () => {
		it("should reject invalid headers with the reason", () => {
			for (const [headers, told] of BAD_HEADERS) {
				expect(() => assertHeaders(headers as Record<string, string>)).to.throw(told);
			}
		});

		it("should accept headers, and none", () => {
			assertHeaders({ Authorization: "Bearer x y", "User-Id": "1" });
			assertHeaders({});
			assertHeaders(undefined);
		});

		it("should never show a value", () => {
			const [, fault] = pcall(() => assertHeaders({ authorization: "secret\n" }));
			expect(tostring(fault).find("secret")[0]).to.equal(undefined);
		});
	});

	describe("handshakeHeaders", () => {
		it("should add a header for the subprotocols", () => {
			const headers = handshakeHeaders({ origin: "here" }, ["v1", "v2"]);
			expect(headers?.["Sec-WebSocket-Protocol"]).to.equal("v1, v2");
			expect(headers?.origin).to.equal("here");
			expect(handshakeHeaders(undefined, ["v1"])?.["Sec-WebSocket-Protocol"]).to.equal("v1");
		});

		it("should leave headers alone without subprotocols", () => {
			const headers = { origin: "here" };
			expect(handshakeHeaders(headers, [])).to.equal(headers);
			expect(handshakeHeaders(undefined, undefined)).to.equal(undefined);
		});
	});

	describe("chosenProtocol", () => {
		for (const [headers, protocol] of ANSWERS) {
			it(`should read "${protocol}" in ${headers}`, () => {
				expect(chosenProtocol(headers, ["v1", "Graphql-WS"])).to.equal(protocol);
			});
		}

		it("should find none if none was requested", () => {
			expect(chosenProtocol("Sec-WebSocket-Protocol: v1")).to.equal("");
		});
	});
};
