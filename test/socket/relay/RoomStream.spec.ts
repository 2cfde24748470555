/// <reference types="@rbxts/testez/globals" />

import { RoomListener, RoomRequest } from "../../../src/room/RoomCarrier";
import { decodeJson } from "../../../src/runtime/json";
import { RoomStream } from "../../../src/socket/relay/RoomStream";
import { canonical } from "../../support/canonical";
import { FakeScheduler } from "../../support/FakeScheduler";
import { FakeNetwork } from "../../support/FakeSocket";
import { makeRelay } from "../../support/openRelay";
import { RecordingLogger } from "../../support/RecordingLogger";

const ROOM: RoomRequest = { bot: undefined, guildId: "8", channelId: "9", speakers: undefined };
const WIRE = { guild: "8", channel: "9" };

function make() {
	const scheduler = new FakeScheduler();
	const network = new FakeNetwork();
	const log = new RecordingLogger();
	const { createSocket } = network;
	const stream = new RoomStream({
		url: "https://relay.example",
		authorization: "Bearer x",
		createSocket,
		scheduler,
		log,
	});
	/** Watches a room, and records what it reports. */
	const watch = (from?: { readonly term: number; readonly n: number }) => {
		const heard: Array<string> = [];
		const listener: RoomListener = {
			onOpen: () => heard.push("open"),
			onMessage: (message) => heard.push(`message ${canonical(message)}`),
			onAway: (reason) => heard.push(`away ${reason}`),
			onBack: () => heard.push("back"),
			onEnd: ({ code, reason, isRefused, retryAfter }) =>
				heard.push(`end ${code ?? "-"} ${reason} ${isRefused} ${retryAfter ?? "-"}`),
		};
		const stop = stream.watch(ROOM, from, listener);
		return { stop, said: () => heard.join("|") };
	};
	const sent = () => network.socket().sent.map((text) => canonical(decodeJson(text as string)));
	return { scheduler, network, log, stream, watch, sent };
}

const started = (id: number, from?: ReadonlyArray<number>) => canonical({ op: "watch", id, room: { ...WIRE, from } });

export = () => {
	describe("RoomStream", () => {
		it("should open one socket, with the token, for all rooms", () => {
			const { network, watch, sent } = make();
			watch();
			watch({ term: 3, n: 2 });
			const socket = network.socket();
			expect(network.sockets.size()).to.equal(1);
			expect(socket.url).to.equal("wss://relay.example/v1/rooms");
			expect(socket.options?.headers?.authorization).to.equal("Bearer x");
			expect(socket.sent.size()).to.equal(0);
			socket.open();
			watch();
			expect(sent().sort().join("\n")).to.equal([started(1), started(2, [3, 2]), started(3)].sort().join("\n"));
		});

		it("should give each room its messages", () => {
			const { network, watch } = make();
			const first = watch();
			const second = watch();
			network.socket().open();
			network.socket().receive('{"id":2,"opened":{"bot":"main","guild":"8","channel":"9"}}');
			network.socket().receive('{"id":2,"segments":[[1,2,"t",[]]]}');
			network.socket().receive(buffer.fromstring('{"id":1,"opened":{}}'));
			network.socket().receive('{"id":1,"later":{}}');
			expect(first.said()).to.equal("open");
			expect(second.said()).to.equal('open|message {1={1=1,2=2,3="t",4={}}}');
		});

		it("should end the room that the relay refuses, and then the socket", () => {
			const { network, watch } = make();
			const { said, stop } = watch();
			network.socket().open();
			network.socket().receive('{"id":1,"fault":{"code":"rate_limited","message":"no","retry_after":7}}');
			expect(said()).to.equal("end rate_limited no false 7");
			expect(network.socket().closes.size()).to.equal(1);
			stop();
			watch();
			expect(network.sockets.size()).to.equal(2);
		});

		it("should stop a room, and close the socket after the last", () => {
			const { network, watch, sent, scheduler } = make();
			const first = watch();
			const second = watch();
			network.socket().open();
			first.stop();
			first.stop();
			network.socket().receive('{"id":1,"segments":[]}');
			expect(sent()[2]).to.equal(canonical({ op: "stop", id: 1 }));
			expect(sent().size()).to.equal(3);
			expect(network.socket().closes.size()).to.equal(0);
			second.stop();
			expect(network.socket().closes.size()).to.equal(1);
			expect(`${first.said()}${second.said()}`).to.equal("");
			expect(scheduler.sleeperCount()).to.equal(0);
		});

		it("should stop before the socket is open", () => {
			const { network, watch } = make();
			const { stop, said } = watch();
			stop();
			network.socket().open();
			expect(network.socket().sent.size()).to.equal(0);
			expect(said()).to.equal("");
		});

		it("should end every room with the socket, and open another", () => {
			const { network, watch } = make();
			const rooms = [watch(), watch()];
			network.socket().open();
			const old = network.socket();
			old.end(undefined, "status 401");
			for (const { said } of rooms) expect(said()).to.equal("end - relay: status 401 false -");
			const next_ = watch();
			old.open();
			old.receive('{"id":3,"opened":{}}');
			old.end();
			expect(next_.said()).to.equal("");
			network.socket().end();
			expect(next_.said()).to.equal("end - relay: the socket was closed false -");
		});

		it("should count 40 s without a message as a loss", () => {
			const { network, watch, scheduler } = make();
			const { said } = watch();
			network.socket().open();
			scheduler.advance(39);
			network.socket().receive('{"id":1,"segments":[]}');
			scheduler.advance(39);
			expect(said()).to.equal("message {}");
			scheduler.advance(1);
			expect(said()).to.equal("message {}|end - relay: the relay has sent nothing for 40 s false -");
			expect(network.socket().closes.size()).to.equal(1);
			expect(scheduler.sleeperCount()).to.equal(0);
		});

		it("should throw where the engine has no socket", () => {
			const { network, watch } = make();
			network.refusal = "this place has no WebStreamClient";
			expect(() => watch()).to.throw("no WebStreamClient");
			network.refusal = undefined;
			watch();
			network.socket().open();
			expect(network.socket().sent.size()).to.equal(1);
		});

		it("should end every room if the network refuses a message", () => {
			const { network, watch } = make();
			const { said } = watch();
			network.socket().sendFault = "refused";
			network.socket().open();
			expect(said()).to.equal("end - relay: refused false -");
		});

		it("should log messages that it cannot read", () => {
			const { network, watch, log } = make();
			const { said } = watch();
			network.socket().open();
			for (const text of ["{", "[]", '{"fault":{"code":"bad_record","message":"no id"}}', '{"id":"1"}']) {
				network.socket().receive(text);
			}
			expect(said()).to.equal("");
			expect(log.count("skipped a message about rooms")).to.equal(4);
			expect(log.count("no id")).to.equal(1);
		});
	});

	describe("Relay", () => {
		it("should reject another carrier of rooms", () => {
			expect(() => makeRelay({ rooms: "udp" as unknown as "http" })).to.throw(
				'rooms must be "http" or "socket", got udp',
			);
		});

		it("should make no request for rooms over a socket", () => {
			const { relay, far, scheduler } = makeRelay({ rooms: "socket" });
			const room = relay.watchVoiceChannel({ guildId: "8", channelId: "9" });
			scheduler.advance(1);
			expect(far.seen.size()).to.equal(0);
			expect(room.state).to.equal("connecting");
			room.stop();
			expect(scheduler.sleeperCount()).to.equal(0);
		});
	});
};
