/** Scenes of a seat: inputs, and what the seat does and says after each. */

import assert from "node:assert/strict";
import { describe, it } from "node:test";
import { SeatStage, stateOf } from "./SeatStage.ts";

/** What the inputs are: {@link INPUTS}. What is expected: {@link SeatStage}. */
export type Scene = ReadonlyArray<readonly [input: string, ...expected: ReadonlyArray<string>]>;
export type TitledScene = readonly [title: string, scene: Scene];

/** Seated in A. */
export const SEATED: Scene = [
	["ready"],
	["want A", "ask A", "A none joining"],
	["answer A", "open A t1", "A none opening"],
	["live", "A live"],
];

const INPUTS: Readonly<Record<string, (stage: SeatStage, ...words: ReadonlyArray<string>) => void>> = {
	ready: ({ seat, sessionId }, kind = "fresh", where = "-") => {
		const actual = where === "theirs" ? stateOf("A", "theirs") : stateOf(where === "-" ? "" : where, sessionId);
		seat.cellReady(kind === "fresh", where === "-" ? undefined : actual);
	},
	lost: ({ seat }) => seat.cellLost(),
	want: ({ seat }, channelId = "") => seat.want(channelId),
	unwant: ({ seat }, channelId = "") => seat.unwant(channelId),
	answer: (stage, channelId = "") => stage.answer(channelId),
	state: (stage, channelId = "", word = "") => {
		const changes = word === "deaf" ? { deaf: true } : {};
		stage.state(channelId === "-" ? "" : channelId, word === "theirs" ? word : undefined, changes);
	},
	server: (stage, word) => stage.server(word === "none" ? null : undefined),
	live: (stage) => stage.live(),
	closed: (stage, code = "") => {
		if (code === "late") stage.sessions.at(-1)?.events.onEnd({ code: 4014, reason: "late" });
		else stage.closed(Number(code));
	},
	media: ({ session }, kind) => {
		const reason = kind === "lost" ? "silent: 20 s" : "discovery: no answer";
		session.events.onMedia({ kind: kind as "lost" | "unavailable", reason });
	},
	encryption: ({ session }) => session.events.onEncryption({ state: "active", epoch: 1, code: "1" }),
	speaks: ({ session }) => session.events.onSpeaking({ userId: "7", speaking: true, level: 1 }),
	wait: ({ clock }, seconds) => clock.advance(Number(seconds) * 1000),
};

/** Makes a test of each scene. */
export function playScenes(name: string, scenes: ReadonlyArray<TitledScene>): void {
	describe(name, () => {
		for (const [title, scene] of scenes) {
			it(title, () => {
				const stage = new SeatStage();
				for (const [input, ...expected] of scene) {
					const [verb = "", ...words] = input.split(" ");
					const act = INPUTS[verb];
					if (act === undefined) throw new Error(`unknown input "${verb}"`);
					act(stage, ...words);
					assert.deepEqual(stage.take(), expected, `after "${input}"`);
				}
			});
		}
	});
}
