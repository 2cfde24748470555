/// <reference types="@rbxts/testez/globals" />

import { BeatMatcher, StandIn } from "../../src/protocol/heartbeat";
import { LastBeat } from "../../src/protocol/voice/lastBeat";
import { Heartbeat, HeartbeatOptions } from "../../src/runtime/Heartbeat";
import { FakeScheduler } from "../support/FakeScheduler";
import { RecordingLogger } from "../support/RecordingLogger";

/** A heartbeat on a fake clock that begins at 0, and the moments at which it beat. */
function make(options: Partial<HeartbeatOptions> = {}) {
	const scheduler = new FakeScheduler(0);
	const logger = new RecordingLogger();
	const beats: Array<number> = [];
	const nonces: Array<number> = [];
	const standIns: Array<StandIn> = [];
	const socket: { fault?: string; zombies: number; changes: number } = { zombies: 0, changes: 0 };
	const heartbeat = new Heartbeat({
		scheduler,
		random: () => 0.5,
		heartbeatFloor: 100,
		log: logger,
		lifeSign: "ack",
		matcher: new LastBeat(),
		encode: (nonce) => {
			nonces.push(nonce);
			return `beat ${nonce}`;
		},
		send: () => {
			if (socket.fault === undefined) beats.push(scheduler.now());
			return socket.fault;
		},
		standIn: (standIn) => standIns.push(standIn),
		onZombie: () => (socket.zombies += 1),
		onChanged: () => (socket.changes += 1),
		...options,
	});
	return { scheduler, logger, beats, nonces, standIns, socket, heartbeat };
}

/** Like `make`, after Hello and Identify. */
function greeted(interval: number, options: Partial<HeartbeatOptions> = {}) {
	const made = make(options);
	made.heartbeat.hello(interval);
	made.heartbeat.release();
	return made;
}

export = () => {
	describe("hello", () => {
		it("should jitter the first beat, then beat in the interval", () => {
			const { heartbeat, scheduler, beats } = greeted(1000);
			for (const _ of $range(1, 3)) {
				scheduler.advance(1);
				heartbeat.acknowledge();
			}
			expect(beats.join(",")).to.equal("0.5,1.5,2.5");
		});

		it("should wait a whole interval when it is repeated", () => {
			const { heartbeat, scheduler, beats } = greeted(1000);
			for (const _ of $range(1, 1000)) heartbeat.hello(1000);
			scheduler.advance(0.99);
			expect(beats.size()).to.equal(0);
			scheduler.advance(0.01);
			expect(beats.size()).to.equal(1);
		});

		it("should jitter again on the next socket", () => {
			const { heartbeat, scheduler, beats } = greeted(1000);
			heartbeat.reset();
			heartbeat.hello(1000);
			heartbeat.release();
			scheduler.advance(0.5);
			expect(beats.join(",")).to.equal("0.5");
		});

		it("should raise the interval to the floor", () => {
			const { heartbeat } = make();
			expect(heartbeat.hello(20)).to.equal(100);
			expect(heartbeat.interval).to.equal(100);
			expect(heartbeat.hello(250.5)).to.equal(250.5);
		});
	});

	describe("beatIn", () => {
		it("should replace the schedule", () => {
			const { heartbeat, scheduler, beats } = greeted(1000);
			heartbeat.beatIn(5000, 2000);
			scheduler.advance(2);
			heartbeat.acknowledge();
			scheduler.advance(5);
			expect(beats.join(",")).to.equal("2,7");
			expect(scheduler.sleeperCount()).to.equal(1);
		});

		it("should throw on a delay below 0", () => {
			expect(() => make().heartbeat.beatIn(1000, -1)).to.throw("0 ms or more, got -1");
		});
	});

	describe("release", () => {
		it("should send a beat that is due, at once", () => {
			const { heartbeat, scheduler, beats } = make();
			heartbeat.hello(1000);
			scheduler.advance(5);
			expect(beats.size()).to.equal(0);
			heartbeat.release();
			expect(beats.join(",")).to.equal("5");
		});
	});

	describe("acknowledge", () => {
		it("should measure the ping, and notify the owner", () => {
			const { heartbeat, scheduler, socket } = greeted(1000);
			scheduler.advance(0.5);
			expect(heartbeat.acknowledged).to.equal(false);
			expect(heartbeat.sentAt).to.equal(0.5);
			scheduler.advance(0.25);
			const before = socket.changes;
			heartbeat.acknowledge();
			expect(heartbeat.acknowledged).to.equal(true);
			expect(heartbeat.ping).to.equal(0.25);
			expect(socket.changes).to.equal(before + 1);
		});

		it("should ignore an unknown ACK where ACKs are the life sign", () => {
			const { heartbeat, scheduler } = greeted(1000);
			scheduler.advance(0.5);
			heartbeat.acknowledge(5);
			expect(heartbeat.acknowledged).to.equal(false);
			expect(heartbeat.ping).to.equal(undefined);
		});

		it("should accept an unknown ACK elsewhere, without a ping", () => {
			const matcher: BeatMatcher = {
				record() {},
				acknowledge() {
					return undefined;
				},
				clear() {},
			};
			const { heartbeat, scheduler } = greeted(1000, { lifeSign: "message", matcher });
			scheduler.advance(0.5);
			heartbeat.acknowledge();
			expect(heartbeat.acknowledged).to.equal(true);
			expect(heartbeat.ping).to.equal(undefined);
		});
	});

	describe("a zombie", () => {
		it("should be found once, at the first unacknowledged due beat", () => {
			const { heartbeat, scheduler, beats, socket } = greeted(1000);
			heartbeat.heard();
			scheduler.advance(1.49);
			heartbeat.heard();
			expect(socket.zombies).to.equal(0);
			scheduler.advance(0.01);
			expect(socket.zombies).to.equal(1);
			expect(heartbeat.thread).to.equal(undefined);
			heartbeat.hello(1000);
			scheduler.advance(100);
			expect(heartbeat.beat(true)).to.equal("cannot send a heartbeat: the connection is zombied");
			expect(beats.size()).to.equal(1);
			expect(socket.zombies).to.equal(1);
			expect(scheduler.sleeperCount()).to.equal(0);
		});

		it("should not be found while messages come as life signs", () => {
			const { heartbeat, scheduler, beats, socket } = greeted(1000, { lifeSign: "message" });
			for (const _ of $range(1, 10)) {
				scheduler.advance(1);
				heartbeat.heard();
			}
			expect(socket.zombies).to.equal(0);
			expect(beats.size()).to.equal(10);
			scheduler.advance(2);
			expect(socket.zombies).to.equal(1);
		});

		it("should not count a message before the beat", () => {
			const { heartbeat, scheduler, socket } = greeted(1000, { lifeSign: "message" });
			heartbeat.heard();
			scheduler.advance(1.5);
			expect(socket.zombies).to.equal(1);
		});

		it("should be forgotten by reset, even inside onZombie", () => {
			const made = greeted(1000, { onZombie: () => made.heartbeat.reset() });
			made.scheduler.advance(1.5);
			expect(made.scheduler.sleeperCount()).to.equal(0);
			expect(made.heartbeat.beat(false)).to.equal(undefined);
			expect(made.beats.join(",")).to.equal("0.5,1.5");
		});
	});

	describe("beat", () => {
		it("should send a requested beat despite a missing ACK", () => {
			const { heartbeat, beats, socket } = make();
			heartbeat.beat(false);
			heartbeat.beat(true);
			expect(beats.size()).to.equal(2);
			heartbeat.beat(false);
			expect(socket.zombies).to.equal(1);
		});

		it("should return the fault of a failed send", () => {
			const { heartbeat, socket, standIns } = make();
			socket.fault = "no socket";
			expect(heartbeat.beat(false)).to.equal("no socket");
			expect(heartbeat.acknowledged).to.equal(true);
			expect(heartbeat.sentAt).to.equal(undefined);
			expect(standIns.size()).to.equal(0);
		});

		it("should log the fault of a scheduled beat", () => {
			const { scheduler, socket, logger } = greeted(1000);
			socket.fault = "no socket";
			scheduler.advance(0.5);
			expect(logger.count("no heartbeat: no socket")).to.equal(1);
		});

		it("should raise the nonce each time", () => {
			const { heartbeat, nonces } = make();
			for (const _ of $range(1, 3)) heartbeat.beat(true);
			expect(nonces.join(",")).to.equal("0,1,2");
		});
	});

	describe("answer", () => {
		it("should beat at once, and answer a flood once a second", () => {
			const { heartbeat, scheduler, beats } = make();
			for (const _ of $range(1, 1000)) heartbeat.answer();
			expect(beats.join(",")).to.equal("0");
			scheduler.advance(10);
			expect(beats.join(",")).to.equal("0,1");
		});

		it("should wait for the rate limit", () => {
			const { heartbeat, scheduler, beats } = make({ untilAnswer: (now) => math.max(30 - now, 0) });
			heartbeat.answer();
			scheduler.advance(30);
			expect(beats.join(",")).to.equal("30");
		});
	});

	describe("a stand-in", () => {
		it("should get the text of each beat after Hello", () => {
			const { heartbeat, scheduler, standIns } = make();
			heartbeat.beat(true);
			expect(standIns.size()).to.equal(0);
			heartbeat.hello(2000);
			heartbeat.release();
			heartbeat.acknowledge();
			scheduler.advance(1);
			const [{ interval, delay, text }] = standIns;
			expect(`${interval} ${delay} ${text}`).to.equal("2 2.5 beat 1000");
		});

		it("should get no binary beat", () => {
			const { scheduler, standIns, beats } = greeted(2000, { encode: () => buffer.create(1) });
			scheduler.advance(1);
			expect(beats.size()).to.equal(1);
			expect(standIns.size()).to.equal(0);
		});
	});

	describe("stop", () => {
		it("should end schedule and answers, and keep the fields", () => {
			const { heartbeat, scheduler } = greeted(1000);
			scheduler.advance(0.5);
			for (const _ of $range(1, 2)) heartbeat.answer();
			heartbeat.stop();
			heartbeat.stop();
			scheduler.advance(0);
			expect(scheduler.sleeperCount()).to.equal(0);
			expect(heartbeat.thread).to.equal(undefined);
			expect(heartbeat.interval).to.equal(1000);
			expect(heartbeat.acknowledged).to.equal(false);
		});
	});

	describe("reset", () => {
		it("should clear the socket's state, but not the ping", () => {
			const { heartbeat, scheduler } = greeted(1000);
			scheduler.advance(0.5);
			heartbeat.acknowledge();
			heartbeat.beat(true);
			heartbeat.reset();
			expect(heartbeat.interval).to.equal(undefined);
			expect(heartbeat.acknowledged).to.equal(true);
			expect(heartbeat.ping).to.equal(0);
			expect(heartbeat.sentAt).to.equal(0.5);
		});
	});
};
