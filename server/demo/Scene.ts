/**
 * What the embedded server plays for `npm start`: a channel where people speak; then it stops to answer heartbeats, and
 * answers again once its client has dropped the socket. What it says meanwhile, a Resume must bring.
 */

import { GatewayServer } from "../gateway/GatewayServer.ts";
import type { GatewayEvent } from "../gateway/events.ts";
import { seededRandom } from "../gateway/random.ts";
import type { VoiceCredentials } from "../gateway/voice/VoiceSession.ts";
import { Inspector } from "../inspector/Inspector.ts";
import { ACTORS, startVoiceScript } from "../voiceScript.ts";
import type { DemoOptions } from "./demoOptions.ts";
import { playEncore } from "./Encore.ts";
import type { Timeline } from "./Timeline.ts";

/** Milliseconds: a server's is 41250 or 13750, which a demo of seconds cannot wait for. */
const HEARTBEAT_INTERVAL = 1000;

/** Milliseconds between two messages of the people in the channel. */
const MESSAGE_INTERVAL = 280;

/** Milliseconds after Ready at which the server goes silent. */
const SILENT_AFTER = 4500;

/** Milliseconds after a Resume at which it does so again, if the scene is watched. */
const SILENT_AGAIN_AFTER = 15_000;

/** Voice credentials of the scene; nothing is secret here. */
const SESSION = {
	serverId: "41771983423143937",
	channelId: "127121515262115840",
	userId: "104694319306248192",
	sessionId: "demo-session",
	token: "demo-token",
};

/** Another in the channel. */
const GUEST: VoiceCredentials = { ...SESSION, userId: "104694319306248193", sessionId: "guest", token: "guest-token" };

export class Scene {
	private readonly server = new GatewayServer({ heartbeatInterval: HEARTBEAT_INTERVAL, firstSequence: 31_480 });
	private stopScript = (): void => {};
	private silence: NodeJS.Timeout | undefined;
	private inspector: Inspector | undefined;

	public constructor(private readonly timeline: Timeline) {}

	/** Starts the server. Returns how to join its channel for `seconds`. */
	public async open(seconds: number): Promise<DemoOptions> {
		const { server, timeline } = this;
		server.registerVoiceSession(SESSION);
		await server.listen();
		timeline.add("server", "listening", `${server.url}, heartbeat every ${HEARTBEAT_INTERVAL} ms`);
		server.onEvent((event) => this.hear(event));
		return { url: server.url, seconds, watch: false, ...SESSION };
	}

	/**
	 * Opens the inspector page; from here on, silences come again and again. The page sends no pings: Lune 0.11 prints a
	 * panic at each.
	 *
	 * @returns Its address.
	 */
	public async watch(): Promise<string> {
		this.inspector = new Inspector(this.server);
		await this.inspector.listen();
		return this.inspector.url;
	}

	/** What the server sent so far, to be held against what arrived. */
	public get sent(): { readonly resumes: number; readonly replayed: number } {
		return this.server.stats(SESSION.sessionId);
	}

	/** Goes on, with more clients, until `signal` is aborted. See `playEncore`. */
	public async goOn(playRound: () => Promise<void>, signal: AbortSignal): Promise<void> {
		await playEncore({ server: this.server, guest: GUEST, random: seededRandom(8), playRound }, signal);
	}

	/** Shuts everything down. */
	public async close(): Promise<void> {
		this.stopScript();
		clearTimeout(this.silence);
		await this.inspector?.close();
		await this.server.close();
	}

	/** Hears what the Roblox side reports. Once it has dropped the silent socket, what is said now is missed. */
	public follow(kind: string): void {
		if (kind === "zombified") this.wake();
	}

	/** Name of a person in the channel, or the id itself. */
	public nameOf(userId: string): string {
		return ACTORS.find((actor) => actor.userId === userId)?.name ?? userId;
	}

	private hear(event: GatewayEvent): void {
		if (!("sessionId" in event) || event.sessionId !== SESSION.sessionId) return;
		// Ready goes out first.
		if (event.kind === "identified") setImmediate(() => this.begin());
		if (event.kind === "closed" || event.kind === "ended") clearTimeout(this.silence);
		if (event.kind !== "resumed") return;
		this.timeline.add("server", "replayed", `${event.replayed} missed messages`);
		if (this.inspector !== undefined) this.fallSilent(SILENT_AGAIN_AFTER);
	}

	private begin(): void {
		const { server } = this;
		const { sessionId } = SESSION;
		const random = seededRandom(7);
		server.setStopHeartbeatAcks(sessionId, false);
		this.stopScript();
		this.stopScript = startVoiceScript({
			server,
			sessionId,
			interval: MESSAGE_INTERVAL,
			messageCount: 1000,
			random,
		});
		this.fallSilent(SILENT_AFTER);
	}

	/** Stops to answer heartbeats in some milliseconds. */
	private fallSilent(after: number): void {
		clearTimeout(this.silence);
		this.silence = setTimeout(() => {
			this.timeline.add("server", "silent", "stops to answer heartbeats");
			this.server.setStopHeartbeatAcks(SESSION.sessionId, true);
		}, after);
	}

	/** Answers again, and says a lot while nobody listens. */
	private wake(): void {
		const { server } = this;
		const { sessionId } = SESSION;
		server.setStopHeartbeatAcks(sessionId, false);
		this.timeline.add("server", "answers", "heartbeats again; keeps what its client misses");
		for (const { userId, ssrc } of ACTORS) {
			server.sendToSession(sessionId, 5, { user_id: userId, ssrc, speaking: 1 });
			server.sendBinaryToSession(sessionId, 27, Buffer.from(userId));
		}
	}
}
