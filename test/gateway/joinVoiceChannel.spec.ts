/// <reference types="@rbxts/testez/globals" />

import { JoinOptions, joinVoiceChannel } from "../../src/gateway/joinVoiceChannel";
import { WebsocketManager } from "../../src/gateway/WebsocketManager";
import { MEDIA_REASONS } from "../../src/protocol/voice/media";
import { ServerClosing } from "../../src/runtime/ServerClosing";
import { SocketFactory } from "../../src/socket/SocketAdapter";
import { VoiceConnection } from "../../src/voice/VoiceConnection";
import { FakeMainGateway } from "../support/FakeMainGateway";
import { FakeNetwork } from "../support/FakeSocket";
import { BOT_ID } from "../support/gatewayHarness";
import { RecordingLogger } from "../support/RecordingLogger";
import { rejection } from "../support/rejection";
import { accept, READY, RESUMED } from "../support/voiceHarness";

/** Guild of shard 1 of 2. */
const GUILD = "4194304";
const CHANNEL = "127121515262115840";

function make(isConnected = true) {
	const main = new FakeMainGateway();
	const voice = new FakeNetwork();
	const logger = new RecordingLogger();
	const { scheduler } = main;
	const createSocket: SocketFactory = (url, listener, options) =>
		(url.find("v=8", 1, true)[0] === undefined ? main.createSocket : voice.createSocket)(url, listener, options);
	const manager = new WebsocketManager({
		token: "t",
		intents: 129,
		environment: { ...main.environment(), createSocket },
		logger,
		fetchGatewayBot: () => main.bot(2, 2),
	});
	if (isConnected) {
		manager.connect();
		scheduler.advance(1);
	}
	/** The bot's voice state has the ID of its main session; see docs/speaking.md, "One bot, one seat". */
	const state = (channelId?: string, more: object = {}) => {
		const { sessionId } = main.connectionOf(1);
		const body = { guild_id: GUILD, user_id: BOT_ID, session_id: sessionId, channel_id: channelId, ...more };
		main.dispatch(1, "VOICE_STATE_UPDATE", body);
	};
	const server = (token: string, endpoint: string | undefined = "voice.example:443", guildId = GUILD) =>
		main.dispatch(1, "VOICE_SERVER_UPDATE", { guild_id: guildId, token, endpoint });
	/** Channel of each op 4; "none" for leaving. */
	const joins = () => main.commands.map(({ d }) => (d?.channel_id as string | undefined) ?? "none").join(",");
	return { main, voice, logger, scheduler, manager, state, server, joins };
}

type Bench = ReturnType<typeof make>;

/** A voice session that is ready. */
function joined() {
	const bench = make();
	const connection = join(bench);
	bench.state(CHANNEL);
	bench.server("token-1");
	accept(bench.voice);
	assert(connection.state === "ready", connection.state);
	return { ...bench, connection };
}

function join({ manager }: Pick<Bench, "manager">): VoiceConnection {
	return joinVoiceChannel(manager, { guildId: GUILD, channelId: CHANNEL });
}

export = () => {
	describe("joinVoiceChannel", () => {
		it("should send op 4 to the shard of the guild, and become ready", () => {
			const { main, joins, voice, connection } = joined();
			expect(joins()).to.equal(CHANNEL);
			const [{ shardId, d }] = main.commands;
			expect(shardId).to.equal(1);
			expect(`${d?.self_mute} ${d?.self_deaf}`).to.equal("true false");
			expect(voice.socket().url).to.equal("wss://voice.example:443/?v=8");
			expect(connection.connectAsync().getStatus()).to.equal("Resolved");
		});

		it("should take both updates in any order", () => {
			const bench = make();
			const connection = join(bench);
			bench.server("token-1");
			bench.state(CHANNEL);
			accept(bench.voice);
			expect(connection.state).to.equal("ready");
		});

		it("should ignore other users and guilds", () => {
			const bench = make();
			const connection = join(bench);
			bench.state(CHANNEL, { user_id: "999" });
			bench.state(CHANNEL, { guild_id: "1" });
			bench.server("token-1", "voice.example:443", "1");
			expect(connection.state).to.equal("signalling");
			bench.server("token-1");
			expect(connection.state).to.equal("signalling");
			expect(bench.voice.sockets.size()).to.equal(0);
		});

		it("should not wait for the updates forever", () => {
			const bench = make();
			const connection = join(bench);
			const opened = connection.connectAsync();
			bench.scheduler.advance(300);
			expect(connection.state).to.equal("closed");
			expect(tostring(rejection(opened)).find("no voice server was given", 1, true)[0]).to.be.ok();
		});

		it("should follow a move, and stay in the new channel", () => {
			const bench = joined();
			bench.state("555");
			bench.server("token-2", "other.example:443");
			expect(bench.voice.socket().url).to.equal("wss://other.example:443/?v=8");
			accept(bench.voice);
			expect(bench.connection.state).to.equal("ready");
			bench.voice.socket().end(4006); // the credentials are used up
			bench.scheduler.advance(40);
			expect(bench.joins().find("555", 1, true)[0]).to.be.ok();
		});

		it("should end when the bot is kicked", () => {
			const bench = joined();
			const kinds: Array<string> = [];
			bench.connection.onClosed.Connect(({ kind }) => kinds.push(kind));
			bench.state();
			expect(kinds.join(",")).to.equal("left");
		});

		it("should leave with op 4 without a channel", () => {
			const bench = joined();
			bench.connection.disconnectAsync();
			expect(bench.joins()).to.equal(`${CHANNEL},none`);
			expect(bench.connection.state).to.equal("closed");
		});

		it("should stay up while the main session resumes", () => {
			const bench = joined();
			bench.main.connectionOf(1).end();
			bench.scheduler.advance(5);
			expect(bench.main.resumes).to.equal(1);
			expect(bench.connection.state).to.equal("ready");
			expect(bench.joins()).to.equal(CHANNEL);
			bench.state("555");
			bench.server("token-2", "other.example:443");
			expect(bench.voice.socket().url).to.equal("wss://other.example:443/?v=8");
		});

		it("should return to its channel in a new main session", () => {
			const bench = joined();
			bench.main.connectionOf(1).end(4009);
			bench.scheduler.advance(10);
			expect(bench.joins()).to.equal(`${CHANNEL},${CHANNEL}`);
			bench.state(CHANNEL);
			bench.server("token-2");
			const socket = accept(bench.voice);
			expect(bench.connection.state).to.equal("ready");
			expect(socket.sent.size() > 0).to.equal(true);
		});

		it("should queue op 4 until the main session is open", () => {
			const bench = make(false);
			bench.manager.connect();
			const connection = join(bench);
			bench.scheduler.advance(2);
			expect(bench.joins()).to.equal(CHANNEL);
			bench.state(CHANNEL);
			bench.server("token-1");
			accept(bench.voice);
			expect(connection.state).to.equal("ready");
		});

		it("should resume its voice session without the main gateway", () => {
			const bench = joined();
			bench.voice.socket().end(4015);
			bench.scheduler.advance(1);
			accept(bench.voice, RESUMED);
			expect(bench.connection.state).to.equal("ready");
			expect(bench.joins()).to.equal(CHANNEL);
		});

		it("should end with the reason without a main gateway", () => {
			const bench = make(false);
			const connection = join(bench);
			expect(connection.state).to.equal("closed");
			expect(tostring(rejection(connection.connectAsync())).find("has ended", 1, true)[0]).to.be.ok();
		});

		it("should reject a second session in a guild", () => {
			const bench = joined();
			expect(() => join(bench)).to.throw(`already in voice in guild ${GUILD}`);
			bench.connection.forceClose();
			const again = join(bench);
			bench.state(CHANNEL);
			bench.server("token-3");
			accept(bench.voice, READY);
			expect(again.state).to.equal("ready");
		});

		it("should reject an invalid ID", () => {
			const { manager } = make();
			expect(() => joinVoiceChannel(manager, { guildId: "a", channelId: "1" })).to.throw("decimal digits");
			expect(() => joinVoiceChannel(manager, { guildId: "1", channelId: "" })).to.throw("decimal digits");
		});

		it("should keep mute and deaf through every recovery", () => {
			const bench = joined();
			const flags = () => bench.main.commands.map(({ d }) => `${d?.self_mute}/${d?.self_deaf}`).join(" ");
			bench.connection.setSelfMute(false);
			expect(flags()).to.equal("true/false false/false");
			bench.connection.setSelfDeaf(true);
			bench.voice.socket().end(4006); // asks for new credentials
			bench.scheduler.advance(1);
			bench.state();
			expect(flags()).to.equal("true/false false/false false/true false/true false/true");
			expect(bench.joins()).to.equal(`${CHANNEL},${CHANNEL},${CHANNEL},none,${CHANNEL}`);
		});

		/** Another process with this bot takes the seat, and its voice state. */
		const takeOver = (bench: Bench) => bench.state(CHANNEL, { session_id: "of another process" });

		/** Everything that sends op 4, automatically or on demand. */
		const AFTERWARDS: ReadonlyArray<readonly [name: string, act: (bench: ReturnType<typeof joined>) => void]> = [
			["at once", () => {}],
			[
				"from mute and deaf",
				({ connection }) => {
					connection.setSelfMute(false);
					connection.setSelfDeaf(true);
				},
			],
			["from disconnectAsync", ({ connection }) => connection.disconnectAsync().expect()],
			["from its voice socket", ({ voice }) => voice.socket().end(4006)],
			["from a new main session", ({ main }) => main.connectionOf(1).end(4009)],
			["from the end of the other's", (bench) => bench.state(undefined, { session_id: "of another process" })],
		];

		for (const [name, act] of AFTERWARDS) {
			it(`should send no op 4 ${name} after a takeover (case 21)`, () => {
				const bench = joined();
				const kinds: Array<string> = [];
				bench.connection.onClosed.Connect(({ kind }) => kinds.push(kind));
				takeOver(bench);
				expect(kinds.join(",")).to.equal("takenOver");
				act(bench);
				bench.scheduler.advance(60);
				expect(bench.joins()).to.equal(CHANNEL);
			});
		}

		it("should send no op 4 if the voice socket closes before a takeover (case 21)", () => {
			const bench = joined();
			bench.voice.socket().end(4006);
			bench.scheduler.advance(0.5);
			takeOver(bench);
			bench.scheduler.advance(60);
			expect(bench.connection.state).to.equal("closed");
			expect(bench.joins()).to.equal(CHANNEL);
		});

		it("should send no op 4 at shutdown after a takeover (case 21)", () => {
			const bench = make();
			const { connection, close, isOver } = closing(bench);
			takeOver(bench);
			expect(connection.state).to.equal("closed");
			close();
			bench.scheduler.advance(1);
			expect(isOver()).to.equal(true);
			expect(bench.joins()).to.equal(CHANNEL);
		});

		it("should not take its own new main session for a takeover (case 21)", () => {
			const bench = joined();
			const old = bench.main.connectionOf(1).sessionId;
			bench.main.connectionOf(1).end(4009);
			bench.scheduler.advance(10);
			bench.state(CHANNEL, { session_id: old, mute: true }); // late, of the last session
			bench.state(CHANNEL);
			bench.server("token-2");
			accept(bench.voice);
			expect(bench.connection.state).to.equal("ready");
			expect(bench.joins()).to.equal(`${CHANNEL},${CHANNEL}`);
		});

		it("should join a channel that another session is in", () => {
			const bench = make();
			const connection = join(bench);
			takeOver(bench);
			bench.state(CHANNEL);
			bench.server("token-1");
			accept(bench.voice);
			expect(connection.state).to.equal("ready");
		});

		it("should report a server deafen, and its end (case 15)", () => {
			const bench = make();
			bench.voice.capabilities = { binary: true, closeCode: true, media: true };
			const connection = join(bench);
			bench.state(CHANNEL);
			bench.server("token-1");
			accept(bench.voice).options?.carriage?.onMedia?.({ state: "live" });
			const seen: Array<string> = [];
			connection.onMediaChanged.Connect(({ kind }) => seen.push(kind));
			bench.state(CHANNEL, { deaf: true });
			expect(connection.media.kind === "unavailable" && connection.media.reason).to.equal(MEDIA_REASONS.deafened);
			bench.state(CHANNEL, { deaf: false, self_deaf: true });
			expect(seen.join(",")).to.equal("unavailable,live");
		});

		it("should leave and join again when media is lost (case 13)", () => {
			const bench = make();
			bench.voice.capabilities = { binary: true, closeCode: true, media: true };
			const connection = join(bench);
			bench.state(CHANNEL);
			bench.server("token-1");
			const first = accept(bench.voice);
			const media = first.options?.carriage?.onMedia;
			media?.({ state: "live" });
			media?.({ state: "lost", reason: "silent: 20 s", full: true, speaking: [] });
			expect(first.closes.join(",")).to.equal("1000");
			bench.scheduler.advance(1);
			expect(bench.joins()).to.equal(`${CHANNEL},none`);
			bench.scheduler.advance(2);
			expect(bench.joins()).to.equal(`${CHANNEL},none`);
			bench.state();
			expect(bench.joins()).to.equal(`${CHANNEL},none,${CHANNEL}`);
			bench.state(CHANNEL);
			bench.server("token-2");
			accept(bench.voice);
			expect(connection.state).to.equal("ready");
		});

		it("should know the names of users in the channel", () => {
			const bench = joined();
			const member = { nick: "Ann", user: { id: "80351110224678912", username: "ann" } };
			bench.state(CHANNEL, { user_id: "80351110224678912", session_id: "x", member, self_mute: true });
			bench.voice.socket().receive('{"op":11,"d":{"user_ids":["80351110224678912"]}}');
			const known = bench.connection.roster.get("80351110224678912");
			expect(known?.name).to.equal("Ann");
			expect(known?.selfMute).to.equal(true);
		});

		function closing(bench: Bench, given: Partial<JoinOptions> = {}) {
			const bound: Array<() => void> = [];
			const server = new ServerClosing((callback) => bound.push(callback), bench.scheduler, bench.logger);
			const options = { guildId: GUILD, channelId: CHANNEL, closing: server, ...given };
			const connection = joinVoiceChannel(bench.manager, options);
			bench.state(CHANNEL);
			bench.server("token-1");
			accept(bench.voice);
			let isOver = false;
			const close = () =>
				bench.scheduler.spawn(() => {
					for (const callback of bound) callback();
					isOver = true;
				});
			return { connection, close, isOver: () => isOver };
		}

		it("should leave at shutdown, and then close its sockets", () => {
			const bench = make();
			const { connection, close, isOver } = closing(bench);
			const main = bench.main.connectionOf(1);
			let openAtOp4 = false;
			bench.main.onCommand = () => (openAtOp4 = main.isOpen);
			close();
			bench.scheduler.advance(0.1);
			expect(isOver()).to.equal(true);
			expect(bench.joins()).to.equal(`${CHANNEL},none`);
			expect(openAtOp4).to.equal(true);
			expect(connection.state).to.equal("closed");
			expect(bench.voice.socket().closes.join(",")).to.equal("1000");
			expect(bench.main.connections.size()).to.equal(0);
		});

		it("should not wait forever for a lost main session", () => {
			const bench = make();
			const { close, isOver } = closing(bench);
			bench.main.refuse = () => true;
			bench.main.connectionOf(1).end(4009);
			bench.scheduler.advance(0.5);
			close();
			bench.scheduler.advance(12);
			expect(isOver()).to.equal(true);
		});

		it("should stay at shutdown with closing: false", () => {
			const bench = make();
			const { connection, close } = closing(bench, { closing: false });
			close();
			bench.scheduler.advance(1);
			expect(bench.joins()).to.equal(CHANNEL);
			expect(connection.state).to.equal("ready");
		});

		it("should delay no shutdown after it has ended", () => {
			const bench = make();
			const { connection, close } = closing(bench);
			connection.disconnectAsync();
			close();
			bench.scheduler.advance(1);
			expect(bench.joins()).to.equal(`${CHANNEL},none`);
			expect(bench.main.connections.size()).to.equal(2);
		});

		it("should reject options at the wrong level, with advice", () => {
			const { manager } = make();
			for (const [name, instead] of [
				["createSocket", "voice: { createSocket }"],
				["environment", "voice: { createSocket, scheduler, random, heartbeatFloor }"],
				["deadlines", "voice: { deadlines }"],
			] as const) {
				const options = { guildId: GUILD, channelId: CHANNEL, [name]: {} };
				expect(() => joinVoiceChannel(manager, options)).to.throw(`no option ${name}: write ${instead}`);
			}
			const voice: object = { environment: {} };
			expect(() => joinVoiceChannel(manager, { guildId: GUILD, channelId: CHANNEL, voice })).to.throw(
				"VoiceConnection has no option environment",
			);
			joinVoiceChannel(manager, { guildId: GUILD, channelId: CHANNEL }).disconnectAsync();
		});

		it("should never log the voice token", () => {
			expect(joined().logger.count("token-1")).to.equal(0);
		});
	});
};
