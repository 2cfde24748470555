/// <reference types="@rbxts/testez/globals" />

import { gatewayBotFault } from "../../src/gateway/gatewayBotFault";
import { WebsocketError } from "../../src/protocol/gateway/WebsocketError";
import { RelayFault } from "../../src/protocol/relay/RelayFault";

/** Written by hand: the thrown value, and kind and seconds of the error. */
const THROWN: ReadonlyArray<readonly [name: string, thrown: unknown, seen: string]> = [
	["a text", "no route", "unreachable -"],
	["nothing that is known", { some: "table" }, "unreachable -"],
	["an error of ours", new WebsocketError("unauthorized", "refused"), "unauthorized -"],
	["no connection", new RelayFault("retry", "HttpError: ConnectFail"), "unreachable -"],
	["a proxy's 502", new RelayFault("retry", "status 502, not from a relay"), "unreachable -"],
	["a relay that drains", new RelayFault("leave", "d", { code: "draining", retryAfter: 3 }), "unreachable 3"],
	[
		"a relay with too much to do",
		new RelayFault("wait", "o", { code: "overloaded", retryAfter: 2 }),
		"unreachable 2",
	],
	[
		"Discord's limit",
		new RelayFault("wait", "l", { code: "discord_rate_limited", retryAfter: 20.5 }),
		"rateLimited 20.5",
	],
	[
		"Discord's limit, without seconds",
		new RelayFault("wait", "l", { code: "discord_rate_limited" }),
		"rateLimited 0",
	],
	["a token that the relay refuses", new RelayFault("refused", "u", { code: "unauthorized" }), "unauthorized -"],
	[
		"a bot token that Discord refuses",
		new RelayFault("retry", "s", { code: "discord_status", farStatus: 401 }),
		"unauthorized -",
	],
	["Discord's 403", new RelayFault("retry", "s", { code: "discord_status", farStatus: 403 }), "noGateway -"],
	["Discord's 503", new RelayFault("retry", "s", { code: "discord_status", farStatus: 503 }), "unreachable -"],
	[
		"a secret that the relay does not have",
		new RelayFault("refused", "s", { code: "secret_unknown" }),
		"noGateway -",
	],
	["requests that are not enabled", new RelayFault("refused", "Http requests are not enabled"), "noGateway -"],
];

export = () => {
	describe("gatewayBotFault", () => {
		for (const [name, thrown, seen] of THROWN) {
			it(`should return ${seen} after ${name}`, () => {
				const { kind, retryAfter = "-" } = gatewayBotFault(thrown);
				expect(`${kind} ${retryAfter}`).to.equal(seen);
			});
		}

		it("should keep the reason", () => {
			expect(tostring(gatewayBotFault("no route"))).to.equal("no route");
			expect(tostring(gatewayBotFault(new RelayFault("retry", "gone")))).to.equal("relay: gone");
		});
	});
};
