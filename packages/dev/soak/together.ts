/**
 * Twelve game servers, each a Luau process, start together and watch one room through one relay. The bot identifies once, and
 * everyone ends with the server's roster. With a session for each game server it took 67 Identifies and 92 s (issue 17).
 */

import { IDS } from "../../gateway-server/main/fixtures/builders.ts";
import { expectedRoster } from "../rooms/expectedRoster.ts";
import { GameServer } from "../rooms/GameServer.ts";
import type { RelayHost } from "../rooms/RelayHost.ts";
import { until } from "../rooms/until.ts";
import type { Outcome } from "./runLeg.ts";
import { withRoomStage, type RoomSoakStage } from "./withRoomStage.ts";

const COUNT = 12;

export const TOGETHER_NAME = `${COUNT} game servers that start together and watch one room`;

/** Milliseconds that the processes may take on a busy machine. */
const PATIENCE = 90_000;

/** @throws Error If a game server ends, or is not live in time. */
export function runTogether(): Promise<Outcome> {
	return withRoomStage(play);
}

async function play({ server, account, relay, cleanups }: RoomSoakStage): Promise<Outcome> {
	const startedAt = performance.now();
	const failures: Array<string> = [];
	const games = Array.from({ length: COUNT }, () => startGame(relay, (reason) => failures.push(reason)));
	for (const game of games) cleanups.after(() => game.close());
	const told = (): string => games.map((game) => game.told).join("; ");
	await until(told, () => failures.length > 0 || games.every(({ isLive }) => isLive), PATIENCE);
	if (failures.length > 0) throw new Error(failures.join("; "));
	const seconds = ((performance.now() - startedAt) / 1000).toFixed(1);
	const expected = rosterText(expectedRoster(server, IDS.guild, IDS.voiceChannel));
	const areEqual = games.every(({ roster }) => rosterText(roster.map(({ id, name }) => [id, { name }])) === expected);
	const { identifies, mostSeats, joins } = account;
	const text = `the last is live after ${seconds} s; ${identifies} Identify, ${joins} voice session, ${mostSeats} seat`;
	if (!areEqual) return { kind: "failed", text: `rosters differ; ${text}` };
	return { kind: identifies === 1 && joins === 1 && mostSeats === 1 ? "passed" : "failed", text };
}

function startGame({ url, token }: RelayHost, onFailed: (reason: string) => void): GameServer {
	const variables = {
		VOICE_RELAY_URL: url,
		VOICE_RELAY_TOKEN: token,
		ROOM_GUILD: IDS.guild,
		ROOM_CHANNEL: IDS.voiceChannel,
	};
	return new GameServer({ variables, listener: () => {}, onFailed });
}

/** IDs and names. */
function rosterText(roster: ReadonlyArray<readonly [id: string, profile: object]>): string {
	return JSON.stringify(roster.map(([id, profile]) => [id, (profile as { readonly name?: string }).name]));
}
