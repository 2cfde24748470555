import assert from "node:assert/strict";
import { describe, it } from "node:test";
import { HELP, readServeOptions, TRY_SESSION } from "./options.ts";

const DEFAULTS = {
	...{ port: 8080, host: "127.0.0.1", heartbeatInterval: undefined, fixtures: undefined },
	...{ tls: undefined, seed: undefined, maxConcurrency: undefined, sessionStarts: undefined, shards: undefined },
	...{ control: false, inspectorPort: 8081, demo: false, verbose: false },
};

describe("readServeOptions", () => {
	const cases = [
		{ args: [], changes: {} },
		{ args: ["--port", "0", "--host", "::1"], changes: { port: 0, host: "::1" } },
		{ args: ["--heartbeat-interval=250.5"], changes: { heartbeatInterval: 250.5 } },
		{ args: ["--fixtures", "a.json", "--control"], changes: { fixtures: "a.json", control: true } },
		{ args: ["--no-inspector"], changes: { inspectorPort: undefined } },
		{ args: ["--inspector-port", "65535"], changes: { inspectorPort: 65_535 } },
		{ args: ["--tls-key=k.pem", "--tls-cert=c.pem"], changes: { tls: { key: "k.pem", cert: "c.pem" } } },
		{ args: ["--seed=-7"], changes: { seed: -7 } },
		{
			args: ["--max-concurrency=16", "--session-starts=0", "--shards", "4"],
			changes: { maxConcurrency: 16, sessionStarts: 0, shards: 4 },
		},
		{ args: ["--demo", "--verbose"], changes: { demo: true, verbose: true } },
	];
	for (const { args, changes } of cases) {
		it(`should parse "${args.join(" ")}"`, () => {
			assert.deepEqual(readServeOptions(args), { ...DEFAULTS, ...changes });
		});
	}

	const faults = [
		{ args: ["--port", "65536"], message: '--port must be an integer from 0 to 65535, got "65536"' },
		{ args: ["--port="], message: '--port must be an integer from 0 to 65535, got ""' },
		{ args: ["--inspector-port", "x"], message: '--inspector-port must be an integer from 0 to 65535, got "x"' },
		{
			args: ["--heartbeat-interval", "0"],
			message: /^--heartbeat-interval must be a number above 0 to \d+, got 0$/,
		},
		{ args: ["--heartbeat-interval="], message: /^--heartbeat-interval must be a number/ },
		{ args: ["--tls-key=k.pem"], message: "--tls-key and --tls-cert are used together; add --tls-cert FILE" },
		{ args: ["--tls-cert=c.pem"], message: "--tls-key and --tls-cert are used together; add --tls-key FILE" },
		{
			args: ["--seed=1.5"],
			message: '--seed must be an integer from -9007199254740991 to 9007199254740991, got "1.5"',
		},
		{ args: ["--max-concurrency=0"], message: '--max-concurrency must be an integer from 1 to 65536, got "0"' },
		{ args: ["--shards=many"], message: '--shards must be an integer from 1 to 65536, got "many"' },
		{
			args: ["--session-starts=-1"],
			message: '--session-starts must be an integer from 0 to 9007199254740991, got "-1"',
		},
		{ args: ["--no-inspector", "--inspector-port=1"], message: /are mutually exclusive$/ },
		{ args: ["--nonsense"], message: /--nonsense/ },
		{ args: ["--demo=yes"], message: /--demo/ },
		{ args: ["word"], message: /word/ },
	];
	for (const { args, message } of faults) {
		it(`should reject "${args.join(" ")}"`, () => {
			assert.throws(() => readServeOptions(args), { message });
		});
	}

	it("should document every option and how to connect", () => {
		assert.equal(readServeOptions(["--port", "x", "--help"]), "help");
		for (const name of [
			"port",
			"host",
			"heartbeat-interval",
			"fixtures",
			"control",
			"inspector-port",
			"demo",
			"seed",
			"tls-key",
			"tls-cert",
			"max-concurrency",
			"session-starts",
			"shards",
		]) {
			assert.ok(HELP.includes(`--${name}`), name);
		}
		for (const value of Object.values(TRY_SESSION)) assert.ok(HELP.includes(value));
	});
});
