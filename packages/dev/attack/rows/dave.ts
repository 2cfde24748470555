/** Attacks on the relay's DAVE sessions and threads, which all tenants share. */

import type { Arena } from "../arena/Arena.ts";
import { AttackLink } from "../arena/AttackLink.ts";
import type { Attack } from "../Attack.ts";
import type { UpRecord } from "../arena/upBodies.ts";

const SOCKETS = 16;
/** The default. */
const SESSIONS = 1000;
/** A session description with DAVE, which makes the relay generate keys. */
const DESCRIPTION = JSON.stringify({ op: 4, d: { mode: "x", secret_key: [], dave_protocol_version: 1 } });

function identify(socket: number, sessionId: string): UpRecord {
	const d = { server_id: "1", user_id: "104694319306248192", channel_id: "127121515262115840", token: "t" };
	return { socket, type: "t", data: JSON.stringify({ op: 0, d: { ...d, session_id: sessionId } }) };
}

/** Makes the far server answer every message with a session description. */
function describeSessions(arena: Arena): void {
	arena.onSocket((socket) => socket.on("message", () => socket.send(DESCRIPTION)));
}

const sessions: Attack = {
	name: "dave-sessions",
	input: "Identify for 1,100 sessions on 18 links, then one from a third tenant",
	async run(arena) {
		describeSessions(arena);
		const links = await AttackLink.makeAll(arena, 18);
		await Promise.all(links.map((link) => link.open(SOCKETS, "", { dave: true })));
		for (let round = 0; round * links.length * SOCKETS < SESSIONS + 100; round += 1) {
			await Promise.all(
				links.map((link) =>
					link.send(
						Array.from({ length: SOCKETS }, (_, index) =>
							identify(index + 1, `${link.id} ${index} ${round}`),
						),
					),
				),
			);
		}
		await askForOthers(arena);
		await arena.loop(links.length, async (index) => {
			await links[index]?.take(500);
			await arena.pause(500);
		});
	},
};

const identifies: Attack = {
	name: "dave-identifies",
	input: "Identify without pause on 16 sockets, each for a new session, 1,000 per body",
	async run(arena) {
		describeSessions(arena);
		const links = await AttackLink.makeAll(arena, 4);
		await Promise.all(links.map((link) => link.open(SOCKETS, "", { dave: true })));
		let number = 0;
		await arena.loop(links.length, async (index) => {
			const records = Array.from({ length: 1000 }, (_, at) => identify((at % SOCKETS) + 1, `s${(number += 1)}`));
			await links[index]?.send(records);
			await links[index]?.take();
		});
	},
};

/** A third tenant opens a socket and identifies, and must not be refused. */
async function askForOthers(arena: Arena): Promise<void> {
	const headers = { authorization: arena.bystander, "content-type": "application/json" };
	const identified = identify(1, "of the third tenant");
	const up = [
		[1, 1, "o", { url: arena.farUrl, dave: true }],
		[2, 1, "t", identified.data],
	];
	const made = await arena.call(
		"POST",
		"/v1/links",
		JSON.stringify({ v: 1, nonce: crypto.randomUUID(), up }),
		headers,
	);
	if (made.status !== 201) return arena.notes.fail(`a third tenant got no link: ${made.status} ${made.code}`);
	const { link } = JSON.parse(made.body.toString()) as { link: string };
	await arena.pause(1000);
	const { body } = await arena.call("POST", `/v1/links/${link}/poll`, '{"ack":0,"wait_ms":0}', headers);
	const { down } = JSON.parse(body.toString()) as { down: ReadonlyArray<readonly [number, number, string, object]> };
	const end = down.find(([, , type]) => type === "c" || type === "e");
	if (end !== undefined) arena.notes.fail(`a third tenant's session was refused: ${JSON.stringify(end[3])}`);
}

export const DAVE_ATTACKS: ReadonlyArray<Attack> = [sessions, identifies];
