/** What happens in a modelled guild, as fast-check chooses it. */

import fc from "fast-check";
import { BOT, CHANNELS, type ModelGuild } from "./ModelGuild.ts";

export const USERS = ["5", "6", "7"];

type Move = readonly [userId: string, channel: string | null];

export type WorldEvent =
	| { readonly kind: "move"; readonly user: string; readonly channel: string | null; readonly hearsFirst: boolean }
	| { readonly kind: "mute"; readonly user: string }
	| { readonly kind: "rename"; readonly channel: string; readonly name: string }
	| { readonly kind: "speak"; readonly user: string; readonly level: number | undefined }
	| { readonly kind: "media"; readonly isLive: boolean }
	| { readonly kind: "encrypt"; readonly epoch: number }
	/** Dispatches are lost, and a GUILD_CREATE follows: op 9, or an outage of the guild. */
	| { readonly kind: "lose"; readonly what: "outage" | "session"; readonly moves: ReadonlyArray<Move> };

const user = fc.constantFrom(...USERS);
const channel = fc.constantFrom(...CHANNELS);
const place = fc.constantFrom(...CHANNELS, null);
const anyone = fc.constantFrom(...USERS, ...USERS, BOT);
const name = fc.constantFrom("Lobby", "Hall");

const record = <Kind extends string, Fields extends object>(
	kind: Kind,
	fields: { [Name in keyof Fields]: fc.Arbitrary<Fields[Name]> },
): fc.Arbitrary<{ kind: Kind } & Fields> => fc.record({ kind: fc.constant(kind), ...fields }) as never;

export const worldEvent: fc.Arbitrary<WorldEvent> = fc.oneof(
	{ weight: 8, arbitrary: record("move", { user: anyone, channel: place, hearsFirst: fc.boolean() }) },
	{ weight: 2, arbitrary: record("mute", { user }) },
	{ weight: 1, arbitrary: record("rename", { channel, name }) },
	{ weight: 8, arbitrary: record("speak", { user, level: fc.option(fc.nat({ max: 15 }), { nil: undefined }) }) },
	{ weight: 1, arbitrary: record("media", { isLive: fc.boolean() }) },
	{ weight: 1, arbitrary: record("encrypt", { epoch: fc.nat({ max: 3 }) }) },
	{
		weight: 1,
		arbitrary: record("lose", {
			what: fc.constantFrom("outage" as const, "session" as const),
			moves: fc.array(fc.tuple(anyone, place), { maxLength: 3 }),
		}),
	},
);

export function performEvent(world: ModelGuild, event: WorldEvent): void {
	switch (event.kind) {
		case "move":
			return world.move(event.user, event.channel, event.hearsFirst);
		case "mute":
			return world.mute(event.user);
		case "rename":
			return world.rename(event.channel, event.name);
		case "speak":
			return world.speak(event.user, event.level);
		case "media":
			return world.setMedia(event.isLive);
		case "encrypt":
			return world.encrypt(event.epoch);
		case "lose":
			return world.lose(event.what, () => {
				for (const [userId, channel] of event.moves) world.move(userId, channel, true);
			});
		default:
			return event satisfies never;
	}
}
