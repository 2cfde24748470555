/// <reference types="@rbxts/testez/globals" />

import { ownerReport, refusedReport, roomFaultReport } from "../../../src/protocol/room/roomClose";

const FINAL: ReadonlyArray<readonly [code: string, kind: string]> = [
	["no_bots", "noBots"],
	["bot_unknown", "botUnknown"],
	["grant_missing", "grantMissing"],
	["too_many_rooms", "tooManyRooms"],
	["guild_unknown", "guildUnknown"],
	["channel_unknown", "channelUnknown"],
	["not_a_voice_channel", "notAVoiceChannel"],
	["permission_missing", "permissionMissing"],
	["channel_full", "channelFull"],
	["bot_stopped", "botStopped"],
	["bad_record", "unsupported"],
	["bad_url", "unsupported"],
];

const RETRIED = ["", "rate_limited", "draining", "overflow", "discord_unreachable", "aborted", "later_version"];

export = () => {
	describe("roomFaultReport", () => {
		for (const [code, kind] of FINAL) {
			it(`should end a room with ${kind} for ${code}`, () => {
				const report = roomFaultReport(code, "");
				expect(report?.kind).to.equal(kind);
				expect(report?.bySelf).to.equal(false);
				expect(report?.reason.sub(1, code.size() + 2)).to.equal(`${code}: `);
				expect((report?.reason.size() ?? 0) > code.size() + 12).to.equal(true);
			});
		}

		for (const code of RETRIED) {
			it(`should retry "${code}"`, () => {
				expect(roomFaultReport(code, "why")).to.equal(undefined);
			});
		}

		it("should show the relay's text, which says what to do", () => {
			expect(roomFaultReport("channel_full", "25 of 25 users: raise the limit")?.reason).to.equal(
				"channel_full: 25 of 25 users: raise the limit",
			);
		});

		it("should not show the text of a relay without rooms", () => {
			const reason = roomFaultReport("bad_url", "url is missing")?.reason ?? "";
			expect(reason.find("RELAY_BOTS")[0]).to.be.ok();
			expect(reason.find("url is missing")[0]).to.equal(undefined);
		});
	});

	describe("reports", () => {
		it("should say whether the owner ended the room", () => {
			expect(`${ownerReport("a").kind} ${ownerReport("a").bySelf}`).to.equal("owner true");
			expect(`${refusedReport("b").kind} ${refusedReport("b").bySelf}`).to.equal("refused false");
		});
	});
};
