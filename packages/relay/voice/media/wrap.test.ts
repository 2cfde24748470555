/** Failure case 16 of docs/speaking.md: counters that wrap around, in both modes. */

import assert from "node:assert/strict";
import { describe, it } from "node:test";
import { TRANSPORT_MODES } from "../../../shared/rtp/TransportCipher.ts";
import { MediaScene, times } from "./support/MediaScene.ts";

const LAST_32 = 0xffffffff;
const LAST_16 = 0xffff;

/** Where each counter begins: the nonce, the sequence number and the timestamp of the first packet. */
const BEGINNINGS: ReadonlyArray<readonly [what: string, nonce: number, sequence: number, timestamp: number]> = [
	["the nonce wraps", LAST_32 - 20, 0, 0],
	["the sequence number wraps", 0, LAST_16 - 20, 0],
	["the timestamp wraps", 0, 0, LAST_32 - 960 * 20],
	["all three wrap at once", LAST_32 - 20, LAST_16 - 20, LAST_32 - 960 * 20],
];

for (const mode of TRANSPORT_MODES) {
	describe(`MediaCore: counters (${mode})`, () => {
		for (const [what, nonce, sequence, timestamp] of BEGINNINGS) {
			it(`should go on when ${what} (case 16)`, () => {
				const scene = new MediaScene(mode, nonce);
				scene.map("anna", 10);
				const anna = scene.stranger(10, sequence, timestamp);
				const speech = times(60, () => anna.speech());
				scene.play(speech);
				assert.deepEqual([scene.story, scene.core.counts.speech], [["anna starts"], 60]);
				scene.receive(...speech);
				assert.equal(scene.core.counts.replay, 60);
				scene.play(anna.end());
				assert.deepEqual(scene.story, ["anna starts", "anna stops"]);
			});
		}

		it("should go on when a sender starts its sequence over (case 16)", () => {
			for (const restart of [0, 20_000, 40_000, 64_000]) {
				const scene = new MediaScene(mode);
				scene.map("anna", 10);
				for (const sequence of [30_000, restart]) {
					const anna = scene.stranger(10, sequence);
					scene.play(times(60, () => anna.speech()));
				}
				assert.deepEqual([scene.story, scene.core.counts.replay], [["anna starts"], 0], `to ${restart}`);
			}
		});
	});
}
