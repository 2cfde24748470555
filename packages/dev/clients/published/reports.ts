/** What a driver and the runner say to each other, as JSON, one object a line. Pure. */

/** Given to a driver as its only argument. */
export interface DriverSettings {
	/** The line that `npm run serve` prints for the library, with address and token. */
	readonly line: string;
	readonly token: string;
	/** Milliseconds between heartbeats, where they are short. */
	readonly heartbeatInterval?: number;
}

/** What a driver says that its library told it. */
export type Report =
	/** A new session is ready. */
	| { readonly kind: "ready"; readonly userId: string }
	/** A guild is there. */
	| { readonly kind: "guild"; readonly id: string; readonly channels: number; readonly members: number }
	/** An event, as the library's own objects have it; `text` names what it is about. */
	| { readonly kind: "event"; readonly name: string; readonly text: string }
	| { readonly kind: "resumed" }
	/** The library gave up: it will not connect again by itself. */
	| { readonly kind: "ended"; readonly reason: string }
	/** The library told of an error, and goes on. */
	| { readonly kind: "error"; readonly reason: string }
	/** The library threw an error that its user cannot catch. */
	| { readonly kind: "crashed"; readonly reason: string }
	/** Answer to `voice`: whether audio can be sent now. */
	| { readonly kind: "voice"; readonly isReady: boolean }
	/** The library gave up its voice connection and left the channel. */
	| { readonly kind: "left"; readonly reason: string }
	/** Answer to `sleep`: the time has passed on the client's own event loop. */
	| { readonly kind: "slept" };

/** What the runner tells a driver. */
export type Command =
	/** Join a voice channel, by the library's own means. */
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

/** Reads a line that a driver wrote; `undefined` if it is no report, for libraries print too. */
export function parseReport(line: string): Report | undefined {
	if (!line.startsWith("{")) return undefined;
	try {
		const value = JSON.parse(line) as Partial<Report>;
		return KINDS.has(value.kind) ? (value as Report) : undefined;
	} catch {
		return undefined;
	}
}
