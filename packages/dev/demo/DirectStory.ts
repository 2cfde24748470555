/**
 * `npm start -- --direct`: plays a voice session from start to end, directly and through a relay at the same time. Each game
 * server has a session of its own. Also joins elsewhere: on Discord, or at the user's own voice gateway.
 */

import { randomUUID } from "node:crypto";
import type { Relay } from "../../relay/Relay.ts";
import { openDiscordRelay, openRelay, type RelayAccess } from "../support/openRelay.ts";
import type { DemoOptions, Target, Variables } from "./demoOptions.ts";
import { hasDave } from "./hasDave.ts";
import { runLune, type LuneListener } from "./Lune.ts";
import { inGroups, readPrivacyCode } from "./privacyCode.ts";
import { Scene } from "./Scene.ts";
import { speechRows } from "./speechRows.ts";
import { summaryTable } from "./summaryTable.ts";
import type { Side, Timeline } from "./Timeline.ts";

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

/** Result of one session. */
interface Journey {
	readonly side: Side;
	readonly isWhole: boolean;
	readonly summary: ReadonlyMap<string, string>;
}

export class DirectStory {
	public constructor(
		private readonly timeline: Timeline,
		private readonly signal: AbortSignal,
	) {}

	/** Plays the same session twice at the same time: directly, and through a relay as on a live Roblox server. */
	public async play({ seconds, watch }: DemoOptions): Promise<boolean> {
		const { timeline, signal } = this;
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
				this.travel("direct", scene, direct),
				this.travel("relay", twin, carried),
			]);
			if (signal.aborted) return true;
			this.printSummary(journeys);
			const isWhole = journeys.every((journey) => journey.isWhole);
			if (!watch || !isWhole) return isWhole;
			timeline.title("Continuing, round after round. Press Ctrl-C to stop.");
			await Promise.all([this.goOn("direct", scene, direct), this.goOn("relay", twin, carried)]);
			return true;
		} finally {
			await relay?.close();
			for (const each of [scene, twin]) await each.close();
		}
	}

	/** Plays a session elsewhere: on Discord, or at the user's own voice gateway. */
	public async visit({ target, seconds }: DemoOptions & { target: Target }): Promise<boolean> {
		const stay = { VOICE_SECONDS: String(seconds) };
		const isRelayed = target.kind === "discord" && target.via === "relay";
		const opened = isRelayed ? await openDiscordRelay(randomUUID(), target.token) : undefined;
		const side = isRelayed ? "relay" : "roblox";
		const way = opened === undefined ? {} : relayed(opened.access);
		try {
			const { ok, summary } = await runLune(
				{ ...target.variables, ...way, ...stay },
				this.listenerOf(side),
				this.signal,
			);
			this.printSummary([{ side, isWhole: ok, summary }]);
			return ok;
		} finally {
			await opened?.relay.close();
		}
	}

	/** Runs a client against a scene and checks the result. */
	private async travel(side: Side, scene: Scene, variables: Variables): Promise<Journey> {
		const listener = this.listenerOf(side, scene, side === "relay" ? STORY_KINDS : undefined);
		const { ok, summary } = await runLune(variables, listener, this.signal);
		const { resumes, replayed } = scene.sent;
		// client and server must agree that the session was resumed and the missed messages arrived
		const isWhole = ok && summary.get("resumes") === String(resumes) && resumes > 0 && replayed > 0;
		const rows = new Map(summary).set("resumes", `${resumes}, ${replayed} missed messages replayed`);
		if (side === "direct") return { side, isWhole, summary: rows };
		const speech = speechRows(scene.speech);
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

	/** Plays further rounds of a scene, with `--watch`. */
	private async goOn(side: Side, scene: Scene, variables: Variables): Promise<void> {
		const listener = this.listenerOf(side, scene, STORY_KINDS);
		await scene.goOn(async () => {
			await runLune({ ...variables, VOICE_SECONDS: String(ROUND_SECONDS) }, listener, this.signal);
		}, this.signal);
	}

	/** Prints the Roblox side's reports of the kinds in `shows`. Passes privacy codes and speech to the scene. */
	private listenerOf(side: Side, scene?: Scene, shows?: ReadonlySet<string>): LuneListener {
		const { timeline } = this;
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

	/** Prints a table with a row per kind and a column per session. */
	private printSummary(journeys: ReadonlyArray<Journey>): void {
		const { timeline } = this;
		timeline.plain("");
		timeline.title("Summary");
		for (const line of summaryTable(journeys.map(({ side, summary }) => ({ title: side, rows: summary })))) {
			timeline.plain(line);
		}
		timeline.title(journeys.every(({ isWhole }) => isWhole) ? "  nothing lost" : "  failed: see above");
	}
}

/** Passes a start or stop to the scene. Returns a text with its latency. */
function latencyOf({ speech }: Scene, kind: string, text: string): string {
	const [userId] = /\d{15,}/.exec(text) ?? [];
	if (userId === undefined || (kind !== "speaks" && kind !== "silent")) return "";
	const latency = speech.report(userId, kind === "speaks", performance.now());
	const packet = kind === "speaks" ? "first" : "last";
	return latency === undefined ? "" : `, ${Math.round(latency)} ms after the ${packet} packet`;
}

/** Variables for a relay, the only place that has the bot token. */
function relayed({ url, token }: RelayAccess): Variables {
	return { VOICE_RELAY_URL: url, VOICE_RELAY_TOKEN: token, DISCORD_TOKEN: "${secret:bot}" };
}
