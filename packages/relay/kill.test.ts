/** Kills relays. Nothing is lost, because only the client acknowledges what it has processed. */

import assert from "node:assert/strict";
import { describe, it, type TestContext } from "node:test";
import { setTimeout as delay } from "node:timers/promises";
import type { GatewayServer } from "../gateway-server/GatewayServer.ts";
import { DEFAULT_TOKEN } from "../gateway-server/main/mainOptions.ts";
import { startServer } from "../gateway-server/support/fixtures.ts";
import { ResumingUser } from "./support/ResumingUser.ts";
import { freePorts, spawnRelay, type SpawnedRelay } from "./support/spawnRelay.ts";
import { missingProxy, startProxy } from "./support/startProxy.ts";
import { TOKEN } from "./support/startRelay.ts";

const skip = (await missingProxy()) ?? false;

/** Time limit of every wait in milliseconds, including processes. */
const PATIENCE = 30_000;

function spawnFor(context: TestContext, gateway: GatewayServer, port: number, node: string): Promise<SpawnedRelay> {
	return spawnRelay(context, {
		RELAY_PORT: String(port),
		RELAY_NODE: node,
		RELAY_TOKENS: `game=${TOKEN}`,
		RELAY_INSECURE_ALLOW: gateway.endpoint,
		RELAY_SECRET_BOT: DEFAULT_TOKEN,
		RELAY_SECRET_HOSTS: `bot=${gateway.endpoint}`,
		RELAY_PACE_PER_MIN: "6000",
	});
}

function startUser(context: TestContext, url: string, gateway: GatewayServer): ResumingUser {
	let count = 0;
	const user = new ResumingUser(url, `${gateway.url}/?v=10&encoding=json`, {
		token: TOKEN,
		botToken: "${secret:bot}",
		// one answer in twelve is lost
		loses: () => (count += 1) % 12 === 0,
	});
	user.start();
	context.after(() => user.stop());
	return user;
}

async function until(what: string, condition: () => boolean): Promise<void> {
	const end = Date.now() + PATIENCE;
	while (!condition()) {
		if (Date.now() > end) throw new Error(`${what} did not come about in ${PATIENCE} ms`);
		await delay(10);
	}
}

/** Dispatches to all users evenly, and counts. */
class Speaker {
	public count = 0;

	public constructor(private readonly gateway: GatewayServer) {}

	public async speak(times: number): Promise<void> {
		for (let index = 0; index < times; index += 1) {
			this.count += 1;
			this.gateway.dispatch("TEST", { count: this.count });
			await delay(2);
		}
	}

	/** @throws If a user has a gap, a duplicate, or identified more than once. */
	public check(users: ReadonlyArray<ResumingUser>): void {
		const all = Array.from({ length: this.count }, (_, index) => ({ count: index + 1 }));
		for (const user of users) {
			assert.deepEqual(user.events, all);
			assert.deepEqual(
				user.sequences,
				user.sequences.map((_, index) => index + 1),
			);
			assert.equal(user.identifies, 1);
		}
	}
}

const hasAll = (speaker: Speaker, users: ReadonlyArray<ResumingUser>) => (): boolean =>
	users.every(({ events }) => events.length >= speaker.count);

const joined = (users: ReadonlyArray<ResumingUser>) => (): boolean =>
	users.every(({ sequences }) => sequences.length > 0);

describe("a relay that is killed and started again", () => {
	it("should lose no event and no session", async (context) => {
		const { server: gateway } = await startServer(context);
		const [port = 0] = await freePorts(1);
		const relay = await spawnFor(context, gateway, port, "a");
		const users = [startUser(context, relay.url, gateway)];
		await until("session", joined(users));
		const speaker = new Speaker(gateway);
		await speaker.speak(60);
		assert.deepEqual(await relay.kill("SIGKILL"), { code: null, signal: "SIGKILL" });
		await speaker.speak(60);
		await spawnFor(context, gateway, port, "a");
		await speaker.speak(60);
		await until("every event", hasAll(speaker, users));
		speaker.check(users);
		const [user] = users;
		assert.ok(user !== undefined && user.resumes >= 1 && user.links.length === 2);
		assert.ok(
			user.problems.includes("network") && user.problems.includes("404 link_unknown"),
			user.problems.join(),
		);
	});
});

describe(
	skip === false ? "two relays behind haproxy" : `two relays behind haproxy (skipped: ${skip})`,
	{ skip },
	() => {
		async function start(context: TestContext) {
			const { server: gateway, clock } = await startServer(context);
			const [bind = 0, a = 0, b = 0] = await freePorts(3);
			const relays = await Promise.all([spawnFor(context, gateway, a, "a"), spawnFor(context, gateway, b, "b")]);
			const url = await startProxy(context, bind, [a, b], PATIENCE);
			const users: Array<ResumingUser> = [];
			// round robin gives each relay some
			while (new Set(users.map(({ links }) => links[0]?.[0])).size < 2) {
				const user = startUser(context, url, gateway);
				users.push(user);
				await until("link", () => user.links.length > 0);
				await until("session", joined([user]));
				// one Identify in five seconds
				clock.advance(5000);
			}
			return { relays, users, speaker: new Speaker(gateway), url };
		}

		const relayOf = (user: ResumingUser | undefined): string | undefined => user?.links.at(-1)?.[0];

		it("should route links to their relay, and survive a kill", async (context) => {
			const { relays, users, speaker, url } = await start(context);
			await speaker.speak(60);
			await until("every event", hasAll(speaker, users));
			assert.ok(users.every(({ links }) => links.length === 1));
			await relays[0].kill("SIGKILL");
			await speaker.speak(60);
			await until("every event", hasAll(speaker, users));
			speaker.check(users);
			assert.deepEqual(users.map(relayOf), ["b", "b"]);
			const untouched = users.filter(({ links }) => links.length === 1);
			assert.deepEqual(
				untouched.map(({ resumes, problems }) => [resumes, problems]),
				[[0, []]],
			);
			assert.equal((await fetch(`${url}/metrics`)).status, 404);
		});

		it("should let a draining relay deliver its records", async (context) => {
			const { relays, users, speaker } = await start(context);
			await speaker.speak(30);
			const ended = relays[1].kill("SIGTERM");
			await speaker.speak(30);
			assert.deepEqual(await ended, { code: 0, signal: null });
			await speaker.speak(30);
			await until("every event", hasAll(speaker, users));
			speaker.check(users);
			assert.deepEqual(users.map(relayOf), ["a", "a"]);
			assert.ok(users.every(({ problems }) => !problems.includes("404 link_unknown")));
		});
	},
);
