/// <reference types="@rbxts/testez/globals" />

import { createLogger } from "../src/runtime/Logger";
import { WebSocketTransport } from "../src/WebSocketTransport";

/** Every field that the spec lists, with its first value; undefined where it has none. */
const FIELDS: ReadonlyArray<readonly [name: string, first: unknown]> = [
	["socketActive", false],
	["socketReconnecting", false],
	["socketDisconnecting", false],
	["isResuming", false],
	["socketInstance", undefined],
	["socketThread", undefined],
	["heartbeatInterval", undefined],
	["heartbeatThread", undefined],
	["heartbeatAcknowledged", true],
	["heartbeatClockTime", undefined],
	["heartbeatPing", undefined],
	["sequenceAcknowledgement", -1],
	["onConnected", undefined],
	["onDisconnected", undefined],
	["onMessage", undefined],
	["onZombified", undefined],
];

export = () => {
	describe("fields", () => {
		it("should have every field of the spec, with its first value", () => {
			const transport = new WebSocketTransport(createLogger("test", "none"));
			const fields = transport as unknown as Record<string, unknown>;
			for (const [name, first] of FIELDS) expect(fields[name]).to.equal(first);
		});
	});
};
