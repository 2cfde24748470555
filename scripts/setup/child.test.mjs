import assert from "node:assert/strict";
import { spawn } from "node:child_process";
import { tmpdir } from "node:os";
import { join } from "node:path";
import { afterEach, beforeEach, describe, it } from "node:test";
import { setTimeout as delay } from "node:timers/promises";
import { isRunning, Sandbox, until } from "../support/sandbox.mjs";
import { runChild } from "./child.mjs";

/** Milliseconds after which a second signal no longer repeats the first; see `REPEAT` in child.mjs. */
const REPEAT_MS = 600;

const childModule = new URL("./child.mjs", import.meta.url).href;

describe("runChild", () => {
	/** @type {Sandbox} */
	let sandbox;

	beforeEach(() => {
		sandbox = new Sandbox();
	});
	afterEach(() => sandbox.remove());

	/**
	 * A process that runs `body` as a shell script, and prints how it ended.
	 * @param {string} body
	 * @param {boolean} ownsInterrupt
	 */
	const runScript = (body, ownsInterrupt) => {
		sandbox.addProgram("script", body);
		const options = JSON.stringify({ cwd: sandbox.folder, ownsInterrupt });
		return sandbox.start(`
			import { runChild } from ${JSON.stringify(childModule)};
			const { code } = await runChild(${JSON.stringify(join(sandbox.bin, "script"))}, [], ${options});
			console.log("ended with", code);
			process.exitCode = code;
		`);
	};
	const pids = () => sandbox.read("pids").split(/\s+/).filter(Boolean).map(Number);

	it("should return the exit code", async () => {
		const { code } = await runChild(process.execPath, ["-e", "process.exit(7)"], { cwd: tmpdir() });
		assert.deepEqual(code, 7);
	});

	it("should return 128 plus the number of a signal", async () => {
		const parameters = ["-e", "process.kill(process.pid, 'SIGTERM'); setTimeout(() => {}, 9000)"];
		const { code } = await runChild(process.execPath, parameters, { cwd: tmpdir() });
		assert.equal(code, 143);
	});

	it("should pass both streams on", async () => {
		const output = { stdout: "", stderr: "" };
		await runChild(process.execPath, ["-e", "console.log('a'); console.error('b')"], {
			cwd: tmpdir(),
			onOutput: (chunk, stream) => (output[stream] += chunk),
		});
		assert.deepEqual(output, { stdout: "a\n", stderr: "b\n" });
	});

	it("should reject a program that is not there", async () => {
		await assert.rejects(runChild(join(sandbox.bin, "nothing"), [], { cwd: tmpdir() }), /ENOENT/);
	});

	it("should stop a child at its time limit", async () => {
		const parameters = ["-e", "setTimeout(() => {}, 60_000)"];
		const ending = await runChild(process.execPath, parameters, { cwd: tmpdir(), limit: 0.1 });
		assert.deepEqual(ending, { code: 143, timedOut: true });
	});

	it("should kill what a child leaves running", async () => {
		const run = runScript("/bin/sleep 60 & echo $! > pids", true);
		assert.equal(await run.exit, 0);
		await until(() => pids().length === 1 && !isRunning(pids()[0]));
	});

	it("should pass an interrupt on and end without orphans", async () => {
		const run = runScript("/bin/sleep 60 & echo $! $$ > pids; wait", false);
		await until(() => pids().length === 2);
		run.child.kill("SIGINT");
		assert.equal(await run.exit, 130);
		assert.ok(!run.output.includes("ended with"));
		await until(() => pids().every((pid) => !isRunning(pid)));
	});

	it("should wait for every child to end after an interrupt", async () => {
		sandbox.addProgram("quick", "echo $$ >> pids; exec /bin/sleep 60");
		sandbox.addProgram(
			"slow",
			"trap '/bin/sleep 0.5; echo slow; exit' INT; echo $$ >> pids; while :; do /bin/sleep 0.05; done",
		);
		const run = sandbox.start(`
			import { runChild } from ${JSON.stringify(childModule)};
			const options = { cwd: ${JSON.stringify(sandbox.folder)}, onOutput: (chunk) => process.stdout.write(chunk) };
			const start = (name) => runChild(${JSON.stringify(sandbox.bin)} + "/" + name, [], options);
			await Promise.all([start("quick"), start("slow")]);
			console.log("ended");
		`);
		await until(() => pids().length === 2);
		run.child.kill("SIGINT");
		assert.equal(await run.exit, 130);
		assert.equal(run.output, "slow\n");
	});

	it("should return the exit code of a child that owns the interrupt", async () => {
		const run = runScript("trap 'echo bye; exit 3' INT; echo $$ > pids; while :; do /bin/sleep 0.05; done", true);
		await until(() => pids().length === 1);
		run.child.kill("SIGINT");
		assert.equal(await run.exit, 3);
		assert.equal(run.output, "bye\nended with 3\n");
	});

	it("should pass SIGHUP on to a child that owns the interrupt without killing it", async () => {
		const body = "trap 'echo heard' HUP; trap 'exit 4' TERM; echo $$ > pids; while :; do /bin/sleep 0.05; done";
		const run = runScript(body, true);
		await until(() => pids().length === 1);
		for (const count of [1, 2]) {
			run.child.kill("SIGHUP");
			await until(() => run.output.split("heard").length === count + 1);
		}
		run.child.kill("SIGTERM");
		assert.equal(await run.exit, 4);
	});

	it("should kill a child that ignores the first interrupt at the second", async () => {
		const run = runScript("trap 'echo heard' INT; echo $$ > pids; while :; do /bin/sleep 0.05; done", true);
		await until(() => pids().length === 1);
		run.child.kill("SIGINT");
		await until(() => run.output.includes("heard"));
		// a second signal at once repeats the first; a third after the child's end would end the runner instead
		await delay(REPEAT_MS);
		run.child.kill("SIGINT");
		assert.equal(await run.exit, 137);
	});

	it("should pass one signal on when npm repeats the terminal's", async () => {
		const body = "trap 'echo heard' INT; trap 'exit 4' TERM; echo $$ > pids; while :; do /bin/sleep 0.05; done";
		const run = runScript(body, true);
		await until(() => pids().length === 1);
		run.child.kill("SIGINT");
		await until(() => run.output.includes("heard"));
		run.child.kill("SIGINT");
		process.kill(pids()[0], "SIGTERM");
		assert.equal(await run.exit, 4);
		assert.equal(run.output, "heard\nended with 4\n");
	});

	it("should stop the child when the shell of npm has died", async () => {
		sandbox.env.npm_lifecycle_event = "relay";
		sandbox.addProgram(
			"script",
			"trap 'echo bye >> ended; exit 3' TERM; echo $$ > pids; while :; do /bin/sleep 0.05; done",
		);
		sandbox.write(
			"run.mjs",
			`import { runChild } from ${JSON.stringify(childModule)};
			const options = { cwd: ${JSON.stringify(sandbox.folder)}, ownsInterrupt: true };
			await runChild(${JSON.stringify(join(sandbox.bin, "script"))}, [], options);`,
		);
		const shell = spawn("/bin/sh", ["-c", `"${process.execPath}" run.mjs & wait`], {
			cwd: sandbox.folder,
			env: sandbox.env,
			stdio: "ignore",
		});
		await until(() => pids().length === 1);
		shell.kill("SIGTERM");
		await until(() => sandbox.read("ended") === "bye\n");
	});
});
