/// <reference types="@rbxts/testez/globals" />

import { JoinOptions, joinVoiceChannel } from "../../src/gateway/joinVoiceChannel";
import { WebsocketManager } from "../../src/gateway/WebsocketManager";
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
	const state = (sessionId: string, channelId?: string, userId = BOT_ID, guildId = GUILD) => {
		const body = { guild_id: guildId, user_id: userId, session_id: sessionId, channel_id: channelId };
		main.dispatch(1, "VOICE_STATE_UPDATE", body);
	};
	const server = (token: string, endpoint: string | undefined = "voice.example:443", guildId = GUILD) =>
		main.dispatch(1, "VOICE_SERVER_UPDATE", { guild_id: guildId, token, endpoint });
	/** Op 4 as it came: channels, "none" for leaving. */
	const joins = () => main.commands.map(({ d }) => (d?.channel_id as string | undefined) ?? "none").join(",");
	return { main, voice, logger, scheduler, manager, state, server, joins };
}

type Bench = ReturnType<typeof make>;

/** A voice session that is ready. */
function joined() {
	const bench = make();
	const connection = join(bench);
	bench.state("v1", CHANNEL);
	bench.server("token-1");
	accept(bench.voice);
	assert(connection.state === "ready", connection.state);
	return { ...bench, connection };
}

function join({ manager }: Pick<Bench, "manager">): VoiceConnection {
	return joinVoiceChannel(manager, { guildId: GUILD, channelId: CHANNEL, selfDeaf: true });
}

export = () => {
	describe("joinVoiceChannel", () => {
		it("should send op 4 to the shard of the guild, and go on to Ready", () => {
			const { main, joins, voice, connection } = joined();
			expect(joins()).to.equal(CHANNEL);
			const [{ shardId, d }] = main.commands;
			expect(shardId).to.equal(1);
			expect(`${d?.self_mute} ${d?.self_deaf}`).to.equal("false true");
			expect(voice.socket().url).to.equal("wss://voice.example:443/?v=8");
			expect(connection.connectAsync().getStatus()).to.equal("Resolved");
		});

		it("should take both updates in any order", () => {
			const bench = make();
			const connection = join(bench);
			bench.server("token-1");
			bench.state("v1", CHANNEL);
			accept(bench.voice);
			expect(connection.state).to.equal("ready");
		});

		it("should hear of its own user and its own guild alone", () => {
			const bench = make();
			const connection = join(bench);
			bench.state("v1", CHANNEL, "999");
			bench.state("v1", CHANNEL, BOT_ID, "1");
			bench.server("token-1", "voice.example:443", "1");
			expect(connection.state).to.equal("signalling");
			bench.server("token-1");
			expect(connection.state).to.equal("signalling");
			expect(bench.voice.sockets.size()).to.equal(0);
		});

		it("should not wait for the updates for ever", () => {
			const bench = make();
			const connection = join(bench);
			const opened = connection.connectAsync();
			bench.scheduler.advance(300);
			expect(connection.state).to.equal("closed");
			expect(tostring(rejection(opened)).find("no voice server was given", 1, true)[0]).to.be.ok();
		});

		it("should follow a move, and ask for the new channel from then on", () => {
			const bench = joined();
			bench.state("v1", "555");
			bench.server("token-2", "other.example:443");
			expect(bench.voice.socket().url).to.equal("wss://other.example:443/?v=8");
			accept(bench.voice);
			expect(bench.connection.state).to.equal("ready");
			bench.voice.socket().end(4006); // the credentials are spent
			bench.scheduler.advance(40);
			expect(bench.joins().find("555", 1, true)[0]).to.be.ok();
		});

		it("should end when we are kicked", () => {
			const bench = joined();
			const kinds: Array<string> = [];
			bench.connection.onClosed.Connect(({ kind }) => kinds.push(kind));
			bench.state("v1");
			expect(kinds.join(",")).to.equal("left");
		});

		it("should leave with op 4 without a channel", () => {
			const bench = joined();
			bench.connection.disconnectAsync();
			expect(bench.joins()).to.equal(`${CHANNEL},none`);
			expect(bench.connection.state).to.equal("closed");
		});

		it("should stay up while the main session is lost and resumed, and hear what was missed", () => {
			const bench = joined();
			bench.main.connectionOf(1).end();
			bench.scheduler.advance(5);
			expect(bench.main.resumes).to.equal(1);
			expect(bench.connection.state).to.equal("ready");
			expect(bench.joins()).to.equal(CHANNEL);
			bench.state("v1", "555");
			bench.server("token-2", "other.example:443");
			expect(bench.voice.socket().url).to.equal("wss://other.example:443/?v=8");
		});

		it("should go back to its channel when the main session began anew", () => {
			const bench = joined();
			bench.main.connectionOf(1).end(4009);
			bench.scheduler.advance(10);
			expect(bench.joins()).to.equal(`${CHANNEL},${CHANNEL}`);
			bench.state("v2", CHANNEL);
			bench.server("token-2");
			const socket = accept(bench.voice);
			expect(bench.connection.state).to.equal("ready");
			expect(socket.sent.size() > 0).to.equal(true);
		});

		it("should keep op 4 until the main session is there", () => {
			const bench = make(false);
			bench.manager.connect();
			const connection = join(bench);
			bench.scheduler.advance(2);
			expect(bench.joins()).to.equal(CHANNEL);
			bench.state("v1", CHANNEL);
			bench.server("token-1");
			accept(bench.voice);
			expect(connection.state).to.equal("ready");
		});

		it("should resume its voice session by itself, without the main gateway", () => {
			const bench = joined();
			bench.voice.socket().end(4015);
			bench.scheduler.advance(1);
			accept(bench.voice, RESUMED);
			expect(bench.connection.state).to.equal("ready");
			expect(bench.joins()).to.equal(CHANNEL);
		});

		it("should end with the reason when there is no main gateway to ask", () => {
			const bench = make(false);
			const connection = join(bench);
			expect(connection.state).to.equal("closed");
			expect(tostring(rejection(connection.connectAsync())).find("has ended", 1, true)[0]).to.be.ok();
		});

		it("should refuse a second session in a guild until the first has ended", () => {
			const bench = joined();
			expect(() => join(bench)).to.throw(`already in voice in guild ${GUILD}`);
			bench.connection.forceClose();
			const again = join(bench);
			bench.state("v3", CHANNEL);
			bench.server("token-3");
			accept(bench.voice, READY);
			expect(again.state).to.equal("ready");
		});

		it("should refuse what is no id", () => {
			const { manager } = make();
			expect(() => joinVoiceChannel(manager, { guildId: "a", channelId: "1" })).to.throw("decimal digits");
			expect(() => joinVoiceChannel(manager, { guildId: "1", channelId: "" })).to.throw("decimal digits");
		});

		it("should mute and deafen over everything that happens", () => {
			const bench = joined();
			const flags = () => bench.main.commands.map(({ d }) => `${d?.self_mute}/${d?.self_deaf}`).join(" ");
			bench.connection.setSelfMute(true);
			expect(flags()).to.equal("false/true true/true");
			bench.connection.setSelfDeaf(false);
			bench.voice.socket().end(4006); // asks for new credentials
			bench.scheduler.advance(1);
			expect(flags()).to.equal("false/true true/true true/false true/false true/false");
		});

		function closing(bench: Bench, given: Partial<JoinOptions> = {}) {
			const bound: Array<() => void> = [];
			const server = new ServerClosing((callback) => bound.push(callback), bench.scheduler, bench.logger);
			const options = { guildId: GUILD, channelId: CHANNEL, closing: server, ...given };
			const connection = joinVoiceChannel(bench.manager, options);
			bench.state("v1", CHANNEL);
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

		it("should leave when the game server closes, and then close its sockets", () => {
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

		it("should not wait for ever for a main session that is away", () => {
			const bench = make();
			const { close, isOver } = closing(bench);
			bench.main.refuse = () => true;
			bench.main.connectionOf(1).end(4009);
			bench.scheduler.advance(0.5);
			close();
			bench.scheduler.advance(12);
			expect(isOver()).to.equal(true);
		});

		it("should stay when the game server closes, if told so", () => {
			const bench = make();
			const { connection, close } = closing(bench, { closing: false });
			close();
			bench.scheduler.advance(1);
			expect(bench.joins()).to.equal(CHANNEL);
			expect(connection.state).to.equal("ready");
		});

		it("should have nothing left to do once it has ended", () => {
			const bench = make();
			const { connection, close } = closing(bench);
			connection.disconnectAsync();
			close();
			bench.scheduler.advance(1);
			expect(bench.joins()).to.equal(`${CHANNEL},none`);
			expect(bench.main.connections.size()).to.equal(2);
		});

		it("should refuse options at the wrong level, with what to write instead", () => {
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
