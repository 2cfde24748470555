import assert from "node:assert/strict";
import { describe, it } from "node:test";
import { readHostPattern, type HostPattern } from "./hostPattern.ts";
import { readTarget, type TargetRules } from "./target.ts";

const patterns = ["gateway.discord.gg", "gateway-*.discord.gg", "*.discord.media"].map(readHostPattern);
const RULES: TargetRules = {
	hosts: patterns as Array<HostPattern>,
	ports: new Set([443, 2048]),
	insecure: new Set(["127.0.0.1:9300", "[::1]:9301"]),
};

/** By hand: what is opened, and the host it leads to. */
const ALLOWED: ReadonlyArray<readonly [url: string, host: string, port: number]> = [
	["wss://gateway.discord.gg", "gateway.discord.gg", 443],
	["wss://gateway.discord.gg/?v=10&encoding=json", "gateway.discord.gg", 443],
	["WSS://GATEWAY.Discord.GG/", "gateway.discord.gg", 443],
	["wss://gateway.discord.gg./", "gateway.discord.gg", 443],
	["wss://gateway.discord.gg:443/", "gateway.discord.gg", 443],
	["wss://gateway-us-east1-b.discord.gg/", "gateway-us-east1-b.discord.gg", 443],
	["wss://c-fra08-1a2b.discord.media:2048/?v=8", "c-fra08-1a2b.discord.media", 2048],
	["wss://a.b.discord.media/", "a.b.discord.media", 443],
	// full-width letters are the same name to a browser
	["wss://ｇateway.discord.gg/", "gateway.discord.gg", 443],
	["wss://gateway%2Ediscord.gg/", "gateway.discord.gg", 443],
	["wss:\\\\gateway.discord.gg\\", "gateway.discord.gg", 443],
	["wss://gate\tway.discord.gg\n/", "gateway.discord.gg", 443],
	["ws://127.0.0.1:9300/", "127.0.0.1", 9300],
	["wss://127.1:9300/", "127.0.0.1", 9300],
	["ws://[::1]:9301/", "[::1]", 9301],
];

/** By hand: what is refused, with which code. */
const REFUSED: ReadonlyArray<readonly [url: string, code: "bad_url" | "host_not_allowed"]> = [
	// not WebSockets with TLS
	["", "bad_url"],
	["gateway.discord.gg", "bad_url"],
	["//gateway.discord.gg", "bad_url"],
	["ws://gateway.discord.gg/", "bad_url"],
	["https://gateway.discord.gg/", "bad_url"],
	["http://gateway.discord.gg/", "bad_url"],
	["ws+unix:///var/run/docker.sock", "bad_url"],
	["file:///etc/passwd", "bad_url"],
	["wss:", "bad_url"],
	["wss://", "bad_url"],
	// names that only look right
	["wss://allowed@evil.com/", "bad_url"],
	["wss://gateway.discord.gg@evil.com/", "bad_url"],
	["wss://gateway.discord.gg:443@evil.com/", "bad_url"],
	["wss://user:password@gateway.discord.gg/", "bad_url"],
	["wss://@gateway.discord.gg:@evil.com/", "bad_url"],
	["wss://gateway.discord.gg#@evil.com/", "bad_url"],
	["wss://evil.com/gateway.discord.gg", "host_not_allowed"],
	["wss://evil.com?gateway.discord.gg", "host_not_allowed"],
	["wss://evil.com\\@gateway.discord.gg", "host_not_allowed"],
	["wss://gateway.discord.gg.evil.com/", "host_not_allowed"],
	["wss://evilgateway.discord.gg/", "host_not_allowed"],
	["wss://evil-gateway.discord.gg/", "host_not_allowed"],
	["wss://gateway-.discord.gg/", "host_not_allowed"],
	["wss://gateway-a.evil.discord.gg/", "host_not_allowed"],
	["wss://discord.gg/", "host_not_allowed"],
	["wss://discord.media/", "host_not_allowed"],
	["wss://.discord.media/", "host_not_allowed"],
	["wss://evildiscord.media/", "host_not_allowed"],
	["wss://gateway.discord.gg../", "host_not_allowed"],
	["wss://gateway.discord.gg%00.evil.com/", "bad_url"],
	["wss://gateway.discord.gg%0a/", "bad_url"],
	["wss://gateway discord.gg/", "bad_url"],
	// letters of other scripts
	["wss://gаteway.discord.gg/", "host_not_allowed"],
	["wss://gateway.discord.gɡ/", "host_not_allowed"],
	["wss://gateway。discord。gg.evil.com/", "host_not_allowed"],
	["wss://xn--gteway-4of.discord.gg/", "host_not_allowed"],
	// addresses, in every spelling
	["wss://127.0.0.1/", "bad_url"],
	["wss://127.1/", "bad_url"],
	["wss://127.0.1/", "bad_url"],
	["wss://2130706433/", "bad_url"],
	["wss://0x7f000001/", "bad_url"],
	["wss://0x7f.1/", "bad_url"],
	["wss://0177.0.0.1/", "bad_url"],
	["wss://017700000001/", "bad_url"],
	["wss://127.0.0.1./", "bad_url"],
	["wss://１２７.０.０.１/", "bad_url"],
	["wss://127。0。0。1/", "bad_url"],
	["wss://0/", "bad_url"],
	["wss://0.0.0.0/", "bad_url"],
	["wss://256.256.256.256/", "bad_url"],
	["wss://10.0.0.1/", "bad_url"],
	["wss://169.254.169.254/latest/meta-data", "bad_url"],
	["wss://8.8.8.8/", "bad_url"],
	["wss://[::1]/", "bad_url"],
	["wss://[::]/", "bad_url"],
	["wss://[::ffff:127.0.0.1]/", "bad_url"],
	["wss://[::ffff:7f00:1]/", "bad_url"],
	["wss://[0:0:0:0:0:ffff:7f00:0001]/", "bad_url"],
	["wss://[64:ff9b::7f00:1]/", "bad_url"],
	["wss://[2002:7f00:1::]/", "bad_url"],
	["wss://[fe80::1%25eth0]/", "bad_url"],
	["wss://[2606:4700::1]/", "bad_url"],
	["wss://localhost/", "host_not_allowed"],
	["wss://127.0.0.1.nip.io/", "host_not_allowed"],
	// ports
	["wss://gateway.discord.gg:80/", "host_not_allowed"],
	["wss://gateway.discord.gg:22/", "host_not_allowed"],
	["wss://gateway.discord.gg:65536/", "bad_url"],
	["wss://gateway.discord.gg:443443/", "bad_url"],
	// what RELAY_INSECURE_ALLOW names is allowed for exactly that
	["ws://127.0.0.1:9301/", "bad_url"],
	["ws://127.0.0.2:9300/", "bad_url"],
	["ws://localhost:9300/", "bad_url"],
	["ws://[::ffff:127.0.0.1]:9300/", "bad_url"],
	["http://127.0.0.1:9300/", "bad_url"],
	["ws://a@127.0.0.1:9300/", "bad_url"],
];

describe("readTarget", () => {
	for (const [url, host, port] of ALLOWED) {
		it(`should allow ${JSON.stringify(url)}`, () => {
			const target = readTarget(url, RULES);
			assert.deepEqual([target.host, target.port, target.url.hostname], [host, port, host]);
			assert.equal(target.isInsecure, port === 9300 || port === 9301);
		});
	}

	for (const [url, code] of REFUSED) {
		it(`should refuse ${JSON.stringify(url)}`, () => {
			assert.throws(() => readTarget(url, RULES), { name: "RecordFault", code });
		});
	}

	it("should name the host and the setting to change", () => {
		assert.throws(() => readTarget("wss://example.com/", RULES), {
			message: "host is not in the allow list (RELAY_ALLOW_HOSTS): example.com",
			fields: { host: "example.com" },
		});
	});

	it("should not quote a URL that it cannot read", () => {
		assert.throws(
			() => readTarget("secret://secret secret", RULES),
			(error) => error instanceof Error && !error.message.includes("secret"),
		);
	});
});
