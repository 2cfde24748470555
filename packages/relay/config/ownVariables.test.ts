import assert from "node:assert/strict";
import { describe, it } from "node:test";
import { ownVariables } from "./ownVariables.ts";

/** By hand: names that are not settings, and the error's suggestion. */
const UNKNOWN: ReadonlyArray<readonly [name: string, advice: string]> = [
	["RELAY_TOKEN", "write RELAY_TOKENS"],
	["RELAY_MAX_LINK", "write RELAY_MAX_LINKS"],
	["RELAY_ALOW_HOSTS", "write RELAY_ALLOW_HOSTS"],
	["RELAY_LOGLEVEL", "write RELAY_LOG_LEVEL"],
	["RELAY_SECRETS_HOSTS", "write RELAY_SECRET_HOSTS"],
	["RELAY_SECRET_HOST", "write RELAY_SECRET_HOSTS"],
	["RELAY_CERT", "write RELAY_TLS_CERT"],
	["RELAY_HOLD", "write RELAY_HOLD_MS"],
	["RELAY_LEVEL", "write RELAY_LOG_LEVEL"],
	["RELAY_CHEESE", "npm run relay -- --help lists them all"],
	["RELAY_", "npm run relay -- --help lists them all"],
];

/** By hand, from Kubernetes' docs, "Discovering services": Services called relay, and relay-a with a named port. */
const LINKS: Readonly<Record<string, string>> = {
	RELAY_SERVICE_HOST: "10.0.0.11",
	RELAY_SERVICE_PORT: "8090",
	RELAY_SERVICE_PORT_HTTP: "8090",
	RELAY_PORT: "tcp://10.0.0.11:8090",
	RELAY_PORT_8090_TCP: "tcp://10.0.0.11:8090",
	RELAY_PORT_8090_TCP_PROTO: "tcp",
	RELAY_PORT_8090_TCP_PORT: "8090",
	RELAY_PORT_8090_TCP_ADDR: "10.0.0.11",
	RELAY_A_SERVICE_HOST: "10.0.0.12",
	RELAY_A_SERVICE_PORT: "8090",
	RELAY_A_SERVICE_PORT_WEB_TLS: "8443",
	RELAY_A_PORT: "udp://10.0.0.12:8090",
	RELAY_A_PORT_8090_UDP_ADDR: "10.0.0.12",
};

describe("ownVariables", () => {
	for (const [name, advice] of UNKNOWN) {
		it(`should refuse ${name}`, () => {
			const message = `${name} is not a setting of the relay: ${advice}, or remove the variable`;
			assert.throws(() => ownVariables({ [name]: "hush" }), { message });
			assert.throws(() => ownVariables({ [name]: "" }), { message });
		});
	}

	it("should ignore variables of other programs", () => {
		const own = { RELAY_NODE: "b", RELAY_PORT: "8443", RELAY_SECRET_BOT: "x", RELAY_SECRET_A_B_FILE: "y" };
		assert.deepEqual(ownVariables({ PATH: "/", MY_RELAY_TOKEN: "z", RELAYS: "2", ...own }), own);
	});

	it("should ignore variables that Kubernetes adds", () => {
		assert.deepEqual(ownVariables(LINKS), {});
		assert.deepEqual(ownVariables({ ...LINKS, RELAY_PORT: "8091" }), { RELAY_PORT: "8091" });
	});
});
