/**
 * `npm start`: one voice session from beginning to end, in one terminal. The Roblox side is the compiled Luau under Lune;
 * the server is a real one on this machine, unless `--url` names another.
 */

import { spawn } from "node:child_process";
import { createInterface } from "node:readline";
import { type DemoOptions, HELP, readDemoOptions } from "./demoOptions.ts";
import { Scene } from "./Scene.ts";
import { Timeline } from "./Timeline.ts";

/** Kinds of lines that make up the summary. */
const SUMMARY_KINDS = new Set(["frames", "heartbeats", "resumes", "numbered"]);

const hasColour = process.stdout.isTTY === true && process.env["NO_COLOR"] === undefined;
const timeline = new Timeline(
	(line) => console.log(line),
	() => performance.now(),
	hasColour,
);

/** Runs the session under Lune. Returns whether it went well, and its summary by kind. */
async function runRoblox(options: DemoOptions, scene?: Scene) {
	const { VOICE_GATEWAY_LUNE: lune = "lune", VOICE_GATEWAY_PLACE: place = "build/place.rbxl" } = process.env;
	const child = spawn(lune, ["run", "lune/timeline.luau", place], {
		stdio: ["ignore", "pipe", "inherit"],
		env: {
			...process.env,
			VOICE_URL: options.url,
			VOICE_SERVER_ID: options.serverId,
			VOICE_USER_ID: options.userId,
			VOICE_SESSION_ID: options.sessionId,
			VOICE_TOKEN: options.token,
			VOICE_SECONDS: String(options.seconds),
		},
	});
	const closed = new Promise<number>((resolve, reject) => {
		child.on("error", (error) => reject(new Error(`cannot run ${lune}: ${error.message}`)));
		child.on("close", (code) => resolve(code ?? 1));
	});
	const summary = new Map<string, string>();
	createInterface(child.stdout).on("line", (line) => {
		const [, kind, text] = /^@(\w+)\t(.*)$/.exec(line) ?? [];
		if (kind === undefined || text === undefined) timeline.plain(line);
		else if (SUMMARY_KINDS.has(kind)) summary.set(kind, text);
		else {
			scene?.follow(kind);
			timeline.add(
				"roblox",
				kind,
				text.replace(/\d{15,}/g, (userId) => scene?.nameOf(userId) ?? userId),
			);
		}
	});
	return { ok: (await closed) === 0, summary };
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

async function playScene(seconds: number): Promise<boolean> {
	const scene = new Scene(timeline);
	const { ok, summary } = await runRoblox(await scene.open(seconds), scene);
	const { resumes, replayed } = await scene.close();
	// Seen from both sides: the client took the session up again, and got what it had missed.
	const isWhole = ok && summary.get("resumes") === String(resumes) && resumes > 0 && replayed > 0;
	printSummary(isWhole, summary, replayed);
	return isWhole;
}

async function main(): Promise<boolean> {
	const options = readDemoOptions(process.argv.slice(2), process.env);
	if (options === "help") {
		console.log(HELP);
		return true;
	}
	timeline.title("A Discord voice session from Roblox code, beginning to end");
	if (options.url === undefined) return playScene(options.seconds);
	const { ok, summary } = await runRoblox(options);
	printSummary(ok, summary, undefined);
	return ok;
}

try {
	process.exitCode = (await main()) ? 0 : 1;
} catch (error) {
	console.error(error instanceof Error ? error.message : error);
	process.exitCode = 1;
}
