/** The image of examples/relay without Docker: what its Dockerfile copies, builds and runs, done here. */

import assert from "node:assert/strict";
import { execFile } from "node:child_process";
import { once } from "node:events";
import { readFileSync } from "node:fs";
import { cp, mkdtemp, readFile, rm, symlink, writeFile } from "node:fs/promises";
import { isBuiltin } from "node:module";
import { tmpdir } from "node:os";
import { basename, join } from "node:path";
import { after, before, describe, it, type TestContext } from "node:test";
import { setTimeout as delay } from "node:timers/promises";
import { fileURLToPath } from "node:url";
import { systemTimers } from "../shared/clock.ts";
import { ALICE, BOB, startServer } from "../gateway-server/support/fixtures.ts";
import { TEST_TLS } from "../shared/support/tlsKey.ts";
import { RelayVoiceUser } from "./support/RelayVoiceUser.ts";
import { spawnRelay, type SpawnedRelay } from "./support/spawnRelay.ts";
import { TOKEN } from "./support/startRelay.ts";

const ROOT = fileURLToPath(new URL("../../", import.meta.url));
const FROM_BUILD = "--from=build";
/** As esbuild writes it. */
const IMPORT = /^(?:import |\} from )[^"\n]*"([^"\n]+)";$|\bimport\("([^"\n]+)"\)/gm;

const lines = readFileSync(join(ROOT, "examples/relay/Dockerfile"), "utf8").replaceAll("\\\n", " ").split("\n");

/** Arguments of an instruction, at each occurrence. */
const following = (instruction: string): ReadonlyArray<string> =>
	lines.filter((line) => line.startsWith(`${instruction} `)).map((line) => line.slice(instruction.length + 1));

const copies = following("COPY").map((words) => words.split(/\s+/));
/** Paths that the last stage takes out of the first. */
const taken = copies.filter(([first]) => first === FROM_BUILD).flatMap((words) => words.slice(1, -1));
const [start = ""] = following("CMD");
const health = following("HEALTHCHECK")[0]?.replace(/^.*? CMD /, "") ?? "";

/** Runs a program to its end. */
async function exitCode(words: ReadonlyArray<string>, cwd: string, env: Record<string, string> = {}): Promise<number> {
	const [program = "", ...parameters] = words;
	const child = execFile(program, parameters, { cwd, env: { ...process.env, ...env } });
	return ((await once(child, "exit")) as [number])[0];
}

describe("the image of the relay", { timeout: 30_000 }, () => {
	let folder = "";
	const build = (): string => join(folder, "build");
	const image = (): string => join(folder, "image");

	before(async () => {
		folder = await mkdtemp(join(tmpdir(), "relay-image-"));
		for (const [source = "", target = ""] of copies.filter((words) => words[0] !== FROM_BUILD)) {
			if (target.endsWith("/") && target !== "./") continue; // for npm alone
			await cp(join(ROOT, source), join(build(), target, target === "./" ? basename(source) : ""), {
				recursive: true,
				filter: (path) => basename(path) !== "node_modules",
			});
		}
		await symlink(join(ROOT, "node_modules"), join(build(), "node_modules"));
		for (const command of following("RUN").filter((text) => !text.startsWith("npm "))) {
			assert.equal(await exitCode(["sh", "-c", command], build()), 0, command);
		}
		for (const path of taken) await cp(join(build(), basename(path)), join(image(), basename(path)));
	});
	after(() => rm(folder, { recursive: true }));

	function startImage(context: TestContext, environment: Record<string, string>): Promise<SpawnedRelay> {
		const [program, ...words] = JSON.parse(start) as ReadonlyArray<string>;
		assert.equal(program, "node");
		return spawnRelay(context, { RELAY_TOKENS: `game=${TOKEN}`, ...environment }, { words, folder: image() });
	}

	it("should need no packages beyond the installed ones", async () => {
		const { dependencies, optionalDependencies } = JSON.parse(
			await readFile(join(ROOT, "packages/relay/package.json"), "utf8"),
		) as Record<"dependencies" | "optionalDependencies", object>;
		const installed = new Set(Object.keys({ ...dependencies, ...optionalDependencies }));
		for (const path of taken.filter((each) => each.endsWith(".mjs"))) {
			const text = await readFile(join(image(), basename(path)), "utf8");
			const imports = [...text.matchAll(IMPORT)].map(([, name, loaded = ""]) => name ?? loaded);
			assert.ok(imports.length > 0, path);
			const missing = imports.filter((name) => !isBuiltin(name) && !installed.has(name));
			assert.deepEqual(missing, [], path);
		}
	});

	it("should carry DAVE, threads included", async (context) => {
		const { server } = await startServer(context, {
			dave: "required",
			now: () => performance.now(),
			timers: systemTimers,
		});
		const { url } = await startImage(context, {
			RELAY_INSECURE_ALLOW: server.endpoint,
			RELAY_PACE_PER_MIN: "6000",
		});
		const users = [ALICE, BOB].map((credentials) => new RelayVoiceUser(() => url, TOKEN, server, credentials));
		for (const user of users) {
			context.after(() => user.leave());
			user.start();
		}
		const isAgreed = (): boolean => {
			const [one, other] = users.map(({ told }) => told);
			return one?.state === "active" && one.code !== undefined && one.code === other?.code;
		};
		while (!isAgreed()) await delay(20);
	});

	for (const scheme of ["http", "https"]) {
		it(`should see over ${scheme} whether it lives`, async (context) => {
			const files = { RELAY_TLS_CERT: join(folder, "cert.pem"), RELAY_TLS_KEY: join(folder, "key.pem") };
			await writeFile(files.RELAY_TLS_CERT, TEST_TLS.cert);
			await writeFile(files.RELAY_TLS_KEY, TEST_TLS.key);
			const environment = scheme === "https" ? files : {};
			const relay = await startImage(context, environment);
			assert.equal(new URL(relay.url).protocol, `${scheme}:`);
			const asked = { ...environment, RELAY_PORT: new URL(relay.url).port };
			const words = JSON.parse(health) as ReadonlyArray<string>;
			assert.equal(await exitCode(words, image(), asked), 0);
			await relay.kill("SIGTERM");
			assert.equal(await exitCode(words, image(), asked), 1);
		});
	}
});
