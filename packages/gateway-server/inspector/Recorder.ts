/**
 * Turns what a gateway server tells into entries for the page, and measures what can be measured from this side: the
 * time between heartbeats, and the way to the client and back by WebSocket pings.
 */

import type { GatewayEvent } from "../events.ts";
import type { GatewayFrame } from "../frameTap.ts";
import { decodeFrame, type DecodedFrame } from "./decode.ts";

/** One line of the page. Times are in milliseconds. */
export type InspectorEntry = { readonly at: number } & (
	| ({ readonly type: "frame" } & FrameEntry)
	| { readonly type: "event"; readonly event: GatewayEvent }
	| {
			readonly type: "heartbeat";
			readonly sessionId: string;
			/** Since the heartbeat before it, or the beginning of its connection; absent if that went unseen. */
			readonly spacing: number | undefined;
			readonly acknowledged: boolean;
	  }
	| { readonly type: "ping"; readonly sessionId: string; readonly latency: number }
);

type FrameEntry = Omit<GatewayFrame, "content"> & DecodedFrame;

export class Recorder {
	/** When each connection began, or sent its latest heartbeat. Both gateways count their connections from 1. */
	private readonly heartbeats = new Map<string, number>();
	/** When the ping went out that a session has not answered yet. */
	private readonly pings = new Map<string, number>();

	/** @param now Clock in milliseconds, for pings; fractions count. */
	public constructor(
		private readonly add: (entry: InspectorEntry) => void,
		private readonly now: () => number,
	) {}

	/** Notes that a ping goes out. While one is unanswered, a later one would only blur its time. */
	public pinging(sessionId: string): void {
		if (!this.pings.has(sessionId)) this.pings.set(sessionId, this.now());
	}

	public readonly hearFrame = (frame: GatewayFrame, at: number): void => {
		const { content: _content, ...place } = frame;
		this.add({ type: "frame", at, ...place, ...decodeFrame(frame) });
	};

	public readonly hearEvent = (event: GatewayEvent, at: number): void => {
		if (event.kind === "heartbeat") return this.heartbeat(event, at);
		if (event.kind === "pong") return this.pong(event.sessionId, at);
		if (event.kind === "connected") this.heartbeats.set(connectionOf(event), at);
		if (event.kind === "closed") this.forget(connectionOf(event), event.sessionId);
		this.add({ type: "event", at, event });
	};

	private heartbeat(event: GatewayEvent & { readonly kind: "heartbeat" }, at: number): void {
		const connection = connectionOf(event);
		const before = this.heartbeats.get(connection);
		this.heartbeats.set(connection, at);
		const { sessionId, acknowledged } = event;
		this.add({
			type: "heartbeat",
			at,
			sessionId,
			spacing: before === undefined ? undefined : at - before,
			acknowledged,
		});
	}

	private pong(sessionId: string | undefined, at: number): void {
		const sentAt = sessionId === undefined ? undefined : this.pings.get(sessionId);
		if (sessionId === undefined || sentAt === undefined) return;
		this.pings.delete(sessionId);
		this.add({ type: "ping", at, sessionId, latency: this.now() - sentAt });
	}

	private forget(connection: string, sessionId: string | undefined): void {
		this.heartbeats.delete(connection);
		if (sessionId !== undefined) this.pings.delete(sessionId);
	}
}

function connectionOf(event: { readonly gateway?: "main"; readonly connection: number }): string {
	return `${event.gateway ?? "voice"} ${event.connection}`;
}
