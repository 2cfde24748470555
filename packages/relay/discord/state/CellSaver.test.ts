import assert from "node:assert/strict";
import { describe, it } from "node:test";
import { pino } from "pino";
import { FakeClock } from "../../../shared/support/FakeClock.ts";
import { HeldSession } from "../main/HeldSession.ts";
import { CellSaver } from "./CellSaver.ts";
import type { CellStore } from "./StateStore.ts";

const settled = (): Promise<void> => new Promise(setImmediate);

class Scene {
	public readonly clock = new FakeClock();
	public readonly session = new HeldSession();
	/** Saves: the time, the number, and the guilds. */
	public readonly saves: Array<unknown> = [];
	public readonly logs: Array<string> = [];
	/** Whether saves fail. */
	public isBroken = false;
	/** Lets a save end, if set. */
	public hold: Promise<void> | undefined;
	public isCleared = false;
	public readonly saver: CellSaver;

	public constructor(hasStore = true) {
		const store: CellStore = {
			load: () => undefined,
			forget: () => {},
			save: async ({ s }, changes) => {
				this.saves.push([this.clock.now(), s, Object.fromEntries(changes)]);
				await this.hold;
				if (this.isBroken) throw Object.assign(new Error("no space"), { code: "ENOSPC" });
			},
			clear: () => {
				this.isCleared = true;
				return Promise.resolve();
			},
		};
		const log = pino({ base: null }, { write: (line: string) => void this.logs.push(line) });
		this.saver = new CellSaver({
			clock: this.clock,
			log,
			session: this.session,
			store: hasStore ? store : undefined,
		});
		this.session.enter({ session_id: "a", user: { id: "42" }, guilds: [] }, 1);
	}

	/** The log holds one more dispatch. */
	public advance(s: number): void {
		this.session.take(s);
		this.session.log(s);
		this.saver.touch();
	}
}

describe("CellSaver", () => {
	it("should acknowledge at once without a store", () => {
		const scene = new Scene(false);
		scene.advance(2);
		assert.deepEqual([scene.session.acknowledged, scene.clock.pending], [2, 0]);
	});

	it("should acknowledge only what is kept", async () => {
		const scene = new Scene();
		scene.advance(2);
		assert.equal(scene.session.acknowledged, 1);
		scene.clock.advance(0);
		await settled();
		assert.deepEqual([scene.saves, scene.session.acknowledged], [[[0, 2, {}]], 2]);
	});

	it("should write at most once a second", async () => {
		const scene = new Scene();
		for (let s = 2; s <= 31; s += 1) {
			scene.advance(s);
			scene.clock.advance(100);
			await settled();
		}
		assert.deepEqual(
			scene.saves.map((save) => (save as [number]).at(0)),
			[0, 1000, 2000, 3000],
		);
	});

	it("should read guilds when it writes, each once", async () => {
		const scene = new Scene();
		let state = 1;
		scene.saver.guildChanged("1", () => state);
		scene.saver.guildChanged("1", () => state);
		scene.saver.guildChanged("2", () => undefined);
		state = 2;
		scene.clock.advance(0);
		await settled();
		scene.advance(2);
		scene.clock.advance(1000);
		await settled();
		assert.deepEqual(scene.saves, [
			[0, 1, { 1: 2, 2: undefined }],
			[1000, 2, {}],
		]);
	});

	it("should not write twice at a time", async () => {
		const scene = new Scene();
		let release = (): void => {};
		scene.hold = new Promise((resolve) => (release = resolve));
		scene.advance(2);
		scene.clock.advance(0);
		scene.advance(3);
		scene.clock.advance(5000);
		await settled();
		assert.deepEqual([scene.saves.length, scene.session.acknowledged], [1, 1]);
		release();
		await settled();
		assert.equal(scene.session.acknowledged, 2);
		scene.clock.advance(0);
		await settled();
		assert.deepEqual([scene.saves.length, scene.session.acknowledged], [2, 3]);
	});

	it("should try again after a failure, and lose no guild", async () => {
		const scene = new Scene();
		scene.isBroken = true;
		scene.saver.guildChanged("1", () => "a");
		scene.clock.advance(0);
		await settled();
		scene.clock.advance(5000);
		await settled();
		scene.isBroken = false;
		scene.clock.advance(5000);
		await settled();
		assert.deepEqual(
			scene.saves,
			[0, 5000, 10_000].map((at) => [at, 1, { 1: "a" }]),
		);
		assert.deepEqual(
			scene.logs.map((line) => (JSON.parse(line) as { msg: string }).msg),
			["state cannot be kept", "state is kept again"],
		);
	});

	it("should write at once at the end", async () => {
		const scene = new Scene();
		scene.advance(2);
		scene.clock.advance(0);
		scene.advance(3);
		await scene.saver.flush();
		await scene.saver.flush();
		assert.deepEqual([scene.saves.length, scene.session.acknowledged, scene.clock.pending], [2, 3, 0]);
	});

	it("should keep nothing of a session that ends for good", async () => {
		const scene = new Scene();
		scene.advance(2);
		await scene.saver.clear();
		scene.advance(3);
		scene.saver.guildChanged("1", () => assert.fail());
		scene.clock.advance(5000);
		await settled();
		assert.deepEqual([scene.saves, scene.isCleared, scene.clock.pending], [[], true, 0]);
	});

	it("should write nothing before there is a session", async () => {
		const scene = new Scene();
		scene.session.forget();
		scene.saver.touch();
		scene.clock.advance(5000);
		await settled();
		assert.deepEqual(scene.saves, []);
	});
});
