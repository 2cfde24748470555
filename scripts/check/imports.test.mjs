import assert from "node:assert/strict";
import { mkdirSync, mkdtempSync, rmSync, writeFileSync } from "node:fs";
import { tmpdir } from "node:os";
import { dirname, join } from "node:path";
import { describe, it } from "node:test";
import { cruise } from "dependency-cruiser";
import configuration from "../../.dependency-cruiser.mjs";

/**
 * By hand: a wrong import for every rule. A line is a file with what it imports from another file or a package.
 * @type {readonly (readonly [rule: string, from: string, to: string])[]}
 */
const WRONG = [
	["layer src/protocol", "src/protocol/closeCode.ts", "src/runtime/Scheduler.ts"],
	["layer src/runtime", "src/runtime/Scheduler.ts", "src/socket/WebSocket.ts"],
	["layer src/runtime", "src/runtime/Scheduler.ts", "src/protocol/voice/closeCode.ts"],
	["layer src/room", "src/room/VoiceRoom.ts", "src/socket/Relay.ts"],
	["layer src/room", "src/room/VoiceRoom.ts", "src/protocol/gateway/closeCode.ts"],
	["layer src/socket", "src/socket/WebSocket.ts", "src/WebSocketTransport.ts"],
	["layer src/socket", "src/socket/WebSocket.ts", "src/protocol/gateway/closeCode.ts"],
	["layer src/WebSocketTransport", "src/WebSocketTransport.ts", "src/voice/VoiceConnection.ts"],
	["layer src/voice", "src/voice/VoiceConnection.ts", "src/gateway/Websocket.ts"],
	["layer src/gateway", "src/gateway/Websocket.ts", "src/index.ts"],
	["layer src/index", "src/index.ts", "packages/shared/clock.ts"],
	["layer packages/shared/rtp", "packages/shared/rtp/header.ts", "packages/shared/clock.ts"],
	["layer packages/shared", "packages/shared/clock.ts", "packages/gateway-server/options.ts"],
	["layer packages/shared", "packages/shared/clock.ts", "src/runtime/Scheduler.ts"],
	["layer packages/gateway-server", "packages/gateway-server/options.ts", "packages/relay/Relay.ts"],
	["layer packages/gateway-server", "packages/gateway-server/options.ts", "packages/dev/demo/start.ts"],
	["layer packages/relay", "packages/relay/Relay.ts", "packages/gateway-server/options.ts"],
	["layer packages/dev", "packages/dev/demo/start.ts", "src/voice/VoiceConnection.ts"],
	["layer packages/dev", "packages/dev/demo/start.test.ts", "bench/results.ts"],
	["layer bench", "bench/run.ts", "packages/dev/demo/start.ts"],
	["layer examples", "examples/echo.ts", "packages/shared/clock.ts"],
	["tests of packages/shared", "packages/shared/clock.test.ts", "packages/gateway-server/options.ts"],
	["tests of packages/gateway-server", "packages/gateway-server/options.test.ts", "packages/dev/demo/start.ts"],
	["tests of packages/relay", "packages/relay/support/spawnRelay.ts", "packages/dev/demo/start.ts"],
	["no test support in production", "packages/relay/Relay.ts", "packages/shared/support/FakeClock.ts"],
	["no test support in production", "packages/relay/Relay.ts", "packages/relay/Links.test.ts"],
	["protocol is pure", "src/protocol/heartbeat.ts", "@rbxts/services"],
	["no cycle", "packages/relay/Relay.ts", "packages/relay/Links.ts"],
	["declared packages", "packages/relay/Relay.ts", "undeclared"],
	["declared for production", "packages/relay/Relay.ts", "only-for-tests"],
];

/** By hand: imports that look like wrong ones, and are allowed. */
const RIGHT = [
	["src/socket/WebSocket.ts", "src/protocol/relay/body.ts"],
	["src/socket/Relay.ts", "src/room/VoiceRoom.ts"],
	["src/protocol/heartbeat.ts", "@rbxts/t"],
	["packages/relay/Relay.test.ts", "packages/gateway-server/options.ts"],
	["packages/relay/Relay.test.ts", "only-for-tests"],
	["packages/gateway-server/options.ts", "src/protocol/voice/closeCode.ts"],
	["packages/dev/demo/start.ts", "packages/relay/support/spawnRelay.ts"],
];

const PACKAGES = ["@rbxts/services", "@rbxts/t", "undeclared", "only-for-tests"];

const MANIFEST = { devDependencies: { "only-for-tests": "1" }, dependencies: { "@rbxts/t": "1" } };

/**
 * Lints a clone that holds one import.
 * @param {string} from
 * @param {string} to
 * @param {boolean} isCycle whether the other file imports the first one's type
 * @returns {Promise<string[]>} names of the broken rules
 */
async function brokenRules(from, to, isCycle = false) {
	const clone = mkdtempSync(join(tmpdir(), "imports-"));
	/**
	 * @param {string} path
	 * @param {string} text
	 */
	const write = (path, text) => {
		mkdirSync(dirname(join(clone, path)), { recursive: true });
		writeFileSync(join(clone, path), text);
	};
	/** @param {string} path as an import in `from`'s or `to`'s folder names it */
	const upFrom = (path) => "../".repeat(path.split("/").length - 1) || "./";
	try {
		for (const name of PACKAGES) {
			write(`node_modules/${name}/package.json`, JSON.stringify({ name, version: "1.0.0", main: "index.js" }));
			write(`node_modules/${name}/index.js`, "");
		}
		write("package.json", JSON.stringify(MANIFEST));
		if (to.includes(".")) {
			write(to, isCycle ? `import type { A } from "${upFrom(to)}${from}";\n` : "export {};\n");
		}
		write(from, `import "${to.includes(".") ? upFrom(from) + to : to}";\n`);
		const { output } = await cruise(
			["src", "packages", "bench", "examples"].filter((folder) => from.startsWith(folder)),
			{
				...configuration.options,
				baseDir: clone,
				validate: true,
				ruleSet: { forbidden: configuration.forbidden },
			},
		);
		if (typeof output === "string") throw new Error(output);
		return output.summary.violations.map(({ rule }) => rule.name);
	} finally {
		rmSync(clone, { recursive: true });
	}
}

describe("imports", () => {
	for (const [rule, from, to] of WRONG) {
		it(`should refuse ${to} in ${from} (${rule})`, async () => {
			assert.ok((await brokenRules(from, to, rule === "no cycle")).includes(rule));
		});
	}

	for (const [from, to] of RIGHT) {
		it(`should allow ${to} in ${from}`, async () => assert.deepEqual(await brokenRules(from, to), []));
	}

	it("should have a wrong import for every rule", () => {
		const proven = new Set(WRONG.map(([rule]) => rule));
		assert.deepEqual(
			configuration.forbidden?.map(({ name }) => name).filter((name) => !proven.has(name ?? "")),
			[],
		);
	});
});
