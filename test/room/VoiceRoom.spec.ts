/// <reference types="@rbxts/testez/globals" />

import { isSameMedia } from "../../src/protocol/voice/media";
import { decodeJson, encodeJson } from "../../src/runtime/json";
import { VoiceRoom } from "../../src/room/VoiceRoom";
import { VoiceView } from "../../src/room/VoiceView";
import { canonical } from "../support/canonical";
import { FakeRelay } from "../support/FakeRelay";
import { expectNoYield } from "../support/expectNoYield";
import { delta, snapshot } from "../support/FakeCarrier";
import { makeRelay } from "../support/openRelay";
import { rosterText } from "../support/roomLines";

const IDS = { guildId: "8", channelId: "9" };

/** Records the signals of a view in order, each with the roster of that moment. */
function record(view: VoiceView): () => string {
	const heard: Array<string> = [];
	const add = (text: string) => heard.push(`${text} (${rosterText(view.roster)})`);
	view.onStateChanged.Connect((state, detail) => add(detail === undefined ? state : `${state}: ${detail}`));
	view.onMemberJoined.Connect(({ userId }) => add(`+${userId}`));
	view.onMemberLeft.Connect(({ userId }) => add(`-${userId}`));
	view.onSpeaking.Connect(({ userId, speaking, level }) => add(`${userId} ${speaking ? level : "silent"}`));
	view.onRosterChanged.Connect((roster) => {
		assert(roster === view.roster, "not the roster of this moment");
		add("roster");
	});
	view.onMediaChanged.Connect((media) => {
		assert(isSameMedia(media, view.media), "not the media of this moment");
		add(media.kind === "live" ? "media live" : `media ${media.kind} ${media.reason}`);
	});
	view.onEncryptionChanged.Connect(({ kind }) => add(`encryption ${kind}`));
	view.onClosed.Connect(({ kind, reason }) => add(`CLOSED ${kind}: ${reason}`));
	return () => {
		const text = heard.join(" | ");
		heard.clear();
		return text;
	};
}

/** The rooms that the relay was asked for, in order. */
function asked({ carried }: FakeRelay): ReadonlyArray<string> {
	return carried
		.filter((line) => line.match("^%d+ o ")[0] !== undefined)
		.map((line) => canonical((decodeJson(line.gsub("^%d+ o ", "")[0]) as { room: unknown }).room));
}

/** A room over a fake relay. Socket numbers count from 1. */
function make() {
	const bench = makeRelay();
	const { far, scheduler, relay } = bench;
	const room = relay.watchVoiceChannel(IDS);
	const told = record(room);
	const send = (socket: number, ...segments: Array<unknown>) => {
		far.send(socket, encodeJson(segments));
		scheduler.advance(0.5);
	};
	/** Is ready, and 1 speaks. */
	const ready = () => {
		scheduler.advance(0.5);
		send(1, snapshot(1));
		told();
	};
	return { ...bench, room, told, send, ready };
}

export = () => {
	describe("VoiceRoom", () => {
		it("should show the channel after the first snapshot", () => {
			const { scheduler, far, room, send } = make();
			expect(room.state).to.equal("connecting");
			expect(room.media.kind).to.equal("unavailable");
			scheduler.advance(0.5);
			expect(asked(far)[0]).to.equal(canonical({ guild: "8", channel: "9" }));
			send(1, snapshot(1));
			expect(room.state).to.equal("ready");
			expect(room.channelName).to.equal("General");
			expect(room.speakers).to.equal("live");
			expect(room.media.kind).to.equal("live");
			expect(rosterText(room.roster)).to.equal("1=1 2=-");
			expect(room.roster.get("1")?.name).to.equal("Ada");
			expect(`${room.guildId} ${room.channelId}`).to.equal("8 9");
		});

		it("should fire each signal with the roster of its moment", () => {
			const { ready, send, told } = make();
			ready();
			send(1, delta(2, ["q", "1"], ["m", "3", {}]), delta(3, ["s", "1", 3], ["x", "3"]));
			expect(told()).to.equal(
				"1 silent (1=- 2=- 3=-) | +3 (1=- 2=- 3=-) | roster (1=- 2=- 3=-) | " +
					"1 0.2 (1=0.2 2=-) | -3 (1=0.2 2=-) | roster (1=0.2 2=-)",
			);
			send(1, delta(4, ["e", { state: "pending" }], ["w", "elsewhere", "in Music"]));
			expect(told()).to.equal(
				"encryption pending (1=- 2=-) | 1 silent (1=- 2=-) | roster (1=- 2=-) | " +
					"media unavailable in Music (1=? 2=?) | roster (1=? 2=?)",
			);
		});

		it("should report a new name of the channel", () => {
			const { ready, send, room } = make();
			ready();
			const names: Array<string> = [];
			room.onRenamed.Connect((name) => names.push(`${name} ${room.channelName}`));
			send(1, delta(2, ["n", "9", "Lounge"]));
			expect(names.join(",")).to.equal("Lounge Lounge");
		});

		it("should close with the reason where the relay refuses the room", () => {
			const { far, scheduler, room, told } = make();
			far.opens = false;
			scheduler.advance(0.5);
			far.push(1, "e", { code: "channel_full", message: "25 of 25: raise the limit", up: 1, ends: true });
			scheduler.advance(0.5);
			expect(room.state).to.equal("closed");
			const text = told();
			expect(text.find("CLOSED channelFull: channel_full: 25 of 25: raise the limit", 1, true)[0]).to.be.ok();
			scheduler.advance(60);
			expect(far.linkCount()).to.equal(0);
			expect(scheduler.sleeperCount()).to.equal(0);
		});

		it("should watch again on a new link, from its cursor", () => {
			const { far, scheduler, ready, send, told, room } = make();
			ready();
			send(1, delta(2));
			far.forget();
			scheduler.advance(5);
			expect(far.requestCount("create")).to.equal(2);
			expect(asked(far)[1]).to.equal(canonical({ guild: "8", channel: "9", from: [3, 2] }));
			expect(told().find("away: relay: link_unknown: said the relay (1=1 2=-) | ready", 1, true)[0]).to.equal(1);
			send(1, delta(3, ["q", "1"]));
			expect(rosterText(room.roster)).to.equal("1=- 2=-");
		});

		it("should move to the next relay when this one drains", () => {
			const { far, scheduler, ready, room } = make();
			ready();
			far.push(1, "c", { code: 1012, reason: "relay is about to end", clean: false, by: "relay" });
			scheduler.advance(2);
			expect(far.requestCount("create")).to.equal(2);
			expect(room.state).to.equal("ready");
		});

		it("should show that the relay does not answer, and that it does again", () => {
			const { far, scheduler, ready, told } = make();
			ready();
			far.fault = () => "loseRequest";
			scheduler.advance(55);
			const away = told();
			expect(away.find("1 silent (1=- 2=-)", 1, true)[0]).to.be.ok();
			expect(away.find("away: no answer within 28 s", 1, true)[0]).to.be.ok();
			far.fault = undefined;
			scheduler.advance(60);
			expect(told().find("1 1 (1=1 2=-) | roster (1=1 2=-) | ready (1=1 2=-)", 1, true)[0]).to.be.ok();
			expect(far.requestCount("create")).to.equal(1);
		});

		it("should tell the relay when it is stopped", () => {
			const { far, scheduler, ready, room, told } = make();
			ready();
			expectNoYield(() => room.stop());
			room.stop();
			expect(room.state).to.equal("closed");
			expect(told()).to.equal(
				"1 silent (1=- 2=-) | roster (1=- 2=-) | " +
					"media unavailable closed: stopped by its owner (1=? 2=?) | roster (1=? 2=?) | " +
					"closed: stopped by its owner (1=? 2=?) | CLOSED owner: stopped by its owner (1=? 2=?)",
			);
			scheduler.advance(0.5);
			expect(far.carried[1]).to.equal("1 c []");
			scheduler.advance(20);
			expect(far.linkCount()).to.equal(0);
			expect(scheduler.sleeperCount()).to.equal(0);
		});

		it("should stop while it opens", () => {
			const { far, scheduler, room, told } = make();
			room.stop();
			scheduler.advance(1);
			far.send(1, encodeJson([snapshot(1)]));
			scheduler.advance(1);
			expect(room.roster.size()).to.equal(0);
			expect(far.carried.map((line) => line.sub(1, 3)).join(",")).to.equal("1 o,1 c");
			expect(told().find("CLOSED owner")[0]).to.be.ok();
		});

		it("should report a whole message before the end that a handler causes", () => {
			const { ready, send, room, told } = make();
			ready();
			room.onMemberJoined.Connect(() => room.stop());
			send(1, delta(2, ["m", "3", {}], ["s", "2", 15]), delta(3, ["q", "1"]));
			const text = told();
			const order = ["+3 ", "2 1 ", "1 silent", "2 silent", "closed: ", "CLOSED owner"].map(
				(part) => text.find(part, 1, true)[0] ?? -1,
			);
			order.forEach((at, index) => expect(at > (order[index - 1] ?? 0)).to.equal(true));
			const parts = text.split(" | ");
			expect(parts[parts.size() - 1].sub(1, 6)).to.equal("CLOSED");
		});

		it("should survive handlers that throw or yield", () => {
			const { ready, send, room, logger } = make();
			ready();
			let resumed = 0;
			room.onSpeaking.Connect(() => error("a bug", 0));
			room.onSpeaking.Connect(() => {
				coroutine.yield();
				resumed += 1;
			});
			send(1, delta(2, ["q", "1"]), delta(3, ["s", "1", 15]));
			expect(room.roster.get("1")?.speaking).to.equal(true);
			expect(logger.count("onSpeaking threw: a bug")).to.equal(2);
			expect(resumed).to.equal(0);
		});

		it("should skip what it cannot read", () => {
			const { far, ready, send, room, scheduler } = make();
			ready();
			far.send(1, "{not json");
			scheduler.advance(0.5);
			send(1, delta(2, ["q", "1"]));
			expect(room.roster.get("1")?.speaking).to.equal(false);
			expect(room.counts.faults).to.equal(1);
		});

		it("should share one link with 99 other rooms and a socket", () => {
			const { far, scheduler, relay, opened } = makeRelay();
			const rooms: Array<VoiceRoom> = [];
			for (const _ of $range(1, 100)) rooms.push(relay.watchVoiceChannel(IDS));
			const socket = opened();
			scheduler.advance(0.5);
			far.maxRecords = 1000;
			for (const number of $range(1, 100)) far.send(number, encodeJson([snapshot(1)]));
			far.send(101, "hello");
			scheduler.advance(1);
			expect(rooms.every(({ state, roster }) => state === "ready" && roster.size() === 2)).to.equal(true);
			expect(socket.said()).to.equal("message hello");
			expect(far.requestCount("create")).to.equal(1);
			far.forget();
			scheduler.advance(30);
			expect(rooms.every(({ state }) => state === "ready")).to.equal(true);
			expect(far.requestCount("create")).to.equal(2);
			relay.close();
			expect(rooms.every(({ state }) => state === "closed")).to.equal(true);
			scheduler.advance(20);
			expect(scheduler.sleeperCount()).to.equal(0);
		});
	});
};
