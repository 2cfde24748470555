import assert from "node:assert/strict";
import { test } from "node:test";
import { Timeline } from "./Timeline.ts";

function record(hasColour: boolean) {
	const lines: Array<string> = [];
	let now = 5000;
	const timeline = new Timeline(
		(line) => lines.push(line),
		() => now,
		hasColour,
	);
	return { lines, timeline, advance: (milliseconds: number) => (now += milliseconds) };
}

test("should print time, side, kind and text in columns", () => {
	const { lines, timeline, advance } = record(false);
	advance(1234);
	timeline.add("roblox", "ready", "ssrc 1");
	advance(10_000);
	timeline.add("server", "state", "");
	timeline.title("Summary");
	timeline.plain("as is");
	assert.deepEqual(lines, ["  1.23 s  roblox  ready      ssrc 1", " 11.23 s  server  state", "Summary", "as is"]);
});

test("should use colour only on request", () => {
	const { lines, timeline } = record(true);
	timeline.add("roblox", "zombified", "silence");
	assert.ok(lines[0]?.endsWith("\u001b[31mzombified \u001b[0m silence"));
});
