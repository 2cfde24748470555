/** The line protocol between driver and runner: one JSON object per line. Pure. */

/** A driver's only argument. */
export interface DriverSettings {
	/** The line that `npm run serve` prints for the library, with address and token. */
	readonly line: string;
	readonly token: string;
	/** Milliseconds between heartbeats, if they are short. */
	readonly heartbeatInterval?: number;
}

/** What a driver reports about its library. */
export type Report =
	/** A new session is ready. */
	| { readonly kind: "ready"; readonly userId: string }
	/** A guild is available. */
	| { readonly kind: "guild"; readonly id: string; readonly channels: number; readonly members: number }
	/** An event from the library's own objects; `text` identifies its subject. */
	| { readonly kind: "event"; readonly name: string; readonly text: string }
	| { readonly kind: "resumed" }
	/** The library gave up and will not reconnect. */
	| { readonly kind: "ended"; readonly reason: string }
	/** The library reported an error and continues. */
	| { readonly kind: "error"; readonly reason: string }
	/** The library threw an error that its user cannot catch. */
	| { readonly kind: "crashed"; readonly reason: string }
	/** Answer to `voice`: whether audio can be sent now. */
	| { readonly kind: "voice"; readonly isReady: boolean }
	/** The library gave up its voice connection and left the channel. */
	| { readonly kind: "left"; readonly reason: string }
	/** Answer to `sleep`: the time has passed on the client's own event loop. */
	| { readonly kind: "slept" };

/** The runner's commands to a driver. */
export type Command =
	/** Join a voice channel with the library's own API. */
	| { readonly do: "join"; readonly guildId: string; readonly channelId: string }
	/** Report whether audio can be sent. */
	| { readonly do: "voice" }
	/** Report `slept` after some time. */
	| { readonly do: "sleep"; readonly milliseconds: number };

const KINDS: ReadonlySet<unknown> = new Set<Report["kind"]>([
	"ready",
	"guild",
	"event",
	"resumed",
	"ended",
	"error",
	"crashed",
	"voice",
	"left",
	"slept",
]);

/** Parses a driver's output line. Returns undefined for other lines, because libraries print too. */
export function parseReport(line: string): Report | undefined {
	if (!line.startsWith("{")) return undefined;
	try {
		const value = JSON.parse(line) as Partial<Report>;
		return KINDS.has(value.kind) ? (value as Report) : undefined;
	} catch {
		return undefined;
	}
}
