/// <reference types="@rbxts/testez/globals" />

import { readGuild, readReady, readVoiceServer, readVoiceState } from "../../../src/protocol/gateway/serverBody";
import { isSame } from "../../support/isSame";

type Read = (d: unknown) => unknown;

const URL = "wss://r";
const USER = { id: "1", username: "bot" };
const READY = { session_id: "s", resume_gateway_url: URL, user: USER, guilds: [{ id: "2" }], v: 10 };
const NO_URL = { session_id: "s", user: USER, guilds: [{ id: "2" }], v: 10 };
const NO_SESSION = { session_id: "", resume_gateway_url: URL, user: USER, guilds: [{ id: "2" }], v: 10 };
const NO_USER = { session_id: "s", resume_gateway_url: URL, guilds: [{ id: "2" }], v: 10 };
const NO_GUILDS = { session_id: "s", resume_gateway_url: URL, user: USER, guilds: [], v: 10 };
const STATE = { guild_id: "1", channel_id: "2", user_id: "3", session_id: "4", self_mute: true };
const SERVER = { token: "t", guild_id: "1", endpoint: "e:443" };

function changed(body: object, key: string, value: unknown): object {
	const copy = { ...body } as Record<string, unknown>;
	copy[key] = value;
	return copy;
}

function without(body: object, key: string): object {
	return changed(body, key, undefined);
}

/**
 * By hand: body, field, what it is in place of text or list (undefined stands for missing and null, which is nil in Luau), and
 * what is read; "malformed" if nothing is.
 */
const FIELDS: ReadonlyArray<
	readonly [read: Read, name: string, body: object, key: string, value: unknown, seen: unknown]
> = [
	[readReady, "READY", READY, "session_id", undefined, NO_SESSION],
	[readReady, "READY", READY, "session_id", 5, NO_SESSION],
	[readReady, "READY", READY, "resume_gateway_url", undefined, NO_URL],
	[readReady, "READY", READY, "resume_gateway_url", "", NO_URL],
	[readReady, "READY", READY, "resume_gateway_url", 5, NO_URL],
	[readReady, "READY", READY, "resume_gateway_url", {}, NO_URL],
	[readReady, "READY", READY, "user", undefined, NO_USER],
	[readReady, "READY", READY, "user", "me", NO_USER],
	[readReady, "READY", READY, "user", {}, NO_USER],
	[readReady, "READY", READY, "user", { id: 5 }, NO_USER],
	[readReady, "READY", READY, "guilds", undefined, NO_GUILDS],
	[readReady, "READY", READY, "guilds", "none", NO_GUILDS],
	[readReady, "READY", READY, "guilds", [5, {}, { id: 7 }, { id: "2" }, "2"], READY],
	[readGuild, "GUILD_CREATE", { id: "1", n: 1 }, "id", undefined, "malformed"],
	[readGuild, "GUILD_CREATE", { id: "1", n: 1 }, "id", 1, "malformed"],
	[readGuild, "GUILD_DELETE", { id: "1", n: 1 }, "unavailable", undefined, { id: "1", n: 1 }],
	[readGuild, "GUILD_DELETE", { id: "1", n: 1 }, "unavailable", true, { id: "1", n: 1, unavailable: true }],
	[readGuild, "GUILD_DELETE", { id: "1", n: 1 }, "unavailable", "yes", { id: "1", n: 1 }],
	[readVoiceState, "VOICE_STATE_UPDATE", STATE, "user_id", undefined, "malformed"],
	[readVoiceState, "VOICE_STATE_UPDATE", STATE, "user_id", 3, "malformed"],
	[readVoiceState, "VOICE_STATE_UPDATE", STATE, "channel_id", undefined, without(STATE, "channel_id")],
	[readVoiceState, "VOICE_STATE_UPDATE", STATE, "channel_id", 2, "malformed"],
	[readVoiceState, "VOICE_STATE_UPDATE", STATE, "session_id", undefined, without(STATE, "session_id")],
	[readVoiceState, "VOICE_STATE_UPDATE", STATE, "session_id", {}, without(STATE, "session_id")],
	[readVoiceState, "VOICE_STATE_UPDATE", STATE, "guild_id", undefined, without(STATE, "guild_id")],
	[readVoiceState, "VOICE_STATE_UPDATE", STATE, "guild_id", 1, without(STATE, "guild_id")],
	[readVoiceServer, "VOICE_SERVER_UPDATE", SERVER, "guild_id", undefined, "malformed"],
	[readVoiceServer, "VOICE_SERVER_UPDATE", SERVER, "guild_id", 1, "malformed"],
	[readVoiceServer, "VOICE_SERVER_UPDATE", SERVER, "token", undefined, "malformed"],
	[readVoiceServer, "VOICE_SERVER_UPDATE", SERVER, "token", 1, "malformed"],
	[readVoiceServer, "VOICE_SERVER_UPDATE", SERVER, "endpoint", undefined, without(SERVER, "endpoint")],
	[readVoiceServer, "VOICE_SERVER_UPDATE", SERVER, "endpoint", "", without(SERVER, "endpoint")],
	[readVoiceServer, "VOICE_SERVER_UPDATE", SERVER, "endpoint", 443, without(SERVER, "endpoint")],
];

export = () => {
	describe("a field", () => {
		FIELDS.forEach(([read, name, body, key, value, seen], index) => {
			const outcome = seen === "malformed" ? "make it malformed" : "not be missed";
			it(`should ${outcome}: ${name}, ${key} of type ${typeOf(value)}, case ${index}`, () => {
				expect(isSame(read(changed(body, key, value)) ?? "malformed", seen)).to.equal(true);
			});
		});
	});

	describe("a body", () => {
		it("should keep every field of a valid body", () => {
			expect(isSame(readReady(READY), READY)).to.equal(true);
			expect(isSame(readVoiceState(STATE), STATE)).to.equal(true);
			expect(isSame(readVoiceServer(SERVER), SERVER)).to.equal(true);
		});

		it("should be malformed if it is not a table", () => {
			for (const read of [readReady, readGuild, readVoiceState, readVoiceServer] as ReadonlyArray<Read>) {
				for (const d of ["a", 5, true]) expect(read(d)).to.equal(undefined);
				expect(read(undefined)).to.equal(undefined);
			}
		});

		it("should accept a voice server without endpoint and token", () => {
			expect(isSame(readVoiceServer({ guild_id: "1" }), { guild_id: "1", token: "" })).to.equal(true);
		});
	});
};
