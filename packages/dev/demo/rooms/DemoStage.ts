/**
 * Everyone in the demo of rooms: a gateway server with people in a voice channel, one relay process with one bot, and game
 * servers. Edge: processes, the network on the loopback.
 */

import { GatewayServer } from "../../../gateway-server/GatewayServer.ts";
import { Inspector } from "../../../gateway-server/inspector/Inspector.ts";
import { IDS } from "../../../gateway-server/main/fixtures/builders.ts";
import { BotAccount } from "../../rooms/BotAccount.ts";
import { expectedRoster } from "../../rooms/expectedRoster.ts";
import { RelayHost } from "../../rooms/RelayHost.ts";
import type { Cleanups } from "../Cleanups.ts";
import { buildDemoGuild, VISITOR } from "../guild.ts";
import { hasDave } from "../hasDave.ts";
import { People } from "../People.ts";
import { inGroups } from "../privacyCode.ts";
import type { Side, Timeline } from "../Timeline.ts";
import { GameServer, type RosterEntry } from "../../rooms/GameServer.ts";
import { MeteredPort } from "./MeteredPort.ts";

/** Where everyone is. */
const ROOM = { guildId: IDS.guild, channelId: IDS.voiceChannel } as const;

/** Kinds of reports that are printed of every game server. */
const OWN_KINDS = new Set(["state", "speakers", "closed"]);

/** Kinds of reports about the room, which all game servers have, so that they are printed of the first. */
const SHARED_KINDS = new Set(["joined", "left", "speaks", "silent", "encrypted"]);

/** A game server, and what passes between it and the relay. */
export interface Game {
	readonly side: Side;
	readonly server: GameServer;
	readonly port: MeteredPort;
}

export class DemoStage {
	/** The game servers, oldest first. */
	public readonly games: Array<Game> = [];
	public readonly people: People;
	public readonly account: BotAccount;
	/** Why the story cannot go on. */
	public failure: string | undefined;

	private constructor(
		public readonly server: GatewayServer,
		public readonly relay: RelayHost,
		private readonly timeline: Timeline,
		private readonly cleanups: Cleanups,
	) {
		this.people = new People(server);
		this.account = new BotAccount(server);
		cleanups.after(() => this.people.close());
	}

	/** Starts the servers, and lets people join. */
	public static async open(timeline: Timeline, cleanups: Cleanups): Promise<DemoStage> {
		const isEncrypted = await hasDave();
		const server = new GatewayServer({ dave: isEncrypted ? "required" : "off", guilds: [buildDemoGuild()] });
		await server.listen();
		cleanups.after(() => server.terminate());
		timeline.add("server", "listening", `${server.url}, in place of Discord`);
		const relay = await RelayHost.start(cleanups, server, { RELAY_LOG_LEVEL: "info" });
		timeline.add("relay", "listening", `${relay.url}, with the bot's token and its only session`);
		const stage = new DemoStage(server, relay, timeline, cleanups);
		stage.countPackets();
		if (isEncrypted) stage.invite();
		else await stage.people.join();
		return stage;
	}

	/** Starts a game server that watches the room. */
	public async addGame(): Promise<Game> {
		const side = `game ${this.games.length + 1}` as Side;
		const port = await MeteredPort.open(this.relay.url);
		const server = new GameServer({
			variables: {
				VOICE_RELAY_URL: port.url,
				VOICE_RELAY_TOKEN: this.relay.token,
				ROOM_GUILD: ROOM.guildId,
				ROOM_CHANNEL: ROOM.channelId,
			},
			listener: (...report) => this.print(side, ...report),
			onFailed: (reason) => (this.failure ??= `${side} ended: ${reason}`),
		});
		this.cleanups.after(() => port.close());
		this.cleanups.after(() => server.close());
		const game = { side, server, port };
		this.games.push(game);
		return game;
	}

	/** A listener comes, or goes. */
	public setVisitor(isThere: boolean): void {
		const { userId } = VISITOR.credentials;
		this.server.channels.place(ROOM.guildId, userId, isThere ? ROOM.channelId : null, { selfMute: true });
		this.timeline.add("server", isThere ? "joined" : "left", `${VISITOR.name}, who only listens`);
	}

	/** The roster by the server's own voice states. */
	public get roster(): ReadonlyArray<RosterEntry> {
		return expectedRoster(this.server, ROOM.guildId, ROOM.channelId).map(([id, profile]) => {
			const { name } = profile as { name: string };
			return { id, name };
		});
	}

	/** Opens the page of the gateway server. Returns its address. */
	public async inspect(): Promise<string> {
		const inspector = new Inspector(this.server);
		await inspector.listen();
		this.cleanups.after(() => inspector.close());
		return inspector.url;
	}

	private countPackets(): void {
		this.server.onPacket(({ kind, userId, dropped }) => {
			if (userId === undefined || dropped !== undefined || (kind !== "speech" && kind !== "silence")) return;
			const now = performance.now();
			for (const { server } of this.games) server.speech.packet(userId, kind, now);
		});
	}

	/** Published clients join, with DAVE. */
	private invite(): void {
		this.people.invite(({ person, code, epoch }) => {
			const { channelId, userId } = person.credentials;
			this.server.reportPrivacyCode(channelId, userId, epoch, code);
			this.timeline.add("guest", "encrypted", `${person.name}, privacy code ${inGroups(code)}`);
		});
	}

	private print(side: Side, kind: string, text: string, latency: number | undefined): void {
		if (!OWN_KINDS.has(kind) && !(SHARED_KINDS.has(kind) && side === "game 1")) return;
		const packet = kind === "speaks" ? "first" : "last";
		const delay = latency === undefined ? "" : `, ${Math.round(latency)} ms after the ${packet} packet`;
		this.timeline.add(side, kind, `${text.replace(/ \(\d{15,}\)/g, "")}${delay}`);
	}
}
