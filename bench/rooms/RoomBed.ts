/**
 * A relay with watchers of one room, and beside them watchers as they were before rooms: each with its own voice session at a
 * far server, whose messages the relay carries.
 */

import type { LinkAnswer } from "../relay/LeanLink.ts";
import { FarFrames } from "../relay/FarFrames.ts";
import { LeanLinks } from "../relay/LeanLinks.ts";
import { TOKEN } from "../relay/relayProcess.ts";
import { RoomRelay } from "./RoomRelay.ts";
import { ROOM } from "./StagedHub.ts";

/** How watchers get the events of a voice channel. */
export type Carriage = "room" | "voice";

export interface Watchers {
	readonly carriage: Carriage;
	readonly count: number;
	/** Whether answers may come packed. @default false */
	readonly acceptsGzip?: boolean;
	/** Called with each answer that has records. */
	readonly onAnswer: (answer: LinkAnswer) => void;
}

const GROUP = "voice";

export class RoomBed {
	private readonly links = new LeanLinks();

	private constructor(
		public readonly relay: RoomRelay,
		private readonly far: FarFrames,
	) {}

	/** Runs `measure` with a bed, and ends it. @param settings Relay settings. */
	public static async with<Measured>(
		settings: Readonly<Record<string, string>>,
		measure: (bed: RoomBed) => Promise<Measured>,
	): Promise<Measured> {
		const far = await FarFrames.start();
		const relay = await RoomRelay.start({ RELAY_INSECURE_ALLOW: far.endpoint, ...settings });
		const bed = new RoomBed(relay, far);
		try {
			return await measure(bed);
		} finally {
			bed.links.close();
			await relay.end();
			await far.end();
		}
	}

	/** Adds watchers, in the binary form, which the Roblox package uses. */
	public open({ carriage, ...watchers }: Watchers): Promise<void> {
		const { guild, channel } = ROOM;
		const data = carriage === "room" ? { room: { guild, channel } } : { url: this.far.urlOf(GROUP) };
		const up = [[1, 1, "o", data]] as const;
		return this.links.open({ url: this.relay.url, token: TOKEN, form: "binary", up, ...watchers });
	}

	/** Lets members speak, `perSecond` times a second: as changes of the room, or as messages of each voice session. */
	public async speak(carriage: Carriage, perSecond: number): Promise<void> {
		if (carriage === "room") await this.relay.stream({ perSecond, isStamped: false });
		else await this.far.pace({ group: GROUP, perSecond });
	}

	/** @throws If a watcher has failed. */
	public check(): void {
		this.links.check();
	}
}
