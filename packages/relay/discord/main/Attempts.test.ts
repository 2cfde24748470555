import assert from "node:assert/strict";
import { describe, it } from "node:test";
import { FakeClock } from "../../../shared/support/FakeClock.ts";
import { WebsocketStatus } from "../../../../src/protocol/gateway/connectionState.ts";
import { Attempts } from "./Attempts.ts";
import type { IdentifyLimit } from "./IdentifyGate.ts";

function start() {
	const clock = new FakeClock();
	/** `open` and `release`, with their times. */
	const log: Array<string> = [];
	const scene = {
		limit: undefined as IdentifyLimit | undefined,
		fault: undefined as string | undefined,
		isResumable: false,
	};
	const attempts = new Attempts({
		clock,
		random: () => 1,
		isResumable: () => scene.isResumable,
		limit: () => scene.limit,
		open: () => {
			log.push(`open@${clock.now()}`);
			return scene.fault;
		},
		release: (code) => log.push(`release${code === undefined ? "" : ` ${code}`}`),
		onStatus: () => {},
	});
	return { clock, log, scene, attempts };
}

describe("Attempts", () => {
	it("should back off, up to a minute, and never give up", () => {
		const { clock, log, attempts } = start();
		attempts.start(false);
		for (let attempt = 0; attempt < 100; attempt += 1) {
			attempts.lost("lost", undefined, "gone");
			clock.advance(60_000);
		}
		const opens = log.filter((entry) => entry.startsWith("open"));
		assert.deepEqual([opens.length, opens.slice(0, 3)], [101, ["open@0", "open@1000", "open@62000"]]);
	});

	it("should reset its failures once a session was stable", () => {
		const { clock, log, attempts } = start();
		attempts.start(false);
		for (let attempt = 0; attempt < 8; attempt += 1) {
			attempts.lost("lost", undefined, "gone");
			clock.advance(60_000);
		}
		for (const event of ["opened", "queue", "identify", "ready"] as const) attempts.reconnector.go(event);
		attempts.reconnector.opened();
		clock.advance(10_000);
		attempts.lost("lost", undefined, "gone");
		clock.advance(0);
		assert.equal(log.at(-1), `open@${clock.now()}`);
	});

	it("should wait for a limit without a socket, and look again", () => {
		const { clock, log, scene, attempts } = start();
		scene.limit = { seconds: 60, reason: "limit" };
		attempts.start(false);
		assert.deepEqual([log, attempts.status], [[], WebsocketStatus.Limited]);
		clock.advance(60_000);
		assert.equal(attempts.status, WebsocketStatus.Limited);
		scene.limit = undefined;
		clock.advance(60_000);
		assert.deepEqual(log, ["open@120000"]);
	});

	it("should ignore the limit while it can resume", () => {
		const { log, scene, attempts } = start();
		scene.limit = { seconds: 60, reason: "limit" };
		scene.isResumable = true;
		attempts.start(true);
		assert.deepEqual([log, attempts.hasSession], [["open@0"], true]);
	});

	it("should end if no socket ever can be opened", () => {
		const { clock, scene, attempts } = start();
		scene.fault = "not allowed";
		attempts.start(false);
		assert.deepEqual([attempts.status, clock.pending], [WebsocketStatus.Closed, 0]);
	});

	it("should ignore a loss after the end", () => {
		const { clock, log, attempts } = start();
		attempts.start(false);
		attempts.finish("over", 1000);
		attempts.lost("lost", undefined, "gone");
		attempts.start(false);
		clock.advance(600_000);
		assert.deepEqual(log, ["open@0", "release 1000", "release"]);
	});
});
