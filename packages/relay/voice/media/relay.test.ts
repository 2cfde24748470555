/** Media over real sockets: a relay, a voice server and a client. The test controls the time. */

import assert from "node:assert/strict";
import { describe, it } from "node:test";
import { TRANSPORT_MODES } from "../../../shared/rtp/TransportCipher.ts";
import { RelayMediaClient } from "../../support/RelayMediaClient.ts";

const ANNA = "104694319306248301";

describe("a relay that carries media", { timeout: 20_000 }, () => {
	it("should list media in its features", async (context) => {
		const { relay } = await RelayMediaClient.start(context);
		const { body } = await relay.call("POST", "/v1/links", { v: 1, nonce: crypto.randomUUID() });
		assert.ok((body as { features: Array<string> }).features.includes("media"));
	});

	it("should change nothing if no session is allowed", async (context) => {
		const client = await RelayMediaClient.start(context, {}, { RELAY_MEDIA_SESSIONS: "0" });
		const { body } = await client.relay.call("POST", "/v1/links", { v: 1, nonce: crypto.randomUUID() });
		assert.equal((body as { features: Array<string> }).features.includes("media"), false);
		assert.equal(client.relay.logs.filter((line) => line.includes("RELAY_MEDIA_SESSIONS is 0")).length, 1);
		await client.identify();
		const isReady = (): boolean => client.link.down.some(([, , , data]) => String(data).includes('"op":2'));
		await client.until(isReady);
		assert.deepEqual([client.records, client.far.heard], [[], []]);
	});

	for (const mode of TRANSPORT_MODES) {
		it(`should report starts and stops with ${mode}`, async (context) => {
			const client = await RelayMediaClient.start(context, { modes: [mode] });
			await client.live();
			const anna = client.far.speaker(ANNA, 7);
			await client.hear(anna.speech(), anna.speech());
			await client.pass(100);
			await client.hear(...anna.end());
			await client.pass(100);
			await client.until(() => client.story.length === 3);
			assert.deepEqual(client.story, ["all", `${ANNA} starts`, `${ANNA} stops`]);
		});
	}

	it("should select the protocol itself, and tell the gateway once that it is silent", async (context) => {
		const client = await RelayMediaClient.start(context);
		await client.identify();
		client.link.up(1, "t", '{"op":1,"d":{"protocol":"udp","data":{"address":"1.2.3.4","port":1,"mode":"x"}}}');
		await client.until(() => client.state === "live");
		const { texts, udp } = client.far;
		const [, selected, spoken] = texts;
		const { data } = selected?.d as { data: { address: string; port: number; mode: string } };
		assert.deepEqual([data.address, data.mode], ["127.0.0.1", TRANSPORT_MODES[0]]);
		assert.notEqual(data.port, udp.address().port);
		assert.deepEqual(spoken, { op: 5, d: { speaking: 0, delay: 0, ssrc: 1 } });
		client.far.describe(TRANSPORT_MODES[0]);
		await client.pass(1000);
		assert.equal(texts.length, 3);
	});

	it("should keep the key from client, log and metrics", async (context) => {
		const client = await RelayMediaClient.start(context);
		await client.live();
		const down = JSON.stringify(client.link.down);
		assert.match(down, /audio_codec/);
		assert.doesNotMatch(down, /secret_key/);
		const { body } = await client.relay.call("GET", "/metrics");
		for (const text of [down, client.relay.logs.join("\n"), String(body)]) {
			assert.doesNotMatch(text, new RegExp(`${client.far.key.key[0]},${client.far.key.key[0]}`));
		}
	});
});
