/** Failure cases of docs/speaking.md, over real sockets. The test controls the time. */

import assert from "node:assert/strict";
import { createSocket } from "node:dgram";
import { once } from "node:events";
import { describe, it } from "node:test";
import { RelayMediaClient } from "../../support/RelayMediaClient.ts";
import { DISCOVERY_MS, PING_MS } from "./MediaLine.ts";
import { PACKETS_PER_SECOND } from "./PacketCeiling.ts";
import type { VoicePackets } from "./support/VoicePackets.ts";
import { SILENCE_MS } from "./Vitals.ts";

const ANNA = "104694319306248301";
const STEP = 100;

/** A client with Anna speaking. */
async function speaking(client: RelayMediaClient): Promise<VoicePackets> {
	await client.live();
	const anna = client.far.speaker(ANNA, 7);
	await client.hear(anna.speech(), anna.speech());
	await client.pass(STEP);
	await client.until(() => client.story.at(-1) === `${ANNA} starts`);
	return anna;
}

/** Whether a UDP port is free. */
async function isFree(port: number): Promise<boolean> {
	const socket = createSocket("udp4");
	try {
		socket.bind(port);
		await once(socket, "listening");
		return true;
	} catch {
		return false;
	} finally {
		socket.close();
	}
}

function portOf({ far }: RelayMediaClient): number {
	return far.client?.port ?? assert.fail("no protocol was selected");
}

describe("media of a carried session", { timeout: 60_000 }, () => {
	it("should keep speakers over a lost socket and a Resume (case 10)", async (context) => {
		const client = await RelayMediaClient.start(context);
		const anna = await speaking(client);
		const before = client.story;
		client.far.socket.terminate();
		await client.until(() => client.link.down.at(-1)?.[2] === "c");
		for (let passed = 0; passed < PING_MS; passed += STEP) {
			await client.hear(anna.speech());
			await client.pass(STEP);
		}
		assert.deepEqual(client.story, before);
		await client.until(() => client.far.heard.includes("ping 2"));
		await client.resume();
		await client.until(() => client.records.length > 0);
		await client.hear(...anna.end());
		await client.pass(STEP);
		await client.until(() => client.story.length > 1);
		assert.deepEqual(client.story, [`all ${ANNA}`, `${ANNA} stops`]);
		assert.equal(client.far.texts.filter(({ op }) => op === 1).length, 1);
	});

	it("should begin again with a new Identify (case 11)", async (context) => {
		const client = await RelayMediaClient.start(context);
		await speaking(client);
		const [oldPort, oldKey] = [portOf(client), client.far.key];
		await client.live();
		assert.deepEqual(client.story, ["all"]);
		assert.ok(await isFree(oldPort));
		assert.notDeepEqual(client.far.key.key, oldKey.key);
		const stranger = client.far.speaker(ANNA, 8);
		await client.hear(stranger.speech(), stranger.speech());
		await client.pass(STEP);
		await client.until(() => client.story.length > 1);
		assert.deepEqual(client.story, ["all", `${ANNA} starts`]);
	});

	it("should begin again when the server sends op 2 again (case 11)", async (context) => {
		const client = await RelayMediaClient.start(context);
		const anna = await speaking(client);
		const oldPort = portOf(client);
		client.far.ready();
		await client.until(() => client.far.texts.filter(({ op }) => op === 1).length === 2);
		await client.until(() => client.state === "live" && client.story.length > 2);
		assert.deepEqual(client.story, ["all", `${ANNA} starts`, "all"]);
		assert.ok(await isFree(oldPort));
		await client.hear(anna.speech(), anna.speech());
		await client.pass(STEP);
		assert.equal(client.story.length, 3);
	});

	it("should work though two discoveries are lost (case 12)", async (context) => {
		const client = await RelayMediaClient.start(context, { lostDiscoveries: 2 });
		await client.identify();
		for (const asked of [1, 2]) {
			await client.until(() => client.far.heard.length === asked);
			client.clock.advance(DISCOVERY_MS);
		}
		await client.until(() => client.state === "live");
	});

	it("should report a discovery that is lost for ever, and go on (case 12)", async (context) => {
		const client = await RelayMediaClient.start(context, { lostDiscoveries: Infinity });
		await client.identify();
		await client.until(() => client.far.heard.length === 1);
		await client.pass(5 * DISCOVERY_MS);
		await client.until(() => client.state === "unavailable");
		assert.match(client.records.at(-1)?.reason ?? "", /^discovery: /);
		await client.until(() => client.link.down.some(([, , , data]) => String(data).includes('"op":4')));
		const { address, port } = client.far.client ?? {};
		assert.deepEqual([address, port], ["127.0.0.1", 9]);
		client.far.say(11, { user_ids: [ANNA] });
		await client.until(() => client.link.down.some(([, , , data]) => String(data).includes('"op":11')));
	});

	it("should send discovery whose tail no server refuses (case 12)", async (context) => {
		const client = await RelayMediaClient.start(context, { refusesTails: true });
		await client.live();
	});

	it("should lose media when UDP goes dark, and find it again (case 13)", async (context) => {
		const client = await RelayMediaClient.start(context);
		await speaking(client);
		await client.until(() => client.far.heard.includes("ping 1"));
		client.far.options.isBlackhole = true;
		await client.pass(500);
		await client.until(() => client.story.at(-1) === `${ANNA} stops`);
		await client.pass(SILENCE_MS + PING_MS);
		await client.until(() => client.state === "lost");
		assert.match(client.records.at(-1)?.reason ?? "", /^silent: /);
		client.far.options.isBlackhole = false;
		await client.pass(PING_MS);
		await client.until(() => client.state === "live");
		assert.deepEqual(client.story, ["all", `${ANNA} starts`, `${ANNA} stops`, "all"]);
	});

	it("should lose media when the port refuses packets, and live on (case 13)", async (context) => {
		const client = await RelayMediaClient.start(context, { answers: "none" });
		await client.live();
		client.far.closeUdp();
		await client.pass(6 * PING_MS);
		await client.until(() => client.state === "lost");
		assert.match(client.records.at(-1)?.reason ?? "", /^silent: .*refuses/);
		client.far.say(11, { user_ids: [ANNA] });
		await client.until(() => client.link.down.some(([, , , data]) => String(data).includes('"op":11')));
	});

	it("should ping every 5 seconds for 10 minutes, and still hear (case 14)", async (context) => {
		const client = await RelayMediaClient.start(context);
		await client.live();
		for (let ping = 1; ping <= 120; ping += 1) {
			await client.until(() => client.far.heard.includes(`ping ${ping}`));
			client.clock.advance(PING_MS);
		}
		const anna = client.far.speaker(ANNA, 7);
		await client.hear(anna.speech(), anna.speech());
		await client.pass(STEP);
		await client.until(() => client.story.length === 2);
		assert.deepEqual([client.story.at(-1), client.state], [`${ANNA} starts`, "live"]);
		assert.deepEqual(
			client.far.heard.filter((heard) => heard.startsWith("legacy")),
			[],
		);
	});

	it("should follow 99 speakers, and beat on time (case 19)", async (context) => {
		const client = await RelayMediaClient.start(context);
		await client.live();
		client.link.up(client.socket, "k", { every_ms: 1000, text: '{"op":3,"d":{"t":1}}' });
		await client.link.poll(0);
		const speakers = Array.from({ length: 99 }, (_, index) =>
			client.far.speaker(String(1000 + index), 100 + index),
		);
		for (let passed = 0; passed < 1000; passed += STEP) {
			await client.hear(...speakers.flatMap((speaker) => [speaker.speech(), speaker.speech()]));
			await client.pass(STEP);
		}
		await client.until(() => client.story.length > 99);
		assert.equal(new Set(client.story).size, 100);
		assert.ok(client.story.slice(1).every((change) => change.endsWith(" starts")));
		await client.until(() => client.far.texts.some(({ op }) => op === 3));
	});

	it("should shed a flood, and beat on time (case 19)", async (context) => {
		const client = await RelayMediaClient.start(context);
		const anna = await speaking(client);
		client.link.up(client.socket, "k", { every_ms: 1000, text: '{"op":3,"d":{"t":1}}' });
		await client.link.poll(0);
		const before = await client.packets();
		for (let sent = 0; sent < 2 * PACKETS_PER_SECOND; sent += STEP) {
			client.far.send(...Array.from({ length: STEP }, () => Buffer.alloc(100, 0x80)));
			await client.settle();
		}
		await client.until(() => true);
		const { shed = 0, short = 0, refused = 0 } = await client.metrics("relay_media_packets_total");
		assert.ok(shed > 0);
		assert.ok(short + refused <= PACKETS_PER_SECOND / 5, `${short + refused} were worked on`);
		assert.ok((await client.packets()) > before);
		client.clock.advance(STEP);
		await client.hear(...anna.end());
		client.clock.advance(1000);
		await client.until(() => client.story.at(-1) === `${ANNA} stops`);
		await client.until(() => client.far.texts.some(({ op }) => op === 3));
	});

	it("should leave nothing behind when the client leaves (case 20)", async (context) => {
		const client = await RelayMediaClient.start(context);
		await speaking(client);
		const port = portOf(client);
		assert.ok(!(await isFree(port)));
		await client.link.end("?code=1000");
		assert.equal((await client.metrics("relay_media_sessions")).live, 0);
		assert.ok(await isFree(port));
		const { heard } = client.far;
		const before = heard.length;
		await client.pass(3 * PING_MS);
		assert.equal(heard.length, before);
	});

	it("should report that everyone stops when the relay drains (case 20)", async (context) => {
		const client = await RelayMediaClient.start(context);
		await speaking(client);
		const port = portOf(client);
		const drained = client.relay.relay.drain();
		assert.ok(await isFree(port));
		await client.until(() => client.link.down.at(-1)?.[2] === "c");
		assert.deepEqual([client.state, client.story.at(-1)], ["lost", "all"]);
		assert.match(client.records.at(-1)?.reason ?? "", /^closed: /);
		await client.link.poll(0).catch(() => {}); // its ack is what the relay waits for
		await drained;
	});
});
