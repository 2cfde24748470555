/** Attacks with bodies that are expensive to parse. */

import { gzipSync } from "node:zlib";
import { AttackLink } from "../arena/AttackLink.ts";
import { recordsIn } from "../arena/upBodies.ts";
import type { Attack } from "../Attack.ts";

const MIB = 2 ** 20;
const JSON_TYPE = { "content-type": "application/json" };
const PACKED_JSON = { ...JSON_TYPE, "content-encoding": "gzip" };

const manyRecords: Attack = {
	name: "many-records",
	input: "95,000 empty texts per compressed body, to a far server that reads, in a tight loop",
	async run(arena) {
		arena.onSocket(() => {});
		const count = recordsIn(MIB, 0);
		await arena.loop(8, async () => {
			const link = await AttackLink.make(arena);
			await link?.open(1);
			for (let round = 0; round < 50 && link !== undefined && !arena.signal.aborted; round += 1) {
				const { status } = await link.sendRepeated(count, { socket: 1, type: "t", data: "" });
				if (status !== 200) return;
			}
		});
	},
};

const lastRecordBad: Attack = {
	name: "last-record-bad",
	input: "60,000 JSON records with a bad last one, to create a link and to poll",
	async run(arena) {
		const records = Array.from({ length: 60_000 }, (_, index) => `[${index + 1},1,"t",""]`).join(",");
		const body = gzipSync(`{"v":1,"nonce":"last-record-bad","ack":0,"up":[${records},0]}`);
		const links = await AttackLink.makeAll(arena, 16);
		await arena.loop(16, async (index) => {
			await arena.call("POST", "/v1/links", body, PACKED_JSON);
			await links[index]?.post("poll", body, PACKED_JSON);
		});
	},
};

const gzipBombs: Attack = {
	name: "gzip-bombs",
	input: "64 MiB of zeros in 64 kB of gzip",
	async run(arena) {
		const body = gzipSync(Buffer.alloc(2 ** 26));
		await arena.loop(32, () => arena.call("POST", "/v1/links", body, PACKED_JSON));
	},
};

const gzipMembers: Attack = {
	name: "gzip-members",
	input: "50,000 empty gzip members in one body",
	async run(arena) {
		const member = gzipSync("");
		const body = Buffer.concat(Array.from({ length: Math.floor((MIB - 1000) / member.length) }, () => member));
		await arena.loop(32, () => arena.call("POST", "/v1/links", body, PACKED_JSON));
	},
};

const refusedBodies: Attack = {
	name: "refused-bodies",
	input: "compressed bodies of 1 MiB for a link at its request limit, on 64 connections",
	async run(arena) {
		const body = gzipSync(Buffer.alloc(MIB - 10, "x"));
		const link = await AttackLink.make(arena);
		await arena.loop(64, async () => link?.post("poll", body, PACKED_JSON));
	},
};

const deepJson: Attack = {
	name: "deep-json",
	input: "500,000 nested arrays, as a body, as a record, as a record's data",
	async run(arena) {
		const nest = `${"[".repeat(500_000)}${"]".repeat(500_000)}`;
		const bodies = [nest, `{"ack":0,"up":${nest}}`, `{"ack":0,"up":[[1,1,"o",{"headers":{"origin":${nest}}}]]}`];
		const links = await AttackLink.makeAll(arena, 8);
		const packed = bodies.map((body) => gzipSync(body));
		await arena.loop(8, async (index) => {
			for (const body of packed) {
				await links[index]?.post("poll", body, PACKED_JSON);
				await arena.call("POST", "/v1/links", body, PACKED_JSON);
			}
		});
	},
};

const manyKeys: Attack = {
	name: "many-keys",
	input: "an object with 80,000 different keys as a body and as an open's headers",
	async run(arena) {
		const keys = Array.from({ length: 80_000 }, (_, index) => `"k${index}":0`).join(",");
		const body = gzipSync(`{"v":1,"nonce":"many-keys","ack":0,${keys}}`);
		const open = gzipSync(`{"v":1,"nonce":"many-keys","up":[[1,1,"o",{"url":"wss://x","headers":{${keys}}}]]}`);
		await arena.loop(16, async () => {
			await arena.call("POST", "/v1/links", body, PACKED_JSON);
			await arena.call("POST", "/v1/links", open, PACKED_JSON);
		});
	},
};

export const BODY_ATTACKS = [manyRecords, lastRecordBad, gzipBombs, gzipMembers, refusedBodies, deepJson, manyKeys];
