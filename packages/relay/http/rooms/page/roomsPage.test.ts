/** The page, as text and in a real browser. */

import assert from "node:assert/strict";
import { after, before, describe, it } from "node:test";
import { chromium, type Browser } from "playwright-core";
import { ensureSystemProgram } from "../../../../../scripts/setup/systemProgram.mjs";
import { WatchBook } from "../../../link/room/WatchBook.ts";
import { FakeHub } from "../../../support/FakeHub.ts";
import { REPORT } from "../../../support/hubReport.ts";
import { startRelay } from "../../../support/startRelay.ts";
import { roomsReport } from "../../../telemetry/roomsReport.ts";
import { roomsPage } from "./roomsPage.ts";

const page = (hub?: FakeHub): string => roomsPage(roomsReport(hub, new WatchBook(), 0), "a");

describe("roomsPage", () => {
	it("should escape names that come from Discord", () => {
		assert.match(page(new FakeHub(["main"], REPORT)), /Stage &lt;b&gt;&quot;1&quot;&lt;\/b&gt;/);
	});

	it("should say what to do without bots, seats and rooms", () => {
		const text = page();
		assert.match(text, /No bot: name one in RELAY_BOTS\./);
		assert.match(text, /No seat: a bot joins a channel when a client with the right join watches it\./);
		assert.match(text, /No room is watched\./);
	});

	it("should show the rooms with the most watchers, of very many", () => {
		const [room] = REPORT.rooms;
		const rooms = Array.from({ length: 600 }, (_, index) => ({
			...room!,
			name: `room ${index}.`,
			watchers: index,
		}));
		const text = page(new FakeHub(["main"], { ...REPORT, rooms }));
		assert.match(text, /Rooms: 500 of 600/);
		assert.ok(text.includes("room 599.") && text.includes("room 100.") && !text.includes("room 99."));
	});
});

const program = await ensureSystemProgram("chromium");
const skip = "missing" in program ? program.missing : false;

describe(skip === false ? "rooms page in a browser" : `rooms page in a browser (skipped: ${skip})`, { skip }, () => {
	let browser: Browser;
	before(async () => {
		const executablePath = "path" in program ? program.path : "";
		const args = [
			"--headless",
			"--no-sandbox",
			"--disable-gpu",
			"--no-first-run",
			"--disable-background-networking",
		];
		browser = await chromium.launch({ executablePath, args });
	});
	after(() => browser.close());

	for (const colorScheme of ["light", "dark"] as const) {
		it(`should show bots, seats and rooms, ${colorScheme}`, async (context) => {
			const environment = { RELAY_METRICS_TOKEN: "token-of-metrics" };
			const { url } = await startRelay(context, [], environment, { hub: new FakeHub(["main"], REPORT) });
			const httpCredentials = { username: "operator", password: "token-of-metrics" };
			const tab = await browser.newPage({ colorScheme, viewport: { width: 1440, height: 900 }, httpCredentials });
			context.after(() => tab.close());
			const faults: Array<string> = [];
			tab.on("pageerror", (error) => faults.push(error.message));
			tab.on("console", (message) => message.type() === "error" && faults.push(message.text()));
			await tab.goto(`${url}/rooms`);
			const cells = await tab.locator("section", { hasText: "Seats" }).last().locator("td").allInnerTexts();
			assert.deepEqual(cells.slice(0, 6), ["main", "7", "8", "open", "", "0"]);
			assert.ok(await tab.getByText('Stage <b>"1"</b>').isVisible());
			assert.ok(await tab.getByText("997 of 1000").first().isVisible());
			const width = await tab.evaluate("document.documentElement.scrollWidth");
			assert.equal(width, 1440);
			// the icon is the browser's own wish
			assert.deepEqual(
				faults.filter((fault) => !fault.includes("401") && !fault.includes("404")),
				[],
			);
		});
	}
});
