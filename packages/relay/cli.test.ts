import assert from "node:assert/strict";
import { spawnSync } from "node:child_process";
import { once } from "node:events";
import { describe, it } from "node:test";
import { fileURLToPath } from "node:url";
import { mkdtempSync, rmSync, writeFileSync } from "node:fs";
import { tmpdir } from "node:os";
import { join } from "node:path";
import { OTHER_KEY, TEST_TLS } from "../shared/support/tlsKey.ts";
import { RelayClient } from "./support/RelayClient.ts";
import { spawnRelay } from "./support/spawnRelay.ts";
import { startFar, TOKEN } from "./support/startRelay.ts";

function run(words: ReadonlyArray<string>, environment: Readonly<Record<string, string>> = {}) {
	return spawnSync(process.execPath, ["--import", "tsx", "packages/relay/cli.ts", ...words], {
		cwd: fileURLToPath(new URL("../../", import.meta.url)),
		env: { PATH: process.env.PATH, ...environment },
		encoding: "utf8",
	});
}

describe("npm run relay", () => {
	it("should print its settings", () => {
		const { status, stdout } = run(["--help"]);
		assert.equal(status, 0);
		assert.match(stdout, /RELAY_TOKENS .*\n/);
		assert.match(stdout, /--allow-hosts/);
	});

	it("should exit with 1 and the reason for a wrong setting", () => {
		const { status, stderr, stdout } = run(["--hold-ms", "5"], { RELAY_TOKENS: `a=${TOKEN}` });
		assert.deepEqual([status, stdout], [1, ""]);
		assert.equal(stderr, "error: --hold-ms must be an integer from 1000 to 120000, got 5\n");
	});

	it("should exit with 1 and a suggestion for an unknown variable", () => {
		const { status, stderr } = run([], { RELAY_TOKENS: `a=${TOKEN}`, RELAY_MAX_LINK: "5" });
		const advice = "write RELAY_MAX_LINKS, or remove the variable";
		assert.deepEqual([status, stderr], [1, `error: RELAY_MAX_LINK is not a setting of the relay: ${advice}\n`]);
	});

	it("should survive SIGHUP and SIGUSR2, and log what it did", async (context) => {
		const folder = mkdtempSync(join(tmpdir(), "relay-"));
		context.after(() => rmSync(folder, { recursive: true }));
		const [cert, key] = [join(folder, "cert.pem"), join(folder, "key.pem")];
		writeFileSync(cert, TEST_TLS.cert);
		writeFileSync(key, TEST_TLS.key);
		const files = { RELAY_TLS_CERT: cert, RELAY_TLS_KEY: key };
		const relay = await spawnRelay(context, { RELAY_TOKENS: `a=${TOKEN}`, ...files });
		await relay.logged("SIGHUP", "certificate and key read again");
		writeFileSync(key, OTHER_KEY);
		await relay.logged("SIGHUP", "certificate is not renewed");
		await relay.logged("SIGUSR2", "signal ignored");
		assert.deepEqual(await relay.kill("SIGTERM"), { code: 0, signal: null });
	});

	it("should survive SIGHUP without a certificate", async (context) => {
		const relay = await spawnRelay(context, { RELAY_TOKENS: `a=${TOKEN}` });
		await relay.logged("SIGHUP", "signal ignored: there is no certificate to read again");
		assert.equal((await fetch(`${relay.url}/healthz`)).status, 200);
	});

	it("should exit with 1 and a hint if its port is taken", async (context) => {
		const { url } = await spawnRelay(context, { RELAY_TOKENS: `a=${TOKEN}` });
		const { port } = new URL(url);
		const { status, stderr } = run(["--port", port], { RELAY_TOKENS: `a=${TOKEN}` });
		assert.equal(status, 1);
		assert.equal(stderr, `error: cannot listen: port ${port} is taken; try another RELAY_PORT\n`);
	});

	it("should drain on SIGTERM, and exit with 0 when clients are done", async (context) => {
		const far = await startFar(context);
		const relay = await spawnRelay(context, { RELAY_TOKENS: `a=${TOKEN}`, RELAY_INSECURE_ALLOW: far.endpoint });
		const client = new RelayClient(relay.url, { token: TOKEN });
		await client.create();
		client.up(1, "o", { url: far.url });
		const socket = far.nextSocket();
		await client.until(1, "o");
		const closed = once(await socket, "close");
		const ended = relay.kill("SIGTERM");
		const [, , , data] = await client.until(1, "c");
		assert.equal((data as { code: number }).code, 1012);
		assert.equal((await closed)[0], 4000);
		await assert.rejects(client.poll(), { status: 503, code: "draining" });
		assert.deepEqual(await ended, { code: 0, signal: null });
		assert.ok(!relay.logs.join().includes(TOKEN));
	});

	it("should log its address, and only its tokens' names", async (context) => {
		const relay = await spawnRelay(context, { RELAY_TOKENS: `a=${TOKEN}`, RELAY_NODE: "b2" });
		const line = relay.logs.find((each) => each.includes("relay listens"));
		const { address, node, tokens } = JSON.parse(line ?? "") as Record<string, unknown>;
		assert.deepEqual([address, node, tokens], [relay.url, "b2", ["a"]]);
	});
});
