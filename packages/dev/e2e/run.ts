/**
 * Runs the end-to-end specs: the built place under Lune, against gateway servers in this process and a relay in another.
 *
 *     VOICE_GATEWAY_LUNE=... VOICE_GATEWAY_PLACE=... tsx packages/dev/e2e/run.ts
 *     tsx packages/dev/e2e/run.ts --serve            keeps the servers running for the specs in Studio
 */

import { spawn } from "node:child_process";
import { randomUUID } from "node:crypto";
import { ControlServer } from "../../gateway-server/control/ControlServer.ts";
import { RelayProcess } from "../support/RelayProcess.ts";

const token = randomUUID();
/** Bytes. Specs dispatch large guilds. */
const BODY_LIMIT = 2 ** 23;
/** The token that the specs identify with. */
const defaults = { token: "bot-token" };
const control = new ControlServer({ token, bodyLimit: BODY_LIMIT, defaults, logger: (line) => console.error(line) });
await control.listen();
const relay = new RelayProcess(token);
await relay.start();

if (process.argv[2] === "--serve") {
	console.log("In Studio, set these attributes of Workspace, then press Play:");
	console.log(`  ControlUrl    ${control.url}`);
	console.log(`  ControlToken  ${token}`);
	console.log(`  RelayUrl      ${relay.url}`);
	console.log(`  RelayControlUrl ${relay.controlUrl}`);
	console.log(`  RelayToken    ${token}`);
} else {
	const { VOICE_GATEWAY_LUNE: lune = "lune", VOICE_GATEWAY_PLACE: place = "build/place.rbxl" } = process.env;
	const child = spawn(lune, ["run", "lune/test.luau", place], {
		stdio: "inherit",
		// Lune prints a Rust panic for each WebSocket ping of a server; its backtrace is of no use
		env: {
			...process.env,
			CONTROL_URL: control.url,
			CONTROL_TOKEN: token,
			RELAY_URL: relay.url,
			RELAY_CONTROL_URL: relay.controlUrl,
			RELAY_TOKEN: token,
			RUST_BACKTRACE: "0",
		},
	});
	child.on("error", (error) => {
		console.error(`cannot run ${lune}: ${error.message}`);
		process.exitCode = 1;
	});
	child.on("close", async (code) => {
		process.exitCode = code ?? 1;
		await relay.close();
		await control.close();
	});
}
