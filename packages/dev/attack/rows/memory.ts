/** Attacks that make the relay buffer data: for clients, for far servers, for opening sockets. */

import { AttackLink } from "../arena/AttackLink.ts";
import type { Arena } from "../arena/Arena.ts";
import { BINARY, binaryBody, recordsIn } from "../arena/upBodies.ts";
import type { Attack } from "../Attack.ts";

const MIB = 2 ** 20;
const MAX_BODY = MIB;
const SOCKETS = 16;

const refusedOpens: Attack = {
	name: "refused-opens",
	input: "9 links × 8,000 refused opens with 2 kB host names, in compressed bodies; never polled",
	async run(arena) {
		const data = { url: `wss://${"a".repeat(2000)}.example/` };
		const count = recordsIn(MAX_BODY, JSON.stringify(data).length);
		await arena.loop(9, async () => {
			const link = await AttackLink.make(arena);
			for (let sent = 0; link !== undefined && sent + count <= 8000 && !arena.signal.aborted; sent += count) {
				const { status } = await link.sendRepeated(count, { socket: 1, type: "o", data: JSON.stringify(data) });
				if (status !== 200) return;
			}
		});
	},
};

const emptyTexts: Attack = {
	name: "empty-texts",
	input: "95,000 empty t records per compressed body, for sockets that never open",
	async run(arena) {
		arena.onUpgrade(() => {});
		const count = recordsIn(MAX_BODY, 0);
		await arena.loop(4, async () => {
			const link = await AttackLink.make(arena);
			await link?.open(1);
			let status = 200;
			while (link !== undefined && status === 200 && !arena.signal.aborted) {
				({ status } = await link.sendRepeated(count, { socket: 1, type: "t", data: "" }));
			}
		});
	},
};

const waitingOpen: Attack = {
	name: "waiting-open",
	input: "1 MB of text for each of 300 sockets that never open",
	async run(arena) {
		arena.onUpgrade(() => {});
		const data = "x".repeat(MAX_BODY - 1000);
		const links = await AttackLink.makeAll(arena, 20);
		await arena.loop(links.length, async (index) => {
			const link = links[index];
			if (link === undefined || link.lastUp > 0) return arena.pause(100);
			await link.open(SOCKETS);
			for (let socket = 1; socket <= SOCKETS; socket += 1) await link.send([{ socket, type: "t", data }]);
		});
	},
};

const keepAliveTexts: Attack = {
	name: "keep-alive-texts",
	input: "a 1 MB keep-alive text for each of 300 sockets",
	async run(arena) {
		arena.onSocket(() => {});
		const data = { every_ms: 3_600_000, text: "x".repeat(MAX_BODY - 1000) };
		const links = await AttackLink.makeAll(arena, 20);
		await Promise.all(
			links.map(async (link) => {
				await link.open(SOCKETS);
				for (let socket = 1; socket <= SOCKETS; socket += 1) {
					await link.send([{ socket, type: "k", data }]);
					noteFaults(arena, await link.take());
				}
			}),
		);
		await arena.untilEnd();
	},
};

const idleLinks: Attack = {
	name: "idle-links",
	input: "as many links as the relay allows, each with 8 secrets of 1 kB",
	async run(arena) {
		const names = Array.from({ length: 8 }, (_, index) => `relay-secret-s${index}`);
		const headers = Object.fromEntries(names.map((name) => [name, "x".repeat(1024)]));
		await arena.loop(32, () => AttackLink.make(arena, headers));
	},
};

const hoard: Attack = {
	name: "hoard",
	input: "60 links, flooded by far servers; nothing acknowledged",
	async run(arena) {
		const message = Buffer.alloc(60_000, "x").toString();
		arena.onSocket((socket) => {
			const timer = setInterval(() => {
				if (socket.bufferedAmount < MIB) socket.send(message);
			}, 10);
			socket.on("close", () => clearInterval(timer));
		});
		await arena.loop(60, async () => {
			const link = await AttackLink.make(arena);
			if (link === undefined) return;
			await link.open(1);
			while (!arena.signal.aborted && (await link.poll(1000)).status === 200) await arena.pause(500);
		});
	},
};

const unreadAnswers: Attack = {
	name: "unread-answers",
	input: "10 links with 1 MB waiting, 1,500 polls on connections that never read",
	async run(arena) {
		const bytes = crypto.getRandomValues(Buffer.alloc(60_000));
		arena.onSocket((socket) => {
			for (let sent = 0; sent < 16; sent += 1) socket.send(bytes);
		});
		const links = await AttackLink.makeAll(arena, 10);
		await Promise.all(links.map((link) => link.open(1)));
		await arena.pause(500);
		for (let round = 0; round < 150 && !arena.signal.aborted; round += 1) {
			for (const { path } of links) unreadPoll(arena, `${path}/poll`);
			await arena.pause(10);
		}
		await arena.untilEnd();
	},
};

function unreadPoll(arena: Arena, path: string): void {
	const body = binaryBody(0, 0, 1, []);
	const head = [
		`POST ${path} HTTP/1.1`,
		`host: ${arena.relayUrl.host}`,
		`authorization: ${arena.authorization}`,
		`content-type: ${BINARY}`,
		`accept: ${BINARY}`,
		`content-length: ${body.length}`,
	];
	arena.dial().write(Buffer.concat([Buffer.from(`${head.join("\r\n")}\r\n\r\n`), body]));
}

function noteFaults(arena: Arena, down: Awaited<ReturnType<AttackLink["take"]>>): void {
	for (const [, , type, data] of down) {
		if (type === "e" || type === "c") arena.notes.stop(`${type} ${String((data as { code: unknown }).code)}`);
	}
}

export const MEMORY_ATTACKS = [refusedOpens, emptyTexts, waitingOpen, keepAliveTexts, idleLinks, hoard, unreadAnswers];
