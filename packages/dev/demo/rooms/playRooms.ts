/** Plays the demo of rooms, prints its summary, and with `--watch` goes on until it is interrupted. */

import { setTimeout as delay } from "node:timers/promises";
import { Cleanups } from "../Cleanups.ts";
import { summaryTable } from "../summaryTable.ts";
import type { Timeline } from "../Timeline.ts";
import { DemoStage } from "./DemoStage.ts";
import { RoomStory } from "./RoomStory.ts";
import type { RoomSummary } from "./roomSummary.ts";

/** Milliseconds that the visitor stays, and stays away, with `--watch`. */
const VISIT = 8000;

/** @returns Whether nothing was lost. @throws Error If an act of the story does not end. */
export async function playRooms(timeline: Timeline, isWatched: boolean, signal: AbortSignal): Promise<boolean> {
	const cleanups = new Cleanups();
	try {
		const stage = await DemoStage.open(timeline, cleanups);
		if (isWatched) {
			timeline.add("server", "inspector", await stage.inspect());
			timeline.add("relay", "inspector", `${stage.relay.url}/rooms`);
		}
		const summary = await new RoomStory(stage, timeline, signal).play();
		printSummary(timeline, summary);
		if (!isWatched || !summary.isWhole) return summary.isWhole;
		timeline.title("Continuing. Press Ctrl-C to stop.");
		await goOn(stage, signal);
		return true;
	} catch (error) {
		if (signal.aborted) return true;
		throw error;
	} finally {
		await cleanups.run();
	}
}

/** People speak, and a visitor comes and goes. @throws AbortError */
async function goOn(stage: DemoStage, signal: AbortSignal): Promise<void> {
	stage.people.talk();
	for (let isThere = true; ; isThere = !isThere) {
		await delay(VISIT, undefined, { signal });
		stage.setVisitor(isThere);
	}
}

function printSummary(timeline: Timeline, { columns, lines, isWhole }: RoomSummary): void {
	timeline.plain("");
	timeline.title("Summary");
	for (const line of summaryTable(columns)) timeline.plain(line);
	for (const line of summaryTable([{ title: "", rows: new Map(lines) }])) timeline.plain(line);
	timeline.title(isWhole ? "  nothing lost" : "  failed: see above");
}
