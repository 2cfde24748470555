import assert from "node:assert/strict";
import { describe, it } from "node:test";
import { Intent } from "../../intents/index.ts";
import { OutgoingEvent } from "./OutgoingEvent.ts";

const OWN_ID = "1";
const GUILD_ID = "6";
const { GuildMessages, MessageContent } = Intent;

const outgoing = (name: string, data: unknown, guildId?: string) => new OutgoingEvent(name, data, guildId, OWN_ID);

describe("OutgoingEvent", () => {
	it("should share one form between sessions with the same view", () => {
		const message = outgoing("MESSAGE_CREATE", { guild_id: GUILD_ID, content: "hello" }, GUILD_ID);
		const seen = message.seenWith(GuildMessages | MessageContent);
		assert.equal(seen?.toJson(1), '{"op":0,"t":"MESSAGE_CREATE","s":1,"d":{"guild_id":"6","content":"hello"}}');
		assert.equal(message.seenWith(GuildMessages | MessageContent), seen);
		assert.equal(message.seenWith(GuildMessages | MessageContent | Intent.Guilds), seen);
	});

	it("should hide content, or the whole event, by intents", () => {
		const message = outgoing("MESSAGE_CREATE", { guild_id: GUILD_ID, content: "hello" }, GUILD_ID);
		const seen = message.seenWith(GuildMessages);
		assert.equal(seen?.toJson(2), '{"op":0,"t":"MESSAGE_CREATE","s":2,"d":{"guild_id":"6","content":""}}');
		assert.equal(message.seenWith(GuildMessages), seen);
		assert.equal(message.seenWith(MessageContent), undefined);
		assert.equal(message.seenWith(MessageContent), undefined);
	});

	it("should not change when its owner changes the data", () => {
		const data = { guild_id: GUILD_ID, content: "before" };
		const message = outgoing("MESSAGE_CREATE", data, GUILD_ID);
		data.content = "after";
		assert.match(message.seenWith(GuildMessages | MessageContent)?.toJson(1) ?? "", /before/);
	});

	it("should encode absent data as null, and use toJSON", () => {
		assert.equal(outgoing("TEST", undefined).seenWith(0)?.toJson(1), '{"op":0,"t":"TEST","s":1,"d":null}');
		const dated = outgoing("TEST", { at: new Date(0) }).seenWith(0);
		assert.equal(dated?.toJson(1), '{"op":0,"t":"TEST","s":1,"d":{"at":"1970-01-01T00:00:00.000Z"}}');
	});

	it("should throw at once on data that JSON cannot hold", () => {
		const circular: { own?: unknown } = {};
		circular.own = circular;
		assert.throws(() => outgoing("TEST", circular), TypeError);
		assert.throws(() => outgoing("TEST", 1n), TypeError);
		assert.throws(() => outgoing("TEST", () => {}), {
			name: "TypeError",
			message: "data of TEST must have a form in JSON, got a function",
		});
	});
});
