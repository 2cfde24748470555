/// <reference types="@rbxts/testez/globals" />

import { RoomWatch } from "../../src/room/RoomWatch";
import { delta, FakeCarrier, PRESENT, snapshot } from "../support/FakeCarrier";
import { FakeScheduler } from "../support/FakeScheduler";
import { RecordingLogger } from "../support/RecordingLogger";
import { eventText } from "../support/roomLines";

const VEIL = ["1 silent 0", "speakers none away: no answer"];

/** A watch without jitter, and what it reported. */
function make() {
	const scheduler = new FakeScheduler();
	const carrier = new FakeCarrier();
	const log = new RecordingLogger();
	const heard: Array<string> = [];
	const request = { bot: undefined, guildId: "8", channelId: "9", speakers: undefined };
	const watch = new RoomWatch(
		request,
		{ carrier, scheduler, random: () => 1, log },
		{
			onSteps: (steps) => {
				for (const { events } of steps)
					for (const event of events) if (event.kind !== "roster") heard.push(eventText(event));
			},
			onState: (state, detail) => heard.push(detail === undefined ? state : `${state}: ${detail}`),
			onClosed: ({ kind, reason, bySelf }) => heard.push(`CLOSED ${kind} ${bySelf} ${reason}`),
		},
	);
	watch.start();
	const told = () => {
		const text = heard.join(" | ");
		heard.clear();
		return text;
	};
	/** Is ready, and 1 speaks. */
	const ready = () => {
		carrier.open(snapshot(1));
		heard.clear();
	};
	return { scheduler, carrier, log, watch, heard, told, ready };
}

export = () => {
	describe("RoomWatch", () => {
		it("should be ready after the first snapshot", () => {
			const { carrier, watch, heard, told } = make();
			expect(watch.state).to.equal("connecting");
			carrier.open();
			expect(watch.state).to.equal("connecting");
			carrier.send(snapshot(1));
			expect(watch.state).to.equal("ready");
			expect(heard[heard.size() - 1]).to.equal("ready");
			expect(heard.size()).to.equal(6);
			expect(told().find("1 speaks 1 | ready", 1, true)[0]).to.be.ok();
		});

		it("should report what segments change", () => {
			const { carrier, ready, told, watch } = make();
			ready();
			carrier.send(delta(2, ["q", "1"]), delta(3, ["x", "2"]));
			expect(told()).to.equal("1 silent 0 | 2 left 9");
			expect(watch.counts.segments).to.equal(3);
			expect(watch.counts.snapshots).to.equal(1);
		});

		it("should continue from its cursor after a loss", () => {
			const { carrier, scheduler, ready, told } = make();
			ready();
			carrier.send(delta(2));
			carrier.finish({ reason: "no answer" });
			expect(told()).to.equal("away: no answer");
			scheduler.advance(0.9);
			expect(carrier.asked.join(",")).to.equal("-");
			scheduler.advance(0.1);
			expect(carrier.asked.join(",")).to.equal("-,3/2");
			carrier.open();
			expect(told()).to.equal("ready");
			carrier.send(delta(3, ["q", "1"]));
			expect(told()).to.equal("1 silent 0");
		});

		it("should wait longer after each loss", () => {
			const { carrier, scheduler, ready } = make();
			ready();
			const waits = new Array<number>();
			for (const _ of $range(1, 7)) {
				carrier.finish({});
				const before = scheduler.now();
				const count = carrier.asked.size();
				while (carrier.asked.size() === count) scheduler.advance(0.5);
				waits.push(scheduler.now() - before);
			}
			expect(waits.join(",")).to.equal("1,2,4,8,16,30,30");
		});

		it("should forget losses after 10 s in which it was ready", () => {
			for (const [seconds, wait] of [
				[9, 2],
				[10, 1],
			] as const) {
				const { carrier, scheduler, ready } = make();
				ready();
				carrier.finish({});
				scheduler.advance(1);
				carrier.open();
				scheduler.advance(seconds);
				carrier.listener.onAway("no answer");
				carrier.finish({});
				scheduler.advance(wait - 0.5);
				expect(carrier.asked.size()).to.equal(2);
				scheduler.advance(0.5);
				expect(carrier.asked.size()).to.equal(3);
			}
		});

		it("should wait as long as the relay asks, but not longer than 300 s", () => {
			for (const [asked, wait] of [
				[7, 7],
				[0, 1],
				[1e9, 300],
			] as const) {
				const { carrier, scheduler, ready, told } = make();
				ready();
				carrier.finish({ code: "rate_limited", reason: "joins", retryAfter: asked });
				expect(told()).to.equal("away: rate_limited: joins");
				scheduler.advance(wait - 0.5);
				expect(carrier.asked.size()).to.equal(1);
				scheduler.advance(0.5);
				expect(carrier.asked.size()).to.equal(2);
			}
		});

		it("should end for good at a fault that no retry helps", () => {
			const { carrier, scheduler, watch, told } = make();
			carrier.finish({ code: "channel_unknown", reason: "no channel 9: check its ID" });
			const reason = "channel_unknown: no channel 9: check its ID";
			expect(told()).to.equal(
				`speakers none closed: ${reason} | closed: ${reason} | CLOSED channelUnknown false ${reason}`,
			);
			scheduler.advance(100);
			expect(carrier.asked.size()).to.equal(1);
			expect(scheduler.sleeperCount()).to.equal(0);
			watch.stop("late");
			expect(told()).to.equal("");
		});

		it("should log its states, and warn of an end that its owner did not ask for", () => {
			const { carrier, log, ready, scheduler } = make();
			ready();
			carrier.finish({ reason: "no answer" });
			scheduler.advance(1);
			carrier.finish({ code: "channel_unknown", reason: "no channel 9" });
			expect(log.lines.join("|")).to.equal(
				"info: channel 9: ready|info: channel 9: away: no answer|" +
					"warn: channel 9 is closed: channel_unknown: no channel 9|" +
					"info: channel 9: closed: channel_unknown: no channel 9",
			);
			const owned = make();
			owned.watch.stop("enough");
			expect(owned.log.count("warn")).to.equal(0);
		});

		it("should end for good where the relay refuses the game server", () => {
			const { carrier, told } = make();
			carrier.finish({ reason: "relay: unauthorized", isRefused: true });
			expect(told().find("CLOSED refused false relay: unauthorized", 1, true)[0]).to.be.ok();
		});

		it("should stay connecting, with the reason, until it was ready", () => {
			const { carrier, scheduler, told } = make();
			carrier.listener.onAway("no answer");
			carrier.finish({ code: "discord_unreachable", reason: "Discord does not answer" });
			scheduler.advance(1);
			expect(told()).to.equal("connecting: no answer | connecting: discord_unreachable: Discord does not answer");
			scheduler.advance(10);
			expect(told()).to.equal("connecting: the relay has not opened the room for 10 s");
			expect(carrier.asked.size()).to.equal(2);
			carrier.open(snapshot(1));
			expect(told().find("ready")[0]).to.be.ok();
		});

		it("should report a room that has no snapshot after 10 s", () => {
			const { carrier, scheduler, told } = make();
			carrier.open();
			scheduler.advance(10);
			expect(told()).to.equal("connecting: the relay has not opened the room for 10 s");
		});

		it("should retry a watch that cannot start", () => {
			const { carrier, scheduler, told, ready } = make();
			ready();
			carrier.finish({});
			carrier.refusal = "the queue is full";
			told();
			scheduler.advance(1);
			expect(told()).to.equal("away: the queue is full");
			scheduler.advance(2);
			expect(carrier.asked.size()).to.equal(3);
		});

		it("should watch again from nothing after a hole", () => {
			const { carrier, scheduler, ready, told, watch } = make();
			ready();
			carrier.send(delta(3, ["x", "1"]));
			expect(told()).to.equal("away: segments are missing");
			expect(carrier.stopped).to.equal(1);
			scheduler.advance(1);
			expect(carrier.asked.join(",")).to.equal("-,-");
			carrier.open(
				snapshot(
					3,
					PRESENT.filter(([letter]) => letter !== "s"),
				),
			);
			expect(told()).to.equal("1 silent 0 | ready");
			expect(watch.counts.holes).to.equal(1);
			expect(watch.counts.watches).to.equal(2);
		});

		it("should skip segments of an older term, and accept them after 10 s", () => {
			const { carrier, scheduler, ready, told, watch } = make();
			ready();
			carrier.finish({});
			scheduler.advance(1);
			told();
			carrier.open(snapshot(9, [], 2));
			expect(told()).to.equal("ready");
			expect(watch.counts.old).to.equal(1);
			scheduler.advance(5);
			carrier.send(snapshot(10, [], 2));
			scheduler.advance(5);
			expect(told()).to.equal("away: the relay sends old segments only");
			scheduler.advance(2);
			expect(carrier.asked.join(",")).to.equal("-,3/1,-");
			carrier.open(snapshot(10, [], 2));
			expect(watch.state).to.equal("ready");
			expect(watch.counts.old).to.equal(2);
		});

		it("should not mind old segments before newer ones", () => {
			const { carrier, scheduler, ready } = make();
			ready();
			carrier.send(delta(1));
			carrier.send(delta(2));
			scheduler.advance(20);
			expect(carrier.asked.size()).to.equal(1);
		});

		it("should hide speakers 10 s after the last message, and show them again", () => {
			const { carrier, scheduler, ready, told } = make();
			ready();
			scheduler.advance(1);
			carrier.listener.onAway("no answer");
			scheduler.advance(8.9);
			carrier.listener.onAway("no answer");
			expect(told()).to.equal("away: no answer");
			scheduler.advance(0.1);
			expect(told()).to.equal(VEIL.join(" | "));
			scheduler.advance(60);
			expect(told()).to.equal("");
			carrier.listener.onBack();
			expect(told()).to.equal("speakers live  | 1 speaks 1 | ready");
		});

		it("should not claim live speakers after 10 s away", () => {
			const { carrier, scheduler, ready, told } = make();
			ready();
			carrier.send(delta(2, ["q", "1"]));
			scheduler.advance(60);
			told();
			carrier.listener.onAway("no answer");
			scheduler.advance(9.9);
			expect(told()).to.equal("away: no answer");
			scheduler.advance(0.1);
			expect(told()).to.equal("speakers none away: no answer");
		});

		it("should hide speakers while it watches again and again", () => {
			const { carrier, scheduler, ready, told } = make();
			ready();
			for (const _ of $range(1, 3)) {
				carrier.finish({ reason: "no answer" });
				scheduler.advance(4);
			}
			expect(told()).to.equal(["away: no answer", ...VEIL].join(" | "));
			carrier.open(delta(2, ["m", "3", {}]));
			expect(told()).to.equal("speakers live  | 1 speaks 1 | ready | 3 joined 9");
		});

		it("should hide speakers after 10 s without a message while one speaks", () => {
			const { carrier, scheduler, ready, told } = make();
			ready();
			for (const n of $range(2, 6)) {
				scheduler.advance(5);
				carrier.send(delta(n));
			}
			expect(told()).to.equal("");
			scheduler.advance(10);
			expect(told()).to.equal("1 silent 0 | speakers none late: the relay has said nothing for 10 s");
			carrier.send(delta(7, ["v", "1", 3]));
			expect(told()).to.equal("speakers live  | 1 speaks 0.2");
			carrier.send(delta(8, ["q", "1"]));
			scheduler.advance(60);
			expect(told()).to.equal("1 silent 0");
		});

		it("should stop everyone, then end, when its owner stops it", () => {
			const { carrier, scheduler, watch, ready, told } = make();
			ready();
			watch.stop("enough");
			expect(told()).to.equal(
				"1 silent 0 | speakers none closed: enough | closed: enough | CLOSED owner true enough",
			);
			expect(carrier.stopped).to.equal(1);
			watch.stop("enough");
			carrier.open(snapshot(5));
			carrier.finish({});
			carrier.listener.onAway("x");
			carrier.listener.onBack();
			scheduler.advance(100);
			expect(told()).to.equal("");
			expect(scheduler.sleeperCount()).to.equal(0);
		});

		it("should stop while it waits for the next watch", () => {
			const { carrier, scheduler, watch, ready } = make();
			ready();
			carrier.finish({});
			watch.stop("enough");
			scheduler.advance(100);
			expect(carrier.asked.size()).to.equal(1);
			expect(scheduler.sleeperCount()).to.equal(0);
		});

		it("should leave no timer when a handler of the last message stops it", () => {
			const scheduler = new FakeScheduler();
			const carrier = new FakeCarrier();
			const request = { bot: undefined, guildId: "8", channelId: "9", speakers: undefined };
			const environment = { carrier, scheduler, random: () => 1, log: new RecordingLogger() };
			const watch: RoomWatch = new RoomWatch(request, environment, {
				onSteps: (steps) => {
					if (steps.some(({ events }) => events.some(({ kind }) => kind === "left"))) watch.stop("enough");
				},
				onState: () => {},
				onClosed: () => {},
			});
			watch.start();
			carrier.open(snapshot(1));
			carrier.send(delta(2, ["x", "2"]), delta(4));
			expect(watch.state).to.equal("closed");
			expect(scheduler.sleeperCount()).to.equal(0);
			expect(carrier.asked.size()).to.equal(1);
		});

		it("should ignore late events of the last watch", () => {
			const { carrier, scheduler, ready, told } = make();
			ready();
			const old = carrier.listener;
			carrier.finish({});
			scheduler.advance(1);
			told();
			old.onMessage([delta(2, ["x", "1"])]);
			old.onBack();
			old.onEnd({ code: "channel_unknown", reason: "", isRefused: false, retryAfter: undefined });
			expect(told()).to.equal("");
		});

		it("should count and log malformed parts", () => {
			const { carrier, ready, watch, log } = make();
			ready();
			carrier.listener.onMessage(undefined);
			carrier.send(delta(2, ["q"], 7, ["s", "7", 1]), "no");
			expect(watch.counts.faults).to.equal(5);
			expect(watch.state).to.equal("ready");
			expect(log.count("skipped a malformed part of a room's message")).to.equal(5);
		});

		it("should count gaps", () => {
			const { carrier, ready, watch, told } = make();
			ready();
			carrier.send(delta(2, ["g", "identified again"]));
			expect(watch.counts.gaps).to.equal(1);
			expect(told()).to.equal("gap identified again");
		});
	});
};
