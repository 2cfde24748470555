import assert from "node:assert/strict";
import { describe, it } from "node:test";
import { decodeIpDiscoveryResponse, encodeIpDiscoveryRequest } from "../../shared/rtp/discovery.ts";
import { DiscoveryAnswers } from "./DiscoveryAnswers.ts";
import { MEDIA_DEFAULTS, type MediaOptions } from "./mediaOptions.ts";

const CLIENT = { ip: "127.0.0.1", port: 4000 };
const withTail = (): Buffer => {
	const request = Buffer.from(encodeIpDiscoveryRequest(7));
	request[73] = 1;
	return request;
};

function answerTo(options: MediaOptions, ...requests: ReadonlyArray<Buffer>): ReadonlyArray<unknown> {
	const answers = new DiscoveryAnswers({ ...MEDIA_DEFAULTS, ...options });
	return requests.map((request) => {
		const verdict = answers.read(request, CLIENT);
		return verdict.kind === "answer" ? decodeIpDiscoveryResponse(verdict.response)?.ssrc : verdict.kind;
	});
}

describe("DiscoveryAnswers", () => {
	/** By hand: options, requests, and the SSRC of each answer or the verdict. */
	const rows: ReadonlyArray<readonly [string, MediaOptions, ReadonlyArray<Buffer>, ReadonlyArray<unknown>]> = [
		["answer a request", {}, [encodeIpDiscoveryRequest(7)], [7]],
		["answer a request with a tail", {}, [withTail()], [7]],
		[
			"reject a tail if configured",
			{ discoveryRefusesTails: true },
			[withTail(), encodeIpDiscoveryRequest(7)],
			["ignored", 7],
		],
		[
			"drop each SSRC's first requests if configured",
			{ discoveryDropFirst: 2 },
			[7, 8, 7, 7, 8, 8].map(encodeIpDiscoveryRequest),
			["ignored", "ignored", "ignored", 7, "ignored", 8],
		],
		[
			"answer with another SSRC if configured",
			{ discoveryForeignSsrc: true },
			[2 ** 32 - 1, 1].map(encodeIpDiscoveryRequest),
			[0, 2],
		],
		[
			"ignore other datagrams",
			{},
			[Buffer.alloc(0), Buffer.alloc(74), Buffer.alloc(60_000, 255)],
			["other", "other", "other"],
		],
	];
	for (const [name, options, requests, expected] of rows) {
		it(`should ${name}`, () => assert.deepEqual(answerTo(options, ...requests), expected));
	}

	it("should answer with the sender's address", () => {
		const verdict = new DiscoveryAnswers(MEDIA_DEFAULTS).read(encodeIpDiscoveryRequest(7), CLIENT);
		assert.ok(verdict.kind === "answer");
		assert.deepEqual(decodeIpDiscoveryResponse(verdict.response), { ssrc: 7, address: "127.0.0.1", port: 4000 });
	});

	it("should count a bounded number of SSRCs", () => {
		const requests = Array.from({ length: 1001 }, (_, ssrc) => encodeIpDiscoveryRequest(ssrc));
		const answers = answerTo({ discoveryDropFirst: 1 }, ...requests, encodeIpDiscoveryRequest(0));
		assert.equal(answers.at(-1), "ignored");
	});
});
