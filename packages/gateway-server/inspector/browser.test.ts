/** The page in a real browser: Debian's Chromium. */

import assert from "node:assert/strict";
import { after, before, describe, it, type TestContext } from "node:test";
import { chromium, type Browser, type Page } from "playwright-core";
import { ensureSystemProgram } from "../../../scripts/setup/systemProgram.mjs";
import type { GatewayServer } from "../GatewayServer.ts";
import { DaveClient, settleAll } from "../support/DaveClient.ts";
import { ALICE, BOB, connect, identifyOf, join, startServer } from "../support/fixtures.ts";
import { MediaClient } from "../support/MediaClient.ts";
import { identifyMain, settleMain } from "../support/mainFixtures.ts";
import { Inspector } from "./Inspector.ts";

/** Timeout for anything on the page, in milliseconds. */
const PATIENCE = 10_000;

/** No network except for the page itself, and no first-run dialogs. */
const CHROMIUM_FLAGS = [
	"--headless",
	"--no-sandbox",
	"--disable-gpu",
	"--disable-quic",
	"--no-first-run",
	"--disable-background-networking",
	"--disable-component-update",
	"--disable-sync",
];

const program = await ensureSystemProgram("chromium");
const skip = "missing" in program ? program.missing : false;

/** Colours of the page and its text, as `rgb(r, g, b)`. */
const colours = (page: Page) =>
	page.evaluate("[getComputedStyle(document.body).backgroundColor, getComputedStyle(document.body).color]");

/** Sum of red, green and blue. */
const brightness = (colour: string) => (colour.match(/\d+/g) ?? []).reduce((sum, part) => sum + Number(part), 0);

describe(skip === false ? "inspector page" : `inspector page (skipped: ${skip})`, { skip }, () => {
	let browser: Browser;
	before(async () => {
		const executablePath = "path" in program ? program.path : "";
		browser = await chromium.launch({ executablePath, args: CHROMIUM_FLAGS });
	});
	after(() => browser.close());

	/** Opens the page of a server with Alice and Bob registered. Any error on the page fails the test. */
	async function open(context: TestContext, colorScheme: "light" | "dark" = "light") {
		const { server, clock } = await startServer(context, { heartbeatInterval: 1e6 });
		const inspector = new Inspector(server, { refresh: 20 });
		await inspector.listen();
		context.after(() => inspector.close());
		const page = await browser.newPage({ colorScheme, viewport: { width: 1440, height: 900 } });
		page.setDefaultTimeout(PATIENCE);
		const faults: Array<string> = [];
		const requested = new Set<string>();
		page.on("pageerror", (error) => faults.push(error.message));
		page.on("console", (message) => message.type() === "error" && faults.push(message.text()));
		page.on("request", (asked) => requested.add(new URL(asked.url()).host));
		context.after(() => page.close());
		await page.goto(inspector.url);
		await page.getByRole("button", { name: ALICE.sessionId }).waitFor();
		return { server, clock, page, faults, requested };
	}

	/** Waits until the page shows the server's current state, marked by a new session with this name. */
	async function nextSnapshot(server: GatewayServer, page: Page, name: string): Promise<void> {
		server.registerVoiceSession({ ...ALICE, sessionId: name });
		await page.getByRole("button", { name: `${name} voice` }).waitFor();
	}

	it("should show sessions as they appear and change", async (context) => {
		const { server, page, faults, requested } = await open(context);
		assert.ok((await page.locator("#voice-address").textContent())?.startsWith(server.url));
		await page.getByText("No frames yet.").waitFor();
		server.registerVoiceSession({ ...ALICE, sessionId: "late-comer" });
		await page.getByRole("button", { name: "late-comer voice waiting for a client" }).waitFor();
		await page.getByText("New session: late-comer").waitFor({ state: "attached" });
		const client = await join(server);
		await page.getByRole("button", { name: `${ALICE.sessionId} voice connected` }).waitFor();
		for (let nonce = 1; nonce <= 3; nonce++) client.send(3, { t: nonce, seq_ack: -1 });
		await page.locator("#plot canvas").waitFor();
		await page.getByRole("row", { name: /client → voice 1 Identify.*\[redacted\]/ }).waitFor();
		assert.deepEqual(faults, []);
		assert.equal(requested.size, 1);
	});

	it("should show speech by packets, and op 5", async (context) => {
		const { server, clock, page, faults } = await open(context);
		const alice = await MediaClient.join(context, { server, clock }, ALICE);
		const bob = await MediaClient.join(context, { server, clock }, BOB);
		const lane = page.getByRole("row", { name: `${BOB.userId} ${bob.ssrc} silent 0 packets` });
		await lane.waitFor();
		assert.equal(await lane.locator(".mapped").count(), 1);
		assert.equal(await lane.locator(".spoken").count(), 0);
		bob.speak();
		bob.speak();
		await bob.settle();
		const spoke = page.getByRole("row", { name: new RegExp(`^${BOB.userId} ${bob.ssrc} \\w+ 2 packets`) });
		await spoke.locator(".spoken").waitFor({ state: "attached" });
		assert.equal((await alice.settle()).length, 2);
		assert.equal(await page.locator("#lanes tr").count(), 2);
		assert.deepEqual(faults, []);
	});

	it("should show client text without executing it", async (context) => {
		const { server, page, faults } = await open(context);
		const evil = `<img src=x onerror="document.title='run'"><script>document.title='run'</script>`;
		const client = await connect(server);
		client.send(0, { ...identifyOf(ALICE), evil });
		await client.next();
		client.sendRaw(evil);
		await client.ended;
		const identify = page.getByRole("row", { name: "Identify" });
		await identify.waitFor();
		assert.ok((await identify.textContent())?.includes("<img src=x onerror="));
		await page.getByRole("row", { name: "unreadable" }).getByRole("button").click();
		assert.equal(await page.locator("tbody img, tbody script").count(), 0);
		assert.equal(await page.title(), "Gateway inspector");
		assert.deepEqual(faults, []);
	});

	it("should filter frames and expand one", async (context) => {
		const { server, page } = await open(context);
		await join(server);
		server.sendToSession(ALICE.sessionId, 5, { user_id: "1", ssrc: 2, speaking: 1 });
		server.sendBinaryToSession(ALICE.sessionId, 27, Buffer.alloc(48, 0xab));
		const rows = page.locator("tbody tr");
		await page.getByLabel("Opcode", { exact: true }).fill("27");
		await page.getByText("seq 2 · op 27 · 48 bytes").waitFor();
		assert.equal(await rows.count(), 1);
		const content = rows.getByRole("button");
		await content.focus();
		await page.keyboard.press("Enter");
		assert.equal(await content.getAttribute("aria-expanded"), "true");
		await page.getByLabel("Opcode", { exact: true }).fill("");
		await page.getByRole("combobox", { name: "Show" }).selectOption("in");
		assert.equal(await rows.count(), 1);
		await page.getByLabel("Text", { exact: true }).fill("no such thing");
		await page.getByText("No frames match the filter.").waitFor();
	});

	it("should work with the keyboard alone", async (context) => {
		const { server, page } = await open(context);
		await join(server);
		await page.keyboard.press("Tab");
		await page.keyboard.press("Enter"); // "Skip to controls"
		await page.keyboard.press("Tab");
		const toggle = page.getByRole("switch", { name: "Stop heartbeat ACKs" });
		await toggle.and(page.locator(":focus-visible")).waitFor();
		assert.equal(await page.evaluate("getComputedStyle(document.activeElement).outlineStyle"), "solid");
		await page.keyboard.press("Space");
		await page.getByRole("switch", { name: "Stop heartbeat ACKs", checked: true }).waitFor();
		assert.equal(server.getControlFlags(ALICE.sessionId)?.stopHeartbeatAcks, true);
		await page.keyboard.press("Space");
		await page.getByRole("switch", { name: "Stop heartbeat ACKs", checked: false }).waitFor();
		assert.equal(server.getControlFlags(ALICE.sessionId)?.stopHeartbeatAcks, false);
	});

	it("should close with a code and show the result", async (context) => {
		const { server, page } = await open(context);
		const client = await join(server);
		await page.getByRole("button", { name: "4014 Disconnected" }).click();
		assert.equal((await client.ended).code, 4014);
		await page.getByText("Close with 4014: done").waitFor();
		await page.getByRole("button", { name: "4006 SessionNoLongerValid" }).click();
		await page.getByText("Close with 4006: no connection").waitFor();
		await page.getByLabel("Send Hello again: ms").fill("-5");
		await page.getByRole("button", { name: "Send Hello again" }).click();
		await page.getByText("heartbeatInterval must be a number above 0").waitFor();
	});

	it("should show and control main sessions", async (context) => {
		const { server, page, faults } = await open(context);
		assert.equal(await page.locator("#main-address").textContent(), `${server.url}/?v=10&encoding=json`);
		const { client, sessionId } = await identifyMain(server, { intents: 33_281 });
		await page.getByRole("button", { name: `${sessionId} main connected` }).click();
		const facts = page.getByRole("region", { name: "Chosen session" });
		await facts.getByText("Guilds, GuildMessages, MessageContent").waitFor();
		await page.getByRole("row", { name: /← server main 1 READY seq 1 · op 0 Dispatch/ }).waitFor();
		assert.equal(await page.getByRole("switch", { name: "Withhold Session Description" }).isVisible(), false);
		await page.getByLabel("Dispatch: d", { exact: true }).fill('{"content":"<img src=x>"}');
		await page.getByRole("button", { name: "Dispatch", exact: true }).click();
		await page.getByText("Dispatch: done").waitFor();
		await page.getByRole("row", { name: /MESSAGE_CREATE.*<img src=x>/ }).waitFor();
		await page.getByLabel("Dispatch: event", { exact: true }).fill("TYPING_START");
		await page.getByRole("button", { name: "Dispatch", exact: true }).click();
		await page.getByText("Dispatch: not delivered").waitFor();
		await page.getByRole("button", { name: "Invalidate, resumable" }).click();
		await page.getByRole("button", { name: `${sessionId} main away, may resume` }).waitFor();
		assert.deepEqual((await settleMain(client)).at(-1), { t: null, s: null, op: 9, d: true });
		assert.deepEqual(faults, []);
	});

	it("should plot heartbeats of a main session", async (context) => {
		const { server, page } = await open(context);
		const { client, sessionId } = await identifyMain(server);
		await page.getByRole("button", { name: sessionId }).click();
		await page.getByText("No heartbeat yet").waitFor();
		for (let sequence = 0; sequence < 3; sequence++) client.send(1, sequence);
		await page.locator("#plot canvas").waitFor();
		await page.getByText("acknowledged 2").waitFor();
	});

	it("should set flags for the next Identify", async (context) => {
		const { server, page } = await open(context);
		await page.getByRole("button", { name: "Next Identify main" }).click();
		await page.getByRole("switch", { name: "Withhold Ready" }).click();
		await page.getByRole("button", { name: /Next Identify main .* 1 flag set/ }).waitFor();
		assert.deepEqual(server.getControlFlags(server.botUser.id), { muteReady: true });
		assert.equal(await page.getByRole("button", { name: "Drop connection" }).isVisible(), false);
		await page.getByRole("button", { name: ALICE.sessionId }).click();
		await page.getByLabel("After truncation: choice").selectOption("hold");
		await page.getByRole("button", { name: "Set: After truncation" }).click();
		await page.getByText("After truncation: done").waitFor();
		assert.deepEqual(server.getControlFlags(ALICE.sessionId), { truncateEnd: "hold" });
	});

	it("should show settings cleared elsewhere", async (context) => {
		const { server, page, faults } = await open(context);
		const latency = page.getByLabel("Latency, ms: number");
		await latency.fill("250");
		await latency.press("Enter");
		await page.getByText("Latency, ms: done").waitFor();
		await latency.blur();
		const steps = [
			[{}, "0"],
			[{ latency: 600_000 }, "600000"],
			[{}, "0"],
		] as const;
		for (const [index, [flags, text]] of steps.entries()) {
			server.clearControlFlags(ALICE.sessionId);
			server.setControlFlags(ALICE.sessionId, flags);
			await nextSnapshot(server, page, `step ${index}`);
			assert.equal(await latency.inputValue(), text);
		}
		assert.deepEqual(faults, []);
	});

	it("should keep typed text until another value is set", async (context) => {
		const { server, page } = await open(context);
		const latency = page.getByLabel("Latency, ms: number");
		await latency.fill("250");
		await nextSnapshot(server, page, "with the focus");
		await latency.blur();
		await nextSnapshot(server, page, "without");
		assert.equal(await latency.inputValue(), "250");
	});

	it("should have room for every initial number", async (context) => {
		const { page } = await open(context);
		const cut = await page.evaluate(`[...document.querySelectorAll("input.number")]
			.filter((field) => field.scrollWidth > field.clientWidth).map((field) => field.value)`);
		assert.deepEqual(cut, []);
		assert.ok((await page.getByLabel("Size of an oversized message: number").inputValue()).length >= 7);
	});

	it("should show privacy codes, and flag a split group", async (context) => {
		const { server, page, faults } = await open(context);
		const { channelId, userId, sessionId } = ALICE;
		const facts = page.getByRole("region", { name: "Chosen session" });
		server.setDave(channelId, "required");
		const [alice, bob] = [await DaveClient.join(server, ALICE), await DaveClient.join(server, BOB)];
		await settleAll(alice, bob);
		await page.getByRole("button", { name: `${sessionId} voice connected` }).click();
		await facts.getByText("not reported").waitFor();
		const code = alice.peer.privacyCode;
		const shown = code.replace(/.{5}(?!$)/g, "$& ");
		server.reportPrivacyCode(channelId, userId, 1, code);
		await facts.getByText(`${shown}, reported by 1 of 2`).waitFor();
		const fill = (field: string, value: string) => page.getByLabel(`Report privacy code: ${field}`).fill(value);
		await fill("channel id", channelId);
		await fill("user id", BOB.userId);
		await fill("code", shown);
		const tell = page.getByRole("button", { name: "Report privacy code" });
		await tell.click();
		await facts.getByText(`${shown}, reported by 2 of 2`).waitFor();
		await page.getByText("Report privacy code: done").waitFor();

		server.reportPrivacyCode(channelId, BOB.userId, 1, "5".repeat(30));
		await facts.getByText("Privacy codes differ").waitFor();
		const listed = await facts.getByText(shown).innerText();
		assert.deepEqual(
			new Set(listed.split("\n")),
			new Set([`${shown} at ${userId}`, `55555 55555 55555 55555 55555 55555 at ${BOB.userId}`]),
		);
		for (const id of [sessionId, BOB.sessionId]) {
			await page
				.getByRole("button", { name: `${id} voice connected` })
				.getByText("privacy codes differ")
				.waitFor();
		}

		const carol = { ...ALICE, userId: "104694319306248194", sessionId: "session-of-carol" };
		await settleAll(alice, bob, await DaveClient.join(server, carol));
		await facts.getByText("not reported").waitFor();
		await tell.click();
		await page.getByText("Report privacy code: ignored, channel is at epoch 2, not 1").waitFor();
		assert.equal(await page.getByText("privacy codes differ").count(), 0);
		assert.deepEqual(faults, []);
	});

	for (const width of [1280, 420]) {
		it(`should not scroll sideways at ${width} pixels`, async (context) => {
			const { server, page } = await open(context);
			await page.setViewportSize({ width, height: 900 });
			await join(server);
			await identifyMain(server, { intents: 513 });
			await page.getByText("Next Identify").waitFor();
			const [inner, outer] = (await page.evaluate(
				"[innerWidth, document.documentElement.scrollWidth]",
			)) as number[];
			assert.equal(outer, inner);
		});
	}

	for (const scheme of ["light", "dark"] as const) {
		it(`should be readable in ${scheme} mode`, async (context) => {
			const { page } = await open(context, scheme);
			const [back, text] = (await colours(page)) as [string, string];
			const isLight = brightness(back) > brightness(text);
			assert.equal(isLight, scheme === "light");
			assert.ok(Math.abs(brightness(back) - brightness(text)) > 500);
			assert.ok((await page.screenshot()).length > 10_000);
		});
	}
});
