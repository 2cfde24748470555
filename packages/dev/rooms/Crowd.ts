/** People who join, leave, move, mute and deafen themselves at random, the same in each run. */

import { systemTimers, type Timers } from "../../shared/clock.ts";
import type { GatewayServer } from "../../gateway-server/GatewayServer.ts";
import { snowflake } from "../../gateway-server/main/fixtures/snowflake.ts";
import type { Random } from "../../shared/random.ts";

export interface CrowdOptions {
	readonly server: { readonly channels: Pick<GatewayServer["channels"], "place"> };
	readonly guildId: string;
	/** Where people go. */
	readonly channelIds: ReadonlyArray<string>;
	readonly random: Random;
	/** @default 20 */
	readonly size?: number;
	/** @default Node's timers */
	readonly timers?: Timers;
}

/** Index of the first person, apart from the people of the fixtures. */
const FIRST = 500;

export class Crowd {
	/** Number of changes. */
	public changes = 0;
	private timer: unknown;

	public constructor(private readonly options: CrowdOptions) {}

	/** Changes someone, every so many milliseconds. */
	public start(interval: number): void {
		const { timers = systemTimers } = this.options;
		this.timer = timers.setTimeout(() => {
			this.change();
			this.start(interval);
		}, interval);
	}

	/** Safe to call twice. */
	public stop(): void {
		(this.options.timers ?? systemTimers).clearTimeout(this.timer);
	}

	/** One person joins, moves, leaves, or changes their flags. */
	public change(): void {
		const { server, guildId, channelIds, size = 20 } = this.options;
		const person = this.below(size);
		// one place more than there are channels: none
		const channelId = channelIds[this.below(channelIds.length + 1)] ?? null;
		const [selfMute, selfDeaf] = [this.below(2) === 1, this.below(4) === 1];
		this.changes += 1;
		server.channels.place(guildId, snowflake(FIRST + person), channelId, {
			name: `Person ${person}`,
			selfMute,
			selfDeaf,
		});
	}

	private below(limit: number): number {
		return Math.floor(this.options.random() * limit);
	}
}
