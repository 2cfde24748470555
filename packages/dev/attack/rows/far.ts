/** Attacks by the attacker's own far server. */

import { CONTINUATION_FRAME, encodeRawFrame, PING_FRAME, TEXT_FRAME } from "../../../gateway-server/faults/rawFrame.ts";
import { AttackLink } from "../arena/AttackLink.ts";
import type { Arena } from "../arena/Arena.ts";
import type { Attack } from "../Attack.ts";
import type { Duplex } from "node:stream";

const SOCKETS = 16;
const FRAGMENT = 65_536;
/** Just below the largest message, 4 MiB. */
const FRAGMENTS = 63;

const fragments: Attack = {
	name: "fragments",
	input: "300 sockets, each with a 4 MB message in fragments, the last of which never comes",
	async run(arena) {
		const payload = Buffer.alloc(FRAGMENT, "x");
		const first = encodeRawFrame(TEXT_FRAME, payload, { isFinal: false });
		const next = encodeRawFrame(CONTINUATION_FRAME, payload, { isFinal: false });
		arena.onRawSocket((socket) => {
			socket.write(first);
			for (let sent = 1; sent < FRAGMENTS; sent += 1) socket.write(next);
		});
		await openAll(arena);
	},
};

const unfinishedFrame: Attack = {
	name: "unfinished-frame",
	input: "300 sockets, each with one 4 MB frame that stops one byte before its end",
	async run(arena) {
		const size = FRAGMENT * FRAGMENTS;
		const frame = encodeRawFrame(TEXT_FRAME, Buffer.alloc(size - 1, "x"), { claimedSize: size });
		arena.onRawSocket((socket) => void socket.write(frame));
		await openAll(arena);
	},
};

const pings: Attack = {
	name: "unread-pongs",
	input: "8 far servers that ping nonstop and never read the pongs",
	async run(arena) {
		const burst = Buffer.concat(Array.from({ length: 500 }, () => encodeRawFrame(PING_FRAME, Buffer.alloc(125))));
		arena.onRawSocket((socket) => flood(arena, socket, burst));
		const link = await AttackLink.make(arena);
		await link?.open(8);
		await keepPolling(arena, link);
	},
};

const reportedPings: Attack = {
	name: "reported-pings",
	input: "16 far servers that ping nonstop, with reported pings; nothing acknowledged",
	async run(arena) {
		const burst = Buffer.concat(Array.from({ length: 500 }, () => encodeRawFrame(PING_FRAME, Buffer.alloc(0))));
		arena.onRawSocket((socket) => {
			socket.resume();
			flood(arena, socket, burst);
		});
		await arena.loop(1, async () => {
			const link = await AttackLink.make(arena);
			await link?.open(SOCKETS, "", { pings: true });
			await arena.pause(1000);
		});
	},
};

const cutFar: Attack = {
	name: "cut-far",
	input: "60 far servers that keep sending 30-byte messages after the relay drops them, and are reopened",
	async run(arena) {
		const message = encodeRawFrame(TEXT_FRAME, Buffer.alloc(30, "x"));
		const burst = Buffer.concat(Array.from({ length: 2000 }, () => message));
		arena.onRawSocket((socket) => {
			socket.resume();
			flood(arena, socket, burst);
		});
		await arena.loop(4, async () => {
			const link = await AttackLink.make(arena);
			await link?.open(SOCKETS);
			await arena.pause(2000);
		});
	},
};

const closeCodes: Attack = {
	name: "close-codes",
	input: "far servers that close with 2,000 different codes, and every kind of faulty message",
	async run(arena) {
		let code = 3000;
		arena.onSocket((socket) => {
			code += 1;
			socket.close(3000 + (code % 2000), "x".repeat(123));
		});
		await arena.loop(8, async () => {
			const link = await AttackLink.make(arena);
			await link?.open(SOCKETS);
			await link?.take(100);
			await link?.end();
		});
	},
};

/** Opens as many sockets as the token allows. */
async function openAll(arena: Arena): Promise<void> {
	const links = await AttackLink.makeAll(arena, 19);
	await Promise.all(links.map((link) => link.open(SOCKETS)));
	await arena.loop(links.length, async (index) => {
		for (const [, , type, data] of (await links[index]?.take(1000)) ?? []) {
			if (type !== "c" && type !== "e") continue;
			const { code, reason } = data as { code: unknown; reason?: string };
			arena.notes.stop(`${type} ${String(code)} ${reason ?? ""}`.trim());
		}
		await arena.pause(500);
	});
}

async function keepPolling(arena: Arena, link: AttackLink | undefined): Promise<void> {
	while (link !== undefined && !arena.signal.aborted) {
		for (const [, , type, data] of await link.take(1000)) {
			if (type === "c") arena.notes.stop(`c ${String((data as { code: unknown }).code)}`);
		}
		await arena.pause(200);
	}
}

/** Writes as fast as the peer reads. */
function flood(arena: Arena, socket: Duplex, burst: Buffer): void {
	const write = (): void => {
		if (arena.signal.aborted || socket.destroyed) return;
		if (socket.write(burst)) setImmediate(write);
		else socket.once("drain", write);
	};
	write();
}

export const FAR_ATTACKS = [fragments, unfinishedFrame, pings, reportedPings, cutFar, closeCodes];
