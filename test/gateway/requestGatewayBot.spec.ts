/// <reference types="@rbxts/testez/globals" />

import { requestGatewayBot } from "../../src/gateway/requestGatewayBot";
import { WebsocketError } from "../../src/protocol/gateway/WebsocketError";

const BODY =
	'{"url":"wss://g","shards":2,"session_start_limit":{"total":1000,"remaining":9,"reset_after":5,"max_concurrency":1}}';

type Request = Parameters<typeof requestGatewayBot>[2];

function authorizationOf(options: RequestAsyncRequest | undefined): unknown {
	return (options?.Headers as { Authorization?: unknown } | undefined)?.Authorization;
}

function fault(request: Request): WebsocketError {
	const [ok, thrown] = pcall(() => requestGatewayBot("the-token", undefined, request));
	assert(!ok && thrown instanceof WebsocketError);
	return thrown;
}

export = () => {
	describe("requestGatewayBot", () => {
		it("should send the token in a header, and return the answer", () => {
			let asked: RequestAsyncRequest | undefined;
			const bot = requestGatewayBot("t", "http://127.0.0.1:1/api/v10", (options) => {
				asked = options;
				return { StatusCode: 200, Body: BODY };
			});
			expect(bot.url).to.equal("wss://g");
			expect(bot.session_start_limit.remaining).to.equal(9);
			expect(asked?.Url).to.equal("http://127.0.0.1:1/api/v10/gateway/bot");
			expect(authorizationOf(asked)).to.equal("Bot t");
		});

		it("should put a Secret into the header", () => {
			const prefixed = {};
			const secret = { AddPrefix: (_: unknown, prefix: string) => (prefix === "Bot " ? prefixed : undefined) };
			let sent: unknown;
			requestGatewayBot(secret as unknown as Secret, undefined, (options) => {
				sent = authorizationOf(options);
				return { StatusCode: 200, Body: BODY };
			});
			expect(sent).to.equal(prefixed);
		});

		it("should report a rejected token", () => {
			expect(fault(() => ({ StatusCode: 401, Body: "{}" })).kind).to.equal("unauthorized");
		});

		/** Written by hand: the answer, and kind and seconds of the error. */
		const FAULTS: ReadonlyArray<readonly [name: string, request: Request, seen: string]> = [
			["no connection", () => error("ConnectFail", 0), "unreachable -"],
			["requests that are not enabled", () => error("Http requests are not enabled. Enable", 0), "noGateway -"],
			["502", () => ({ StatusCode: 502, Body: "<html>" }), "unreachable -"],
			[
				"503 that says when",
				() => ({ StatusCode: 503, Body: "", Headers: { "retry-after": "4" } }),
				"unreachable 4",
			],
			["an answer of another form", () => ({ StatusCode: 200, Body: "{}" }), "noGateway -"],
			["an answer that is not JSON", () => ({ StatusCode: 200, Body: "<html>" }), "noGateway -"],
			["404", () => ({ StatusCode: 404, Body: BODY }), "noGateway -"],
			["429 with a body", () => ({ StatusCode: 429, Body: '{"retry_after":20.5}' }), "rateLimited 20.5"],
			[
				"429 with a header",
				() => ({ StatusCode: 429, Body: "<html>", Headers: { "Retry-After": "20" } }),
				"rateLimited 20",
			],
			["429 without either", () => ({ StatusCode: 429, Body: "" }), "rateLimited 0"],
			[
				"429 for everything",
				() => ({ StatusCode: 429, Body: '{"message":"m","retry_after":64.57,"global":true}' }),
				"rateLimited 64.57",
			],
		];
		for (const [name, request, seen] of FAULTS) {
			it(`should throw ${seen} after ${name}`, () => {
				const thrown = fault(request);
				expect(`${thrown.kind} ${thrown.retryAfter ?? "-"}`).to.equal(seen);
				expect(tostring(thrown).find("the-token", 1, true)[0]).to.equal(undefined);
			});
		}
	});
};
