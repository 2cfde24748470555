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

/** Garbage collections and the pause between them in milliseconds. Memory returns to the system with a delay. */
const COLLECTIONS = 4;
const COLLECTION_PAUSE = 100;
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
		for (let index = 0; index < COLLECTIONS; index += 1) {
			globalThis.gc?.();
			await new Promise((resolve) => setTimeout(resolve, COLLECTION_PAUSE));
		}
		return process.memoryUsage.rss();
	},
});
