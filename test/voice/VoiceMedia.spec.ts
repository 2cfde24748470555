/// <reference types="@rbxts/testez/globals" />

import { Media, MEDIA_REASONS } from "../../src/protocol/voice/media";
import { VoiceMedia } from "../../src/voice/VoiceMedia";
import { MediaRescue } from "../../src/voice/MediaRescue";
import { FakeScheduler } from "../support/FakeScheduler";
import { RecordingLogger } from "../support/RecordingLogger";
import { FakeSource } from "../support/voiceHarness";

const CARRIED = { binary: true, closeCode: true, media: true };

function reasonOf(media: Media): string {
	return media.kind === "live" ? "" : media.reason;
}

/** Events in order: `live`, `lost`, `unavailable`, `+user level`, `-user`, `user=level`, `rescue`. */
function make(isWanted = true) {
	const told = new Array<string>();
	const logger = new RecordingLogger();
	const scheduler = new FakeScheduler();
	const rescue = isWanted ? new MediaRescue(scheduler, new FakeSource()) : undefined;
	const media: VoiceMedia = new VoiceMedia(
		logger,
		scheduler,
		{
			onMedia: (now) => told.push(now.kind),
			onSpeaking: ({ userId, speaking, level }) => told.push(speaking ? `+${userId} ${level}` : `-${userId}`),
			onLevel: ({ userId, level }) => told.push(`${userId}=${level}`),
			onRescue: () => told.push("rescue"),
		},
		rescue,
	);
	const take = (data: object) => media.take(data);
	const flush = () => {
		const line = told.join(" ");
		told.clear();
		return line;
	};
	return { media, logger, scheduler, take, flush };
}

function makeLive() {
	const made = make();
	made.media.opened(CARRIED);
	made.take({ state: "live" });
	made.flush();
	return made;
}

/** With user 1 speaking. */
function makeSpeaking() {
	const made = makeLive();
	made.take({ speaking: [["1", 1, 15]] });
	made.flush();
	return made;
}

/** Events after which user 1, who was speaking, must not be shown as speaking. */
const ENDS: ReadonlyArray<readonly [name: string, finish: (media: VoiceMedia) => void, told: string]> = [
	["a stop", (media) => media.take({ speaking: [["1", 0, 0]] }), "-1"],
	["media is lost (case 13)", (media) => media.take({ state: "lost", full: true, speaking: [] }), "-1 lost rescue"],
	["media is unavailable", (media) => media.take({ state: "unavailable" }), "-1 unavailable"],
	["media opens again", (media) => media.take({ state: "opening" }), "-1 unavailable"],
	["the socket is away (case 20)", (media) => media.away("away"), "-1 unavailable"],
	["the session has ended (case 20)", (media) => media.away("ended"), "-1 unavailable"],
	["another socket opens (case 11)", (media) => media.opened(CARRIED), "-1 unavailable"],
	["a full set without them (case 10)", (media) => media.take({ full: true, speaking: [] }), "-1"],
	["a full set that a resume brings", (media) => media.take({ state: "live", full: true, speaking: [] }), "-1"],
	["they leave (case 9)", (media) => media.drop("1"), "-1"],
	["a server deafen (case 15)", (media) => media.setDeafened(true), "-1 unavailable"],
];

export = () => {
	describe("VoiceMedia", () => {
		for (const [name, finish, told] of ENDS) {
			it(`should stop a speaking user: ${name}`, () => {
				const { media, flush } = makeSpeaking();
				finish(media);
				expect(flush()).to.equal(told);
			});
		}

		it("should report starts, levels and stops in order", () => {
			const { take, flush } = makeLive();
			take({ speaking: [["1", 1, 15]] });
			take({ levels: [["1", 3]] });
			take({ levels: [["1", 3]] });
			take({ speaking: [["1", 1, 6]] });
			take({ speaking: [["1", 0, 0]] });
			expect(flush()).to.equal("+1 1 1=0.2 1=0.4 -1");
		});

		it("should report a start and a stop in one record", () => {
			const { take, flush } = makeLive();
			take({
				speaking: [
					["1", 1, 15],
					["1", 0, 0],
					["2", 1, 15],
				],
			});
			expect(flush()).to.equal("+1 1 -1 +2 1");
		});

		it("should report nothing twice", () => {
			const { take, flush } = makeSpeaking();
			take({ speaking: [["1", 1, 15]] });
			take({ state: "live", full: true, speaking: [["1", 1, 15]] });
			take({ speaking: [["2", 0, 0]] });
			expect(flush()).to.equal("");
		});

		it("should apply a full set after a resume (case 10)", () => {
			const { media, take, flush } = makeSpeaking();
			media.away("away");
			media.opened(CARRIED);
			flush();
			take({
				state: "live",
				full: true,
				speaking: [
					["1", 1, 15],
					["2", 1, 0],
				],
			});
			expect(flush()).to.equal("live +1 1 +2 0");
		});

		it("should report speakers again after a server deafen (case 15)", () => {
			const { media, take, flush } = makeSpeaking();
			media.setDeafened(true);
			expect(reasonOf(media.media)).to.equal(MEDIA_REASONS.deafened);
			take({
				speaking: [
					["1", 0, 0],
					["2", 1, 15],
				],
			});
			take({ levels: [["2", 3]] });
			expect(flush()).to.equal("-1 unavailable");
			media.setDeafened(false);
			expect(flush()).to.equal("live +2 0.2");
		});

		it("should prefer the reason for no media over a deafen", () => {
			const { media, take } = makeLive();
			media.setDeafened(true);
			take({ state: "unavailable", reason: "mode: none" });
			expect(reasonOf(media.media)).to.equal("mode: none");
		});

		it("should begin three fresh sessions at most (case 13)", () => {
			const { media, take, flush } = makeLive();
			for (const _ of $range(1, 3)) {
				take({ state: "lost", reason: "silent: 20 s" });
				media.away("away");
				expect(reasonOf(media.media)).to.equal("silent: 20 s");
				media.opened(CARRIED);
				take({ state: "live" });
				expect(flush()).to.equal("lost rescue unavailable live");
			}
			take({ state: "lost", reason: "silent: 20 s" });
			expect(flush()).to.equal("lost");
			const said = reasonOf(media.media);
			expect(said.find("silent: 20 s; the session stays up without media", 1, true)[0]).to.equal(1);
			take({ state: "lost", reason: "silent: 20 s" });
			expect(reasonOf(media.media)).to.equal(said);
			take({ state: "live" });
			expect(flush()).to.equal("live");
		});

		it("should stop everyone while records are late", () => {
			const { media, scheduler, take, flush } = makeSpeaking();
			scheduler.advance(9.9);
			expect(flush()).to.equal("");
			scheduler.advance(0.2);
			expect(flush()).to.equal("-1 unavailable");
			expect(reasonOf(media.media)).to.equal(MEDIA_REASONS.late);
			take({ levels: [["1", 15]] });
			expect(flush()).to.equal("live +1 1");
		});

		it("should not be late while levels come or everyone is silent", () => {
			const { scheduler, take, flush } = makeSpeaking();
			for (const _ of $range(1, 10)) {
				scheduler.advance(3);
				take({ levels: [["1", 15]] });
			}
			take({ speaking: [["1", 0, 0]] });
			scheduler.advance(60);
			expect(flush()).to.equal("-1");
		});

		it("should apply a stop that came while records were late", () => {
			const { scheduler, take, flush } = makeSpeaking();
			scheduler.advance(11);
			flush();
			take({ speaking: [["1", 0, 0]] });
			expect(flush()).to.equal("live +1 1 -1");
		});

		it("should begin one fresh session for a loss reported twice", () => {
			const { take, flush } = makeLive();
			take({ state: "lost", reason: "silent: 20 s" });
			take({ state: "lost", reason: "silent: 20 s" });
			expect(flush()).to.equal("lost rescue");
		});

		it("should advise where a socket has no media", () => {
			const { media } = make();
			expect(reasonOf(media.media)).to.equal(MEDIA_REASONS.idle);
			media.opened({ binary: false, closeCode: false });
			expect(reasonOf(media.media)).to.equal(MEDIA_REASONS.ownSocket);
			media.opened({ binary: true, closeCode: true, media: false });
			expect(reasonOf(media.media)).to.equal(MEDIA_REASONS.relay);
			media.opened(undefined);
			expect(reasonOf(media.media)).to.equal(MEDIA_REASONS.ownSocket);
		});

		it("should stay off by option", () => {
			const { media, flush } = make(false);
			media.opened(CARRIED);
			media.away("away");
			media.away("ended");
			expect(reasonOf(media.media)).to.equal(MEDIA_REASONS.off);
			expect(flush()).to.equal("");
		});

		it("should log and count malformed parts, and apply the rest", () => {
			const { media, logger, take, flush } = makeSpeaking();
			take({
				speaking: [
					[5, 1, 1],
					["1", 0, 0],
				],
				state: "unheard of",
			});
			expect(flush()).to.equal("-1");
			media.take("junk");
			expect(media.malformedCount()).to.equal(3);
			expect(logger.count("skipped a malformed part of an m record")).to.equal(3);
		});

		it("should ignore and count changes without live media", () => {
			const { media, take, flush } = make();
			media.opened(CARRIED);
			flush();
			take({ speaking: [["1", 1, 15]], levels: [["1", 1]] });
			expect(flush()).to.equal("");
			expect(media.malformedCount()).to.equal(1);
		});
	});
};
