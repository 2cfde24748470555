/**
 * `npm run relay`: the relay, until SIGTERM or Ctrl-C.
 * Edge: the process.
 */

import { readFileSync } from "node:fs";
import type { Logger } from "pino";
import { listenFault } from "../shared/listenFault.ts";
import { ownVariables } from "./config/ownVariables.ts";
import { readConfig, readTls, type RelayConfig } from "./config/readConfig.ts";
import type { ReadFile } from "./config/readSecrets.ts";
import { help, readSettings } from "./config/readSettings.ts";
import { createLog } from "./telemetry/log.ts";
import { Relay } from "./Relay.ts";

const readFile: ReadFile = (path) => readFileSync(path, "utf8");

async function run(words: ReadonlyArray<string>): Promise<void> {
	const environment = words.includes("--help") ? {} : ownVariables(process.env);
	const settings = readSettings(words, environment);
	if (settings === "help") return console.log(help());
	const config = readConfig(settings, environment, readFile);
	const log = createLog(config.logLevel);
	const relay = new Relay(config, { log });
	await relay.listen().catch((error: unknown) => {
		throw listenFault(error, config, { host: "RELAY_HOST", port: "RELAY_PORT" });
	});
	const end = (): void => void relay.drain().catch((error: unknown) => log.error({ err: error }, "drain failed"));
	// a second signal ends the process at once
	process.once("SIGINT", end);
	process.once("SIGTERM", end);
	process.on("SIGHUP", () => renewTls(relay, log, () => readTls(settings, readFile)));
	// asks for reopened log files, which the relay does not have; without a listener it ends the process
	process.on("SIGUSR2", () => log.info({ signal: "SIGUSR2" }, "signal ignored"));
	// last: signals are handled from here on
	log.info({ address: relay.url, node: config.node, tokens: config.tokens.map(({ name }) => name) }, "relay listens");
}

/** Reloads certificate and key without ending links. Wrong files leave the old ones in use. */
function renewTls(relay: Relay, log: Logger, read: () => RelayConfig["tls"]): void {
	const signal = "SIGHUP";
	try {
		const tls = read();
		if (tls === undefined) return log.info({ signal }, "signal ignored: there is no certificate to read again");
		relay.renewTls(tls);
		log.info({ signal }, "certificate and key read again");
	} catch (error) {
		log.error({ signal, reason: (error as Error).message }, "certificate is not renewed");
	}
}

try {
	await run(process.argv.slice(2));
} catch (error) {
	console.error(`error: ${error instanceof Error ? error.message : String(error)}`);
	process.exitCode = 1;
}
