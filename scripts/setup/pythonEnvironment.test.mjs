import assert from "node:assert/strict";
import { existsSync } from "node:fs";
import { join } from "node:path";
import { afterEach, beforeEach, describe, it } from "node:test";
import { Sandbox } from "../support/sandbox.mjs";

const setUpModule = new URL("./pythonEnvironment.mjs", import.meta.url).href;

const WANTED = { name: "kosoku", version: "0.1.0", packages: ["kosoku==0.1.0"], program: "kosoku", probe: ["--help"] };

/** A Python that records its calls, copies itself into environments and "installs" the packages of pip. */
const PYTHON = `
	case "$*" in
		"-m venv "*)
			/bin/mkdir -p "$3/bin"
			/bin/cp "$0" "$3/bin/python"
			echo "venv" >> "$HOME/calls" ;;
		"-m pip "*)
			for spec in "$@"; do :; done
			echo "pip $spec" >> "$HOME/calls"
			printf '#!/bin/sh\\nexit 0\\n' > "\${0%/*}/kosoku"
			/bin/chmod 755 "\${0%/*}/kosoku" ;;
	esac`;

describe("ensurePythonEnvironment", () => {
	/** @type {Sandbox} */
	let sandbox;

	beforeEach(() => {
		sandbox = new Sandbox();
	});
	afterEach(() => sandbox.remove());

	/** A process that runs the set-up and prints the result. */
	const setUp = () =>
		sandbox.start(`
			import { reportFaults } from ${JSON.stringify(new URL("./SetUpError.mjs", import.meta.url).href)};
			import { ensurePythonEnvironment } from ${JSON.stringify(setUpModule)};
			await reportFaults(async () => console.log(JSON.stringify(await ensurePythonEnvironment(${JSON.stringify(WANTED)}, process.env))));
		`);
	const program = () => join(sandbox.cache, "tools", "kosoku-0.1.0", "bin", "kosoku");
	const calls = () => sandbox.read("calls").split("\n").filter(Boolean);
	/** Progress goes to the same stream, before or after. */
	const answer = (/** @type {string} */ output) => JSON.parse(output.match(/^{.*}$/m)?.[0] ?? "");

	it("should install it once, and find it again", async () => {
		sandbox.addProgram("python3", PYTHON);
		const first = setUp();
		assert.equal(await first.exit, 0, first.output);
		assert.deepEqual(answer(first.output), { path: program() });
		assert.deepEqual(calls(), ["venv", "pip kosoku==0.1.0"]);
		assert.ok(!existsSync(join(sandbox.cache, "lock")));
		const second = setUp();
		assert.equal(await second.exit, 0, second.output);
		assert.deepEqual(answer(second.output), { path: program() });
		assert.equal(calls().length, 2);
	});

	it("should say that there is no Python", async () => {
		const run = setUp();
		assert.equal(await run.exit, 0, run.output);
		assert.match(answer(run.output).missing, /^python3 is not on PATH, and there is no apt-get/);
	});

	it("should say that Python cannot make environments", async () => {
		sandbox.addProgram("python3", "exit 1");
		const run = setUp();
		assert.equal(await run.exit, 0, run.output);
		assert.equal(answer(run.output).missing, "python3 has no module venv, and there is no apt-get to install it");
	});

	it("should fail with the words of pip, and install again the next time", async () => {
		sandbox.addProgram("python3", PYTHON.replace('"-m pip "*)', '"-m pip "*) echo "no such index"; exit 1 ;; x)'));
		const failed = setUp();
		assert.equal(await failed.exit, 1);
		assert.match(failed.output, /pip install ended with exit code 1\nno such index\n/);
		sandbox.addProgram("python3", PYTHON);
		const run = setUp();
		assert.equal(await run.exit, 0, run.output);
		assert.deepEqual(answer(run.output), { path: program() });
	});
});
