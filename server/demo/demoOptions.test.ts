import assert from "node:assert/strict";
import { test } from "node:test";
import { HELP, readDemoOptions } from "./demoOptions.ts";

const ENV = {
	VOICE_URL: "wss://voice.example:2048",
	VOICE_SERVER_ID: "1",
	VOICE_USER_ID: "2",
	VOICE_SESSION_ID: "s",
	VOICE_TOKEN: "secret",
};

test("needs nothing for the embedded server", () => {
	const options = readDemoOptions([], {});
	assert.deepEqual(options, {
		url: undefined,
		serverId: "",
		userId: "",
		sessionId: "",
		token: "",
		seconds: 13,
		watch: false,
	});
});

test("reads the environment, and the command line before it", () => {
	const options = readDemoOptions(["--user-id", "9", "--seconds", "2.5"], ENV);
	assert.deepEqual(options, {
		url: "wss://voice.example:2048",
		serverId: "1",
		userId: "9",
		sessionId: "s",
		token: "secret",
		seconds: 2.5,
		watch: false,
	});
});

test("watches the embedded server alone", () => {
	const options = readDemoOptions(["--watch"], {});
	assert.equal(options !== "help" && options.watch, true);
	const message = "--watch plays on the embedded server, leave VOICE_URL out";
	assert.throws(() => readDemoOptions(["--watch"], ENV), { message });
	assert.throws(() => readDemoOptions(["--watch", "--url=wss://a"], {}), { message: /leave --url out$/ });
});

for (const name of ["VOICE_SERVER_ID", "VOICE_USER_ID", "VOICE_SESSION_ID", "VOICE_TOKEN"]) {
	test(`says that ${name} is missing, and not what the others are`, () => {
		assert.throws(
			() => readDemoOptions([], { ...ENV, [name]: undefined }),
			(error: Error) => error.message.includes(name) && !error.message.includes("secret"),
		);
	});
}

for (const seconds of ["0", "-1", "x", "Infinity"]) {
	test(`refuses to stay ${seconds} seconds`, () => {
		assert.throws(() => readDemoOptions([`--seconds=${seconds}`], {}), { message: /above 0, got/ });
	});
}

test("lists every option", () => {
	assert.equal(readDemoOptions(["--help"], {}), "help");
	for (const word of ["--url", "--token", "VOICE_SECONDS", "--watch"]) assert.ok(HELP.includes(word));
	assert.throws(() => readDemoOptions(["--nonsense"], {}), /nonsense/);
});
