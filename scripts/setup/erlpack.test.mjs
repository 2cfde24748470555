import assert from "node:assert/strict";
import { existsSync } from "node:fs";
import { join } from "node:path";
import { afterEach, beforeEach, describe, it } from "node:test";
import { Sandbox } from "../support/sandbox.mjs";

const setUpModule = new URL("./erlpack.mjs", import.meta.url).href;

/** An npm that notes its calls, and "builds" what packs anything into three bytes. */
const NPM = `
	echo "npm" >> "$HOME/calls"
	/bin/mkdir -p node_modules/erlpack
	echo 'exports.pack = () => Buffer.alloc(3)' > node_modules/erlpack/index.js`;

describe("ensureErlpack", () => {
	/** @type {Sandbox} */
	let sandbox;

	beforeEach(() => {
		sandbox = new Sandbox();
	});
	afterEach(() => sandbox.remove());

	/** A process that runs the set-up with the npm of the sandbox, and prints what it answers. */
	const setUp = async () => {
		const run = sandbox.start(`
			import { ensureErlpack } from ${JSON.stringify(setUpModule)};
			console.log(JSON.stringify(await ensureErlpack({ ...process.env, npm_execpath: process.env.HOME + "/npm-cli.js" })));
		`);
		assert.equal(await run.exit, 0, run.output);
		return JSON.parse(run.output.match(/^{.*}$/m)?.[0] ?? "");
	};
	/** @param {string} body shell commands */
	const addNpm = (body) => {
		sandbox.addProgram("npm", body);
		sandbox.write(
			"npm-cli.js",
			`process.exit(require("node:child_process").spawnSync("npm", { stdio: "inherit" }).status)`,
		);
	};
	const calls = () => sandbox.read("calls").split("\n").filter(Boolean).length;

	it("should build it once, and find it again", async () => {
		addNpm(NPM);
		const { path } = await setUp();
		assert.ok(existsSync(join(path, "erlpack")));
		assert.deepEqual([await setUp(), calls()], [{ path }, 1]);
		assert.ok(!existsSync(join(sandbox.cache, "lock")));
	});

	it("should say why it cannot be built", async () => {
		addNpm("echo 'no compiler'; exit 1");
		const { missing } = await setUp();
		assert.match(
			missing,
			/^erlpack cannot be built here: npm install erlpack ended with exit code 1\nno compiler\n/,
		);
	});

	it("should say that what was built does not load", async () => {
		addNpm("exit 0");
		const { missing } = await setUp();
		assert.match(missing, /^erlpack is built in .*, but does not load$/);
	});
});
