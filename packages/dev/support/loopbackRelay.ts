/**
 * A relay for tests in its own process, so that they can kill or drain it. It listens on the loopback, connects to any of its
 * ports, plays rooms without Discord, and has a request limit that delays no test. Prints `listens` when ready.
 *
 *     LOOPBACK_RELAY_PORT=... LOOPBACK_RELAY_TOKEN=... tsx packages/dev/support/loopbackRelay.ts
 */

import { readConfig } from "../../relay/config/readConfig.ts";
import { readSettings } from "../../relay/config/readSettings.ts";
import { Relay } from "../../relay/Relay.ts";
import { LoopbackHub } from "./LoopbackHub.ts";

/** Contains every port of this machine, because tests' gateway servers use any free one. */
class Loopback extends Set<string> {
	public override has(endpoint: string): boolean {
		return endpoint.startsWith("127.0.0.1:");
	}
}

const { LOOPBACK_RELAY_PORT: port = "", LOOPBACK_RELAY_TOKEN: token = "" } = process.env;
const environment = {
	RELAY_PORT: port,
	RELAY_TOKENS: `test=${token}`,
	RELAY_PACE_PER_MIN: "6000",
	RELAY_PACE_BURST: "1000",
	RELAY_LOG_LEVEL: "error",
};
const settings = readSettings([], environment);
if (settings === "help") throw new Error("no settings of a relay");
const config = readConfig(settings, environment, () => "");
const targets = { ...config.targets, insecure: new Loopback() };
const relay = new Relay({ ...config, targets }, { hub: new LoopbackHub() });
process.once("SIGTERM", () => void relay.drain());
await relay.listen();
console.log("listens");
