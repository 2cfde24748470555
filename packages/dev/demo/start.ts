/**
 * `npm start`: shows the main job and prints a timeline. The Roblox side is compiled Luau under Lune. The servers are real and
 * run on this machine, unless options name another one.
 */

import { type DemoOptions, HELP, readDemoOptions } from "./demoOptions.ts";
import { DirectStory } from "./DirectStory.ts";
import { playRooms } from "./rooms/playRooms.ts";
import { Timeline } from "./Timeline.ts";

const hasColour = process.stdout.isTTY === true && process.env["NO_COLOR"] === undefined;
const timeline = new Timeline(
	(line) => console.log(line),
	() => performance.now(),
	hasColour,
);

async function play(options: DemoOptions, signal: AbortSignal): Promise<boolean> {
	const { target, story, watch } = options;
	if (target === undefined && story === "rooms") {
		timeline.title("One bot, three game servers: who is in a voice channel, and who speaks");
		return playRooms(timeline, watch, signal);
	}
	timeline.title("A Discord voice session from Roblox code, start to end");
	const direct = new DirectStory(timeline, signal);
	return target === undefined ? direct.play(options) : direct.visit({ ...options, target });
}

async function main(): Promise<boolean> {
	const options = readDemoOptions(process.argv.slice(2), process.env);
	if (options === "help") {
		console.log(HELP);
		return true;
	}
	const ending = new AbortController();
	// without --watch the signal kills the demo, which then counts as failed
	if (options.watch) for (const name of ["SIGINT", "SIGTERM"]) process.once(name, () => ending.abort());
	return play(options, ending.signal);
}

try {
	process.exitCode = (await main()) ? 0 : 1;
} catch (error) {
	console.error(`error: ${error instanceof Error ? error.message : String(error)}`);
	process.exitCode = 1;
}
