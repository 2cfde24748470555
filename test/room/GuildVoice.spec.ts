/// <reference types="@rbxts/testez/globals" />

import { encodeJson } from "../../src/runtime/json";
import { delta, snapshot } from "../support/FakeCarrier";
import { makeRelay } from "../support/openRelay";
import { rosterText } from "../support/roomLines";

const GUILD = [
	["n", "8", "Music"],
	["n", "9", "General"],
	["m", "1", { channel: "9", name: "Ada" }],
];

/** A guild room over a fake relay, after its first snapshot, and its signals in order. */
function make() {
	const bench = makeRelay();
	const { far, scheduler, relay } = bench;
	const guild = relay.watchGuildVoice({ guildId: "7", bot: "main" });
	const heard: Array<string> = [];
	const shown = () => {
		const texts = new Array<string>();
		for (const [channelId, { roster }] of guild.channels) texts.push(`${channelId}: ${rosterText(roster)}`);
		return texts.sort().join("; ");
	};
	guild.onStateChanged.Connect((state) => heard.push(state));
	guild.onMemberJoined.Connect(({ userId }, channelId) => heard.push(`${userId} joined ${channelId} (${shown()})`));
	guild.onMemberLeft.Connect(({ userId }, channelId) => heard.push(`${userId} left ${channelId}`));
	guild.onRosterChanged.Connect((channelId, roster) => {
		assert(roster === guild.channels.get(channelId)?.roster, "not the roster of this moment");
		heard.push(`roster ${channelId}`);
	});
	guild.onChannelNamed.Connect((channelId, name) => heard.push(`${channelId} is ${name}`));
	guild.onChannelGone.Connect((channelId) => heard.push(`${channelId} gone`));
	guild.onClosed.Connect(({ kind }) => heard.push(`CLOSED ${kind}`));
	const send = (...segments: Array<unknown>) => {
		far.send(1, encodeJson(segments));
		scheduler.advance(0.5);
	};
	const told = () => {
		const text = heard.join(" | ");
		heard.clear();
		return text;
	};
	scheduler.advance(0.5);
	send(snapshot(1, GUILD));
	return { ...bench, guild, send, told, heard, shown };
}

export = () => {
	describe("GuildVoice", () => {
		it("should ask for the guild, without speakers", () => {
			const { far } = make();
			expect(far.carried[0].find('"channel"', 1, true)[0]).to.equal(undefined);
			for (const part of ['"bot":"main"', '"guild":"7"', '"speakers":false']) {
				expect(far.carried[0].find(part, 1, true)[0]).to.be.ok();
			}
		});

		it("should show every channel after the first snapshot", () => {
			const { guild, heard, shown } = make();
			expect(guild.guildId).to.equal("7");
			expect(shown()).to.equal("8: ; 9: 1=?");
			expect(guild.channels.get("8")?.name).to.equal("Music");
			expect(guild.channels.get("9")?.roster.get("1")?.name).to.equal("Ada");
			expect([...heard].sort().join(" | ")).to.equal(
				"1 joined 9 (8: ; 9: 1=?) | 8 is Music | 9 is General | ready | roster 9",
			);
			expect(heard[heard.size() - 1]).to.equal("ready");
		});

		it("should report moves, channels and members in order", () => {
			const { send, told, guild } = make();
			told();
			send(delta(2, ["m", "2", { channel: "8" }]));
			expect(told()).to.equal("2 joined 8 (8: 2=?; 9: 1=?) | roster 8");
			send(delta(3, ["m", "1", { channel: "8" }], ["n", "9", "Lounge"]));
			expect(told().find("1 left 9 | 1 joined 8 (8: 1=? 2=?; 9: ) | 9 is Lounge", 1, true)[0]).to.equal(1);
			send(delta(4, ["z", "9"], ["x", "2"]));
			expect(told()).to.equal("9 gone | 2 left 8 | roster 8");
			expect(guild.counts.segments).to.equal(4);
		});

		it("should keep its channels while the relay is away, and when it stops", () => {
			const { guild, far, scheduler, told, shown } = make();
			told();
			far.forget();
			scheduler.advance(5);
			expect(told()).to.equal("away | ready");
			guild.stop();
			guild.stop();
			expect(told()).to.equal("closed | CLOSED owner");
			expect(shown()).to.equal("8: ; 9: 1=?");
		});
	});
};
