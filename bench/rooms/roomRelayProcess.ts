/** The process of `RoomRelay.ts`: a relay whose hub is staged. Needs `--expose-gc`. */

import { readConfig } from "../../packages/relay/config/readConfig.ts";
import { readSettings } from "../../packages/relay/config/readSettings.ts";
import { ownVariables } from "../../packages/relay/config/ownVariables.ts";
import { Relay } from "../../packages/relay/Relay.ts";
import { answerCalls, moment } from "../calls.ts";
import { repeat } from "../repeat.ts";
import { changeOf, memberId, openingChanges, turnAt } from "./members.ts";
import type { RoomStream } from "./RoomRelay.ts";
import { StagedHub } from "./StagedHub.ts";

/**
 * Memory returns to the system with a delay. It counts once it has not fallen by a share for some collections, but after so
 * many at the latest.
 */
const COLLECTION_PAUSE = 500;
const FALL = 0.005;
const STEADY = 4;
const COLLECTIONS = 40;
/** First of the members whose names are moments. There are enough that none changes twice in a segment. */
const FIRST_STAMPED = 10_000;
const STAMPED = 1000;

const environment = ownVariables(process.env);
const settings = readSettings([], environment);
if (settings === "help") throw new Error("no settings");
const hub = new StagedHub(openingChanges());
const relay = new Relay(
	readConfig(settings, environment, () => ""),
	{ hub },
);
let timer: NodeJS.Timeout | undefined;
let count = 0;

/** A profile whose name is the moment of the change. */
function stamp(): void {
	hub.apply([["m", memberId(FIRST_STAMPED + (count % STAMPED)), { name: String(moment()) }]]);
	count += 1;
}

function speak(): void {
	hub.apply([changeOf(turnAt(count))]);
	count += 1;
}

answerCalls({
	async listen() {
		await relay.listen();
		return relay.url;
	},

	stream({ perSecond, isStamped }: RoomStream) {
		clearInterval(timer);
		if (perSecond > 0) timer = repeat(perSecond, isStamped ? stamp : speak);
	},

	cpu() {
		const { user, system } = process.cpuUsage();
		return user + system;
	},

	async memory() {
		let least = Infinity;
		let steady = 0;
		for (let index = 0; index < COLLECTIONS && steady < STEADY; index += 1) {
			globalThis.gc?.();
			await new Promise((resolve) => setTimeout(resolve, COLLECTION_PAUSE));
			const rss = process.memoryUsage.rss();
			steady = rss > least * (1 - FALL) ? steady + 1 : 0;
			least = Math.min(least, rss);
		}
		return least;
	},
});
