/**
 * One bot of RELAY_BOTS: asks Discord for its gateway and shards, owns its identify gate, and opens its cells.
 */

import { createHash } from "node:crypto";
import type { Logger } from "pino";
import type { Clock } from "../../../shared/clock.ts";
import type { Random } from "../../../shared/random.ts";
import type { BotConfig } from "../../config/readBots.ts";
import type { Destination, Secrets } from "../../security/secrets.ts";
import type { TargetRules } from "../../security/target.ts";
import type { GatewayBotCache } from "../../upstream/GatewayBotCache.ts";
import type { Connect } from "../../upstream/Upstream.ts";
import { CellSaver, type ReadGuild } from "../state/CellSaver.ts";
import type { StateStore } from "../state/StateStore.ts";
import { Cell } from "./Cell.ts";
import type { CellEvents, CellSession } from "./CellSession.ts";
import { Discovery } from "./Discovery.ts";
import { GatewayTargets } from "./GatewayTargets.ts";
import { HeldSession } from "./HeldSession.ts";
import { IdentifyGate } from "./IdentifyGate.ts";

export interface BotDeps {
	readonly clock: Clock;
	/** @default Math.random */
	readonly random?: Random;
	readonly log: Logger;
	readonly secrets: Secrets;
	readonly targets: TargetRules;
	/** Discord's REST API, as a destination of the token. */
	readonly discord: Destination;
	readonly gatewayBot: Pick<GatewayBotCache, "get">;
	/** Opens sockets in the relay's own name. */
	readonly connect: Connect;
	/** Undefined: nothing is kept. */
	readonly store: StateStore | undefined;
}

/** A cell, before its socket opens. */
export interface BotCell {
	readonly session: CellSession;
	/** What an earlier process kept; undefined if it kept nothing. */
	readonly saved: { readonly userId: string; readonly guilds: ReadonlyArray<unknown> } | undefined;
	/** A guild changed. @param read Returns its snapshot as JSON, or undefined if it is gone. Called when it is written. */
	readonly guildChanged: (guildId: string, read: ReadGuild) => void;
	/** What was kept cannot be used: the session begins afresh. To be called before `session.open`. */
	readonly forget: () => void;
}

/** Why a bot has no cells. */
export interface BotProblem {
	readonly reason: string;
	/** Whether it is so until the operator acts. */
	readonly isFinal: boolean;
}

/** Hexadecimal digits of a token's fingerprint. */
const KEY_LENGTH = 32;

/** What to do after a reason that ends a bot. */
const REMEDY = "correct it and restart the relay";

interface OpenCell {
	readonly cell: Cell;
	readonly saver: CellSaver;
}

export class Bot {
	/** Why there are no shards yet; undefined once there are. */
	public problem: BotProblem | undefined = { reason: "asks Discord for its gateway", isFinal: false };
	/** Grants Identifies. `left` and `granted` are for metrics. */
	public readonly gate: IdentifyGate;
	private readonly discovery: Discovery;
	private readonly random: Random;
	private readonly log: Logger;
	private readonly cells = new Map<number, OpenCell>();
	private domain = "";
	private shards = 0;

	public constructor(
		private readonly config: BotConfig,
		private readonly deps: BotDeps,
	) {
		const { clock, log, random = Math.random } = deps;
		this.random = random;
		this.log = log.child({ bot: config.name });
		this.discovery = new Discovery({
			...{ clock, random },
			ask: () => this.ask(),
			onProblem: ({ reason, isFinal }) => {
				this.problem = { reason: isFinal ? `${reason}; ${REMEDY}` : reason, isFinal };
				this.log[isFinal ? "error" : "warn"]({ reason }, "bot has no gateway");
			},
		});
		this.gate = new IdentifyGate({ clock, refresh: () => this.refresh() });
	}

	public get name(): string {
		return this.config.name;
	}

	/** Asks Discord until it answers. @param onShards Called once, with the number of shards. Must not throw. */
	public open(onShards: (shards: number) => void): void {
		this.discovery.start((bot) => {
			this.domain = bot.url;
			this.gate.seed(bot);
			this.shards = this.config.shards ?? bot.shards;
			this.problem = undefined;
			const { remaining, total } = bot.session_start_limit;
			this.log.info({ shards: this.shards, identifies: remaining, of: total }, "bot has a gateway");
			onShards(this.shards);
		});
	}

	/**
	 * Makes the cell of a shard. Its socket opens with `session.open`.
	 *
	 * @throws Error If the shard is not one of the bot's, or has a cell.
	 */
	public openCell(shard: number, events: CellEvents): BotCell {
		if (!Number.isInteger(shard) || shard < 0 || shard >= this.shards || this.cells.has(shard)) {
			throw new Error(`shard must be new, and from 0 to ${this.shards - 1}, got ${shard}`);
		}
		const { deps, shards } = this;
		const { clock, connect } = deps;
		const log = this.log.child({ shard });
		const key = createHash("sha256").update(this.token()).digest("hex").slice(0, KEY_LENGTH);
		const store = deps.store?.cell({ bot: this.name, shard, shards, key });
		const saved = store?.load();
		const session = new HeldSession();
		if (saved !== undefined) session.restore(saved.session);
		const saver = new CellSaver({ clock, log, store, session });
		const cell = new Cell({
			...{ clock, connect, log, shard, shards, session, events, gate: this.gate, random: this.random },
			targets: new GatewayTargets(deps.targets, deps.secrets, this.config.secret),
			gatewayDomain: () => this.domain,
			onHeld: () => saver.touch(),
		});
		this.cells.set(shard, { cell, saver });
		return {
			session: cell,
			saved: saved && { userId: saved.session.userId, guilds: saved.guilds },
			guildChanged: (guildId, read) => saver.guildChanged(guildId, read),
			forget: () => {
				session.discard();
				store?.forget();
			},
		};
	}

	/** Ends the cells, and keeps their state unless `isFinal`. Never rejects. Safe to call twice. */
	public async close(isFinal: boolean): Promise<void> {
		this.discovery.stop();
		this.gate.stop();
		const savers = [...this.cells.values()].map(async ({ cell, saver }) => {
			if (!isFinal) await saver.flush();
			cell.close(isFinal);
			if (isFinal) await saver.clear();
		});
		await Promise.all(savers);
	}

	private async ask(): Promise<string> {
		return this.deps.gatewayBot.get(this.token(), () => {});
	}

	private async refresh(): ReturnType<Discovery["refresh"]> {
		const bot = await this.discovery.refresh();
		if (bot !== undefined) this.domain = bot.url;
		return bot;
	}

	/** @throws RecordFault If the token may not go to Discord's API. */
	private token(): string {
		return this.deps.secrets.value(this.config.secret, this.deps.discord);
	}
}
