/**
 * The embedded server's part in `npm start`: a guild with a voice channel where people speak. First the main gateway loses its
 * connection. Then the voice server hangs, and later crashes (4015); a Resume must replay what it sent meanwhile. Finally the
 * bot is moved to another channel.
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
import { People, type ReportedCode } from "./People.ts";
import type { PrivacyCode } from "./privacyCode.ts";
import { SpeechLedger } from "./SpeechLedger.ts";

/** Milliseconds. Discord uses 41250 or 13750, too long for a short demo. */
const HEARTBEAT_INTERVAL = 1000;

/** Milliseconds from Ready until the main gateway's connection is reset, and from there until the voice server hangs. */
const LOSS_AFTER = 2000;
const HANG_AFTER = 2500;

/** Latency in milliseconds of a connection that hangs: longer than any demo. */
const HANG_LATENCY = 600_000;

/** Milliseconds from the Resume until the voice server crashes, and from the next Resume until the bot is moved. */
const CRASH_AFTER = 1500;
const MOVE_AFTER = 1500;

/** Messages that the server sends while the client is away. */
const MISSED_COUNT = 4;

/** Milliseconds from a Resume until the server hangs again, with `--watch`. */
const HANG_AGAIN_AFTER = 15_000;

/** A fault or change, some milliseconds after the session is ready or resumed. */
interface Act {
	readonly after: number;
	readonly play: () => void;
}

export class Scene {
	/** What the server has replayed so far, to compare with what arrived. */
	public readonly sent = { resumes: 0, replayed: 0 };
	/** Who spoke, and what the Roblox side reported of it. */
	public readonly speech = new SpeechLedger();
	private readonly server: GatewayServer;
	private readonly people: People;
	private chatter: Chatter | undefined;
	private nextAct: NodeJS.Timeout | undefined;
	private isHanging = false;
	/** Whether the Roblox side has been moved to the other channel, where it is alone. */
	private isAlone = false;
	/** The Roblox side's voice session. */
	private sessionId = "";
	private inspector: Inspector | undefined;
	private acts: Array<Act> = [
		{ after: LOSS_AFTER, play: () => this.loseMain() },
		{ after: HANG_AFTER, play: () => this.hang() },
		{ after: CRASH_AFTER, play: () => this.crash() },
		{ after: MOVE_AFTER, play: () => void this.move() },
	];

	/**
	 * @param report Called with each action of the server: its kind and a description.
	 * @param isEncrypted Whether its channels require DAVE.
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

	/** Starts the server. Returns the variables with which `lune/timeline.luau` joins its voice channel. */
	public async open(): Promise<Readonly<Record<string, string>>> {
		const { server } = this;
		await server.listen();
		this.report("listening", `${server.url}, heartbeat every ${HEARTBEAT_INTERVAL} ms`);
		server.onEvent((event) => this.onEvent(event));
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

	/** Lets scripted speakers join the first channel. */
	public fill(): Promise<void> {
		return this.people.join();
	}

	/** Lets published clients join the first channel, with DAVE. `onCode` receives each of their privacy codes. */
	public invite(onCode: (reported: ReportedCode) => void): void {
		this.people.invite((reported) => {
			this.reportCode(reported, reported.person.credentials.userId);
			onCode(reported);
		});
	}

	/** Passes a privacy code of `userId`, by default the Roblox side, to the server's page. */
	public reportCode({ epoch, code }: PrivacyCode, userId = IDS.bot): void {
		// the first channel: in any other the bot is alone and has no code
		this.server.reportPrivacyCode(IDS.voiceChannel, userId, epoch, code);
	}

	/** Privacy codes of each published client, by name. */
	public get guestCodes(): ReadonlyMap<string, ReadonlyArray<string>> {
		return this.people.codes;
	}

	/**
	 * Opens the inspector page. From now on the server hangs repeatedly. The page sends no pings, because Lune 0.11 prints a
	 * panic for each.
	 *
	 * @returns Its address.
	 */
	public async watch(): Promise<string> {
		this.inspector = new Inspector(this.server);
		await this.inspector.listen();
		return this.inspector.url;
	}

	/** Continues with more clients until `signal` is aborted. See `playEncore`. */
	public async goOn(playRound: () => Promise<void>, signal: AbortSignal): Promise<void> {
		const { server, people } = this;
		const visitor = people.codes.size === 0 ? { guest: VISITOR.credentials } : {}; // with DAVE the group decides who is present
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

	private onEvent(event: GatewayEvent): void {
		if (event.kind === "connected" && this.isHanging) this.endHang();
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
		const again = { after: HANG_AGAIN_AFTER, play: () => this.hang() };
		const act = this.acts.shift() ?? (this.inspector === undefined ? undefined : again);
		if (act !== undefined) this.nextAct = setTimeout(act.play, act.after);
	}

	/** Resets the main gateway's connection, which does not affect voice. */
	private loseMain(): void {
		this.report("resets", "the main gateway's connection; voice continues");
		for (const sessionId of this.server.mainSessionIds) this.server.dropSession(sessionId);
		this.scheduleAct();
	}

	private hang(): void {
		this.report("hangs", "nothing from the voice server gets through");
		this.isHanging = true;
		this.server.setControlFlags(this.sessionId, { latency: HANG_LATENCY });
	}

	/** Ends the hang once the client has reconnected. */
	private endHang(): void {
		this.isHanging = false;
		this.server.clearControlFlags(this.sessionId);
	}

	private crash(): void {
		this.report("crashes", "closes with 4015 and keeps the missed messages");
		this.server.disconnectSession(this.sessionId, VoiceCloseCode.VoiceServerCrashed);
		for (let count = 0; count < MISSED_COUNT; count += 1) this.chatter?.send();
	}

	/** Waits until everyone is silent, so that no speech is cut by the move. */
	private async move(): Promise<void> {
		await this.people.fallSilent();
		this.report("moves", "the bot to another channel: new token, new session");
		this.isAlone = true;
		this.server.moveBot(IDS.guild, IDS.otherVoiceChannel);
	}
}
