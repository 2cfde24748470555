/** What the rules of a seat tell its owner to do. Pure. */

import type { SeatCredentials } from "../discord/voice/SeatSession.ts";

export type SeatAction =
	/** Send op 4. Null leaves. */
	| { readonly kind: "ask"; readonly channelId: string | null }
	/** Open a voice session. None is open. */
	| { readonly kind: "open"; readonly credentials: SeatCredentials }
	/** Close the voice session. */
	| { readonly kind: "close" }
	/** A moderator deafened the bot, or undeafened it. */
	| { readonly kind: "deafen"; readonly isDeafened: boolean }
	/** Another process of the bot took the seat. */
	| { readonly kind: "robbed"; readonly channelId: string }
	/** A person moved the bot. */
	| { readonly kind: "moved"; readonly from: string; readonly to: string };
