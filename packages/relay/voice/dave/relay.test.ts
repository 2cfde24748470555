/** DAVE over real sockets, threads included. The far server plays the gateway. */

import assert from "node:assert/strict";
import { once } from "node:events";
import { describe, it, type TestContext } from "node:test";
import type { RawData, WebSocket } from "ws";
import type { ClientRecord } from "../../support/clientForms.ts";
import { RelayClient } from "../../support/RelayClient.ts";
import {
	createLink,
	startFar,
	startRelay,
	TOKEN,
	type FarFixture,
	type RelayFixture,
} from "../../support/startRelay.ts";

const USER = "104694319306248201";
const CHANNEL = "127121515262115840";
const KEY_PACKAGE = 26;

const IDENTIFY = {
	op: 0,
	d: {
		user_id: USER,
		channel_id: CHANNEL,
		session_id: "session",
		token: "voice-token",
		max_dave_protocol_version: 0,
	},
};
const RESUME = { op: 7, d: { session_id: "session", token: "voice-token", seq_ack: 1 } };
const ENCRYPTED_RESUME = { op: 7, d: { ...RESUME.d, encrypted: true } };

class Fixture {
	private constructor(
		public readonly relay: RelayFixture,
		public readonly far: FarFixture,
		public readonly client: RelayClient,
	) {}

	public static async start(context: TestContext, environment: Record<string, string> = {}): Promise<Fixture> {
		const far = await startFar(context);
		const relay = await startRelay(context, [far.endpoint], environment);
		const client = new RelayClient(relay.url, { token: TOKEN });
		await client.create();
		return new Fixture(relay, far, client);
	}

	/** Opens a client's socket, whose first message is `first`. */
	public async open(number: number, first: object): Promise<WebSocket> {
		this.client.up(number, "o", { url: this.far.url, dave: true });
		this.client.up(number, "t", JSON.stringify(first));
		const opened = this.far.nextSocket();
		await this.client.send();
		return opened;
	}

	/** Polls until a record of the socket is as wanted. */
	public async until(isWanted: (record: ClientRecord) => boolean): Promise<ClientRecord> {
		for (;;) {
			const found = this.client.down.find(isWanted) ?? (await this.client.poll(1000)).find(isWanted);
			if (found !== undefined) return found;
		}
	}
}

async function message(socket: WebSocket): Promise<Buffer> {
	const [data] = (await once(socket, "message")) as [RawData];
	return data as Buffer;
}

describe("a relay that carries DAVE", { timeout: 20_000 }, () => {
	it("should speak DAVE for the client, and report its state", async (context) => {
		const fixture = await Fixture.start(context);
		const far = await fixture.open(1, IDENTIFY);
		const { d } = JSON.parse(String(await message(far))) as { d: Record<string, unknown> };
		assert.deepEqual(d, {
			user_id: USER,
			session_id: "session",
			token: "voice-token",
			max_dave_protocol_version: 1,
		});
		const answered = message(far);
		far.send('{"op":4,"seq":0,"d":{"dave_protocol_version":1}}');
		far.send(Buffer.of(0, 1, 25, 1, 2, 3));
		const keyPackage = await answered;
		// a raw KeyPackage: version 1, suite 2, and an init key of 65 bytes
		assert.equal(keyPackage.subarray(0, 7).toString("hex"), `${KEY_PACKAGE.toString(16)}000100024041`);
		await fixture.until(([, , type]) => type === "d");
		const seen = fixture.client.down.map(([, , type, data]) => [type, data]);
		assert.deepEqual(
			seen.filter(([type]) => type === "t"),
			[
				["t", '{"op":4,"seq":0,"d":{"dave_protocol_version":1}}'],
				["t", '{"op":25,"seq":1,"d":{"size":3}}'],
			],
		);
		assert.deepEqual(seen.at(-1), ["d", { state: "pending", version: 1 }]);
	});

	it("should continue a resumed session, and repeat unconfirmed messages", async (context) => {
		const fixture = await Fixture.start(context);
		const far = await fixture.open(1, IDENTIFY);
		const answered = message(far);
		await answered;
		const offered = message(far);
		far.send('{"op":4,"seq":0,"d":{"dave_protocol_version":1}}');
		const keyPackage = await offered;
		far.terminate();
		await fixture.until(([, , type]) => type === "c");
		const again = await fixture.open(2, ENCRYPTED_RESUME);
		assert.deepEqual(JSON.parse(String(await message(again))), RESUME);
		const repeated = message(again);
		again.send('{"op":4,"seq":0,"d":{"dave_protocol_version":1}}');
		again.send('{"op":9,"d":null}');
		assert.deepEqual(await repeated, keyPackage);
		const told = await fixture.until(([, socket, type]) => socket === 2 && type === "d");
		assert.deepEqual(told[3], { state: "pending", version: 1 });
	});

	it("should end a Resume of an unknown session with 4006", async (context) => {
		const fixture = await Fixture.start(context);
		const far = await fixture.open(1, ENCRYPTED_RESUME);
		const heard: Array<unknown> = [];
		far.on("message", (data) => heard.push(data));
		const closed = once(far, "close");
		const [, , , data] = await fixture.until(([, , type]) => type === "c");
		const { reason, ...rest } = data as { reason: string };
		assert.deepEqual(rest, { code: 4006, clean: false, by: "relay" });
		assert.match(reason, /not known here/);
		assert.deepEqual([(await closed)[0], heard], [4000, []]);
	});

	it("should log and count only that a session exists", async (context) => {
		const fixture = await Fixture.start(context);
		const far = await fixture.open(1, IDENTIFY);
		await message(far);
		const offered = message(far);
		far.send('{"op":4,"seq":0,"d":{"dave_protocol_version":1}}');
		const keyPackage = (await offered).toString("base64");
		await fixture.until(([, , type]) => type === "d");
		const metrics = String((await fixture.relay.call("GET", "/metrics")).body);
		assert.match(metrics, /^relay_dave_sessions 1$/m);
		const said = [...fixture.relay.logs, metrics].join("\n");
		for (const secret of ["voice-token", USER, CHANNEL, keyPackage, "pending"]) {
			assert.equal(said.includes(secret), false, secret);
		}
	});
});

describe("a relay without DAVE", () => {
	it("should not offer it, say so once, and change nothing", async (context) => {
		const far = await startFar(context);
		const absent = { davey: { kind: "absent", reason: "@snazzah/davey is away" } } as const;
		const relay = await startRelay(context, [far.endpoint], {}, absent);
		const { body } = await relay.call("POST", "/v1/links", { v: 1, nonce: crypto.randomUUID() });
		assert.equal((body as { features: ReadonlyArray<string> }).features.includes("dave"), false);
		const client = new RelayClient(relay.url, { token: TOKEN });
		await client.create();
		client.up(1, "o", { url: far.url, dave: true });
		client.up(1, "t", JSON.stringify(IDENTIFY));
		const opened = far.nextSocket();
		await client.send();
		assert.deepEqual(JSON.parse(String(await message(await opened))), IDENTIFY);
		assert.equal(
			relay.logs.filter((line) => line.includes("DAVE is not offered: @snazzah/davey is away")).length,
			1,
		);
	});

	it("should not offer it if no session is allowed", async (context) => {
		const relay = await startRelay(context, [], { RELAY_DAVE_SESSIONS: "0" });
		await createLink(relay);
		assert.equal(relay.logs.filter((line) => line.includes("RELAY_DAVE_SESSIONS is 0")).length, 1);
	});
});
