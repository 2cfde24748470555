import assert from "node:assert/strict";
import { describe, it } from "node:test";
import { inspect } from "node:util";
import { readHostPattern, type HostPattern } from "./hostPattern.ts";
import { isSecretName, isSecretValue, Secrets } from "./secrets.ts";

const pattern = (text: string): HostPattern => readHostPattern(text) as HostPattern;
const bindings = {
	byName: new Map([["test", [{ endpoint: "127.0.0.1:9300" }]]]),
	usual: [pattern("gateway.discord.gg")],
};
const secrets = new Secrets(
	new Map([
		["bot", "a$&b"],
		["test", "c"],
	]),
	bindings,
);
const discord = { host: "gateway.discord.gg", port: 443, isInsecure: false };
const local = { host: "127.0.0.1", port: 9300, isInsecure: true };

describe("Secrets", () => {
	it("should fill in every placeholder, as it is", () => {
		assert.equal(secrets.fill("x${secret:bot}y${secret:bot}", discord), "xa$&bya$&b");
	});

	it("should leave everything else alone", () => {
		for (const text of [
			"",
			"${secret:}",
			"${secret:BOT}",
			"${secret:a b}",
			"$secret:bot",
			"${secret:bot",
			"${x:bot}",
		]) {
			assert.equal(secrets.fill(text, discord), text);
		}
	});

	it("should not fill in what a value holds", () => {
		const nested = new Secrets(new Map([["bot", "${secret:test}"]]), bindings);
		assert.equal(nested.fill("${secret:bot}", discord), "${secret:test}");
	});

	it("should refuse hosts that a secret is not bound to", () => {
		assert.throws(() => secrets.fill("${secret:bot}", local), { code: "secret_not_allowed" });
		assert.throws(() => secrets.fill("${secret:test}", discord), {
			code: "secret_not_allowed",
			fields: { secret: "test", host: "gateway.discord.gg" },
		});
		assert.equal(secrets.fill("${secret:test}", local), "c");
		assert.throws(() => secrets.fill("${secret:test}", { ...local, port: 9301 }), { code: "secret_not_allowed" });
	});

	it("should not take the name of an allowed host for the host, where TLS does not prove it", () => {
		assert.throws(() => secrets.fill("${secret:bot}", { ...discord, isInsecure: true }), {
			code: "secret_not_allowed",
		});
	});

	it("should refuse names that it does not know, and say which", () => {
		assert.throws(() => secrets.fill("${secret:nope}", discord), {
			code: "secret_unknown",
			fields: { secret: "nope" },
		});
	});

	it("should put values of a link before its own, and bind them the same", () => {
		const own = secrets.with(new Map([["bot", "mine"]]));
		assert.equal(own.fill("${secret:bot}", discord), "mine");
		assert.equal(own.fill("${secret:test}", local), "c");
		assert.throws(() => own.fill("${secret:bot}", local), { code: "secret_not_allowed" });
		assert.equal(secrets.fill("${secret:bot}", discord), "a$&b");
	});

	it("should not show values to whoever prints it", () => {
		assert.ok(!inspect(secrets, { depth: 9, showHidden: true }).includes("a$&b"));
		assert.ok(!JSON.stringify(secrets).includes("a$&b"));
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
