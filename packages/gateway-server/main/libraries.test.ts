/** Published client libraries log in, speak and resume, with the payloads that their sources send. */

import assert from "node:assert/strict";
import { describe, it, type TestContext } from "node:test";
import { constants, inflateSync } from "node:zlib";
import { Decompress } from "fzstd";
import { FakeClock } from "../../shared/support/FakeClock.ts";
import { LIBRARY_IDS, LIBRARY_PAYLOADS, SESSION } from "../support/libraries/payloads.ts";
import { eventsOf, type MainMessage } from "../support/mainFixtures.ts";
import { TestClient } from "../support/TestClient.ts";
import { decodeEtf, encodeEtf } from "../encoding/etf.ts";
import { parseExactJson } from "../encoding/exactJson.ts";
import { GatewayServer } from "../GatewayServer.ts";
import { buildChannel, buildGuild, buildMember, buildUser, CHANNEL_TYPES, IDS } from "./fixtures/builders.ts";
import type { Member } from "./fixtures/types.ts";

/** Undoes the compression that a query asks for. Binary messages without one are payload compression. */
function createInflater(query: string): (message: Buffer) => Buffer {
	if (query.includes("zstd-stream")) {
		let chunks: Array<Uint8Array> = [];
		const decoder = new Decompress((chunk) => chunks.push(chunk));
		return (message) => {
			chunks = [];
			decoder.push(message);
			return Buffer.concat(chunks);
		};
	}
	if (!query.includes("zlib-stream")) return (message) => inflateSync(message);
	let compressed = Buffer.alloc(0);
	let inflatedSize = 0;
	return (message) => {
		compressed = Buffer.concat([compressed, message]);
		const inflated = inflateSync(compressed, { finishFlush: constants.Z_SYNC_FLUSH });
		const added = inflated.subarray(inflatedSize);
		inflatedSize = inflated.length;
		return added;
	};
}

/** A connection of one library. */
class LibraryClient {
	private readonly inflate: (message: Buffer) => Buffer;

	private constructor(
		public readonly client: TestClient,
		private readonly query: string,
	) {
		this.inflate = createInflater(query);
	}

	/** Connects and reads Hello. */
	public static async open(server: GatewayServer, query: string): Promise<LibraryClient> {
		const connection = new LibraryClient(await TestClient.open(server.url, query), query);
		assert.deepEqual(await connection.next(), { t: null, s: null, op: 10, d: { heartbeat_interval: 41_250 } });
		return connection;
	}

	public send(json: string): void {
		this.client.sendRaw(this.isEtf ? encodeEtf(parseExactJson(json)) : json);
	}

	/** Reads all messages up to the first for which `isLast` is true. */
	public async takeUntil(isLast: (message: MainMessage) => boolean): Promise<ReadonlyArray<MainMessage>> {
		const taken: Array<MainMessage> = [];
		for (;;) {
			const message = await this.next();
			taken.push(message);
			if (isLast(message)) return taken;
		}
	}

	private get isEtf(): boolean {
		return this.query.includes("encoding=etf");
	}

	private async next(): Promise<MainMessage> {
		const message: unknown = await this.client.next();
		if (!Buffer.isBuffer(message)) return message as MainMessage;
		const bytes = this.inflate(message);
		return (this.isEtf ? decodeEtf(bytes) : JSON.parse(bytes.toString())) as MainMessage;
	}
}

const isAck = ({ op }: MainMessage): boolean => op === 11;

async function startGuild(context: TestContext): Promise<GatewayServer> {
	const clock = new FakeClock();
	const { guild, channel, user } = LIBRARY_IDS;
	const voice = buildChannel({ id: channel, guild_id: guild, type: CHANNEL_TYPES.voice });
	const members = [IDS.bot, user].map((id) => buildMember({ user: buildUser({ id }) }));
	const guilds = [buildGuild({ id: guild, channels: [voice], members })];
	const server = new GatewayServer({ guilds, token: "bot-token", now: clock.now, timers: clock });
	await server.listen();
	context.after(() => server.terminate());
	return server;
}

describe("a published library", () => {
	for (const payloads of LIBRARY_PAYLOADS) {
		it(`should log in, speak and resume as ${payloads.name}`, async (context) => {
			const server = await startGuild(context);
			const connection = await LibraryClient.open(server, payloads.query);
			connection.send(payloads.identify);
			connection.send(payloads.heartbeat);
			const opening = await connection.takeUntil(isAck);
			assert.deepEqual(eventsOf(opening), ["READY", "GUILD_CREATE", null]);
			const { session_id: sessionId } = opening[0]?.d as { session_id: string };

			for (const message of [payloads.presence, payloads.voiceState, payloads.members, payloads.heartbeat]) {
				connection.send(message);
			}
			const events = await connection.takeUntil(isAck);
			const dataOf = (event: string) => events.find(({ t }) => t === event)?.d as Record<string, unknown>;
			assert.equal(dataOf("VOICE_STATE_UPDATE")["channel_id"], LIBRARY_IDS.channel);
			assert.equal(dataOf("VOICE_SERVER_UPDATE")["guild_id"], LIBRARY_IDS.guild);
			const found = (dataOf("GUILD_MEMBERS_CHUNK")?.["members"] ?? []) as ReadonlyArray<Member>;
			const wanted = payloads.members.includes(LIBRARY_IDS.user) ? [LIBRARY_IDS.user] : [];
			assert.deepEqual(
				found.map((member) => member.user.id),
				wanted,
			);

			connection.client.socket.terminate();
			await connection.client.ended;
			const next = await LibraryClient.open(server, payloads.query);
			next.send(payloads.resume.replace(SESSION, sessionId));
			const replay = await next.takeUntil(({ t }) => t === "RESUMED");
			assert.equal(replay[0]?.s, 2);
		});
	}
});

describe("payload compression", () => {
	it("should compress each event, and nothing else", async (context) => {
		const server = await startGuild(context);
		const client = await TestClient.open(server.url, "/?v=10&encoding=json");
		const kinds: Array<string> = [];
		const properties = { os: "linux", browser: "test", device: "test" };
		client.send(2, { token: "bot-token", intents: 1, properties, compress: true });
		client.send(1, null);
		for (const message of await client.take(4)) {
			kinds.push(
				Buffer.isBuffer(message)
					? `zlib ${inflateSync(message).subarray(0, 7).toString()}`
					: `json ${message.op}`,
			);
		}
		assert.deepEqual(kinds, ["json 10", 'zlib {"op":0', 'zlib {"op":0', "json 11"]);
	});
});
