import assert from "node:assert/strict";
import { describe, it } from "node:test";
import type { DaveEvent } from "./messages.ts";
import { nextEvents, type ToWorker } from "./workerMessages.ts";

const [ONE, TWO, THREE] = ["lost", "resumed", "overdue"].map((kind) => ({ kind })) as [DaveEvent, DaveEvent, DaveEvent];
const of = (session: number, event: DaveEvent): ToWorker => ({ kind: "event", session, event });

describe("nextEvents", () => {
	it("should find what follows for the same session", () => {
		const messages = [of(1, ONE), of(2, TWO), of(1, THREE), of(2, ONE), of(1, TWO)];
		assert.deepEqual(nextEvents(messages), [THREE, ONE, TWO, undefined, undefined]);
	});

	it("should find nothing before an end, and nothing of the next session", () => {
		const identity = { userId: "1", channelId: "2" };
		const messages: ReadonlyArray<ToWorker> = [
			{ kind: "open", session: 1, identity },
			of(1, ONE),
			{ kind: "end", session: 1 },
			of(2, TWO),
		];
		assert.deepEqual(nextEvents(messages), [ONE, undefined, undefined, undefined]);
		assert.deepEqual(nextEvents([]), []);
	});
});
