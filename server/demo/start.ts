/**
 * `npm start`: one voice session from beginning to end, in one terminal. The Roblox side is the compiled Luau under Lune;
 * the server is a real one on this machine, unless `--url` names another.
 */

import { type DemoOptions, HELP, readDemoOptions } from "./demoOptions.ts";
import { runLune, type LuneListener } from "./Lune.ts";
import { Scene } from "./Scene.ts";
import { Timeline } from "./Timeline.ts";

/** Seconds of each round after the first, when the scene is watched. */
const ROUND_SECONDS = 50;

/** Kinds that are told of later rounds: what changes, not all that is said. */
const LATER_KINDS = new Set(["ready", "zombified", "resumed", "closed"]);

const hasColour = process.stdout.isTTY === true && process.env["NO_COLOR"] === undefined;
const timeline = new Timeline(
	(line) => console.log(line),
	() => performance.now(),
	hasColour,
);

/** Prints what the Roblox side reports; `shows` chooses among its kinds. */
function listenerOf(scene: Scene | undefined, shows = (_kind: string): boolean => true): LuneListener {
	return {
		plain: (line) => timeline.plain(line),
		report: (kind, text) => {
			const named = text.replace(/\d{15,}/g, (userId) => scene?.nameOf(userId) ?? userId);
			if (shows(kind)) timeline.add("roblox", kind, named);
		},
	};
}

function printSummary(ok: boolean, summary: ReadonlyMap<string, string>, replayed: number | undefined): void {
	timeline.plain("");
	timeline.title("Summary");
	for (const [kind, text] of summary) {
		const more = kind === "resumes" && replayed !== undefined ? `, ${replayed} missed messages replayed` : "";
		timeline.plain(`  ${kind.padEnd(12)}${text}${more}`);
	}
	timeline.title(ok ? "  nothing lost" : "  failed: see above");
}

async function playScene({ seconds, watch }: DemoOptions, signal: AbortSignal): Promise<boolean> {
	const scene = new Scene(timeline);
	try {
		const options = await scene.open(seconds);
		if (watch) timeline.add("server", "inspector", await scene.watch());
		const { ok, summary } = await runLune(options, listenerOf(scene), signal, (move) => (scene.onMove = move));
		if (signal.aborted) return true;
		const { resumes, replayed } = scene.sent;
		// Seen from both sides: the client took the session up again, and got what it had missed.
		const isWhole = ok && summary.get("resumes") === String(resumes) && resumes > 0 && replayed > 0;
		printSummary(isWhole, summary, replayed);
		if (!watch || !isWhole) return isWhole;
		timeline.title("The scene goes on, round after round; Ctrl-C ends it");
		const later = listenerOf(scene, (kind) => LATER_KINDS.has(kind));
		await scene.goOn(async () => {
			await runLune({ ...options, seconds: ROUND_SECONDS }, later, signal);
		}, signal);
		return true;
	} finally {
		await scene.close();
	}
}

async function main(): Promise<boolean> {
	const options = readDemoOptions(process.argv.slice(2), process.env);
	if (options === "help") {
		console.log(HELP);
		return true;
	}
	timeline.title("A Discord voice session from Roblox code, beginning to end");
	const ending = new AbortController();
	// without --watch, an interrupted demo has failed: the signal ends it
	if (options.watch) for (const name of ["SIGINT", "SIGTERM"]) process.once(name, () => ending.abort());
	if (options.url === undefined) return playScene(options, ending.signal);
	const { ok, summary } = await runLune(options, listenerOf(undefined), ending.signal);
	printSummary(ok, summary, undefined);
	return ok;
}

try {
	process.exitCode = (await main()) ? 0 : 1;
} catch (error) {
	console.error(error instanceof Error ? error.message : error);
	process.exitCode = 1;
}
