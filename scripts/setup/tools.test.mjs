import assert from "node:assert/strict";
import { existsSync } from "node:fs";
import { join } from "node:path";
import { afterEach, beforeEach, describe, it } from "node:test";
import { isRunning, Sandbox, until } from "../support/sandbox.mjs";

const toolsModule = new URL("./tools.mjs", import.meta.url).href;

/** A cargo that notes its calls and the environment, and "builds" what `name@version` asks for. */
const CARGO = `
	echo "$@ lto=$CARGO_PROFILE_RELEASE_LTO" >> "$HOME/calls"
	root=$4
	shift 4
	/bin/mkdir -p "$root/bin" "$CARGO_TARGET_DIR"
	for spec in "$@"; do
		echo "   Compiling \${spec%@*} v\${spec#*@}" >&2
		printf '#!/bin/sh\\necho "%s %s"\\n' "\${spec%@*}" "\${spec#*@}" > "$root/bin/\${spec%@*}"
		/bin/chmod 755 "$root/bin/\${spec%@*}"
	done`;

describe("ensureTools", () => {
	/** @type {Sandbox} */
	let sandbox;

	beforeEach(() => {
		sandbox = new Sandbox();
	});
	afterEach(() => sandbox.remove());

	/** A process that runs the set-up of the tools and prints the paths. */
	const setUp = () =>
		sandbox.start(`
			import { reportFaults } from ${JSON.stringify(new URL("./SetUpError.mjs", import.meta.url).href)};
			import { ensureTools } from ${JSON.stringify(toolsModule)};
			await reportFaults(async () => {
				const tools = await ensureTools(${JSON.stringify(sandbox.clone)}, process.env);
				console.log(tools.rojo + "\\n" + tools.lune);
			});
		`);
	const cached = (/** @type {string} */ name, /** @type {string} */ version) =>
		join(sandbox.cache, "tools", `${name}-${version}`, "bin", name);
	const calls = () => sandbox.read("calls").split("\n").filter(Boolean);

	it("should use exact versions from PATH", async () => {
		sandbox.addProgram("rojo", "echo Rojo 7.7.1");
		sandbox.addProgram("lune", "echo lune 0.11.1");
		const run = setUp();
		assert.equal(await run.exit, 0);
		assert.equal(run.output, `${join(sandbox.bin, "rojo")}\n${join(sandbox.bin, "lune")}\n`);
	});

	it("should build missing tools with one call of cargo and find them later", async () => {
		sandbox.addProgram("cargo", CARGO);
		sandbox.addProgram("rojo", "echo Rojo 7.4.0");
		const first = setUp();
		assert.equal(await first.exit, 0, first.output);
		const root = join(sandbox.cache, "cargo-build", "root");
		assert.deepEqual(calls(), [`install --locked --root ${root} rojo@7.7.1 lune@0.11.1 lto=off`]);
		assert.ok(first.output.endsWith(`${cached("rojo", "7.7.1")}\n${cached("lune", "0.11.1")}\n`), first.output);
		assert.match(first.output, /2 crates compiled, 0:00, done/);
		assert.ok(!existsSync(join(sandbox.cache, "cargo-build")));
		assert.ok(!existsSync(join(sandbox.cache, "lock")));
		const second = setUp();
		assert.equal(await second.exit, 0);
		assert.equal(second.output, `${cached("rojo", "7.7.1")}\n${cached("lune", "0.11.1")}\n`);
		assert.equal(calls().length, 1);
	});

	it("should build only the missing tool", async () => {
		sandbox.addProgram("cargo", CARGO);
		sandbox.addProgram("rojo", "echo Rojo 7.7.1");
		assert.equal(await setUp().exit, 0);
		assert.match(calls()[0], /root lune@0\.11\.1 lto/);
	});

	it("should build once when two set-ups start together", async () => {
		sandbox.addProgram("cargo", `/bin/sleep 0.3\n${CARGO}`);
		const runs = [setUp(), setUp()];
		assert.deepEqual(await Promise.all(runs.map((run) => run.exit)), [0, 0]);
		assert.equal(calls().length, 1);
		assert.equal(runs.filter((run) => run.output.includes("waiting for another set-up")).length, 1);
	});

	it("should print the end and the path of the log when cargo fails", async () => {
		sandbox.addProgram("cargo", 'i=0; while [ $i -lt 30 ]; do echo "line $i" >&2; i=$((i+1)); done; exit 101');
		const run = setUp();
		assert.equal(await run.exit, 1);
		assert.match(run.output, /error: cargo install ended with exit code 101\nline 10\n/);
		assert.ok(run.output.endsWith(`line 29\nwhole log: ${join(sandbox.cache, "cargo.log")}\n`), run.output);
		assert.match(sandbox.read("cache/voice-gateway/cargo.log"), /^line 0\n/);
		assert.ok(!existsSync(join(sandbox.cache, "lock")));
	});

	it("should resume cargo's work after an interrupt", async () => {
		sandbox.addProgram("cargo", '/bin/mkdir -p "$CARGO_TARGET_DIR"; echo $$ > "$HOME/pid"; /bin/sleep 60');
		const first = setUp();
		await until(() => sandbox.read("pid") !== "");
		first.child.kill("SIGINT");
		assert.equal(await first.exit, 130);
		assert.ok(!existsSync(join(sandbox.cache, "lock")));
		assert.ok(existsSync(join(sandbox.cache, "cargo-build", "target")));
		await until(() => !isRunning(Number(sandbox.read("pid"))));
		sandbox.addProgram("cargo", CARGO);
		assert.equal(await setUp().exit, 0);
	});

	it("should continue after the building process was killed", async () => {
		sandbox.addProgram("cargo", 'echo $$ > "$HOME/pid"; exec /bin/sleep 60');
		const first = setUp();
		await until(() => sandbox.read("pid") !== "");
		const second = setUp();
		await until(() => second.output.includes("waiting for another set-up"));
		sandbox.addProgram("cargo", CARGO);
		first.child.kill("SIGKILL");
		assert.equal(await second.exit, 0, second.output);
		process.kill(Number(sandbox.read("pid")), "SIGKILL");
	});

	it("should name the missing tools without aftman and cargo", async () => {
		const run = setUp();
		assert.equal(await run.exit, 1);
		assert.match(run.output, /rojo 7\.7\.1 and lune 0\.11\.1 not found on PATH .* neither aftman nor cargo/);
	});

	it("should prefer aftman to cargo", async () => {
		const shims = join(sandbox.folder, ".aftman", "bin");
		sandbox.addProgram(
			"aftman",
			`echo "aftman $@" >> "$HOME/calls"
			/bin/mkdir -p ${shims}
			printf '#!/bin/sh\\necho Rojo 7.7.1\\n' > ${shims}/rojo
			printf '#!/bin/sh\\necho lune 0.11.1\\n' > ${shims}/lune
			/bin/chmod 755 ${shims}/rojo ${shims}/lune`,
		);
		sandbox.addProgram("cargo", CARGO);
		const run = setUp();
		assert.equal(await run.exit, 0, run.output);
		assert.deepEqual(calls(), ["aftman install --no-trust-check"]);
		assert.ok(run.output.endsWith(`${join(shims, "rojo")}\n${join(shims, "lune")}\n`), run.output);
	});

	it("should fall back to cargo when aftman fails", async () => {
		sandbox.addProgram("aftman", "echo no network >&2; exit 1");
		sandbox.addProgram("cargo", CARGO);
		const run = setUp();
		assert.equal(await run.exit, 0, run.output);
		assert.match(run.output, /aftman install ended with exit code 1\nno network/);
		assert.equal(calls().length, 1);
	});
});
