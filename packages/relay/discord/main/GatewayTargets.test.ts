import assert from "node:assert/strict";
import { describe, it } from "node:test";
import { readHostPattern } from "../../security/hostPattern.ts";
import { Secrets } from "../../security/secrets.ts";
import { GatewayTargets } from "./GatewayTargets.ts";

const DISCORD = ["gateway.discord.gg", "gateway-*.discord.gg"].flatMap((text) => readHostPattern(text) ?? []);

function targetsFor(allowed = DISCORD, bound = DISCORD): GatewayTargets {
	const secrets = new Secrets(new Map([["bot", "hush"]]), {
		hosts: { byName: new Map(), usual: bound },
		places: { byName: new Map(), usual: [] },
	});
	return new GatewayTargets({ hosts: allowed, ports: new Set([443]), insecure: new Set() }, secrets, "bot");
}

/** The URL and the token, or the fault. */
function found(targets: GatewayTargets, ...domains: ReadonlyArray<string>): unknown {
	const result = targets.find(domains);
	return typeof result === "string" ? result : [result.target.url.href, result.token];
}

describe("GatewayTargets", () => {
	it("should lead to Discord's gateway, with the token", () => {
		const url = "wss://gateway.discord.gg/?v=10&encoding=json";
		assert.deepEqual(found(targetsFor(), "wss://gateway.discord.gg"), [url, "hush"]);
	});

	it("should prefer the first URL that is allowed", () => {
		const [evil, resume] = ["wss://evil.test", "wss://gateway-us-east1-b.discord.gg"];
		const url = "wss://gateway-us-east1-b.discord.gg/?v=10&encoding=json";
		assert.deepEqual(found(targetsFor(), evil, resume, "wss://gateway.discord.gg"), [url, "hush"]);
	});

	it("should say which setting forbids a host", () => {
		assert.equal(found(targetsFor([]), "a.test"), "host is not in the allow list (RELAY_ALLOW_HOSTS): a.test");
		const fault = "secret bot is not for gateway.discord.gg (RELAY_SECRET_HOSTS)";
		assert.equal(found(targetsFor(DISCORD, []), "wss://gateway.discord.gg"), fault);
	});

	it("should never go without TLS", () => {
		assert.equal(found(targetsFor(), "ws://gateway.discord.gg"), "url must begin with wss:");
	});
});
