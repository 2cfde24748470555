import assert from "node:assert/strict";
import { describe, it } from "node:test";
import { listenFault } from "./listenFault.ts";

const ADDRESS = { host: "203.0.113.9", port: 80 };
const NAMES = { host: "--host", port: "--port" };

describe("listenFault", () => {
	const cases = [
		{ code: "EADDRINUSE", message: "cannot listen: port 80 is taken; try another --port" },
		{ code: "EACCES", message: "cannot listen: port 80 requires administrator rights; try a --port above 1023" },
		{
			code: "EADDRNOTAVAIL",
			message: "cannot listen: 203.0.113.9 is not an address of this machine; try another --host",
		},
		{
			code: "ENOTFOUND",
			message: "cannot listen: 203.0.113.9 is not an address of this machine; try another --host",
		},
		{ code: "EMFILE", message: "cannot listen: message from Node" },
	];
	for (const { code, message } of cases) {
		it(`should explain ${code}`, () => {
			const cause = Object.assign(new Error("message from Node"), { code });
			const fault = listenFault(cause, ADDRESS, NAMES);
			assert.deepEqual([fault.message, fault.cause], [message, cause]);
		});
	}
});
