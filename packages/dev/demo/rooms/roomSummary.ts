/** What the demo of rooms has shown: rows for each game server, lines for all, and whether anything was lost. Pure. */

import { isDeepStrictEqual } from "node:util";
import { inGroups } from "../privacyCode.ts";
import { speechRows } from "../speechRows.ts";
import type { SpeechLedger } from "../SpeechLedger.ts";
import type { SummaryColumn } from "../summaryTable.ts";
import type { RosterEntry } from "../../rooms/GameServer.ts";

/** A game server at the end. */
export interface GameEnd {
	readonly name: string;
	readonly roster: ReadonlyArray<RosterEntry>;
	readonly speech: SpeechLedger;
	readonly codes: ReadonlyArray<string>;
}

/** Requests and bytes of one game server in some milliseconds. */
export interface Cost {
	readonly requests: number;
	readonly bytes: number;
	readonly milliseconds: number;
}

export interface RoomsEnd {
	readonly games: ReadonlyArray<GameEnd>;
	/** The roster by Discord's own voice states. */
	readonly roster: ReadonlyArray<RosterEntry>;
	readonly bot: { readonly identifies: number; readonly resumes: number; readonly mostSeats: number };
	/** What one more game server cost. */
	readonly cost: Cost;
	/** Privacy codes of each guest by name, oldest first; empty without encryption. */
	readonly guestCodes: ReadonlyMap<string, ReadonlyArray<string>>;
}

export interface RoomSummary {
	readonly isWhole: boolean;
	readonly columns: ReadonlyArray<SummaryColumn>;
	/** Names and texts of the lines below the table. */
	readonly lines: ReadonlyArray<readonly [name: string, text: string]>;
}

const MINUTE = 60_000;
const KILOBYTE = 1000;

export function roomSummary(end: RoomsEnd): RoomSummary {
	const columns = end.games.map((game) => columnOf(game, end));
	const { identifies, resumes, mostSeats } = end.bot;
	const isEncrypted = end.guestCodes.size > 0;
	const checks = [
		...columns.map(({ isWhole }) => isWhole),
		identifies === 1,
		mostSeats === 1,
		!isEncrypted || isCodeShared(end),
	];
	const { packets } = end.games[0]!.speech.summary();
	return {
		isWhole: checks.every((check) => check),
		columns,
		lines: [
			["packets", `${packets} with speech`],
			[
				"bot",
				`${counted(identifies, "Identify", "Identifies")}, ${counted(resumes, "Resume")}, ${counted(mostSeats, "seat")} at a time`,
			],
			...[...end.guestCodes].map(([name, codes]) => [`code, ${name}`, codeOf(codes)] as const),
			["a 4th costs", costText(end.cost)],
		],
	};
}

function columnOf(
	{ name, roster, speech, codes }: GameEnd,
	end: RoomsEnd,
): SummaryColumn & { readonly isWhole: boolean } {
	const isEqual = isDeepStrictEqual(roster.map(identity), end.roster.map(identity));
	const { isCorrect, rows } = speechRows(speech);
	return {
		title: name,
		isWhole: isEqual && isCorrect,
		rows: new Map([
			["roster", `${roster.length}, ${isEqual ? "equal to" : "other than"} Discord's`],
			...rows.filter(([row]) => row !== "packets"),
			...(end.guestCodes.size > 0 ? ([["code", codeOf(codes)]] as const) : []),
		]),
	};
}

/** Whether everyone ends with one code. */
function isCodeShared({ games, guestCodes }: RoomsEnd): boolean {
	const last = [...games.map(({ codes }) => codes), ...guestCodes.values()].map((codes) => codes.at(-1));
	return last[0] !== undefined && new Set(last).size === 1;
}

function codeOf(codes: ReadonlyArray<string>): string {
	const code = codes.at(-1);
	return code === undefined ? "none" : inGroups(code);
}

function costText({ requests, bytes, milliseconds }: Cost): string {
	const perMinute = (count: number): number => Math.round((count * MINUTE) / milliseconds);
	return `${perMinute(requests)} requests and ${Math.round(perMinute(bytes) / KILOBYTE)} kB a minute, and nothing at Discord`;
}

function identity({ id, name }: RosterEntry): readonly [id: string, name: string | undefined] {
	return [id, name];
}

function counted(count: number, one: string, many = `${one}s`): string {
	return `${count} ${count === 1 ? one : many}`;
}
