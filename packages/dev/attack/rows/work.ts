/** Attacks that want the relay to work much for little. */

import { AttackLink } from "../arena/AttackLink.ts";
import { BINARY, binaryBody, recordsIn } from "../arena/upBodies.ts";
import type { Attack } from "../Attack.ts";

const MAX_BODY = 2 ** 20;

const secrets: Attack = {
	name: "secrets",
	input: "${secret:a} × 95,000 in one text, with a secret of 1 kB",
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
	input: "25 links with 3 MB in 3,000 messages that wait, polls of 10 bytes in a tight loop",
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
	input: "25 links with a text of 3 MB of U+0001, which JSON writes in 18 MB, polls of 10 bytes in a tight loop",
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
	input: "300 links, each polled at the limit of one link, with nothing to fetch",
	async run(arena) {
		const links = await AttackLink.makeAll(arena, 300);
		await arena.loop(links.length, async (index) => links[index]?.poll());
	},
};

const knownNonce: Attack = {
	name: "known-nonce",
	input: "the same nonce again and again, with 50,000 up records that were accepted before",
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
	input: "the same nonce again and again, with nothing else, on 64 connections",
	async run(arena) {
		const body = JSON.stringify({ v: 1, nonce: "known-nonce-flood" });
		await arena.loop(64, () => arena.call("POST", "/v1/links", body));
	},
};

const repeatedRecords: Attack = {
	name: "repeated-records",
	input: "a body with 95,000 records that were accepted before, again and again, on 20 links",
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
	input: "8,000 records a body for a socket that does not exist, on links that are made again",
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
	input: "links made and ended without pause, each with 16 sockets",
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
	input: "sockets to names whose look-up takes 5 s",
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
	input: "25 links with 1 MB that waits, polled without pause for packed answers",
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
	input: "40 links whose far servers send without pause, polled without pause, everything acknowledged",
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
	input: "128 sockets with a keep-alive text of 900 kB each second",
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
