import assert from "node:assert/strict";
import { test } from "node:test";
import { HELP, readDemoOptions } from "./demoOptions.ts";

const VOICE = {
	VOICE_URL: "wss://voice.example:2048",
	VOICE_SERVER_ID: "1",
	VOICE_USER_ID: "2",
	VOICE_SESSION_ID: "s",
	VOICE_TOKEN: "secret",
};
const DISCORD = { DISCORD_TOKEN: "secret", DISCORD_GUILD: "1", DISCORD_CHANNEL: "2" };

test("should need no options for the embedded servers", () => {
	const options = readDemoOptions([], {});
	assert.deepEqual(options, { target: undefined, story: "rooms", seconds: 13, watch: false });
	assert.deepEqual(readDemoOptions([], { DISCORD_TOKEN: "of other programs" }), options);
});

test("should prefer the command line over the environment", () => {
	assert.deepEqual(readDemoOptions(["--user-id", "9", "--seconds", "2.5"], VOICE), {
		target: { kind: "voice", variables: { ...VOICE, VOICE_USER_ID: "9" } },
		story: "rooms",
		seconds: 2.5,
		watch: false,
	});
});

test("should join Discord through a relay by default", () => {
	const target = { kind: "discord", token: "secret", via: "relay", variables: DISCORD };
	assert.deepEqual(readDemoOptions([], DISCORD), { target, story: "rooms", seconds: 13, watch: false });
	assert.deepEqual(readDemoOptions(["--via=direct", "--channel=3"], DISCORD), {
		target: { ...target, via: "direct", variables: { ...DISCORD, DISCORD_CHANNEL: "3" } },
		story: "rooms",
		seconds: 13,
		watch: false,
	});
});

test("should accept --watch only with the embedded servers", () => {
	const options = readDemoOptions(["--watch"], {});
	assert.equal(options !== "help" && options.watch, true);
	const message = "--watch works only with the embedded servers; remove --url and VOICE_URL";
	assert.throws(() => readDemoOptions(["--watch"], VOICE), { message });
	assert.throws(() => readDemoOptions(["--watch"], DISCORD), { message: /remove DISCORD_TOKEN$/ });
});

const MISSING: ReadonlyArray<readonly [environment: NodeJS.ProcessEnv, name: string]> = [
	...["VOICE_SERVER_ID", "VOICE_USER_ID", "VOICE_SESSION_ID", "VOICE_TOKEN"].map((name) => [VOICE, name] as const),
	...["DISCORD_TOKEN", "DISCORD_GUILD", "DISCORD_CHANNEL"].map((name) => [DISCORD, name] as const),
];

for (const [environment, name] of MISSING) {
	test(`should name ${name} as missing without revealing other values`, () => {
		assert.throws(
			() => readDemoOptions([], { ...environment, [name]: undefined }),
			(error: Error) => error.message.includes(name) && !error.message.includes("secret"),
		);
	});
}

test("should reject an unknown --via", () => {
	assert.throws(() => readDemoOptions(["--via=pigeon"], DISCORD), { message: /relay or direct, got pigeon/ });
});

for (const seconds of ["0", "-1", "x", "Infinity"]) {
	test(`should reject --seconds ${seconds}`, () => {
		assert.throws(() => readDemoOptions([`--seconds=${seconds}`], {}), { message: /above 0, got/ });
	});
}

test("should require 12 seconds only with --direct", () => {
	const message = "--seconds must be at least 12 with --direct, got 11.9";
	assert.throws(() => readDemoOptions(["--direct", "--seconds=11.9"], {}), { message });
	assert.throws(() => readDemoOptions(["--direct"], { VOICE_SECONDS: "11.9" }), { message });
	const options = { target: undefined, story: "direct", seconds: 12, watch: false };
	assert.deepEqual(readDemoOptions(["--direct", "--seconds=12"], {}), options);
	for (const environment of [VOICE, DISCORD]) {
		const options = readDemoOptions(["--seconds=1"], environment);
		assert.equal(options !== "help" && options.seconds, 1);
	}
});

test("should reject --seconds for the story of rooms", () => {
	const message = "--seconds needs --direct, --url or --guild";
	assert.throws(() => readDemoOptions(["--seconds=20"], {}), { message });
	assert.throws(() => readDemoOptions(["--watch"], { VOICE_SECONDS: "20" }), { message });
});

test("should accept --direct only with the embedded servers", () => {
	const message = /^--direct works only with the embedded servers; remove (--url|DISCORD_TOKEN)/;
	for (const environment of [VOICE, DISCORD]) {
		assert.throws(() => readDemoOptions(["--direct"], environment), { message });
	}
});

test("should list every option", () => {
	assert.equal(readDemoOptions(["--help"], {}), "help");
	for (const word of ["--url", "--token", "VOICE_SECONDS", "--watch", "--direct", "--guild", "DISCORD_TOKEN"]) {
		assert.ok(HELP.includes(word));
	}
	const message = "Unknown option '--nonsense'; `npm start -- --help` lists all";
	assert.throws(() => readDemoOptions(["--nonsense"], {}), { message });
});
