/**
 * `npm start`: plays a voice session from start to end, directly and through a relay at the same time, and prints a timeline. The
 * Roblox side is compiled Luau under Lune. The servers are real and run on this machine, unless options name another one.
 */

import { randomUUID } from "node:crypto";
import { type DemoOptions, HELP, readDemoOptions, type Target, type Variables } from "./demoOptions.ts";
import type { Relay } from "../../relay/Relay.ts";
import { openDiscordRelay, openRelay, type RelayAccess } from "../support/openRelay.ts";
import { runLune, type LuneListener } from "./Lune.ts";
import { inGroups, readPrivacyCode } from "./privacyCode.ts";
import { Scene } from "./Scene.ts";
import { median } from "./SpeechLedger.ts";
import { Timeline, type Side } from "./Timeline.ts";

/** Duration in seconds of each round after the first, with `--watch`. */
const ROUND_SECONDS = 50;

/** Kinds of events to print for the relayed session and for later rounds: changes of state only. */
const STORY_KINDS = new Set([
	"gateway",
	"ready",
	"encrypted",
	"media",
	"speaks",
	"silent",
	"zombified",
	"resumed",
	"closed",
]);

/** Width of a summary cell in characters. */
const CELL_WIDTH = 44;

const hasColour = process.stdout.isTTY === true && process.env["NO_COLOR"] === undefined;
const timeline = new Timeline(
	(line) => console.log(line),
	() => performance.now(),
	hasColour,
);

/** Prints the Roblox side's reports of the kinds in `shows`. Passes privacy codes and speech to the scene. */
function listenerOf(side: Side, scene?: Scene, shows?: ReadonlySet<string>): LuneListener {
	const reasons = new Set<string>();
	return {
		plain: (line) => timeline.plain(line),
		report: (kind, text) => {
			const code = readPrivacyCode(text);
			if (code !== undefined) scene?.reportCode(code);
			if (kind === "media") scene?.speech.live(text === "live", performance.now());
			const latency = scene === undefined ? "" : latencyOf(scene, kind, text);
			if (shows !== undefined && !shows.has(kind)) return;
			if (kind === "media" && text.includes(":") && reasons.has(text)) return; // already printed
			reasons.add(text);
			timeline.add(side, kind, `${text.replace(/ \(\d{15,}\)/g, "")}${latency}`);
		},
	};
}

/** Passes a start or stop to the scene. Returns a text with its latency. */
function latencyOf({ speech }: Scene, kind: string, text: string): string {
	const [userId] = /\d{15,}/.exec(text) ?? [];
	if (userId === undefined || (kind !== "speaks" && kind !== "silent")) return "";
	const latency = speech.report(userId, kind === "speaks", performance.now());
	const packet = kind === "speaks" ? "first" : "last";
	return latency === undefined ? "" : `, ${Math.round(latency)} ms after the ${packet} packet`;
}

/** Result of one session. */
interface Journey {
	readonly side: Side;
	readonly isWhole: boolean;
	readonly summary: ReadonlyMap<string, string>;
}

/** Prints a table with a row per kind and a column per session. */
function printSummary(journeys: ReadonlyArray<Journey>): void {
	const line = (name: string, cells: ReadonlyArray<string>): void => {
		timeline.plain(`  ${name.padEnd(12)}${cells.map((cell) => cell.padEnd(CELL_WIDTH)).join("")}`.trimEnd());
	};
	timeline.plain("");
	timeline.title("Summary");
	if (journeys.length > 1)
		line(
			"",
			journeys.map(({ side }) => side),
		);
	for (const kind of new Set(journeys.flatMap(({ summary }) => [...summary.keys()]))) {
		line(
			kind,
			journeys.map(({ summary }) => summary.get(kind) ?? "-"),
		);
	}
	timeline.title(journeys.every(({ isWhole }) => isWhole) ? "  nothing lost" : "  failed: see above");
}

/** Runs a client against a scene and checks the result. */
async function travel(side: Side, scene: Scene, variables: Variables, signal: AbortSignal): Promise<Journey> {
	const listener = listenerOf(side, scene, side === "relay" ? STORY_KINDS : undefined);
	const { ok, summary } = await runLune(variables, listener, signal);
	const { resumes, replayed } = scene.sent;
	// client and server must agree that the session was resumed and the missed messages arrived
	const isWhole = ok && summary.get("resumes") === String(resumes) && resumes > 0 && replayed > 0;
	const rows = new Map(summary).set("resumes", `${resumes}, ${replayed} missed messages replayed`);
	if (side === "direct") return { side, isWhole, summary: rows };
	const speech = summarizeSpeech(scene);
	for (const [name, text] of speech.rows) rows.set(name, text);
	const codes = [...scene.guestCodes].map(([name, had]) => {
		const groups = had.map(inGroups);
		const ours = summary.get("privacy") ?? "";
		return {
			name,
			isShared: groups.includes(ours),
			code: groups.includes(ours) ? ours : (groups.at(-1) ?? "none"),
		};
	});
	for (const { name, code } of codes) rows.set(`code, ${name}`, code);
	return { side, isWhole: isWhole && speech.isCorrect && codes.every(({ isShared }) => isShared), summary: rows };
}

/** Compares the client's speaking events with the packets sent. */
function summarizeSpeech({ speech }: Scene): {
	readonly isCorrect: boolean;
	readonly rows: ReadonlyArray<[string, string]>;
} {
	const { packets, starts, stops, falseStarts, falseStops, misses, stuck, cut } = speech.summary();
	const milliseconds = (values: ReadonlyArray<number>): string => `${Math.round(median(values) ?? NaN)} ms`;
	return {
		isCorrect: starts > 0 && falseStarts + falseStops + misses + stuck === 0,
		rows: [
			["packets", `${packets} with speech`],
			["starts", `${starts}, ${falseStarts} false, ${misses} missed; ${cut} while media was away`],
			["stops", `${stops}, ${falseStops} false, ${stuck} missed`],
			[
				"latency",
				`start ${milliseconds(speech.startLatencies)}, stop ${milliseconds(speech.stopLatencies)} (median)`,
			],
		],
	};
}

/** Whether the relay can carry DAVE, whose library is an optional dependency. */
async function hasDave(): Promise<boolean> {
	return import("@snazzah/davey").then(
		() => true,
		() => false,
	);
}

/** Plays the same session twice at the same time: directly, and through a relay as on a live Roblox server. */
async function playScene({ seconds, watch }: DemoOptions, signal: AbortSignal): Promise<boolean> {
	const scene = new Scene((kind, text) => timeline.add("server", kind, text));
	const isEncrypted = await hasDave();
	const twin = new Scene(() => {}, isEncrypted);
	let relay: Relay | undefined;
	try {
		const stay = { VOICE_SECONDS: String(seconds) };
		const direct = { ...(await scene.open()), ...stay };
		const { DISCORD_TOKEN: botToken = "", ...rest } = await twin.open();
		const opened = await openRelay(twin.endpoint, randomUUID(), botToken);
		relay = opened.relay;
		const demand = isEncrypted ? "that requires end-to-end encryption" : "";
		timeline.add("relay", "listening", `${opened.access.url}, connects to a second server ${demand}`.trimEnd());
		await scene.fill();
		twin.invite(({ person, code }) => {
			timeline.add("guest", "encrypted", `${person.name}, privacy code ${inGroups(code)}`);
		});
		if (watch) timeline.add("server", "inspector", await scene.watch());
		if (watch) timeline.add("relay", "inspector", `${await twin.watch()} (the relay's server)`);
		const carried = { ...rest, ...stay, ...relayed(opened.access) };
		const journeys = await Promise.all([
			travel("direct", scene, direct, signal),
			travel("relay", twin, carried, signal),
		]);
		if (signal.aborted) return true;
		printSummary(journeys);
		const isWhole = journeys.every((journey) => journey.isWhole);
		if (!watch || !isWhole) return isWhole;
		timeline.title("Continuing, round after round. Press Ctrl-C to stop.");
		await Promise.all([goOn("direct", scene, direct, signal), goOn("relay", twin, carried, signal)]);
		return true;
	} finally {
		await relay?.close();
		for (const each of [scene, twin]) await each.close();
	}
}

/** Plays further rounds of a scene, with `--watch`. */
async function goOn(side: Side, scene: Scene, variables: Variables, signal: AbortSignal): Promise<void> {
	const listener = listenerOf(side, scene, STORY_KINDS);
	await scene.goOn(async () => {
		await runLune({ ...variables, VOICE_SECONDS: String(ROUND_SECONDS) }, listener, signal);
	}, signal);
}

/** Variables for a relay, the only place that has the bot token. */
function relayed({ url, token }: RelayAccess): Variables {
	return { VOICE_RELAY_URL: url, VOICE_RELAY_TOKEN: token, DISCORD_TOKEN: "${secret:bot}" };
}

/** Plays a session elsewhere: on Discord, or at the user's own voice gateway. */
async function visit({ target, seconds }: DemoOptions & { target: Target }, signal: AbortSignal): Promise<boolean> {
	const stay = { VOICE_SECONDS: String(seconds) };
	const isRelayed = target.kind === "discord" && target.via === "relay";
	const opened = isRelayed ? await openDiscordRelay(randomUUID(), target.token) : undefined;
	const side = isRelayed ? "relay" : "roblox";
	const way = opened === undefined ? {} : relayed(opened.access);
	try {
		const { ok, summary } = await runLune({ ...target.variables, ...way, ...stay }, listenerOf(side), signal);
		printSummary([{ side, isWhole: ok, summary }]);
		return ok;
	} finally {
		await opened?.relay.close();
	}
}

async function main(): Promise<boolean> {
	const options = readDemoOptions(process.argv.slice(2), process.env);
	if (options === "help") {
		console.log(HELP);
		return true;
	}
	timeline.title("A Discord voice session from Roblox code, start to end");
	const ending = new AbortController();
	// without --watch the signal kills the demo, which then counts as failed
	if (options.watch) for (const name of ["SIGINT", "SIGTERM"]) process.once(name, () => ending.abort());
	const { target } = options;
	return target === undefined ? playScene(options, ending.signal) : visit({ ...options, target }, ending.signal);
}

try {
	process.exitCode = (await main()) ? 0 : 1;
} catch (error) {
	console.error(`error: ${error instanceof Error ? error.message : String(error)}`);
	process.exitCode = 1;
}
