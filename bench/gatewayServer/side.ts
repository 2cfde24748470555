/** Common parts of the benchmark's two servers, which differ only in how they serve sockets. */

import { defaultGuild, BOT } from "../../packages/gateway-server/main/fixtures/defaults.ts";

/** `ours` is a GatewayServer, `bare` a loop over `ws` sockets. */
export type Side = "ours" | "bare";

export const SIDES = ["ours", "bare"] as const satisfies ReadonlyArray<Side>;

/** GatewayServer's `ws` options. */
export const WEB_SOCKET_OPTIONS = {
	noServer: true,
	clientTracking: false,
	perMessageDeflate: false,
	maxPayload: 2 ** 20,
};

/** Milliseconds between heartbeats. Longer than the benchmark, because its clients send none. */
export const HEARTBEAT_INTERVAL = 3_600_000;

export const TOKEN = "bench-token";
export const EVENT = "MESSAGE_CREATE";

/** Text in the last message of a new connection. The bare server sends it too. */
export const OPENED = '"t":"GUILD_CREATE"';

/** Text that occurs only in the dispatch `nonce`. */
export function markerOf(nonce: number): string {
	return `"nonce":"bench-${String(nonce).padStart(4, "0")}"`;
}

/** A realistic message of about a kilobyte. */
export function messageOf(nonce: number): object {
	const guild = defaultGuild(BOT);
	return {
		type: 0,
		tts: false,
		timestamp: "2026-01-01T12:00:00.000000+00:00",
		pinned: false,
		nonce: `bench-${String(nonce).padStart(4, "0")}`,
		mentions: [],
		mention_roles: [],
		mention_everyone: false,
		member: {
			roles: ["104694319306248201", "104694319306248202"],
			premium_since: null,
			pending: false,
			nick: null,
			mute: false,
			joined_at: "2025-01-01T12:00:00.000000+00:00",
			flags: 0,
			deaf: false,
			communication_disabled_until: null,
			avatar: null,
		},
		id: "1104694319306248192",
		flags: 0,
		embeds: [],
		edited_timestamp: null,
		content: "What a message says: a line or two of words, as people write them, and an ellipsis … at the end.",
		components: [],
		channel_id: guild.channels[0]?.id,
		author: {
			username: "someone",
			public_flags: 0,
			id: "104694319306248192",
			global_name: "Some One",
			discriminator: "0",
			avatar: "a_1269e74af4df7417b13759eae50c83dc",
		},
		attachments: [],
		guild_id: guild.id,
	};
}
