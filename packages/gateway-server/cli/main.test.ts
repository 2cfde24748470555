import assert from "node:assert/strict";
import { once } from "node:events";
import { mkdtemp, rm, writeFile } from "node:fs/promises";
import { createServer, type AddressInfo } from "node:net";
import { tmpdir } from "node:os";
import { join } from "node:path";
import { fileURLToPath } from "node:url";
import { describe, it, type TestContext } from "node:test";
import { WebSocket } from "ws";
import { randomBytes, seededRandom } from "../../shared/random.ts";
import { IDENTIFY } from "../support/mainFixtures.ts";
import { TEST_TLS } from "../../shared/support/tlsKey.ts";
import { identifyOf } from "../support/fixtures.ts";
import { runProgram, type RunningProgram } from "../../shared/support/runProgram.ts";
import { TestClient } from "../support/TestClient.ts";
import { TRY_SESSION } from "./options.ts";

const EXAMPLE = fileURLToPath(new URL("../../../examples/fixtures.json", import.meta.url));
const CLI = fileURLToPath(new URL("./main.ts", import.meta.url));

/** Runs the command. */
function run(context: TestContext, ...args: ReadonlyArray<string>): RunningProgram {
	return runProgram(context, CLI, args);
}

/** Occupies a free port until the end of the test. */
async function takePort(context: TestContext): Promise<number> {
	const server = createServer().listen(0, "127.0.0.1");
	context.after(() => server.close());
	await once(server, "listening");
	return (server.address() as AddressInfo).port;
}

const GATEWAY = /"url":"(wss?:[^"]+)\/\?v=8","msg":"voice gateway is listening"/;
const INSPECTOR = /"url":"(http:[^"]+)","msg":"inspector is listening"/;

describe("npm run serve", () => {
	it("should serve until interrupted, then shut down cleanly", async (context) => {
		const { child, printed, closed, said } = run(context, "--port=0", "--inspector-port=0", "--control");
		const client = await TestClient.open(await said(GATEWAY));
		await client.next();
		client.send(0, identifyOf(TRY_SESSION));
		assert.equal(((await client.next()) as { op: number }).op, 2);
		assert.equal((await fetch(await said(INSPECTOR))).status, 200);
		const token = await said(/control API token \(shown only once\): (\S+)/);
		const control = await said(/"url":"(http:[^"]+)","msg":"control API is listening"/);
		const headers = { authorization: `Bearer ${token}` };
		assert.equal((await fetch(`${control}/v1/servers`, { method: "POST", headers })).status, 200);

		child.kill("SIGINT");
		assert.equal((await client.ended).code, 1001);
		assert.equal(await closed, 0);
		assert.ok(!printed.output.includes(TRY_SESSION.token));
	});

	it("should print a token, ids and working client lines", async (context) => {
		const { child, printed, closed, said } = run(context, "--port=0", "--no-inspector");
		const token = await said(/bot token +(\S+)/);
		const api = await said(/REST API +(\S+)/);
		const guildId = await said(/guild +(\d+)/);
		await said(/(hikari\.GatewayBot)/);
		const headers = { authorization: `Bot ${token}` };
		assert.equal((await fetch(`${api}/guilds/${guildId}`, { headers })).status, 200);
		for (const library of ["discord.js", "oceanic.js", "eris", "discord.py", "hikari"]) {
			assert.ok(printed.output.includes(`  ${library}`), library);
		}
		child.kill("SIGINT");
		assert.equal(await closed, 0);
	});

	it("should run a demo that reconnects when closed", async (context) => {
		const { child, closed, said } = run(
			context,
			"--port=0",
			"--inspector-port=0",
			"--demo",
			"--heartbeat-interval=50",
		);
		const url = await said(INSPECTOR);
		const page = await (await fetch(url)).text();
		const token = /name="inspector-token" content="([^"]+)"/.exec(page)?.[1] ?? "";
		await said(/("sessionId":"demo","msg":"identified")/);
		await said(/("gateway":"main","msg":"identified")/);
		const body = JSON.stringify({ sessionId: "demo", args: [4015] });
		const headers = { "x-inspector-token": token };
		assert.equal((await fetch(`${url}/actions/disconnectSession`, { method: "POST", headers, body })).status, 200);
		await said(/("replayed":\d+,"msg":"resumed")/);
		child.kill("SIGTERM");
		assert.equal(await closed, 0);
	});

	it("should support TLS and a fixtures file", async (context) => {
		const folder = await mkdtemp(join(tmpdir(), "serve-"));
		context.after(() => rm(folder, { recursive: true }));
		const [key, cert] = [join(folder, "key.pem"), join(folder, "cert.pem")];
		await writeFile(key, TEST_TLS.key);
		await writeFile(cert, TEST_TLS.cert);
		const { child, closed, said } = run(
			context,
			...["--port=0", "--no-inspector", "--shards=3", "--seed=5"],
			...[`--tls-key=${key}`, `--tls-cert=${cert}`, `--fixtures=${EXAMPLE}`],
		);
		const url = await said(GATEWAY);
		assert.match(url, /^wss:/);
		const socket = new WebSocket(`${url}/?v=10&encoding=json`, { ca: TEST_TLS.cert });
		const [hello] = (await once(socket, "message")) as [Buffer];
		assert.equal((JSON.parse(hello.toString()) as { op: number }).op, 10);
		socket.send(JSON.stringify({ op: 2, d: { ...IDENTIFY, token: "example-bot-token", intents: 1 } }));
		const [ready] = (await once(socket, "message")) as [Buffer];
		const { d } = JSON.parse(ready.toString()) as {
			d: { user: { username: string }; session_id: string; guilds: ReadonlyArray<{ id: string }> };
		};
		assert.equal(d.user.username, "example-bot");
		assert.deepEqual(
			d.guilds.map(({ id }) => id),
			["1191168914269143041"],
		);
		assert.equal(d.session_id, randomBytes(seededRandom(5), 16).toString("hex"));
		child.kill("SIGINT");
		assert.equal(await closed, 0);
	});

	it("should report errors in plain words", async (context) => {
		const busy = await takePort(context);
		const cases = [
			{ args: ["--port", "x"], message: 'error: --port must be an integer from 0 to 65535, got "x"\n' },
			{
				args: ["--tls-key=no-such.pem", "--tls-cert=no-such.pem"],
				message: "error: TLS key no-such.pem: not found\n",
			},
			{ args: ["--fixtures", "no-such.json"], message: "error: fixtures file no-such.json: not found\n" },
			{
				args: ["--no-inspector", `--port=${busy}`],
				message: `error: cannot listen: port ${busy} is taken; try another --port\n`,
			},
			{
				args: ["--port=0", `--inspector-port=${busy}`],
				message: `error: cannot listen: port ${busy} is taken; try another --inspector-port\n`,
			},
		];
		for (const { args, message } of cases) {
			const { printed, closed } = run(context, ...args);
			assert.equal(await closed, 1);
			assert.equal(printed.output, message);
		}
	});

	it("should print the help", async (context) => {
		const { printed, closed } = run(context, "--help");
		assert.equal(await closed, 0);
		assert.match(printed.output, /^npm run serve -- \[options\]\n/);
	});
});
