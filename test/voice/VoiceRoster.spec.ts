/// <reference types="@rbxts/testez/globals" />

import { MemberProfile, Roster } from "../../src/protocol/voice/roster";
import { VoiceRoster } from "../../src/voice/VoiceRoster";

/** A roster, what its owner shows, and a main gateway with `profiles`. */
function make(profiles: ReadonlyMap<string, MemberProfile> = new Map()) {
	const heard: Array<string> = [];
	const requested: Array<string> = [];
	const listeners = new Set<(userId: string) => void>();
	const shown: { roster?: Roster } = {};
	const roster = new VoiceRoster(
		{
			profileOf(userId) {
				return profiles.get(userId);
			},
			subscribe(listener) {
				listeners.add(listener);
				return () => listeners.delete(listener);
			},
			request(userIds) {
				requested.push(userIds.join("+"));
			},
		},
		{
			show: (value) => (shown.roster = value),
			onJoined: ({ userId }) => heard.push(`+${userId} of ${shown.roster?.size()}`),
			onLeft: ({ userId }) => heard.push(`-${userId} of ${shown.roster?.size()}`),
			onChanged: () => heard.push("changed"),
		},
	);
	const announce = () => heard.push(`announced ${shown.roster?.size()}`);
	return { roster, heard, requested, listeners, shown, announce };
}

export = () => {
	describe("VoiceRoster", () => {
		it("should show the roster, announce, then report each change", () => {
			const { roster, heard, announce } = make();
			roster.connect(["1"], announce);
			roster.disconnect("1");
			expect(heard.join(",")).to.equal("announced 1,+1 of 1,changed,-1 of 0,changed");
		});

		it("should announce without a change if nothing changed", () => {
			const { roster, heard, announce } = make();
			roster.connect(["1"], announce);
			heard.clear();
			roster.connect(["1"], announce);
			expect(heard.join(",")).to.equal("announced 1");
		});

		it("should request new users, and show their profiles", () => {
			const { roster, requested, shown, announce } = make(new Map([["1", { name: "Ann" }]]));
			roster.connect(["1", "2"], announce);
			expect(requested.join(",")).to.equal("1+2");
			expect(shown.roster?.get("1")?.name).to.equal("Ann");
			expect(shown.roster?.get("2")?.name).to.equal(undefined);
		});

		it("should show late profiles until it is closed", () => {
			const profiles = new Map<string, MemberProfile>();
			const { roster, listeners, shown, announce } = make(profiles);
			roster.connect(["1"], announce);
			profiles.set("1", { name: "Ann" });
			for (const listener of listeners) listener("1");
			expect(shown.roster?.get("1")?.name).to.equal("Ann");
			roster.close();
			expect(listeners.size()).to.equal(0);
		});

		it("should show new users as silent only while media is live", () => {
			const { roster, shown, announce } = make();
			roster.connect(["1"], announce);
			expect(shown.roster?.get("1")?.speaking).to.equal(undefined);
			roster.silenceAll(true, announce);
			roster.map({ userId: "2", ssrc: 9, flags: 1 }, announce);
			expect(shown.roster?.get("1")?.speaking).to.equal(false);
			expect(shown.roster?.get("2")?.speaking).to.equal(false);
			expect(shown.roster?.get("2")?.ssrc).to.equal(9);
		});

		it("should show speakers and loudness until media is lost", () => {
			const { roster, shown, announce } = make();
			roster.silenceAll(true, announce);
			roster.connect(["1"], announce);
			roster.speak({ userId: "1", speaking: true, level: 1 }, announce);
			roster.level({ userId: "1", level: 0.5 });
			expect(shown.roster?.get("1")?.speaking).to.equal(true);
			expect(shown.roster?.get("1")?.level).to.equal(0.5);
			roster.silenceAll(false, announce);
			expect(shown.roster?.get("1")?.speaking).to.equal(undefined);
			expect(shown.roster?.get("1")?.level).to.equal(0);
		});

		it("should remove users who left, and all at new sessions", () => {
			const { roster, shown, announce } = make();
			roster.connect(["1", "2"], announce);
			roster.disconnect("1");
			expect(shown.roster?.size()).to.equal(1);
			roster.clear();
			expect(shown.roster?.size()).to.equal(0);
		});

		it("should work without a main gateway", () => {
			let size = -1;
			const roster = new VoiceRoster(undefined, {
				show: (value) => (size = value.size()),
				onJoined: () => {},
				onLeft: () => {},
				onChanged: () => {},
			});
			roster.connect(["1"], () => {});
			roster.close();
			expect(size).to.equal(1);
		});
	});
};
