/** Opens the hub: the bots of RELAY_BOTS, each with the cells of its shards. */

import type { Logger } from "pino";
import type { Clock } from "../../shared/clock.ts";
import type { BotConfig } from "../config/readBots.ts";
import { Bot, type BotCell, type BotDeps } from "../discord/main/Bot.ts";
import type { CellEvents, CellSession } from "../discord/main/CellSession.ts";
import { FileStateStore } from "../discord/state/FileStateStore.ts";
import type { OpenSeatSession } from "../discord/voice/SeatSession.ts";
import { BotCells } from "./BotCells.ts";
import { HubCell } from "./HubCell.ts";
import { RoomHub } from "./RoomHub.ts";
import { readSavedGuild, writeSavedGuild } from "./savedGuild.ts";
import { Terms } from "./Terms.ts";

export interface HubSettings {
	readonly bots: ReadonlyArray<BotConfig>;
	/** Undefined: sessions are kept in memory alone. */
	readonly stateDir: string | undefined;
	/** Segments per minute of a room. */
	readonly roomPerMin: number;
}

export interface HubDeps extends Omit<BotDeps, "store"> {
	readonly clock: Clock;
	readonly log: Logger;
	readonly openSeatSession: OpenSeatSession;
	/** Whether the relay offers media. */
	readonly canHear: () => boolean;
}

/** @throws Error If the state directory cannot be written to. */
export function openHub({ bots, stateDir, roomPerMin }: HubSettings, deps: HubDeps): RoomHub {
	const store = stateDir === undefined ? undefined : new FileStateStore(stateDir, deps.log);
	const terms = new Terms();
	const cells = bots.map((config) => {
		const bot = new Bot(config, { ...deps, store });
		return new BotCells(bot, (shard) => openCell(bot, shard, { ...deps, terms, perMin: roomPerMin }), deps.clock);
	});
	return new RoomHub(cells);
}

type CellDeps = Pick<HubDeps, "clock" | "log" | "openSeatSession" | "canHear"> & {
	readonly terms: Terms;
	readonly perMin: number;
};

function openCell(bot: Bot, shard: number, deps: CellDeps): HubCell {
	let opened: BotCell | undefined;
	const openSession = (events: CellEvents): CellSession => {
		opened = bot.openCell(shard, events);
		return opened.session;
	};
	const cell: HubCell = new HubCell({
		...deps,
		bot: bot.name,
		shard,
		log: deps.log.child({ bot: bot.name, shard }),
		openSession,
		onGuild: (guild) => opened?.guildChanged(guild.id, () => writeSavedGuild(guild, cell.seats.stateIn(guild.id))),
	});
	if (opened?.saved !== undefined && !restore(cell, opened.saved)) opened.forget();
	return cell;
}

/** @returns Whether what an earlier process kept can be used. */
function restore(cell: HubCell, { userId, guilds }: NonNullable<BotCell["saved"]>): boolean {
	const read = guilds.map(readSavedGuild);
	const ownStates = new Map(
		read.flatMap(({ id, own }) => (id === undefined || own === undefined ? [] : [[id, own]])),
	);
	return cell.restore(
		read.map(({ guild }) => guild),
		ownStates,
		userId,
	);
}
