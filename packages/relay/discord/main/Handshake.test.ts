import assert from "node:assert/strict";
import { describe, it } from "node:test";
import { CellScene } from "../../support/CellScene.ts";

const SAVED = { sessionId: "old", resumeUrl: undefined, s: 7, userId: "42" };

/** What is awaited, how it begins, and after how many seconds of silence the socket is dropped. */
const DEADLINES: ReadonlyArray<readonly [name: string, begin: (scene: CellScene) => void, seconds: number]> = [
	["an open socket", () => {}, 15],
	["Hello", (scene) => scene.socket.listener.onOpen(""), 15],
	["READY", (scene) => scene.greet(1e6), 15],
];

describe("Handshake", () => {
	for (const [name, begin, seconds] of DEADLINES) {
		it(`should wait ${seconds} s for ${name}`, () => {
			const scene = new CellScene();
			scene.cell.open();
			begin(scene);
			const { socket } = scene;
			scene.clock.advance(seconds * 1000 - 1);
			assert.equal(socket.isDropped, false);
			scene.clock.advance(1);
			assert.equal(socket.isDropped, true);
		});
	}

	it("should wait 60 s for RESUMED", () => {
		const scene = new CellScene({ saved: SAVED });
		scene.cell.open();
		scene.greet(1e6);
		const { socket } = scene;
		scene.clock.advance(59_999);
		assert.equal(socket.isDropped, false);
		scene.clock.advance(1);
		assert.equal(socket.isDropped, true);
	});

	it("should wait longer while messages come, up to 10 minutes", () => {
		const scene = new CellScene({ saved: SAVED });
		scene.cell.open();
		scene.greet(1e7);
		const { socket } = scene;
		let seconds = 0;
		while (!socket.isDropped && seconds < 1000) {
			scene.hear({ op: 11 });
			scene.clock.advance(10_000);
			seconds += 10;
		}
		assert.equal(seconds, 600);
	});

	it("should wait for its turn to identify, and give it up with the socket", () => {
		const scene = new CellScene();
		scene.gate.request(1, () => {});
		scene.cell.open();
		scene.greet();
		assert.deepEqual(scene.sent(), []);
		scene.end(1006);
		scene.clock.advance(5500);
		assert.equal(scene.gate.granted, 1);
		scene.greet();
		assert.equal(scene.sent()[0]?.op, 2);
	});

	it("should identify when its turn comes", () => {
		const scene = new CellScene();
		scene.gate.request(1, () => {});
		scene.cell.open();
		scene.greet();
		scene.clock.advance(5500);
		assert.deepEqual([scene.sent()[0]?.op, scene.cell.counts.identifies], [2, 1]);
	});
});
