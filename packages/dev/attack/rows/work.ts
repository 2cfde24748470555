/** Attacks that cost the relay much more work than the attacker. */

import { AttackLink } from "../arena/AttackLink.ts";
import { BINARY, binaryBody, recordsIn } from "../arena/upBodies.ts";
import type { Attack } from "../Attack.ts";

const MAX_BODY = 2 ** 20;

const secrets: Attack = {
	name: "secrets",
	input: "95,000 × ${secret:a} in one text, with a 1 kB secret",
	environment: (far) => ({ RELAY_SECRET_A: "x".repeat(1024), RELAY_SECRET_HOSTS: `a=${far}` }),
	async run(arena) {
		arena.onUpgrade(() => {});
		const data = "${secret:a}".repeat(95_000);
		await arena.loop(4, async () => {
			const link = await AttackLink.make(arena);
			for (let round = 0; round < 20 && link !== undefined && !arena.signal.aborted; round += 1) {
				await link.open(1);
				await link.send([{ socket: 1, type: "t", data }]);
				await link.send([{ socket: 1, type: "k", data: { every_ms: 1000, text: data.slice(0, 900_000) } }]);
			}
		});
	},
};

const tightPolls: Attack = {
	name: "tight-polls",
	input: "25 links with 3,000 waiting messages (3 MB), 10-byte polls in a tight loop",
	async run(arena) {
		const message = JSON.stringify({ op: 0, d: { text: '"'.repeat(400) } });
		arena.onSocket((socket) => {
			for (let sent = 0; sent < 3000; sent += 1) socket.send(message);
		});
		const links = await AttackLink.makeAll(arena, 25);
		await Promise.all(links.map((link) => link.open(1)));
		await arena.loop(links.length, async (index) => links[index]?.poll());
	},
};

const escapes: Attack = {
	name: "escapes",
	input: "25 links with 3 MB of U+0001, 18 MB in JSON, 10-byte polls in a tight loop",
	async run(arena) {
		const message = "\u0001".repeat(3_000_000);
		arena.onSocket((socket) => socket.send(message));
		const links = await AttackLink.makeAll(arena, 25);
		await Promise.all(links.map((link) => link.open(1)));
		await arena.loop(links.length, async (index) => links[index]?.poll());
	},
};

const manyLinks: Attack = {
	name: "many-links",
	input: "300 links, each polled at its request limit, with nothing to fetch",
	async run(arena) {
		const links = await AttackLink.makeAll(arena, 300);
		await arena.loop(links.length, async (index) => links[index]?.poll());
	},
};

const knownNonce: Attack = {
	name: "known-nonce",
	input: "a repeated nonce with 50,000 up records that were already accepted",
	async run(arena) {
		arena.onSocket(() => {});
		const open = [1, 1, "o", { url: arena.farUrl }];
		const texts = Array.from({ length: 50_000 }, (_, index) => [index + 2, 1, "t", ""]);
		const body = JSON.stringify({ v: 1, nonce: "known-nonce-flood", up: [open, ...texts] });
		await arena.loop(8, () => arena.call("POST", "/v1/links", body));
	},
};

const cheapNonce: Attack = {
	name: "cheap-nonce",
	input: "a repeated nonce with nothing else, on 64 connections",
	async run(arena) {
		const body = JSON.stringify({ v: 1, nonce: "known-nonce-flood" });
		await arena.loop(64, () => arena.call("POST", "/v1/links", body));
	},
};

const repeatedRecords: Attack = {
	name: "repeated-records",
	input: "a repeated body with 95,000 records that were already accepted, on 20 links",
	async run(arena) {
		arena.onSocket(() => {});
		const links = await AttackLink.makeAll(arena, 20);
		await Promise.all(links.map((link) => link.open(1)));
		const count = recordsIn(MAX_BODY, 0);
		const record = { socket: 1, type: "t", data: "" };
		await arena.loop(links.length, async (index) => {
			const link = links[index];
			if (link === undefined) return;
			link.lastUp = 1;
			await link.sendRepeated(count, record);
		});
	},
};

const notOpen: Attack = {
	name: "not-open",
	input: "8,000 records per body for a socket that does not exist, on recreated links",
	async run(arena) {
		await arena.loop(8, async () => {
			const link = await AttackLink.make(arena);
			await link?.sendRepeated(8000, { socket: 9, type: "c", data: "{}" });
			await link?.end();
		});
	},
};

const links: Attack = {
	name: "links",
	input: "links created and ended nonstop, each with 16 sockets",
	async run(arena) {
		arena.onUpgrade(() => {});
		await arena.loop(16, async () => {
			const link = await AttackLink.make(arena);
			await link?.open(16);
			await link?.end();
		});
	},
};

const slowNames: Attack = {
	name: "slow-names",
	input: "sockets to names with a 5 s DNS lookup",
	environment: () => ({ RELAY_ALLOW_HOSTS: "*.attack.test" }),
	preloads: ["./support/slowLookups.ts"],
	async run(arena) {
		await arena.loop(20, async (index) => {
			const link = await AttackLink.make(arena);
			const name = (socket: number) => `x${index}-${socket}-${Date.now()}.attack.test`;
			const open = (socket: number) => ({ url: `wss://${name(socket)}/`, timeout_ms: 30_000 });
			const up = Array.from({ length: 16 }, (_, socket) => ({
				socket: socket + 1,
				type: "o",
				data: open(socket),
			}));
			await link?.post("send", binaryBody(0, 0, 1, up), { "content-type": BINARY });
			await arena.pause(500);
		});
	},
};

const packedAnswers: Attack = {
	name: "packed-answers",
	input: "25 links with 1 MB waiting, polled nonstop for compressed answers",
	async run(arena) {
		const message = Buffer.from(crypto.getRandomValues(new Uint8Array(45_000))).toString("base64");
		arena.onSocket((socket) => {
			for (let sent = 0; sent < 18; sent += 1) socket.send(message);
		});
		const links = await AttackLink.makeAll(arena, 25);
		await Promise.all(links.map((link) => link.open(1)));
		const headers = { "content-type": BINARY, "accept-encoding": "gzip" };
		await arena.loop(links.length, async (index) => links[index]?.post("poll", binaryBody(0, 0, 1, []), headers));
	},
};

const heavyReader: Attack = {
	name: "heavy-reader",
	input: "40 links whose far servers send nonstop, polled nonstop, everything acknowledged",
	async run(arena) {
		const message = JSON.stringify({ op: 0, d: { text: '"'.repeat(400) } });
		arena.onSocket((socket) => {
			const timer = setInterval(() => {
				for (let sent = 0; sent < 200 && socket.bufferedAmount < MAX_BODY; sent += 1) socket.send(message);
			}, 10);
			socket.on("close", () => clearInterval(timer));
		});
		const links = await AttackLink.makeAll(arena, 40);
		await Promise.all(links.map((link) => link.open(1)));
		await arena.loop(links.length, async (index) => links[index]?.take());
	},
};

const beats: Attack = {
	name: "beats",
	input: "128 sockets with a 900 kB keep-alive text every second",
	async run(arena) {
		arena.onSocket(() => {});
		const data = { every_ms: 1000, first_ms: 0, text: "x".repeat(900_000) };
		const links = await AttackLink.makeAll(arena, 8);
		await Promise.all(
			links.map(async (link) => {
				await link.open(16);
				for (let socket = 1; socket <= 16; socket += 1) await link.send([{ socket, type: "k", data }]);
			}),
		);
		await arena.untilEnd();
	},
};

export const WORK_ATTACKS = [
	secrets,
	tightPolls,
	escapes,
	manyLinks,
	knownNonce,
	cheapNonce,
	repeatedRecords,
	notOpen,
	links,
	slowNames,
	packedAnswers,
	heavyReader,
	beats,
];
