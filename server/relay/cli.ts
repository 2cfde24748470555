/**
 * `npm run relay`: the relay, until SIGTERM or Ctrl-C.
 * Edge: the process.
 */

import { readFileSync } from "node:fs";
import { listenFault } from "../gateway/listenFault.ts";
import { readConfig } from "./config/readConfig.ts";
import { help, readSettings } from "./config/readSettings.ts";
import { createLog } from "./log.ts";
import { Relay } from "./Relay.ts";

async function run(words: ReadonlyArray<string>): Promise<void> {
	const settings = readSettings(words, process.env);
	if (settings === "help") return console.log(help());
	const config = readConfig(settings, process.env, (path) => readFileSync(path, "utf8"));
	const log = createLog(config.logLevel);
	const relay = new Relay(config, { log });
	await relay.listen().catch((error: unknown) => {
		throw listenFault(error, config, { host: "RELAY_HOST", port: "RELAY_PORT" });
	});
	log.info({ address: relay.url, node: config.node, tokens: config.tokens.map(({ name }) => name) }, "relay listens");
	const end = (): void => void relay.drain().catch((error: unknown) => log.error({ err: error }, "drain failed"));
	// a second signal ends the process at once
	process.once("SIGINT", end);
	process.once("SIGTERM", end);
}

try {
	await run(process.argv.slice(2));
} catch (error) {
	console.error(`error: ${error instanceof Error ? error.message : String(error)}`);
	process.exitCode = 1;
}
