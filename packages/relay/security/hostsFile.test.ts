import assert from "node:assert/strict";
import { describe, it } from "node:test";
import { readHostsFile } from "./hostsFile.ts";

describe("readHostsFile", () => {
	it("should read names and their addresses, and leave the rest out", () => {
		const text = [
			"# comment",
			"127.0.0.1\tlocalhost",
			"::1 localhost ip6-localhost # both",
			"",
			"1.2.3.4   Gateway.Discord.gg gateway\r",
			"no.address name",
			"1.2.3.4.5 name",
			"#1.1.1.1 name",
		].join("\n");
		assert.deepEqual(
			[...readHostsFile(text)],
			[
				["localhost", ["127.0.0.1", "::1"]],
				["ip6-localhost", ["::1"]],
				["gateway.discord.gg", ["1.2.3.4"]],
				["gateway", ["1.2.3.4"]],
			],
		);
	});
});
