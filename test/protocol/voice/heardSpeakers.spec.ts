/// <reference types="@rbxts/testez/globals" />

import { HeardSpeakers } from "../../../src/protocol/voice/heardSpeakers";
import { Media, MEDIA_REASONS, unavailable } from "../../../src/protocol/voice/media";

const LIVE: Media = { kind: "live" };

/** Events in order: kinds of media, `+user level`, `-user`, `user=level`, `!fault`. */
function make() {
	const told = new Array<string>();
	const heard = new HeardSpeakers(unavailable(MEDIA_REASONS.opening), {
		onMedia: ({ kind }) => told.push(kind),
		onSpeaking: ({ userId, speaking, level }) => told.push(speaking ? `+${userId} ${level}` : `-${userId}`),
		onLevel: ({ userId, level }) => told.push(`${userId}=${level}`),
		onFault: () => told.push("!fault"),
	});
	const flush = () => {
		const line = told.join(" ");
		told.clear();
		return line;
	};
	const starts = (...userIds: ReadonlyArray<string>) => {
		const speaking = userIds.map((userId) => ({ userId, speaking: true, level: 1 }));
		heard.hear({ isFull: false, speaking, levels: [] });
	};
	return { heard, flush, starts };
}

/** With user 1 speaking. */
function makeSpeaking() {
	const made = make();
	made.heard.carry(LIVE);
	made.starts("1");
	made.flush();
	return made;
}

const ENDS: ReadonlyArray<readonly [name: string, finish: (heard: HeardSpeakers) => void, told: string]> = [
	["media is lost", (heard) => heard.carry({ kind: "lost", reason: "" }), "-1 lost"],
	["they leave", (heard) => heard.drop("1"), "-1"],
	["a deafen", (heard) => heard.setDeafened(true), "-1 unavailable"],
	["late records", (heard) => heard.setLate(true), "-1 unavailable"],
	["a full set without them", (heard) => heard.hear({ isFull: true, speaking: [], levels: [] }), "-1"],
];

export = () => {
	describe("HeardSpeakers", () => {
		for (const [name, finish, told] of ENDS) {
			it(`should stop a speaking user: ${name}`, () => {
				const { heard, flush } = makeSpeaking();
				finish(heard);
				expect(flush()).to.equal(told);
			});
		}

		it("should show speakers again after a deafen", () => {
			const { heard, flush, starts } = makeSpeaking();
			heard.setDeafened(true);
			starts("2");
			expect(flush()).to.equal("-1 unavailable");
			heard.drop("1");
			heard.setDeafened(false);
			expect(flush()).to.equal("live +2 1");
		});

		it("should report the level of speaking users only", () => {
			const { heard, flush } = makeSpeaking();
			const levels = [
				{ userId: "1", level: 0.5 },
				{ userId: "2", level: 0.5 },
			];
			heard.hear({ isFull: false, speaking: [], levels });
			expect(flush()).to.equal("1=0.5");
		});

		it("should refuse speakers without live media", () => {
			const { heard, flush, starts } = make();
			starts("1");
			expect(heard.isAnyoneSpeaking()).to.equal(false);
			expect(flush()).to.equal("!fault");
		});
	});
};
