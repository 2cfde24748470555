/**
 * What the embedded server plays for `npm start`: a channel where people speak. Its link hangs, then it
 * crashes (4015), and what it says meanwhile, a Resume must bring; at last somebody drags the bot to another channel.
 */

import { VoiceCloseCode } from "../../src/protocol/voice/closeCode.ts";
import { GatewayServer } from "../gateway/GatewayServer.ts";
import type { GatewayEvent } from "../gateway/events.ts";
import { seededRandom } from "../gateway/random.ts";
import type { VoiceCredentials } from "../gateway/voice/VoiceSession.ts";
import { Inspector } from "../inspector/Inspector.ts";
import { ACTORS, startVoiceScript } from "../voiceScript.ts";
import type { DemoOptions } from "./demoOptions.ts";
import { playEncore } from "./Encore.ts";
import type { VoicePair } from "./Lune.ts";

/** Milliseconds: a server's is 41250 or 13750, which a demo of seconds cannot wait for. */
const HEARTBEAT_INTERVAL = 1000;

/** Milliseconds between two messages of the people in the channel. */
const MESSAGE_INTERVAL = 280;

/** Milliseconds after Ready at which the server goes silent. */
const SILENT_AFTER = 4500;

/** Milliseconds that a message takes over a link that hangs: for ever. */
const HANG = 600_000;

/** Milliseconds after the Resume at which it crashes, and after the next at which the bot is moved. */
const CRASH_AFTER = 1500;
const MOVE_AFTER = 1500;

/** Milliseconds after a Resume at which it falls silent again, if the scene is watched. */
const SILENT_AGAIN_AFTER = 15_000;

/** Voice credentials of the scene; nothing is secret here. */
const SESSION = {
	serverId: "41771983423143937",
	channelId: "127121515262115840",
	userId: "104694319306248192",
	sessionId: "demo-session",
	token: "demo-token",
};

/** The session after the move. */
const MOVED = { ...SESSION, channelId: "127121515262115841", sessionId: "demo-session-2", token: "demo-token-2" };

/** Another in the channel. */
const GUEST: VoiceCredentials = { ...SESSION, userId: "104694319306248193", sessionId: "guest", token: "guest-token" };

/** Something that happens to the session, some milliseconds after it is ready or resumed. */
interface Act {
	readonly after: number;
	readonly play: () => void;
}

export class Scene {
	/** Tells the Roblox side of a move. */
	public onMove = (_pair: VoicePair): void => {};
	private readonly server = new GatewayServer({ heartbeatInterval: HEARTBEAT_INTERVAL, firstSequence: 31_480 });
	private stopScript = (): void => {};
	private nextAct: NodeJS.Timeout | undefined;
	private isSilent = false;
	private inspector: Inspector | undefined;
	private acts: Array<Act> = [
		{ after: SILENT_AFTER, play: () => this.fallSilent() },
		{ after: CRASH_AFTER, play: () => this.crash() },
		{ after: MOVE_AFTER, play: () => this.move() },
	];

	/** @param report Gets what the server does: what kind, and the rest in words. */
	public constructor(private readonly report: (kind: string, text: string) => void) {}

	/** Starts the server. Returns how to join its channel for `seconds`. */
	public async open(seconds: number): Promise<DemoOptions> {
		const { server } = this;
		for (const session of [SESSION, MOVED]) server.registerVoiceSession(session);
		await server.listen();
		this.report("listening", `${server.url}, heartbeat every ${HEARTBEAT_INTERVAL} ms`);
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
		clearTimeout(this.nextAct);
		await this.inspector?.close();
		await this.server.close();
	}

	/** `host:port` of the server. */
	public get endpoint(): string {
		return this.server.endpoint;
	}

	/** Name of a person in the channel, or the id itself. */
	public nameOf(userId: string): string {
		return ACTORS.find((actor) => actor.userId === userId)?.name ?? userId;
	}

	private hear(event: GatewayEvent): void {
		if (event.kind === "connected" && this.isSilent) this.wake();
		if (!("sessionId" in event)) return;
		const session = [SESSION, MOVED].find(({ sessionId }) => sessionId === event.sessionId);
		if (session === undefined) return;
		if (event.kind === "identified") setImmediate(() => this.begin(session)); // Ready goes out first
		if (event.kind !== "resumed") return;
		this.report("replayed", `${event.replayed} missed messages`);
		this.scheduleAct();
	}

	private begin({ sessionId }: VoiceCredentials): void {
		this.stopScript();
		this.stopScript = startVoiceScript({
			server: this.server,
			sessionId,
			interval: MESSAGE_INTERVAL,
			messageCount: 1000,
			random: seededRandom(7),
		});
		if (sessionId === SESSION.sessionId) this.scheduleAct();
	}

	private scheduleAct(): void {
		clearTimeout(this.nextAct);
		const again = { after: SILENT_AGAIN_AFTER, play: () => this.fallSilent() };
		const act = this.acts.shift() ?? (this.inspector === undefined ? undefined : again);
		if (act !== undefined) this.nextAct = setTimeout(act.play, act.after);
	}

	private fallSilent(): void {
		this.report("silent", "the link hangs: nothing from the server gets through");
		this.isSilent = true;
		this.server.setControlFlags(SESSION.sessionId, { latency: HANG });
	}

	/** The link is whole again, now that its client has come back over another. */
	private wake(): void {
		this.isSilent = false;
		this.server.clearControlFlags(SESSION.sessionId);
	}

	private crash(): void {
		this.report("crashes", "closes with 4015; keeps what its client misses");
		this.server.disconnectSession(SESSION.sessionId, VoiceCloseCode.VoiceServerCrashed);
		this.speakToNobody();
	}

	private move(): void {
		this.report("moves", "somebody drags the bot to another channel: a new session, a new token");
		this.onMove({ ...MOVED, url: this.server.url });
	}

	/** Says a lot while its client is away. */
	private speakToNobody(): void {
		const { server } = this;
		const { sessionId } = SESSION;
		for (const { userId, ssrc } of ACTORS) {
			server.sendToSession(sessionId, 5, { user_id: userId, ssrc, speaking: 1 });
			server.sendBinaryToSession(sessionId, 27, Buffer.from(userId));
		}
	}
}
