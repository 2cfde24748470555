import assert from "node:assert/strict";
import { rmSync, rmdirSync, utimesSync } from "node:fs";
import { join } from "node:path";
import { afterEach, beforeEach, describe, it } from "node:test";
import { Sandbox } from "../support/sandbox.mjs";

const packagesModule = new URL("./packages.mjs", import.meta.url).href;

const LATER = new Date(Date.now() + 60_000);

/** An npm that notes its calls and installs next to nothing. */
const NPM = `
	import { appendFileSync, mkdirSync, rmSync, writeFileSync } from "node:fs";
	appendFileSync(process.env.HOME + "/calls", process.argv.slice(2).join(" ") + "\\n");
	rmSync("node_modules", { recursive: true, force: true });
	setTimeout(() => {
		mkdirSync("node_modules/typescript", { recursive: true });
		writeFileSync("node_modules/.package-lock.json", "{}");
	}, 200);`;

describe("ensurePackages", () => {
	/** @type {Sandbox} */
	let sandbox;

	beforeEach(() => {
		sandbox = new Sandbox();
		sandbox.write("package.json", '{"type":"module"}');
		sandbox.write("npm-cli.js", NPM);
		sandbox.write("clone/package-lock.json", "1");
	});
	afterEach(() => sandbox.remove());

	const setUp = () =>
		sandbox.start(`
			import { reportFaults } from ${JSON.stringify(new URL("./SetUpError.mjs", import.meta.url).href)};
			import { ensurePackages } from ${JSON.stringify(packagesModule)};
			const env = { ...process.env, npm_execpath: ${JSON.stringify(join(sandbox.folder, "npm-cli.js"))} };
			await reportFaults(() => ensurePackages(${JSON.stringify(sandbox.clone)}, env));
		`);
	const calls = () => sandbox.read("calls").split("\n").filter(Boolean);

	it("should install once", async () => {
		for (let run = 0; run < 2; run++) assert.equal(await setUp().exit, 0);
		assert.deepEqual(calls(), ["ci --include=dev"]);
	});

	it("should install once when two set-ups start together", async () => {
		const runs = [setUp(), setUp()];
		assert.deepEqual(await Promise.all(runs.map((run) => run.exit)), [0, 0]);
		assert.equal(calls().length, 1);
	});

	for (const [name, change] of /** @type {const} */ ([
		["package-lock.json has changed", () => utimesSync(join(sandbox.clone, "package-lock.json"), LATER, LATER)],
		["node_modules is gone", () => rmSync(join(sandbox.clone, "node_modules"), { recursive: true })],
		["another npm was interrupted", () => rmSync(join(sandbox.clone, "node_modules", ".package-lock.json"))],
		["development packages are missing", () => rmdirSync(join(sandbox.clone, "node_modules", "typescript"))],
	])) {
		it(`should install again when ${name}`, async () => {
			assert.equal(await setUp().exit, 0);
			change();
			assert.equal(await setUp().exit, 0);
			assert.equal(calls().length, 2);
		});
	}

	it("should fail with the end of npm's output", async () => {
		sandbox.write("npm-cli.js", 'console.error("not in sync"); process.exitCode = 1;');
		const run = setUp();
		assert.equal(await run.exit, 1);
		assert.match(run.output, /error: npm ci ended with exit code 1\nnot in sync\n/);
	});
});
