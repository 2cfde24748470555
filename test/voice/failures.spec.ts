/// <reference types="@rbxts/testez/globals" />

import { VoiceConnection } from "../../src/voice/VoiceConnection";
import { RecoveryLimits } from "../../src/protocol/voice/recovery";
import { rejection } from "../support/rejection";
import { seededRandom } from "../support/seededRandom";
import { accept, bodyOf, HELLO, makeVoice, opcodes, READY, RESUMED, SLOW_HELLO } from "../support/voiceHarness";

type Voice = ReturnType<typeof makeVoice>;

const SPEAKING = '{"op":5,"d":{"user_id":"1","ssrc":9,"speaking":1}}';

/** Never gives up within a test. */
const PATIENT: RecoveryLimits = { maxAttempts: 5000, maxResumes: 3, backoff: { base: 1, cap: 30 } };

/** A connection that is ready, on a server with rare heartbeats. */
function ready(options?: Parameters<typeof makeVoice>[0]): Voice {
	const voice = makeVoice(options);
	voice.connection.connectAsync().catch(() => {});
	accept(voice.network, READY, SLOW_HELLO);
	return voice;
}

/** Sockets opened in `seconds`, if the server closes each with `code` right after Identify or Resume. */
function socketsOpened({ network, scheduler }: Voice, code: number | undefined, seconds: number): number {
	const before = network.sockets.size() - 1;
	for (const _ of $range(1, seconds * 100)) {
		const socket = network.socket();
		if (socket.sent.size() === 0 && socket.closes.size() === 0) {
			socket.open();
			socket.end(code);
		}
		scheduler.advance(0.01);
	}
	return network.sockets.size() - before;
}

/** Failures that users report of other libraries, numbered as in test/README.md. */
export = () => {
	// remorses/kimaki #68, discord-audio-pipe #54, mumble-discord-bridge #103, MusicBot #1854, pycord #3135
	it("failure 1: should stop at once after a final close code", () => {
		for (const code of [4004, 4012, 4016, 4017, 4021]) {
			const voice = makeVoice();
			voice.connection.connectAsync().catch(() => {});
			expect(socketsOpened(voice, code, 10)).to.equal(1);
			expect(voice.source.requestCount).to.equal(1);
			expect(voice.connection.state).to.equal("closed");
		}
	});

	// eris #255, songbird #76, Lavalink #226, discord.py #10207 and #10228, nostrum PR #227, disgo PR #536
	it("failure 2: should renew credentials after 4006, with backoff", () => {
		const voice = makeVoice();
		const { network, source, connection } = voice;
		connection.connectAsync().catch(() => {});
		// Waits by hand, half of 1, 2, 4 and 8 s: attempts at 0, 0.5, 1.5, 3.5 and 7.5 s.
		expect(socketsOpened(voice, 4006, 10)).to.equal(5);
		expect(source.requestCount).to.equal(5);
		const tokens = network.sockets.map((socket) => bodyOf(socket).token as string).join(",");
		expect(tokens).to.equal("token-1,token-2,token-3,token-4,token-5");
		expect(bodyOf(network.socket()).session_id).to.equal("s5");
		expect(network.sockets.every((socket) => opcodes(socket) === "0")).to.equal(true);
	});

	// disgo PR #587, DPP PR #1464, Javacord PR #481, twilight PR #1942, tatsuworks/gateway PR #87, carbon PR #364
	it("failure 3: should resume at most three times, then identify", () => {
		const voice = ready();
		const { network, scheduler } = voice;
		network.socket().end();
		scheduler.advance(0);
		for (const wait of [1, 2, 4, 8]) {
			network.socket().open();
			network.socket().end();
			scheduler.advance(wait);
		}
		network.socket().open();
		expect(network.sockets.map((socket) => opcodes(socket)).join(" ")).to.equal("0 7 7 7 0 0");
	});

	// Stop: disgord #258, eris PR #996, discordgo #1655, discord.js PR #11567. Move: discordgo PR #1271, disgo PR #583,
	// discord.py #5904 and #9364, Discord4J #824. Main session lost: discord-api-docs #2257
	for (const code of [4014, 4022]) {
		it(`failure 4: should follow a move after ${code}, else end`, () => {
			const moved = ready();
			moved.network.socket().end(code);
			expect(moved.connection.state).to.equal("moving");
			moved.scheduler.advance(9.9);
			expect(moved.network.sockets.size()).to.equal(1);
			moved.source.giveState("s2", "c2");
			moved.source.giveServer(2);
			expect(moved.network.socket().url).to.equal("wss://voice2.example:2048/?v=8");
			expect(opcodes(accept(moved.network))).to.equal("0");
			moved.scheduler.advance(1);
			expect(moved.connection.state).to.equal("ready");

			const early = ready();
			early.source.giveState("s1", "c2");
			early.network.socket().end(code);
			early.source.giveServer(2);
			expect(early.connection.state).to.equal("connecting");

			const kicked = ready();
			kicked.network.socket().end(code);
			kicked.source.giveState("s1", undefined);
			expect(kicked.closures.join("|")).to.equal(`${code === 4014 ? "disconnected" : "callTerminated"} ${code}`);

			const lone = ready();
			lone.network.socket().end(code);
			lone.scheduler.advance(10);
			expect(lone.connection.state).to.equal("closed");
			expect(lone.network.sockets.size()).to.equal(1);
			expect(lone.source.requestCount).to.equal(1);

			const failover = ready();
			failover.network.socket().end(code);
			failover.source.giveServer(2);
			expect(failover.connection.state).to.equal("connecting");
			expect(failover.network.socket().url).to.equal("wss://voice2.example:2048/?v=8");

			const reallocated = ready();
			reallocated.network.socket().end(code);
			reallocated.source.giveServer(0);
			reallocated.source.giveServer(2);
			expect(reallocated.network.socket().url).to.equal("wss://voice2.example:2048/?v=8");
		});
	}

	// discord-api-docs #25, Discord.Net #1052, disgord #273, concord PR #173
	it("failure 5: should replace a half-open socket", () => {
		const { network, scheduler, connection } = makeVoice();
		connection.connectAsync();
		const socket = accept(network);
		let zombies = 0;
		connection.onZombified.Connect(() => (zombies += 1));
		scheduler.advance(14.9); // beats at 5 s, and would again at 15 s
		expect(zombies).to.equal(0);
		scheduler.advance(0.1);
		expect(zombies).to.equal(1);
		expect(socket.closes.join(",")).to.equal("4000");
		expect(network.sockets.size()).to.equal(2);
		network.socket().open();
		expect(opcodes(network.socket())).to.equal("7");
	});

	// discord.js #7450, PR #7581, #8989
	it("failure 6: should not wait for the answer to a close", () => {
		const { network, connection } = ready();
		const old = network.socket();
		old.answersClose = false;
		connection.reconnectAsync();
		expect(old.closes.join(",")).to.equal("4000");
		accept(network, RESUMED);
		expect(connection.state).to.equal("ready");
	});

	// discord.js PR #8927, discordeno PR #4109, discordgo #406
	it("failure 7: should ignore events of an old socket", () => {
		const { network, connection, states } = ready();
		const old = network.socket();
		connection.reconnectAsync();
		const opened = states.size();
		let messages = 0;
		connection.onMessage.Connect(() => (messages += 1));
		old.receive(SPEAKING);
		old.receive(READY);
		old.open();
		old.end(4017);
		expect(messages).to.equal(0);
		expect(states.size()).to.equal(opened);
		accept(network, RESUMED);
		expect(connection.state).to.equal("ready");
	});

	// kord PR #511, Discord.Net PR #1093, discord-api-docs #304
	it("failure 8: should send Identify or Resume before any heartbeat", () => {
		const { network, scheduler, connection } = makeVoice({ random: () => 0 });
		connection.connectAsync();
		accept(network, '{"op":5,"d":{}}', '{"op":8,"d":{"heartbeat_interval":1}}');
		expect(opcodes(network.socket()).sub(1, 3)).to.equal("0,3");
		network.socket().end();
		scheduler.advance(1);
		accept(network, RESUMED, '{"op":8,"d":{"heartbeat_interval":1}}');
		expect(opcodes(network.socket()).sub(1, 1)).to.equal("0");
	});

	// interactions.py #1726, DiscordPHP PR #1248, discord-api-docs PR #7326
	it("failure 9: should send rising integer nonces", () => {
		const { network, scheduler, connection } = makeVoice();
		connection.connectAsync();
		const socket = accept(network);
		let last = 0;
		for (const _ of $range(1, 5)) {
			scheduler.advance(10);
			const beat = socket.sent[socket.sent.size() - 1] as string;
			const [nonce] = beat.match('^{"op":3,"d":{"t":(%d+),"seq_ack":%-1}}$');
			expect(nonce).to.be.ok();
			const value = tonumber(nonce)!;
			expect(value > last && value < 2 ** 53).to.equal(true);
			last = value;
			socket.receive(`{"op":6,"d":{"t":${nonce}}}`);
		}
	});

	// @discordjs/voice 0.19.2 (tried), eris PR #1558, disgo, disgord #12, DSharpPlus PR #992
	it("failure 10: should acknowledge the last sequence, including 0 and binary ones", () => {
		const { network, scheduler, connection } = ready();
		expect(connection.transport.sequenceAcknowledgement).to.equal(-1);
		const socket = network.socket();
		socket.receive('{"op":5,"d":{"user_id":"1","ssrc":9,"speaking":1},"seq":65535}');
		socket.receive("\x00\x00\x19");
		socket.receive(SPEAKING); // unnumbered
		socket.end();
		scheduler.advance(0);
		expect(bodyOf(accept(network, RESUMED)).seq_ack).to.equal(0);
		network.socket().end(4999);
		scheduler.advance(2);
		network.socket().open();
		expect(connection.transport.sequenceAcknowledgement).to.equal(-1);
	});

	// discord.js #11553, #10356, #3085, songbird PR #51 and #81, Lavalink PR #1224, openclaw #14703, Discord4J #633
	it("failure 11: should have a deadline for every step", () => {
		for (const steps of [0, 1, 2, 3]) {
			const voice = makeVoice();
			const { connection, scheduler, network, source } = voice;
			source.answers = steps > 0;
			connection.connectAsync().catch(() => {});
			for (const _ of $range(1, 300)) {
				const socket = network.sockets[network.sockets.size() - 1];
				if (steps > 1 && socket !== undefined && socket.sent.size() === 0) {
					socket.open();
					if (steps > 2) socket.receive(SLOW_HELLO);
				}
				scheduler.advance(1);
			}
			expect(connection.state).to.equal("closed");
			expect(voice.closures.join("|")).to.equal("unreachable none");
			expect(scheduler.sleeperCount()).to.equal(0);
		}
	});

	// @discordjs/voice 0.19.2 (tried), discord.py
	it("failure 12: should skip and count malformed messages", () => {
		const { network, connection, logger } = ready();
		const socket = network.socket();
		const junk = ["", "\x00", "\x00\x01", "null", "[]", "1", '"x"', "{", "{}", '{"op":"5"}', "\xff\xfe\xfd\xfc"];
		for (const message of junk) socket.receive(message);
		for (const body of ["{}", '{"op":2}', '{"op":9,"d":5', '{"op":5,"d":[]}', '{"op":11,"d":null}'])
			socket.receive(body);
		let speakers = 0;
		connection.onSpeakerMapped.Connect(() => (speakers += 1));
		socket.receive(SPEAKING);
		expect(speakers).to.equal(1);
		expect(connection.state).to.equal("ready");
		expect(connection.ssrc).to.equal(7); // an unexpected Ready is ignored
		expect(connection.transport.malformedCount >= junk.size()).to.equal(true);
		expect(logger.count("malformed") > 0).to.equal(true);
	});

	// songbird #220, nostrum PR #464, Discordia #393 and #394, discord-api-types PR #1257
	it("failure 13: should pass unknown opcodes on, with their sequence", () => {
		const { network, connection } = ready();
		const seen: Array<number> = [];
		connection.onMessage.Connect(({ op }) => seen.push(op));
		for (const op of [12, 14, 15, 16, 18, 20, 32, 999]) network.socket().receive(`{"op":${op},"d":{},"seq":${op}}`);
		expect(seen.join(",")).to.equal("12,14,15,16,18,20,32,999");
		expect(connection.transport.sequenceAcknowledgement).to.equal(999);
	});

	// discord.js #2018, #7964, #8199, PR #8150, PR #9254, #2435
	it("failure 14: should close while connecting", () => {
		const { network, scheduler, connection, closures } = makeVoice();
		const opened = connection.connectAsync();
		connection.forceClose();
		network.socket().open();
		network.socket().end(4006);
		scheduler.advance(100);
		expect(closures.join("|")).to.equal("owner none");
		expect(rejection(opened)).to.equal("closed by its owner");
	});

	// discord.py PR #9683, arikawa #288, discordgo PR #426, discord.js #3595, hermes-agent PR #109076
	it("failure 15: should ignore the end of an earlier session", () => {
		const { network, source, connection } = makeVoice();
		source.answers = false;
		connection.connectAsync();
		source.giveState("s0", undefined); // the earlier leave, received late
		source.giveState("s1", "c1");
		source.giveServer(1);
		accept(network);
		expect(connection.state).to.equal("ready");
	});

	// Discordia #219, Lavalink #307, discordgo #406
	it("failure 16: should open one socket for repeated calls and updates", () => {
		const { network, source, connection } = makeVoice();
		for (const _ of $range(1, 3)) {
			connection.connectAsync();
			connection.reconnectAsync();
		}
		source.giveServer(1);
		accept(network);
		source.giveServer(1);
		source.giveState("s1", "c1");
		connection.connectAsync();
		expect(network.sockets.size()).to.equal(1);
		expect(source.requestCount).to.equal(1);
		expect(connection.state).to.equal("ready");
	});

	// discord.js #9510, carbon PR #364, twilight #446, discord-soundbot #8, pipecat PR #3824
	it("failure 17: should back off until a session is stable", () => {
		const { network, scheduler, connection } = makeVoice({ limits: PATIENT });
		connection.connectAsync().catch(() => {});
		for (const _ of $range(1, 6100)) {
			const socket = network.socket();
			if (socket.sent.size() === 0 && socket.closes.size() === 0) {
				accept(network, READY, SLOW_HELLO);
				socket.end(1000);
			}
			scheduler.advance(0.01);
		}
		// Waits by hand: 0, half of 2, 4, 8, 16, 30, 30, ... s: sockets at 0, 0, 1, 3, 7, 15, 30 and 45 s, the last at 60 s.
		expect(network.sockets.size()).to.equal(9);
	});

	// disnake PR #863, Discordia PR #439, discord-api-docs #1599
	it("failure 18: should have one heartbeat timer at most", () => {
		const { network, scheduler, connection } = makeVoice();
		connection.connectAsync();
		const socket = accept(network);
		for (const _ of $range(1, 20)) socket.receive(HELLO);
		expect(scheduler.sleeperCount()).to.equal(1);
		connection.forceClose();
		expect(scheduler.sleeperCount()).to.equal(0);
	});

	// discord.js #5589, discordjs/voice #243, airi PR #1203, Roblox's own warning of clients that are not closed
	it("failure 19: should leak nothing over a hundred reconnects", () => {
		const voice = ready({ limits: PATIENT });
		const { network, scheduler, connection } = voice;
		for (const index of $range(1, 100)) {
			network.socket().end(index % 2 === 0 ? 4015 : undefined);
			scheduler.advance(31);
			accept(network, opcodes(network.socket()) === "" ? RESUMED : READY, SLOW_HELLO);
			scheduler.advance(11);
		}
		expect(connection.state).to.equal("ready");
		expect(scheduler.sleeperCount()).to.equal(1);
		expect(network.sockets.filter((socket) => socket.closes.size() === 0).size()).to.equal(1);
	});

	// guilded.py #48, discordrb PR #681, openclaw PR #54182, discord.js #607
	it("failure 20: should tolerate any handler", () => {
		const { network, scheduler, connection, logger } = makeVoice();
		connection.onStateChanged.Connect(() => error("a bug"));
		connection.onMessage.Connect(() => error("a bug"));
		connection.onReady.Connect(() => {
			coroutine.yield();
		});
		connection.connectAsync();
		const socket = accept(network);
		socket.receive('{"op":5,"d":{"user_id":"1","ssrc":9,"speaking":1},"seq":3}');
		scheduler.advance(5);
		expect(opcodes(socket)).to.equal("0,3");
		expect(connection.transport.sequenceAcknowledgement).to.equal(3);
		expect(logger.count("onMessage threw") > 0).to.equal(true);
	});

	// discord-api-docs #1739 and PR #1741, eris PR #1176, discordjs/voice #99, Hoshimi PR #32, JDA PR #1302, disgo PR #587
	it("failure 21: should follow voice server changes", () => {
		const voice = ready();
		const { network, source, connection, scheduler } = voice;
		source.giveServer(0);
		expect(network.socket().closes.join(",")).to.equal("1000");
		scheduler.advance(50);
		expect(connection.state).to.equal("signalling");
		expect(network.sockets.size()).to.equal(1);
		source.giveServer(2);
		const abandoned = network.socket();
		abandoned.open();
		source.giveServer(3);
		expect(abandoned.closes.join(",")).to.equal("1000");
		expect(network.socket().url).to.equal("wss://voice3.example:2048/?v=8");
		expect(bodyOf(accept(network)).token).to.equal("token-3");
		expect(connection.state).to.equal("ready");

		const forgotten = ready();
		forgotten.source.giveServer(0);
		forgotten.scheduler.advance(61);
		expect(forgotten.source.requestCount).to.equal(2);
	});

	// discord.py PR #10210, disnake PR #1301, songbird PR #285, Discord.Net #3154, discord-api-docs PR #7716
	it("failure 22: should keep the endpoint's port", () => {
		for (const [endpoint, url] of [
			["sweetwater-12345.discord.media:2048", "wss://sweetwater-12345.discord.media:2048/?v=8"],
			["eu-west.discord.media:2087", "wss://eu-west.discord.media:2087/?v=8"],
			["wss://eu-west.discord.media:443", "wss://eu-west.discord.media:443/?v=8"],
		]) {
			const { network, source, connection } = makeVoice();
			source.answers = false;
			connection.connectAsync().catch(() => {});
			source.giveState("s1", "c1");
			source.setVoiceServer({ serverId: "1", token: "t", endpoint });
			expect(network.socket().url).to.equal(url);
			connection.forceClose();
		}
	});

	// discord.http PR #29, serenity PR #3501, DiscordLuau's first-byte guess
	it("failure 23: should distinguish binary from JSON at every sequence", () => {
		const { network, connection } = ready();
		expect(typeIs(network.socket().sent[0], "string")).to.equal(true);
		const seen: Array<number> = [];
		connection.onBinary.Connect((op) => seen.push(op));
		for (const high of [0x00, 0x7b, 0x22, 0xff]) {
			network.socket().receive(`${string.char(high, 0x19, 0x19)}payload`);
			expect(connection.transport.sequenceAcknowledgement).to.equal(high * 256 + 0x19);
		}
		expect(seen.join(",")).to.equal("25,25,25,25");
	});

	// discord.http PR #29
	it("failure 24: should be ready after Resumed: state, promise, heartbeat and speaking", () => {
		const { network, scheduler, connection } = ready();
		connection.setSpeakingAsync(1);
		network.socket().end();
		let isOpen = false;
		connection.connectAsync().then(() => (isOpen = true));
		scheduler.advance(0);
		const socket = accept(network, RESUMED);
		expect(connection.state).to.equal("ready");
		expect(isOpen).to.equal(true);
		scheduler.advance(5);
		expect(opcodes(socket)).to.equal("7,5,3");
		connection.sendAsync({ op: 5, d: {} }).expect();
	});

	// JDA PR #402, discord-api-docs PR #7571, discord.js #8558; op 7 and op 9 are the main gateway's
	it("failure 25: should never close a session with 1000 or 1001 to resume it", () => {
		const zombied = makeVoice();
		zombied.connection.connectAsync();
		accept(zombied.network);
		zombied.scheduler.advance(15);
		const late = makeVoice();
		late.connection.connectAsync();
		late.scheduler.advance(10);
		const asked = ready();
		asked.connection.reconnectAsync();
		for (const { network } of [zombied, late, asked]) {
			expect(network.sockets[0].closes.join(",")).to.equal("4000");
		}
		// a session that another pair replaced is not resumed
		const moved = ready();
		moved.source.giveServer(2);
		expect(moved.network.sockets[0].closes.join(",")).to.equal("1000");
		const voice = makeVoice();
		voice.connection.connectAsync().catch(() => {});
		expect(socketsOpened(voice, 1000, 10)).to.equal(5);
	});

	// disgo PR #578
	it("failure 26: should end in ready or closed, whatever the server does", () => {
		const codes = [undefined, 1000, 1006, 4001, 4006, 4014, 4015, 4017, 4022, 4999];
		const answers: ReadonlyArray<(voice: Voice) => void> = [
			({ network }) => network.socket().end(),
			({ network }) => accept(network, READY, SLOW_HELLO),
			({ network }) => accept(network, RESUMED, SLOW_HELLO),
			({ network }) => network.socket().open(),
			({ source }) => source.giveServer(0),
			({ source }) => source.givePair(),
			({ source }) => source.giveState("s", undefined),
			({ connection }) => connection.reconnectAsync().catch(() => {}),
			({ scheduler }) => scheduler.advance(7),
		];
		const random = seededRandom(578);
		for (const _ of $range(1, 400)) {
			const voice = makeVoice();
			const { network, connection, scheduler } = voice;
			connection.connectAsync().catch(() => {});
			for (const _ of $range(1, 8)) {
				const pick = random(answers.size() + 1);
				if (pick === answers.size()) network.socket().end(codes[random(codes.size())]);
				else answers[pick](voice);
			}
			const alive: VoiceConnection = connection;
			if (alive.state !== "ready") scheduler.advance(1000);
			expect(alive.state === "ready" || alive.state === "closed").to.equal(true);
			const open = network.sockets.filter((socket) => socket.closes.size() === 0 && socket.sent.size() > 0);
			if (alive.state === "closed") {
				expect(scheduler.sleeperCount()).to.equal(0);
				expect(voice.closures.size()).to.equal(1);
			} else {
				expect(open.size() >= 1).to.equal(true);
			}
		}
	});
};
