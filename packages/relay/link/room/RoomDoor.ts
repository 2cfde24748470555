/**
 * Lets the clients of one relay token watch rooms: finds the bot, checks the grant and the limits, and asks the hub.
 * Time comes from the usage's clock.
 */

import type { TokenUsage } from "../../budget/TokenUsage.ts";
import type { Hub, Watch, WatchListener } from "../../room/Hub.ts";
import type { RoomKey } from "../../room/RoomKey.ts";
import type { Grants } from "../../security/Grants.ts";
import { RecordFault } from "../RecordFault.ts";
import type { RoomOpen } from "./roomData.ts";
import type { WatchBook } from "./WatchBook.ts";

/** A watch that has begun. */
export interface RoomWatch extends Watch {
	readonly key: RoomKey;
}

/** What all tokens share. */
export interface RoomDoorParts {
	/** Absent: the relay has no bots. */
	readonly hub: Hub | undefined;
	readonly grants: Grants;
	readonly book: WatchBook;
}

export class RoomDoor {
	public constructor(
		private readonly parts: RoomDoorParts,
		private readonly token: string,
		private readonly usage: TokenUsage,
	) {}

	/** Begins a watch. The listener is never called before this returns. @throws RecordFault */
	public watch(open: RoomOpen, listener: WatchListener): RoomWatch {
		const {
			usage,
			parts: { hub, book },
		} = this;
		if (hub === undefined || hub.bots.length === 0) {
			throw new RecordFault("no_bots", "relay has no bots: name one in RELAY_BOTS");
		}
		this.takeWatch();
		const key = keyOf(hub.bots, open);
		const wantsSeat = this.wantsSeat(key, open);
		const booked = book.open(key);
		usage.addRooms(1);
		let isOver = false;
		const leave = (): void => {
			if (!isOver) usage.addRooms(-1);
			isOver = true;
			booked.leave();
		};
		const watch = hub.watch(
			{ key, wantsSeat },
			{
				...listener,
				onOpen: (feed) => listener.onOpen(booked.follow(feed)),
				onEnd: (end) => {
					leave();
					listener.onEnd(end);
				},
			},
		);
		return {
			key,
			stop: () => {
				leave();
				watch.stop();
			},
		};
	}

	private takeWatch(): void {
		const { usage } = this;
		if (usage.hasAllRooms) {
			const limit = usage.maxRooms;
			throw new RecordFault("too_many_rooms", `token watches ${limit} rooms already (RELAY_ROOMS_PER_TOKEN)`, {
				limit,
			});
		}
		const wait = usage.takeWatch();
		if (wait === 0) return;
		throw new RecordFault("rate_limited", "too many rooms opened in a minute (RELAY_WATCHES_PER_MIN)", {
			retry_after: wait / 1000,
		});
	}

	/** Speakers are for tokens with the right `join`: by default if they have it, and refused if asked for without it. */
	private wantsSeat(key: RoomKey, { speakers }: RoomOpen): boolean {
		const {
			token,
			parts: { grants },
		} = this;
		const right = grants.rightOf(token, key);
		const needed = speakers === true ? "join" : "watch";
		if (right === undefined || (needed === "join" && right !== "join")) {
			throw new RecordFault("grant_missing", grants.remedy(token, key, needed));
		}
		return key.channel !== undefined && right === "join" && speakers !== false;
	}
}

function keyOf(bots: ReadonlyArray<string>, { bot, guild, channel }: RoomOpen): RoomKey {
	const known = bots.join(", ");
	const name = bot ?? (bots.length === 1 ? bots[0] : undefined);
	if (name === undefined) throw new RecordFault("bot_unknown", `relay has several bots, name one of ${known}`);
	if (!bots.includes(name)) throw new RecordFault("bot_unknown", `relay has no bot ${name}, but ${known}`);
	return channel === undefined ? { bot: name, guild } : { bot: name, guild, channel };
}
