/**
 * The first example of README.md, as it stands there, in two game servers at once: both print the same people, from one session
 * of the bot.
 */

import { IDS } from "../../gateway-server/main/fixtures/builders.ts";
import type { Cleanups } from "../demo/Cleanups.ts";
import { startLune } from "../demo/Lune.ts";
import { People } from "../demo/People.ts";
import type { RelayHost } from "../rooms/RelayHost.ts";
import { until } from "../rooms/until.ts";
import type { Outcome } from "./runLeg.ts";
import { withRoomStage, type RoomSoakStage } from "./withRoomStage.ts";

export const EXAMPLE_NAME = "README's first example in two game servers";

/** Milliseconds that a busy machine may take. */
const PATIENCE = 60_000;
/** What each game server must print of each person. */
const LINES = ["Ada is speaking", "Ada is silent", "Linus is speaking", "Linus is silent"];

/** @throws Error If a line is missing in the end. */
export function runExample(): Promise<Outcome> {
	return withRoomStage(play);
}

async function play({ server, account, relay, cleanups }: RoomSoakStage): Promise<Outcome> {
	const people = new People(server);
	cleanups.after(() => people.close());
	await people.join();
	const games = [startGame(relay, cleanups), startGame(relay, cleanups)];
	people.talk();
	const missing = (): string => JSON.stringify(games.map((lines) => LINES.filter((line) => !lines.has(line))));
	await until(missing, () => games.every((lines) => LINES.every((line) => lines.has(line))), PATIENCE);
	const { identifies, joins } = account;
	const text = `${LINES.join(", ")} in both; ${identifies} Identify, ${joins} voice session`;
	return { kind: identifies === 1 && joins === 1 ? "passed" : "failed", text };
}

/** @returns What it has printed. */
function startGame({ url, token }: RelayHost, cleanups: Cleanups): ReadonlySet<string> {
	const lines = new Set<string>();
	const { child, closed } = startLune(
		"lune/watchChannel.luau",
		{
			VOICE_RELAY_URL: url,
			VOICE_RELAY_TOKEN: token,
			ROOM_GUILD: IDS.guild,
			ROOM_CHANNEL: IDS.voiceChannel,
		},
		{ plain: (line) => void lines.add(line), report: () => {} },
	);
	cleanups.after(async () => {
		child.kill("SIGKILL");
		await closed.catch(() => {}); // it never started, and its lines are missing
	});
	return lines;
}
