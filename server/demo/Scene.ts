/**
 * What the embedded server plays for `npm start`: a guild with a voice channel where people speak. The
 * main gateway loses its link; then the voice server's link hangs, and then it crashes (4015), and what it says meanwhile,
 * a Resume must bring; at last somebody drags the bot to another channel.
 */

import { VoiceCloseCode } from "../../src/protocol/voice/closeCode.ts";
import { VoiceOpcode } from "../../src/protocol/voice/opcode.ts";
import { GatewayServer } from "../gateway/GatewayServer.ts";
import type { GatewayEvent } from "../gateway/events.ts";
import { IDS } from "../gateway/main/fixtures/builders.ts";
import { DEFAULT_TOKEN } from "../gateway/main/mainOptions.ts";
import { seededRandom } from "../gateway/random.ts";
import type { VoiceCredentials } from "../gateway/voice/VoiceSession.ts";
import { Inspector } from "../inspector/Inspector.ts";
import { ACTORS, startVoiceScript } from "../voiceScript.ts";
import { playEncore } from "./Encore.ts";
import { Guest } from "./Guest.ts";
import type { PrivacyCode } from "./privacyCode.ts";

/** Milliseconds: a server's is 41250 or 13750, which a demo of seconds cannot wait for. */
const HEARTBEAT_INTERVAL = 1000;

/** Milliseconds between two messages of the people in the channel. */
const MESSAGE_INTERVAL = 280;

/** Milliseconds after Ready at which the main gateway's link is reset, and then, at which the voice server goes silent. */
const LOSS_AFTER = 2000;
const SILENT_AFTER = 2500;

/** Milliseconds that a message takes over a link that hangs: for ever. */
const HANG = 600_000;

/** Milliseconds after the Resume at which it crashes, and after the next at which the bot is moved. */
const CRASH_AFTER = 1500;
const MOVE_AFTER = 1500;

/** Milliseconds after a Resume at which it falls silent again, if the scene is watched. */
const SILENT_AGAIN_AFTER = 15_000;

/** Another in the channel; nothing is secret here. */
const GUEST: VoiceCredentials = {
	serverId: IDS.guild,
	channelId: IDS.voiceChannel,
	userId: IDS.user,
	sessionId: "guest",
	token: "guest-token",
};

/** Something that happens to the session, some milliseconds after it is ready or resumed. */
interface Act {
	readonly after: number;
	readonly play: () => void;
}

export class Scene {
	/** What the server replayed so far, to be held against what arrived. */
	public readonly sent = { resumes: 0, replayed: 0 };
	private readonly server: GatewayServer;
	private stopScript = (): void => {};
	private nextAct: NodeJS.Timeout | undefined;
	private isSilent = false;
	/** Voice session of the Roblox side. */
	private sessionId = "";
	private inspector: Inspector | undefined;
	private acts: Array<Act> = [
		{ after: LOSS_AFTER, play: () => this.loseMain() },
		{ after: SILENT_AFTER, play: () => this.fallSilent() },
		{ after: CRASH_AFTER, play: () => this.crash() },
		{ after: MOVE_AFTER, play: () => this.move() },
	];

	private guest: Guest | undefined;

	/**
	 * @param report Gets what the server does: what kind, and the rest in words.
	 * @param isEncrypted Whether its channels demand DAVE.
	 */
	public constructor(
		private readonly report: (kind: string, text: string) => void,
		private readonly isEncrypted = false,
	) {
		this.server = new GatewayServer({
			heartbeatInterval: HEARTBEAT_INTERVAL,
			firstSequence: 31_480,
			dave: isEncrypted ? "required" : "off",
		});
	}

	/** Starts the server. Returns how a bot joins its voice channel, as variables of `lune/timeline.luau`. */
	public async open(): Promise<Readonly<Record<string, string>>> {
		const { server } = this;
		await server.listen();
		this.report("listening", `${server.url}, heartbeat every ${HEARTBEAT_INTERVAL} ms`);
		server.onEvent((event) => this.hear(event));
		return {
			DISCORD_TOKEN: DEFAULT_TOKEN,
			DISCORD_API: `http://${server.endpoint}/api/v10`,
			DISCORD_GUILD: IDS.guild,
			DISCORD_CHANNEL: IDS.voiceChannel,
		};
	}

	/** Has a client of another make join the first channel, with DAVE. `onCode` gets each privacy code that it has. */
	public invite(onCode: (code: string) => void): void {
		this.server.registerVoiceSession(GUEST);
		this.guest = new Guest(GUEST, this.server.endpoint, (told) => {
			this.tellCode(told, GUEST.userId);
			onCode(told.code);
		});
	}

	/** Tells the server, for its page, a privacy code of the Roblox side, or of `userId`. */
	public tellCode({ epoch, code }: PrivacyCode, userId = IDS.bot): void {
		// in the channel of the guest: in any other, the bot is alone and has none
		this.server.reportPrivacyCode(GUEST.channelId, userId, epoch, code);
	}

	/** Privacy codes that the guest has had. */
	public get guestCodes(): ReadonlyArray<string> {
		return this.guest?.codes ?? [];
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

	/** Goes on, with more clients, until `signal` is aborted. See `playEncore`. */
	public async goOn(playRound: () => Promise<void>, signal: AbortSignal): Promise<void> {
		const { server, guest } = this;
		const visitor = guest === undefined ? { guest: GUEST } : {}; // else one is there, and stays
		await playEncore({ server, ...visitor, random: seededRandom(8), playRound }, signal);
	}

	/** Shuts everything down. */
	public async close(): Promise<void> {
		this.stopScript();
		clearTimeout(this.nextAct);
		await this.guest?.close();
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
		if (!("sessionId" in event) || ("gateway" in event && event.gateway === "main")) return;
		if (event.sessionId === GUEST.sessionId) return;
		if (event.kind === "identified") setImmediate(() => this.begin(event.sessionId)); // Ready goes out first
		if (event.kind !== "resumed") return;
		this.sent.resumes += 1;
		this.sent.replayed += event.replayed;
		this.report("replayed", `${event.replayed} missed messages`);
		this.scheduleAct();
	}

	private begin(sessionId: string): void {
		this.sessionId = sessionId;
		this.stopScript();
		this.stopScript = startVoiceScript({
			server: this.server,
			sessionId,
			interval: MESSAGE_INTERVAL,
			messageCount: 1000,
			random: seededRandom(7),
			hasBinary: !this.isEncrypted,
		});
		this.scheduleAct();
	}

	private scheduleAct(): void {
		clearTimeout(this.nextAct);
		const again = { after: SILENT_AGAIN_AFTER, play: () => this.fallSilent() };
		const act = this.acts.shift() ?? (this.inspector === undefined ? undefined : again);
		if (act !== undefined) this.nextAct = setTimeout(act.play, act.after);
	}

	/** Nobody in voice notices. */
	private loseMain(): void {
		this.report("resets", "the link of the main gateway; the voice session goes on");
		for (const sessionId of this.server.mainSessionIds) this.server.dropSession(sessionId);
		this.scheduleAct();
	}

	private fallSilent(): void {
		this.report("silent", "the link hangs: nothing from the server gets through");
		this.isSilent = true;
		this.server.setControlFlags(this.sessionId, { latency: HANG });
	}

	/** The link is whole again, now that its client has come back over another. */
	private wake(): void {
		this.isSilent = false;
		this.server.clearControlFlags(this.sessionId);
	}

	private crash(): void {
		this.report("crashes", "closes with 4015; keeps what its client misses");
		this.server.disconnectSession(this.sessionId, VoiceCloseCode.VoiceServerCrashed);
		this.speakToNobody();
	}

	private move(): void {
		this.report("moves", "somebody drags the bot to another channel: a new token, a new session");
		this.server.moveBot(IDS.guild, IDS.otherVoiceChannel);
	}

	/** Says a lot while its client is away. */
	private speakToNobody(): void {
		const { server } = this;
		const { sessionId } = this;
		for (const { userId, ssrc } of ACTORS) {
			server.sendToSession(sessionId, VoiceOpcode.Speaking, { user_id: userId, ssrc, speaking: 1 });
			if (!this.isEncrypted)
				server.sendBinaryToSession(sessionId, VoiceOpcode.DaveMlsProposals, Buffer.from(userId));
		}
	}
}
