import assert from "node:assert/strict";
import { describe, it } from "node:test";
import { encodeIpDiscoveryRequest, encodeIpDiscoveryResponse } from "../../../../shared/rtp/discovery.ts";
import { encodeLegacyPing, encodePing, encodePong } from "../../../../shared/rtp/keepAlive.ts";
import { readDatagram, type SetAside } from "./readDatagram.ts";

const hex = (head: string, size: number): Buffer => Buffer.concat([Buffer.from(head, "hex"), Buffer.alloc(size)], size);
const discovery = { ssrc: 1, address: "192.0.2.1", port: 50_000 };

/** By hand from docs/speaking.md, "Getting packets" and "What a packet says". */
const SET_ASIDE: ReadonlyArray<readonly [name: string, datagram: Buffer, cause: SetAside]> = [
	["nothing", Buffer.alloc(0), "short"],
	["a ping", encodePing(1), "keepAlive"],
	["a pong", encodePong(1), "keepAlive"],
	["the echo of a legacy ping", encodeLegacyPing(7), "keepAlive"],
	["8 other bytes", Buffer.alloc(8, 0xff), "short"],
	["an answer of IP discovery", encodeIpDiscoveryResponse(discovery), "discovery"],
	["a request of IP discovery", encodeIpDiscoveryRequest(1), "version"],
	["a receiver report", hex("81c90007", 60), "rtcp"],
	["a short receiver report", hex("80c90001", 12), "rtcp"],
	["31 bytes", hex("8078", 31), "short"],
	["JDA's keepalive", hex("c9", 9), "short"],
	["15 sources beyond the end", hex("8f78", 91), "csrc"],
	["an extension beyond the end", hex("90780001000000010000000abede0002", 40), "extension"],
	["a probe", hex("8060", 60), "payloadType"],
	["video", hex("80650001", 60), "payloadType"],
	["video with marker", hex("80e50001", 60), "payloadType"],
];

describe("readDatagram", () => {
	for (const [name, datagram, cause] of SET_ASIDE) {
		it(`should set aside ${name}`, () => assert.deepEqual(readDatagram(datagram), { kind: "notMedia", cause }));
	}

	it("should return the header of Opus, with and without marker", () => {
		for (const head of ["8078", "80f8"]) assert.equal(readDatagram(hex(head, 32)).kind, "rtp");
	});
});
