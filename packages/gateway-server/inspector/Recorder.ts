/**
 * Turns events and frames of a gateway server into entries for the page. Measures the time between heartbeats and the
 * round-trip time of WebSocket pings.
 */

import type { GatewayEvent } from "../events.ts";
import type { GatewayFrame } from "../session/frameTap.ts";
import { decodeFrame, type DecodedFrame } from "./decode.ts";

/** One line on the page. Times are in milliseconds. */
export type InspectorEntry = { readonly at: number } & (
	| ({ readonly type: "frame" } & FrameEntry)
	| { readonly type: "event"; readonly event: GatewayEvent }
	| {
			readonly type: "heartbeat";
			readonly sessionId: string;
			/** Since the previous heartbeat or the start of the connection; absent if neither was seen. */
			readonly spacing: number | undefined;
			readonly acknowledged: boolean;
	  }
	| { readonly type: "ping"; readonly sessionId: string; readonly latency: number }
);

type FrameEntry = Omit<GatewayFrame, "content"> & DecodedFrame;

export class Recorder {
	/** Time of each connection's latest heartbeat, or of its start. Both gateways number their connections from 1. */
	private readonly heartbeats = new Map<string, number>();
	/** Send time of each session's unanswered ping. */
	private readonly pings = new Map<string, number>();

	/** @param now Clock for pings in milliseconds, with fractions. */
	public constructor(
		private readonly add: (entry: InspectorEntry) => void,
		private readonly now: () => number,
	) {}

	/**
	 * Records that a ping is being sent. Ignored while an earlier one is unanswered, because the pong could not be
	 * matched.
	 */
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
