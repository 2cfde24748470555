/**
 * Routes with the same response for every bot.
 * Source: Discord Docs, "List Voice Regions", "List Default Soundboard Sounds", "List Sticker Packs" and their
 * examples.
 */

import type { APISoundboardSound, APIVoiceRegion } from "discord-api-types/v10";
import type { Fixture } from "../../main/fixtures/types.ts";
import { get, type RestRoute } from "../RestRoute.ts";

const REGION_NAMES = { brazil: "Brazil", rotterdam: "Rotterdam", singapore: "Singapore", "us-east": "US East" };

export const VOICE_REGIONS: ReadonlyArray<Fixture<APIVoiceRegion>> = Object.entries(REGION_NAMES).map(([id, name]) => ({
	id,
	name,
	optimal: id === "us-east",
	deprecated: false,
	custom: false,
}));

/** The sound from the docs' example. */
const DEFAULT_SOUNDS: ReadonlyArray<Fixture<APISoundboardSound>> = [
	{ name: "quack", sound_id: "1", volume: 1, emoji_id: null, emoji_name: "🦆", available: true },
];

export const LIST_ROUTES: ReadonlyArray<RestRoute> = [
	get("/voice/regions", () => VOICE_REGIONS),
	get("/soundboard-default-sounds", () => DEFAULT_SOUNDS),
	get("/sticker-packs", () => ({ sticker_packs: [] })),
];
