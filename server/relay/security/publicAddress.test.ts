import assert from "node:assert/strict";
import { describe, it } from "node:test";
import { isPublicAddress } from "./publicAddress.ts";

/** By hand from IANA's registries of special-purpose addresses. */
const PUBLIC = [
	"1.1.1.1",
	"8.8.8.8",
	"162.159.135.234",
	"172.15.255.255",
	"172.32.0.0",
	"2606:4700:4700::1111",
	"2a06:98c1::1",
	"::ffff:8.8.8.8",
	"64:ff9b::8.8.8.8",
	"2002:808:808::1",
];

const NOT_PUBLIC = [
	"",
	"gateway.discord.gg",
	"0.0.0.0",
	"0.1.2.3",
	"10.0.0.1",
	"100.64.0.1",
	"127.0.0.1",
	"127.255.255.254",
	"169.254.169.254",
	"172.16.0.1",
	"172.31.255.255",
	"192.0.0.1",
	"192.0.2.1",
	"192.168.0.1",
	"198.18.0.1",
	"198.51.100.1",
	"203.0.113.1",
	"224.0.0.1",
	"240.0.0.1",
	"255.255.255.255",
	"::",
	"::1",
	"::127.0.0.1",
	"::10.0.0.1",
	"::ffff:127.0.0.1",
	"::ffff:10.0.0.1",
	"::ffff:7f00:1",
	"::ffff:0:127.0.0.1",
	"64:ff9b::127.0.0.1",
	"64:ff9b::a9fe:a9fe",
	"64:ff9b:1::1",
	"100::1",
	"2001::1",
	"2001:0:7f00:1::",
	"2001:db8::1",
	"2002:7f00:1::",
	"2002:a00:1::",
	"fc00::1",
	"fd00::1",
	"fe80::1",
	"fec0::1",
	"ff02::1",
];

describe("isPublicAddress", () => {
	for (const address of PUBLIC) {
		it(`should let ${address} through`, () => assert.equal(isPublicAddress(address), true));
	}

	for (const address of NOT_PUBLIC) {
		it(`should stop ${address === "" ? "nothing" : address}`, () => assert.equal(isPublicAddress(address), false));
	}
});
