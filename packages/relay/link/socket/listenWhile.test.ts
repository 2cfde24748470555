import assert from "node:assert/strict";
import { it } from "node:test";
import type { UpstreamListener } from "../../upstream/Upstream.ts";
import { listenWhile } from "./listenWhile.ts";

it("should pass every event on only while the socket lives", () => {
	const heard: Array<unknown> = [];
	const names = ["onOpen", "onText", "onBinary", "onPing", "onPong", "onHeld", "onEnd"] as const;
	const entries = names.map((name) => [name, (value: unknown) => heard.push([name, value])]);
	let isLive = true;
	const listener = listenWhile(() => isLive, Object.fromEntries(entries) as UpstreamListener);
	assert.deepEqual(Object.keys(listener), [...names]);
	for (const handle of Object.values(listener) as Array<(value: unknown) => void>) handle(1);
	isLive = false;
	for (const handle of Object.values(listener) as Array<(value: unknown) => void>) handle(2);
	assert.deepEqual(
		heard,
		names.map((name) => [name, 1]),
	);
});
