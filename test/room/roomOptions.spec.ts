/// <reference types="@rbxts/testez/globals" />

import { GuildVoiceOptions, readGuildVoice, readVoiceChannel, VoiceChannelOptions } from "../../src/room/roomOptions";
import { canonical } from "../support/canonical";

const GUILD = "1191168914239782912";
const GOOD = { guildId: GUILD, channelId: "9" };

/** Options of a caller in Luau. */
const BAD: ReadonlyArray<readonly [title: string, options: unknown, fault: string]> = [
	["no options", undefined, "options must be { guildId, channelId }, got nil"],
	["a text", "9", "options must be { guildId, channelId }, got string"],
	["no guild", { channelId: "9" }, "guildId must be a string of digits, got nil"],
	["no channel", { guildId: "9" }, "channelId must be a string of digits, got nil"],
	["a number", { guildId: 1191168914239782912, channelId: "9" }, "a number loses digits of an ID"],
	["a small number", { guildId: "9", channelId: 7 }, "channelId must be a string, got the number 7"],
	["letters", { guildId: "abc", channelId: "9" }, 'guildId must be 1 to 20 digits, got "abc"'],
	["an empty ID", { guildId: "", channelId: "9" }, 'guildId must be 1 to 20 digits, got ""'],
	["a long ID", { guildId: string.rep("1", 21), channelId: "9" }, "guildId must be 1 to 20 digits"],
	["a bot of another type", { ...GOOD, bot: 1 }, "bot must be the name of a bot, got number"],
	["a bot's token", { ...GOOD, bot: "MTk4.Cl2FMQ" }, "bot must be a name of a-z 0-9 _ -"],
	["speakers of another type", { ...GOOD, speakers: "yes" }, "speakers must be a boolean, got string"],
];

export = () => {
	describe("readVoiceChannel", () => {
		it("should read IDs", () => {
			expect(canonical(readVoiceChannel(GOOD))).to.equal(canonical(GOOD));
		});

		it("should read a bot and speakers", () => {
			const options = { ...GOOD, bot: "music-2", speakers: false };
			expect(canonical(readVoiceChannel(options))).to.equal(canonical(options));
		});

		for (const [title, options, fault] of BAD) {
			it(`should reject ${title}`, () => {
				expect(() => readVoiceChannel(options as VoiceChannelOptions)).to.throw(fault);
			});
		}
	});

	describe("readGuildVoice", () => {
		it("should read an ID, or options", () => {
			const expected = canonical({ guildId: GUILD, speakers: false });
			expect(canonical(readGuildVoice(GUILD))).to.equal(expected);
			expect(canonical(readGuildVoice({ guildId: GUILD }))).to.equal(expected);
			expect(readGuildVoice({ guildId: GUILD, bot: "main" }).bot).to.equal("main");
		});

		it("should reject a number, nothing, and a bad bot", () => {
			expect(() => readGuildVoice(7 as unknown as string)).to.throw("a number loses digits");
			expect(() => readGuildVoice(undefined as unknown as string)).to.throw("got nil");
			expect(() => readGuildVoice({} as GuildVoiceOptions)).to.throw("got nil");
			expect(() => readGuildVoice({ guildId: GUILD, bot: "A" })).to.throw("bot must be a name");
		});
	});
};
