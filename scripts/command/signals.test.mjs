import assert from "node:assert/strict";
import { spawn } from "node:child_process";
import { once } from "node:events";
import { connect, createServer } from "node:net";
import { afterEach, beforeEach, describe, it } from "node:test";
import { npmCommand } from "../setup/npmCommand.mjs";
import { root } from "../setup/paths.mjs";
import { until } from "../support/sandbox.mjs";

/**
 * Long-running commands, each with how it is told its port. `bash` replaces itself by the command, so npm's signals reach our
 * process; `sh` may stay between.
 */
const COMMANDS = {
	relay: (/** @type {number} */ port) => ({
		shells: ["sh", "bash"],
		words: [],
		env: {
			RELAY_TOKENS: `test=${"0123456789abcdef".repeat(4)}`,
			RELAY_HOST: "127.0.0.1",
			RELAY_PORT: String(port),
		},
	}),
	serve: (/** @type {number} */ port) => ({ shells: ["sh"], words: ["--", "--port", String(port)], env: {} }),
};

/** How a user or a supervisor ends it. @type {readonly (readonly [name: string, signal: NodeJS.Signals, toGroup: boolean])[]} */
const ENDINGS = [
	["SIGTERM to npm", "SIGTERM", false],
	["SIGTERM to its process group", "SIGTERM", true],
	["Ctrl-C, which is SIGINT to its process group", "SIGINT", true],
];

describe("npm run, when it is asked to end", { skip: process.platform === "win32" && "Windows has no signals" }, () => {
	/** @type {import("node:child_process").ChildProcess | undefined} */
	let npm;
	/** @type {number} */
	let port;

	beforeEach(async () => {
		const probe = createServer().listen(0, "127.0.0.1");
		await once(probe, "listening");
		port = /** @type {import("node:net").AddressInfo} */ (probe.address()).port;
		probe.close();
		await once(probe, "close");
	});
	afterEach(() => {
		if (npm?.pid !== undefined) signalGroup(npm.pid, "SIGKILL");
	});

	/** @returns {Promise<boolean>} */
	const isTaken = () =>
		new Promise((resolve) => {
			const socket = connect(port, "127.0.0.1");
			socket.on("connect", () => resolve(true)).on("error", () => resolve(false));
			socket.on("connect", () => socket.destroy());
		});

	for (const [name, describeCommand] of Object.entries(COMMANDS)) {
		for (const shell of describeCommand(0).shells) {
			for (const [ending, signal, toGroup] of ENDINGS) {
				it(`should free the port of ${name} in ${shell} after ${ending}`, async () => {
					const { words, env } = describeCommand(port);
					const [program, ...parameters] = npmCommand(process.env);
					const child = spawn(program, [...parameters, "run", "--script-shell", shell, name, ...words], {
						cwd: root,
						env: { ...process.env, ...env },
						stdio: "ignore",
						detached: true,
					});
					npm = child;
					const ended = once(child, "exit");
					await until(isTaken);
					const pid = /** @type {number} */ (child.pid);
					if (toGroup) signalGroup(pid, signal);
					else process.kill(pid, signal);
					await ended;
					await until(async () => !(await isTaken()));
					assert.ok(child.exitCode !== null || child.signalCode !== null);
				});
			}
		}
	}
});

/**
 * @param {number} leader
 * @param {NodeJS.Signals} signal
 */
function signalGroup(leader, signal) {
	try {
		process.kill(-leader, signal);
	} catch {
		// the whole group has ended
	}
}
