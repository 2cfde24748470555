/// <reference types="@rbxts/testez/globals" />

import { MEDIA_REASONS } from "../../src/protocol/voice/media";
import { fixedCredentials } from "../../src/voice/CredentialSource";
import { FakeNetwork } from "../support/FakeSocket";
import { accept, makeLive, makeVoice, opcodes, RESUMED } from "../support/voiceHarness";

type Live = ReturnType<typeof makeLive>;

const LOST = { state: "lost", reason: "silent: 20 s", full: true, speaking: [] };

/** Starts and stops in order: `+1 -1`. */
function listen({ connection }: Pick<Live, "connection">): () => string {
	const told = new Array<string>();
	connection.onSpeaking.Connect(({ userId, speaking }) => told.push(`${speaking ? "+" : "-"}${userId}`));
	return () => told.join(" ");
}

function makeSpeaking() {
	const live = makeLive();
	const told = listen(live);
	live.socket.receive('{"op":11,"d":{"user_ids":["1"]}}');
	live.media({ speaking: [["1", 1, 15]] });
	return { ...live, told };
}

const PAIR = { serverId: "1", userId: "2", sessionId: "s", token: "t" };

/** One attempt after a loss, and no more. */
const LIMITED = { maxAttempts: 1, maxResumes: 3, backoff: { base: 1, cap: 30 } };

function reasonOf({ connection: { media } }: Pick<Live, "connection">): string {
	return media.kind === "live" ? "live" : media.reason;
}

/** Every way in which a session or its socket ends while user 1 speaks. */
const ENDS: ReadonlyArray<readonly [name: string, finish: (live: Live) => void]> = [
	["its link is lost (case 10)", ({ socket }) => socket.end()],
	["the session is over (case 11)", ({ socket }) => socket.end(4006)],
	["another voice server is named (case 11)", ({ source }) => source.giveServer(2)],
	["the voice server is gone (case 11)", ({ source }) => source.giveServer(0)],
	["it is disconnected", ({ socket }) => socket.end(4014)],
	["the relay is killed (case 20)", ({ socket }) => socket.end(undefined, "relay: gone")],
	["the relay drains (case 20)", ({ socket }) => socket.end(1012, "relay: draining")],
	["its owner ends it (case 20)", ({ connection }) => connection.forceClose()],
	["it leaves (case 20)", ({ connection }) => connection.disconnectAsync().expect()],
	["it is kicked", ({ source }) => source.giveState("s1")],
	["media is lost (case 13)", ({ media }) => media(LOST)],
	["it reconnects on demand", ({ connection }) => connection.reconnectAsync().catch(() => {})],
	[
		"the server stops answering",
		({ scheduler }) => {
			scheduler.advance(30);
		},
	],
];

export = () => {
	describe("media of a voice connection", () => {
		for (const [name, finish] of ENDS) {
			it(`should show no speaker once ${name}`, () => {
				const live = makeSpeaking();
				finish(live);
				expect(live.told()).to.equal("+1 -1");
				for (const [, { speaking }] of live.connection.roster) expect(speaking).to.equal(undefined);
				expect(live.connection.media.kind).never.to.equal("live");
			});
		}

		it("should report one stop for a user who leaves (case 9)", () => {
			const { socket, media, told } = makeSpeaking();
			socket.receive('{"op":13,"d":{"user_id":"1"}}');
			expect(told()).to.equal("+1 -1");
			media({ speaking: [["1", 0, 0]] });
			expect(told()).to.equal("+1 -1");
		});

		it("should not bring back a user who has left (case 9)", () => {
			const { connection, socket, media, told } = makeSpeaking();
			socket.receive('{"op":13,"d":{"user_id":"1"}}');
			media({
				speaking: [
					["1", 1, 15],
					["1", 0, 0],
				],
			});
			expect(connection.roster.size()).to.equal(0);
			expect(told()).to.equal("+1 -1 +1 -1");
		});

		it("should show speakers again after a Resume (case 10)", () => {
			const { connection, socket, network, scheduler, media, told } = makeSpeaking();
			socket.receive('{"op":11,"d":{"user_ids":["2"]}}');
			socket.end();
			scheduler.advance(0);
			accept(network, RESUMED);
			expect(connection.roster.get("1")?.speaking).to.equal(undefined);
			media({ state: "live", full: true, speaking: [["1", 1, 15]] });
			expect(told()).to.equal("+1 -1 +1");
			expect(connection.roster.get("1")?.speaking).to.equal(true);
			expect(connection.roster.get("2")?.speaking).to.equal(false);
		});

		it("should not show a user who stopped during a Resume (case 10)", () => {
			const { connection, socket, network, scheduler, media, told } = makeSpeaking();
			socket.end();
			scheduler.advance(0);
			accept(network, RESUMED);
			media({ state: "live", full: true, speaking: [] });
			expect(told()).to.equal("+1 -1");
			expect(connection.roster.get("1")?.speaking).to.equal(false);
		});

		it("should leave op 1 to the relay", () => {
			const { socket } = makeLive();
			expect(opcodes(socket)).to.equal("0");
		});

		it("should update media and roster before onMediaChanged fires", () => {
			const live = makeSpeaking();
			const seen: Array<string> = [];
			live.connection.onMediaChanged.Connect((media) => {
				expect(media).to.equal(live.connection.media);
				seen.push(`${media.kind} ${live.connection.roster.get("1")?.speaking}`);
			});
			live.media({ state: "opening" });
			live.media({ state: "live" });
			expect(seen.join(",")).to.equal("unavailable nil,live false");
		});

		it("should begin a fresh session after lost media (case 13)", () => {
			const { connection, socket, source, network, media, closures } = makeSpeaking();
			media(LOST);
			expect(socket.closes.join(",")).to.equal("1000");
			expect(source.requestCount).to.equal(2);
			const second = accept(network);
			expect(opcodes(second)).to.equal("0");
			media({ state: "live" });
			expect(connection.media.kind).to.equal("live");
			expect(closures.size()).to.equal(0);
		});

		it("should begin at most three fresh sessions in ten minutes (case 13)", () => {
			const live = makeLive();
			const { connection, source, network, media, scheduler } = live;
			for (const count of $range(2, 4)) {
				media(LOST);
				expect(source.requestCount).to.equal(count);
				accept(network, undefined, '{"op":8,"d":{"v":8,"heartbeat_interval":6000000}}');
				media({ state: "live" });
			}
			media(LOST);
			scheduler.advance(60);
			expect(source.requestCount).to.equal(4);
			expect(connection.state).to.equal("ready");
			expect(reasonOf(live).find("the session stays up without media", 1, true)[0]).to.be.ok();
		});

		it("should not count fresh sessions as failures (case 13)", () => {
			const { connection, network, media, scheduler } = makeLive({ limits: LIMITED });
			for (const _ of $range(1, 3)) {
				media(LOST);
				accept(network);
			}
			network.socket().end();
			scheduler.advance(0);
			accept(network, RESUMED);
			expect(connection.state).to.equal("ready");
		});

		it("should stay without media with fixed credentials (case 13)", () => {
			const credentials = fixedCredentials({ ...PAIR, endpoint: "voice.example:443" });
			const live = makeLive({ credentials });
			live.media(LOST);
			expect(live.connection.state).to.equal("ready");
			expect(live.network.sockets.size()).to.equal(1);
			expect(reasonOf(live).find("its credentials are fixed", 1, true)[0]).to.be.ok();
		});

		it("should report a server deafen, and its end (case 15)", () => {
			const live = makeSpeaking();
			const state = { userId: "1", sessionId: "s1", channelId: "c1" };
			live.source.setVoiceState({ ...state, isDeafened: true });
			expect(live.told()).to.equal("+1 -1");
			expect(reasonOf(live)).to.equal(MEDIA_REASONS.deafened);
			live.source.setVoiceState(state);
			expect(reasonOf(live)).to.equal("live");
			expect(live.told()).to.equal("+1 -1 +1");
		});

		it("should end without leaving when another session takes over (case 21)", () => {
			const { connection, source, closures, scheduler, told } = makeSpeaking();
			source.setVoiceState({ userId: "1", sessionId: "other", channelId: "c1", isForeign: true });
			connection.disconnectAsync().expect();
			scheduler.advance(60);
			expect(closures.join(",")).to.equal("takenOver none");
			expect(`${source.requestCount} ${source.leaveCount}`).to.equal("1 0");
			expect(told()).to.equal("+1 -1");
		});

		it("should advise where sockets have no media", () => {
			const live = makeVoice();
			expect(reasonOf(live)).to.equal(MEDIA_REASONS.idle);
			live.connection.connectAsync();
			accept(live.network);
			expect(reasonOf(live)).to.equal(MEDIA_REASONS.ownSocket);
			const network = new FakeNetwork({ binary: true, closeCode: true, media: false });
			const relayed = makeVoice({ createSocket: network.createSocket });
			relayed.connection.connectAsync();
			accept(network);
			expect(reasonOf(relayed)).to.equal(MEDIA_REASONS.relay);
		});

		it("should not request media if the option is off", () => {
			const live = makeLive({ media: false });
			expect(live.socket.options?.carriage?.onMedia).to.equal(undefined);
			expect(reasonOf(live)).to.equal(MEDIA_REASONS.off);
		});
	});
};
