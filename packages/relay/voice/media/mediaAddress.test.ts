import assert from "node:assert/strict";
import { describe, it } from "node:test";
import { refuseMediaAddress } from "./mediaAddress.ts";

const PORT = /named no port/;
const FORM = /named no IPv4 address/;
const PRIVATE = /not public/;

/** By hand: an address of op 2, where the WebSocket leads, whether the operator listed it, and what is said. */
const ADDRESSES: ReadonlyArray<
	readonly [ip: string, port: number, peerAddress: string | undefined, isInsecure: boolean, refusal?: RegExp]
> = [
	["66.22.196.1", 50_001, "66.22.196.9", false],
	["66.22.196.1", 1, undefined, false],
	["66.22.196.1", 65_535, "::1", true],
	["66.22.196.1", 0, "66.22.196.1", false, PORT],
	["66.22.196.1", 65_536, "66.22.196.1", false, PORT],
	["66.22.196.1", 1.5, "66.22.196.1", false, PORT],
	["", 5000, undefined, true, FORM],
	["localhost", 5000, "127.0.0.1", true, FORM],
	["::1", 5000, "::1", true, FORM],
	["2606:4700::1", 5000, "2606:4700::1", false, FORM],
	["::ffff:66.22.196.1", 5000, undefined, false, FORM],
	["0x7f000001", 5000, "127.0.0.1", true, FORM],
	["127.1", 5000, "127.0.0.1", true, FORM],
	["127.0.0.1", 5000, "127.0.0.1", false, PRIVATE],
	["10.0.0.1", 5000, "66.22.196.1", false, PRIVATE],
	["169.254.169.254", 80, "66.22.196.1", false, PRIVATE],
	["168.63.129.16", 80, "66.22.196.1", false, PRIVATE],
	["224.0.0.1", 5000, "66.22.196.1", false, PRIVATE],
	["255.255.255.255", 5000, "66.22.196.1", false, PRIVATE],
	["0.0.0.0", 5000, "127.0.0.1", true, PRIVATE],
	["127.0.0.1", 5000, "127.0.0.1", true],
	["127.0.0.1", 5000, "::1", true],
	["127.0.0.2", 5000, "::ffff:127.0.0.1", true],
	["10.0.0.1", 5000, "10.0.0.1", true],
	["10.0.0.1", 5000, "::ffff:10.0.0.1", true],
	["10.0.0.2", 5000, "10.0.0.1", true, PRIVATE],
	["127.0.0.1", 5000, "10.0.0.1", true, PRIVATE],
	["127.0.0.1", 5000, undefined, true, PRIVATE],
];

describe("refuseMediaAddress", () => {
	for (const [ip, port, peerAddress, isInsecure, refusal] of ADDRESSES) {
		const verb = refusal === undefined ? "allow" : "refuse";
		it(`should ${verb} ${ip}:${port} of a server at ${peerAddress}${isInsecure ? ", listed" : ""}`, () => {
			const said = refuseMediaAddress({ ip, port }, { isInsecure, peerAddress });
			if (refusal === undefined) assert.equal(said, undefined);
			else assert.match(said ?? "", refusal);
		});
	}
});
