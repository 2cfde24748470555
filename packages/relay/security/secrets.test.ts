import assert from "node:assert/strict";
import { describe, it } from "node:test";
import { inspect } from "node:util";
import { readHostPattern, type HostPattern } from "./hostPattern.ts";
import { readSecretPlace, USUAL_PLACES, type SecretPlace } from "./secretPlace.ts";
import { isSecretName, isSecretValue, Secrets, type SecretRules } from "./secrets.ts";

const VALUE = "a$&b";
const rules: SecretRules = {
	hosts: {
		byName: new Map([["test", [{ endpoint: "127.0.0.1:9300" }]]]),
		usual: [readHostPattern("gateway.discord.gg") as HostPattern],
	},
	places: {
		byName: new Map([["test", ["auth.key", "header:authorization"].map(readSecretPlace) as Array<SecretPlace>]]),
		usual: USUAL_PLACES,
	},
};
const values = new Map([
	["bot", VALUE],
	["test", "c"],
]);
const secrets = new Secrets(values, rules);
const discord = { host: "gateway.discord.gg", port: 443, isInsecure: false };
const local = { host: "127.0.0.1", port: 9300, isInsecure: true };

const identify = (token: string): string => `{"op":2,"d":{"token":"${token}","intents":0}}`;
const IDENTIFY = identify("${secret:bot}");
const notAllowed = { code: "secret_not_allowed", fields: { secret: "bot", host: "gateway.discord.gg" } };

/** By hand from Discord's documents: messages that hold the token where a far server or another client could see it. */
const READ_BACK: ReadonlyArray<readonly [where: string, text: string]> = [
	["op 8, which the gateway answers with user_ids", '{"op":8,"d":{"guild_id":"1","user_ids":["${secret:bot}"]}}'],
	["op 8's nonce", '{"op":8,"d":{"guild_id":"1","query":"","nonce":"${secret:bot}"}}'],
	["op 3's activities", '{"op":3,"d":{"activities":[{"name":"${secret:bot}","type":0}]}}'],
	["op 4", '{"op":4,"d":{"guild_id":"${secret:bot}"}}'],
	["op 1", '{"op":1,"d":"${secret:bot}"}'],
	["a token of another op", '{"op":8,"d":{"token":"${secret:bot}"}}'],
	["a token without an op", '{"d":{"token":"${secret:bot}"}}'],
	["an op that is text", '{"op":"2","d":{"token":"${secret:bot}"}}'],
	["an op that is 2.0", '{"op":2.0,"d":{"token":"${secret:bot}"}}'],
	["an op that is an array", '{"op":[2],"d":{"token":"${secret:bot}"}}'],
	["an op within d", '{"op":8,"d":{"op":2,"token":"${secret:bot}"}}'],
	["two ops", '{"op":2,"op":8,"d":{"token":"${secret:bot}"}}'],
	["two ops the other way", '{"op":8,"op":2,"d":{"token":"${secret:bot}"}}'],
	["two ops, one escaped", '{"\\u006fp":8,"op":2,"d":{"token":"${secret:bot}"}}'],
	["two d", '{"op":2,"d":{"user_ids":"${secret:bot}"},"d":{"token":""}}'],
	["two tokens", '{"op":2,"d":{"token":"${secret:bot}","token":""}}'],
	["the presence of Identify", '{"op":2,"d":{"token":"","presence":{"activities":[{"name":"${secret:bot}"}]}}}'],
	["the properties of Identify", '{"op":2,"d":{"token":"","properties":{"os":"${secret:bot}"}}}'],
	["a second place beside the right one", '{"op":2,"d":{"token":"${secret:bot}","x":"${secret:bot}"}}'],
	["a second secret beside it", '{"op":2,"d":{"token":"${secret:bot}","x":"${secret:test}"}}'],
	["a key", '{"op":2,"d":{"${secret:bot}":"","token":""}}'],
	["a key beside the right place", '{"op":2,"d":{"token":"${secret:bot}","${secret:bot}":""}}'],
	["an array", '{"op":2,"d":[{"token":"${secret:bot}"}]}'],
	["an outer array", '[{"op":2,"d":{"token":"${secret:bot}"}}]'],
	["a part of the token, at its end", identify("Bot ${secret:bot}")],
	["a part of the token, at its begin", identify("${secret:bot}.")],
	["a token with an escape before it", identify('\\"${secret:bot}')],
	["a token with an escape after it", identify("${secret:bot}\\u0020")],
	["an escaped token beside a plain placeholder", '{"op":2,"d":{"token":"\\u0024{secret:bot}","x":"${secret:bot}"}}'],
	["d.token as one key", '{"op":2,"d.token":"${secret:bot}"}'],
	["__proto__", '{"op":2,"__proto__":{"d":{"token":"${secret:bot}"}}}'],
	["d within d", '{"op":2,"d":{"d":{"token":"${secret:bot}"}}}'],
	["no JSON", "${secret:bot}"],
	["JSON that goes on", `${IDENTIFY}x`],
	["two messages", `${IDENTIFY}${IDENTIFY}`],
	["a string alone", '"${secret:bot}"'],
	["a nesting bomb", `{"op":2,"d":{"token":"\${secret:bot}","x":${"[".repeat(5000)}${"]".repeat(5000)}}}`],
	["a message above 16,384 characters", `{"op":2,"d":{"token":"\${secret:bot}","x":"${"x".repeat(16_384)}"}}`],
];

describe("Secrets.fillText", () => {
	it("should fill in the token of Identify and Resume, and change nothing else", () => {
		assert.equal(secrets.fillText(IDENTIFY, discord), identify(VALUE));
		const spaced = ' {"d" : {"session_id":"é\\u0024", "token" : "${secret:bot}", "seq":1e400 }, "op" : 6 } ';
		assert.equal(
			secrets.fillText(spaced, discord),
			spaced.replace("${secret:bot}", () => VALUE),
		);
	});

	for (const [where, text] of READ_BACK) {
		it(`should refuse ${where}`, () => assert.throws(() => secrets.fillText(text, discord), notAllowed));
	}

	it("should report where the secret may be", () => {
		assert.throws(() => secrets.fillText('{"op":1,"d":"${secret:bot}"}', discord), {
			message: "secret bot may only be the whole of 2:d.token or 6:d.token (RELAY_SECRET_PLACES)",
		});
	});

	it("should use configured places instead of the defaults", () => {
		assert.equal(secrets.fillText('{"auth":{"key":"${secret:test}"}}', local), '{"auth":{"key":"c"}}');
		assert.equal(
			secrets.fillText('{"op":9,"auth":{"key":"${secret:test}"}}', local),
			'{"op":9,"auth":{"key":"c"}}',
		);
		assert.throws(() => secrets.fillText(identify("${secret:test}"), local), { code: "secret_not_allowed" });
	});

	it("should leave all other text unchanged", () => {
		for (const text of [
			"",
			"${secret:}",
			"${secret:BOT}",
			"${secret:a b}",
			"$secret:bot",
			"${secret:bot",
			"${x:bot}",
		]) {
			assert.equal(secrets.fillText(identify(text), discord), identify(text));
		}
		assert.equal(secrets.fillText("no JSON", discord), "no JSON");
	});

	it("should leave an escaped placeholder unchanged", () => {
		for (const text of [
			identify("\\u0024{secret:bot}"),
			identify("${secret\\u003abot}"),
			identify("$\\u007bsecret:bot}"),
		]) {
			assert.equal(secrets.fillText(text, discord), text);
		}
	});

	it("should not expand placeholders inside values", () => {
		const nested = new Secrets(new Map([["bot", "${secret:test}"]]), rules);
		assert.equal(nested.fillText(IDENTIFY, discord), identify("${secret:test}"));
	});

	it("should build nothing of a text of placeholders", () => {
		assert.throws(() => secrets.fillText("${secret:bot}".repeat(95_288), discord), notAllowed);
		assert.throws(() => secrets.fillText(identify("${secret:bot}".repeat(95_288)), discord), notAllowed);
	});

	it("should refuse hosts that a secret is not bound to", () => {
		assert.throws(() => secrets.fillText(IDENTIFY, local), { code: "secret_not_allowed" });
		const text = '{"auth":{"key":"${secret:test}"}}';
		assert.throws(() => secrets.fillText(text, discord), {
			code: "secret_not_allowed",
			fields: { secret: "test", host: "gateway.discord.gg" },
		});
		assert.throws(() => secrets.fillText(text, { ...local, port: 9301 }), { code: "secret_not_allowed" });
	});

	it("should not trust a host name without TLS", () => {
		assert.throws(() => secrets.fillText(IDENTIFY, { ...discord, isInsecure: true }), {
			code: "secret_not_allowed",
		});
	});

	it("should refuse unknown names, and report them", () => {
		assert.throws(() => secrets.fillText("${secret:nope}", discord), {
			code: "secret_unknown",
			fields: { secret: "nope" },
		});
	});
});

describe("Secrets.fillHeaders", () => {
	it("should fill in a whole header that the operator names", () => {
		const headers = { "user-agent": "lib", authorization: "${secret:test}" };
		assert.deepEqual(secrets.fillHeaders(headers, local), { "user-agent": "lib", authorization: "c" });
	});

	/** By hand: headers that are refused, and why. */
	const REFUSED: ReadonlyArray<readonly [why: string, headers: Record<string, string>, destination: typeof local]> = [
		["a part of a value", { authorization: "Bearer ${secret:test}" }, local],
		["a value with more after it", { authorization: "${secret:test} " }, local],
		["a value twice", { authorization: "${secret:test}${secret:test}" }, local],
		["another header", { "user-agent": "${secret:test}" }, local],
		["another host", { authorization: "${secret:test}" }, discord],
		["a secret that has no header", { authorization: "${secret:bot}" }, discord],
	];
	for (const [why, headers, destination] of REFUSED) {
		it(`should refuse ${why}`, () => {
			assert.throws(() => secrets.fillHeaders(headers, destination), { code: "secret_not_allowed" });
		});
	}

	it("should refuse unknown names", () => {
		assert.throws(() => secrets.fillHeaders({ authorization: "${secret:x}" }, local), { code: "secret_unknown" });
	});
});

describe("Secrets.forbid", () => {
	it("should refuse every placeholder, known or not", () => {
		for (const text of [IDENTIFY, '{"op":1,"d":"${secret:x}"}']) {
			assert.throws(() => secrets.forbid(text, discord), { code: "secret_not_allowed" });
		}
		secrets.forbid('{"op":1,"d":251}', discord);
	});
});

describe("Secrets", () => {
	it("should prefer a link's values, under the same rules", () => {
		const own = secrets.with(new Map([["bot", "mine"]]));
		assert.equal(own.fillText(IDENTIFY, discord), identify("mine"));
		assert.throws(() => own.fillText(IDENTIFY, local), { code: "secret_not_allowed" });
		for (const [, text] of READ_BACK) assert.throws(() => own.fillText(text, discord), notAllowed);
		assert.equal(secrets.fillText(IDENTIFY, discord), identify(VALUE));
	});

	it("should not show values to code that prints it", () => {
		assert.ok(!inspect(secrets, { depth: 9, showHidden: true }).includes(VALUE));
		assert.ok(!JSON.stringify(secrets).includes(VALUE));
	});
});

describe("isSecretName", () => {
	it("should take 1 to 32 of a-z 0-9 _ -", () => {
		for (const name of ["a", "bot-2_x", "a".repeat(32)]) assert.ok(isSecretName(name), name);
		for (const name of ["", "A", "a b", "a".repeat(33), "ä", "a}"]) assert.ok(!isSecretName(name), name);
	});
});

describe("isSecretValue", () => {
	it("should take printable ASCII that fits in JSON text and in a header", () => {
		for (const value of ["a", "!#[]~", "a".repeat(1024)]) assert.ok(isSecretValue(value), value);
		for (const value of ["", " ", "a b", '"', "\\", "\n", "\u007f", "ä", "a".repeat(1025)]) {
			assert.ok(!isSecretValue(value), value);
		}
	});
});
