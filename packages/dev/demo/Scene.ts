/**
 * What the embedded server plays for `npm start`: a guild with a voice channel where people speak. The
 * main gateway loses its link; then the voice server's link hangs, and then it crashes (4015), and what it sends meanwhile,
 * a Resume must bring; at last the bot is moved to another channel.
 */

import { VoiceCloseCode } from "../../../src/protocol/voice/closeCode.ts";
import { GatewayServer } from "../../gateway-server/GatewayServer.ts";
import type { GatewayEvent } from "../../gateway-server/events.ts";
import { IDS } from "../../gateway-server/main/fixtures/builders.ts";
import { DEFAULT_TOKEN } from "../../gateway-server/main/mainOptions.ts";
import { seededRandom } from "../../shared/random.ts";
import { Inspector } from "../../gateway-server/inspector/Inspector.ts";
import { Chatter } from "./Chatter.ts";
import { playEncore } from "./Encore.ts";
import { buildDemoGuild, VISITOR } from "./guild.ts";
import { People, type ToldCode } from "./People.ts";
import type { PrivacyCode } from "./privacyCode.ts";
import { SpeechLedger } from "./SpeechLedger.ts";

/** Milliseconds: a server's is 41250 or 13750, which a demo of seconds cannot wait for. */
const HEARTBEAT_INTERVAL = 1000;

/** Milliseconds after Ready at which the main gateway's link is reset, and then, at which the voice server goes silent. */
const LOSS_AFTER = 2000;
const SILENT_AFTER = 2500;

/** Milliseconds that a message takes over a link that hangs: for ever. */
const HANG = 600_000;

/** Milliseconds after the Resume at which it crashes, and after the next at which the bot is moved. */
const CRASH_AFTER = 1500;
const MOVE_AFTER = 1500;

/** Messages that are sent at once while the client is away. */
const MISSED_COUNT = 4;

/** Milliseconds after a Resume at which it falls silent again, if the scene is watched. */
const SILENT_AGAIN_AFTER = 15_000;

/** Something that happens to the session, some milliseconds after it is ready or resumed. */
interface Act {
	readonly after: number;
	readonly play: () => void;
}

export class Scene {
	/** What the server replayed so far, to be held against what arrived. */
	public readonly sent = { resumes: 0, replayed: 0 };
	/** What is said, and what the Roblox side tells of it. */
	public readonly speech = new SpeechLedger();
	private readonly server: GatewayServer;
	private readonly people: People;
	private chatter: Chatter | undefined;
	private nextAct: NodeJS.Timeout | undefined;
	private isSilent = false;
	/** Whether the Roblox side was moved to the channel where it is alone. */
	private isAlone = false;
	/** Voice session of the Roblox side. */
	private sessionId = "";
	private inspector: Inspector | undefined;
	private acts: Array<Act> = [
		{ after: LOSS_AFTER, play: () => this.loseMain() },
		{ after: SILENT_AFTER, play: () => this.fallSilent() },
		{ after: CRASH_AFTER, play: () => this.crash() },
		{ after: MOVE_AFTER, play: () => void this.move() },
	];

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
			guilds: [buildDemoGuild()],
		});
		this.people = new People(this.server);
	}

	/** Starts the server. Returns how a bot joins its voice channel, as variables of `lune/timeline.luau`. */
	public async open(): Promise<Readonly<Record<string, string>>> {
		const { server } = this;
		await server.listen();
		this.report("listening", `${server.url}, heartbeat every ${HEARTBEAT_INTERVAL} ms`);
		server.onEvent((event) => this.hear(event));
		server.onPacket(({ kind, userId, dropped }) => {
			if (userId === undefined || dropped !== undefined) return;
			if (kind === "speech" || kind === "silence") this.speech.packet(userId, kind, performance.now());
		});
		return {
			DISCORD_TOKEN: DEFAULT_TOKEN,
			DISCORD_API: `http://${server.endpoint}/api/v10`,
			DISCORD_GUILD: IDS.guild,
			DISCORD_CHANNEL: IDS.voiceChannel,
		};
	}

	/** Has people join the first channel: scripted speakers in this process. */
	public fill(): Promise<void> {
		return this.people.join();
	}

	/** Has published clients join the first channel, with DAVE. `onCode` gets each privacy code that one of them has. */
	public invite(onCode: (told: ToldCode) => void): void {
		this.people.invite((told) => {
			this.tellCode(told, told.person.credentials.userId);
			onCode(told);
		});
	}

	/** Tells the server, for its page, a privacy code of the Roblox side, or of `userId`. */
	public tellCode({ epoch, code }: PrivacyCode, userId = IDS.bot): void {
		// in the channel of the people: in any other, the bot is alone and has none
		this.server.reportPrivacyCode(IDS.voiceChannel, userId, epoch, code);
	}

	/** Privacy codes that each published client has had, by name. */
	public get guestCodes(): ReadonlyMap<string, ReadonlyArray<string>> {
		return this.people.codes;
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
		const { server, people } = this;
		const visitor = people.codes.size === 0 ? { guest: VISITOR.credentials } : {}; // else DAVE decides who is there
		const play = (): Promise<void> => {
			this.isAlone = false;
			return playRound();
		};
		await playEncore({ server, ...visitor, random: seededRandom(8), playRound: play }, signal);
	}

	/** Shuts everything down. */
	public async close(): Promise<void> {
		this.chatter?.stop();
		clearTimeout(this.nextAct);
		await this.people.close();
		await this.inspector?.close();
		await this.server.close();
	}

	/** `host:port` of the server. */
	public get endpoint(): string {
		return this.server.endpoint;
	}

	private hear(event: GatewayEvent): void {
		if (event.kind === "connected" && this.isSilent) this.wake();
		if (
			!("sessionId" in event) ||
			event.sessionId === undefined ||
			("gateway" in event && event.gateway === "main")
		)
			return;
		if (this.people.has(event.sessionId) || event.sessionId === VISITOR.credentials.sessionId) return;
		if (event.kind === "identified") setImmediate(() => this.begin(event.sessionId)); // Ready goes out first
		if (event.kind !== "resumed") return;
		this.sent.resumes += 1;
		this.sent.replayed += event.replayed;
		this.report("replayed", `${event.replayed} missed messages`);
		this.scheduleAct();
	}

	private begin(sessionId: string): void {
		this.sessionId = sessionId;
		this.chatter?.stop();
		const { server, isEncrypted } = this;
		this.chatter = new Chatter({ server, sessionId, hasBinary: !isEncrypted, random: seededRandom(7) });
		if (!this.isAlone) this.people.talk();
		this.scheduleAct();
	}

	private scheduleAct(): void {
		clearTimeout(this.nextAct);
		const again = { after: SILENT_AGAIN_AFTER, play: () => this.fallSilent() };
		const act = this.acts.shift() ?? (this.inspector === undefined ? undefined : again);
		if (act !== undefined) this.nextAct = setTimeout(act.play, act.after);
	}

	/** The voice session does not notice. */
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
		for (let count = 0; count < MISSED_COUNT; count += 1) this.chatter?.send();
	}

	/** Waits for silence: what is said in the channel left behind is for others. */
	private async move(): Promise<void> {
		await this.people.fallSilent();
		this.report("moves", "the bot to another channel: a new token, a new session");
		this.isAlone = true;
		this.server.moveBot(IDS.guild, IDS.otherVoiceChannel);
	}
}
