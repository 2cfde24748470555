/** Attacks on the HTTP server, some without a token. */

import type { Arena } from "../arena/Arena.ts";
import type { Attack } from "../Attack.ts";

const MIB = 2 ** 20;

const slowHeads: Attack = {
	name: "slow-heads",
	input: "1,000 connections that send one byte of a request head per second",
	seconds: 16,
	async run(arena) {
		const sockets = Array.from({ length: 1000 }, () => arena.dial());
		for (const socket of sockets) socket.write("POST /v1/links HTTP/1.1\r\nhost: x\r\n");
		listen(arena, sockets);
		await arena.loop(1, async () => {
			await arena.pause(1000);
			for (const socket of sockets) if (!socket.destroyed) socket.write("a");
		});
	},
};

const slowBodies: Attack = {
	name: "slow-bodies",
	input: "300 bodies of 1 MiB whose last byte never comes",
	seconds: 20,
	async run(arena) {
		const sockets = Array.from({ length: 300 }, () => arena.dial());
		const body = Buffer.alloc(MIB - 1, " ");
		for (const socket of sockets) socket.write(`${head(arena)}content-length: ${MIB}\r\n\r\n`);
		for (const socket of sockets) socket.write(body);
		listen(arena, sockets);
		await arena.untilEnd();
	},
};

const oneByteChunks: Attack = {
	name: "one-byte-chunks",
	input: "40 bodies of 1 MiB in one-byte chunks, the last of which never comes",
	async run(arena) {
		const sockets = Array.from({ length: 40 }, () => arena.dial());
		const body = Buffer.from("1\r\n \r\n".repeat(MIB - 1));
		for (const socket of sockets) socket.write(`${head(arena)}transfer-encoding: chunked\r\n\r\n`);
		for (const socket of sockets) socket.write(body);
		listen(arena, sockets);
		await arena.untilEnd();
	},
};

const pipelined: Attack = {
	name: "pipelined",
	input: "50 connections, each with 2,000 pipelined requests for an unknown path and unread answers",
	async run(arena) {
		const requests = Buffer.from("GET /nothing HTTP/1.1\r\nhost: x\r\n\r\n".repeat(2000));
		const sockets = Array.from({ length: 50 }, () => arena.dial());
		for (const socket of sockets) socket.write(requests);
		await arena.loop(1, async () => {
			await arena.pause(200);
			for (const socket of sockets) if (socket.writableLength === 0 && !socket.destroyed) socket.write(requests);
		});
	},
};

const unauthorized: Attack = {
	name: "unauthorized",
	input: "bodies of 1 MiB with a wrong token, 32 connections",
	async run(arena) {
		const body = Buffer.alloc(MIB - 1, " ");
		await arena.loop(32, () => arena.call("POST", "/v1/links", body, { authorization: "Bearer wrong" }));
	},
};

function head({ relayUrl, authorization }: Arena): string {
	const lines = [`host: ${relayUrl.host}`, `authorization: ${authorization}`, "content-type: application/json"];
	return `POST /v1/links HTTP/1.1\r\n${lines.join("\r\n")}\r\n`;
}

/** Counts the status of each connection's answer. */
function listen(arena: Arena, sockets: ReadonlyArray<ReturnType<Arena["dial"]>>): void {
	for (const socket of sockets) {
		socket.once("data", (chunk: Buffer) => arena.notes.stop(chunk.toString("latin1").split(" ")[1] ?? "no status"));
	}
}

export const HTTP_ATTACKS = [slowHeads, slowBodies, oneByteChunks, pipelined, unauthorized];
