import assert from "node:assert/strict";
import { mkdtempSync, rmSync, writeFileSync } from "node:fs";
import { tmpdir } from "node:os";
import { join } from "node:path";
import { describe, it } from "node:test";
import { executableName } from "./paths.mjs";
import { ensureSystemProgram } from "./systemProgram.mjs";

/**
 * A machine with one folder on PATH, that holds the programs named.
 * @param {import("node:test").TestContext} context
 * @param {{ programs: string[], isRoot?: boolean, code?: number, installs?: string }} options
 */
function machineWith(context, { programs, isRoot = true, code = 0, installs }) {
	const folder = mkdtempSync(join(tmpdir(), "system-program-"));
	context.after(() => rmSync(folder, { recursive: true }));
	/** @param {string} name */
	const put = (name) => writeFileSync(join(folder, executableName(name)), "", { mode: 0o755 });
	programs.forEach(put);
	/** @type {string[]} */
	const ran = [];
	const machine = {
		env: { PATH: folder },
		isRoot,
		/** @type {(program: string, parameters: string[]) => Promise<number>} */
		run: async (_program, parameters) => {
			ran.push(parameters.join(" "));
			if (parameters[0] === "install" && installs !== undefined) put(installs);
			return code;
		},
	};
	return { machine, ran, folder };
}

describe("ensureSystemProgram", () => {
	it("should take a program from PATH", async (context) => {
		const { machine, ran, folder } = machineWith(context, { programs: ["browser", "apt-get"] });
		const found = await ensureSystemProgram("browser", "browser", machine);
		assert.deepEqual(found, { path: join(folder, executableName("browser")) });
		assert.deepEqual(ran, []);
	});

	it("should install what is missing", async (context) => {
		const { machine, ran, folder } = machineWith(context, { programs: ["apt-get"], installs: "browser" });
		const found = await ensureSystemProgram("browser", "browser-package", machine);
		assert.deepEqual(found, { path: join(folder, executableName("browser")) });
		assert.deepEqual(ran, ["update", "install -y --no-install-recommends browser-package"]);
	});

	const cases = [
		{ name: "there is no apt-get", options: { programs: [] }, reason: /there is no apt-get/ },
		{
			name: "the user is not root",
			options: { programs: ["apt-get"], isRoot: false },
			reason: /only root can install it: apt-get install browser$/,
		},
		{
			name: "apt-get fails",
			options: { programs: ["apt-get"], code: 100 },
			reason: /apt-get update ended with exit code 100$/,
		},
		{
			name: "the package holds no such program",
			options: { programs: ["apt-get"] },
			reason: /the package browser does not hold it$/,
		},
	];
	for (const { name, options, reason } of cases) {
		it(`should say why when ${name}`, async (context) => {
			const { machine } = machineWith(context, options);
			const found = await ensureSystemProgram("browser", "browser", machine);
			assert.match("missing" in found ? found.missing : "", reason);
		});
	}
});
