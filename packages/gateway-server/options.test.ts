import assert from "node:assert/strict";
import { describe, it } from "node:test";
import { systemNow } from "../shared/clock.ts";
import { resolveOptions, type GatewayServerOptions } from "./options.ts";

/** By hand: invalid options, and the expected error. */
const REFUSED: ReadonlyArray<readonly [GatewayServerOptions, RegExp]> = [
	[{ heartbeatInterval: 0 }, /heartbeatInterval must be a number above 0 to 1073741824, got 0/],
	[{ heartbeatInterval: NaN }, /heartbeatInterval must be a number above 0/],
	[{ heartbeatInterval: 2 ** 31 }, /heartbeatInterval must be a number above 0/],
	[{ ssrc: -1 }, /ssrc must be an integer from 0/],
	[{ replaySize: 40_000 }, /replaySize must be an integer from 0 to 32768, got 40000/],
	[{ resumeTimeout: -1 }, /resumeTimeout must be a number from 0/],
	[{ firstSequence: 65_536 }, /firstSequence must be an integer from 0 to 65535, got 65536/],
	[{ firstSequence: 0.5 }, /firstSequence must be an integer/],
	[{ maxPayload: 0 }, /maxPayload must be an integer from 1/],
	[{ recordSize: -1 }, /recordSize must be an integer from 0/],
	[{ modes: [] }, /modes must be an array of at least one/],
	[{ replayOrder: "never" as "before" }, /replayOrder must be "before" or "after", got never/],
	[{ replyOrder: "after" } as object, /option is unknown: replyOrder, must be one of .*replayOrder, replaySize/],
	[{ maxconcurrency: 1 } as object, /option is unknown: maxconcurrency, must be one of .*maxConcurrency/],
	[
		{ audioAddress: { host: "127.0.0.1", port: 1 } as never },
		/audioAddress is unknown: host, must be one of ip, port/,
	],
	[{ daveLostMembers: "forget" as "keep" }, /daveLostMembers must be "keep" or "remove", got forget/],
];

describe("resolveOptions", () => {
	for (const [options, message] of REFUSED) {
		it(`should reject ${Object.keys(options)[0]} of ${String(Object.values(options)[0])}`, () => {
			assert.throws(() => resolveOptions(options), { name: "RangeError", message });
		});
	}

	it("should use the process's clock by default", () => {
		assert.equal(resolveOptions({}).now, systemNow);
	});

	it("should fill in defaults", () => {
		const { heartbeatInterval, replaySize, resumeTimeout, firstSequence, ...others } = resolveOptions({});
		assert.deepEqual([heartbeatInterval, replaySize, resumeTimeout, firstSequence], [41_250, 512, 180_000, 1]);
		assert.deepEqual([others.replayOrder, others.daveLostMembers], ["after", "keep"]);
	});

	it("should accept the limits of every range", () => {
		resolveOptions({
			heartbeatInterval: 0.5,
			ssrc: 0,
			replaySize: 0,
			resumeTimeout: 0,
			firstSequence: 0,
			recordSize: 0,
		});
		resolveOptions({ heartbeatInterval: 2 ** 30, ssrc: 2 ** 32 - 1, replaySize: 2 ** 15, firstSequence: 65_535 });
	});
});
