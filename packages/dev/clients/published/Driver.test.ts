import assert from "node:assert/strict";
import { describe, it, type TestContext } from "node:test";
import { Driver } from "./Driver.ts";

const SETTINGS = { line: "", token: "" };

/** Starts a Node script as a driver. `until` waits for a condition at each change. */
function start(
	context: TestContext,
	script: string,
): { readonly driver: Driver; until: (is: () => boolean) => Promise<void> } {
	let onChange = (): void => {};
	const driver = new Driver([process.execPath, "-e", script], process.env, SETTINGS, () => onChange());
	context.after(() => driver.end());
	const until = async (is: () => boolean): Promise<void> => {
		while (!is()) await new Promise<void>((resolve) => (onChange = resolve));
	};
	return { driver, until };
}

describe("Driver", () => {
	it("should separate reports from library output", async (context) => {
		const { driver, until } = start(context, `console.log('hello'); console.log('{"kind":"resumed"}')`);
		await until(() => driver.isOver);
		assert.deepEqual(driver.reports, [{ kind: "resumed" }]);
		assert.equal(driver.output, "hello\nthe driver exited with code 0");
	});

	it("should forward commands", async (context) => {
		const script = `process.stdin.once("data", (d) => console.log(JSON.stringify({ kind: "error", reason: JSON.parse(d).do })))`;
		const { driver, until } = start(context, script);
		driver.send({ do: "voice" });
		await until(() => driver.of("error").length > 0);
		assert.deepEqual(driver.of("error"), [{ kind: "error", reason: "voice" }]);
	});

	it("should kill a driver that ignores the end of its input", async (context) => {
		const { driver } = start(context, "setInterval(() => {}, 1000)");
		await driver.end();
		assert.match(driver.output, /the driver exited with SIGKILL$/);
	});

	it("should report a missing program", async () => {
		let isOver = false;
		const driver = new Driver(["/no/such/program"], {}, SETTINGS, () => (isOver = true));
		while (!isOver) await new Promise(setImmediate);
		assert.match(driver.output, /did not start: .*ENOENT/);
	});
});
