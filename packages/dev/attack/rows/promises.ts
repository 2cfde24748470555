/** Rows that each check one promise, in addition to the other tenant's latency. */

import { AttackLink, type Down } from "../arena/AttackLink.ts";
import { NumberedMessages } from "../witness/NumberedMessages.ts";
import type { Arena } from "../arena/Arena.ts";
import type { Attack } from "../Attack.ts";

const BURST = 20_000;
/** Milliseconds between two bursts. */
const BURST_PERIOD = 2500;

const smallBursts: Attack = {
	name: "small-bursts",
	input: "20,000 messages of 30 bytes in a row to a client that reads everything; nothing may close or get lost (R6)",
	seconds: 8,
	async run(arena) {
		arena.onSocket((socket) => {
			let number = 0;
			const burst = (): void => {
				for (let sent = 0; sent < BURST; sent += 1) socket.send(String((number += 1)).padStart(30, "0"));
			};
			burst();
			const timer = setInterval(burst, BURST_PERIOD);
			socket.on("close", () => clearInterval(timer));
		});
		const link = await AttackLink.make(arena);
		await link?.open(1);
		const messages = new NumberedMessages();
		let heard = 0;
		while (link !== undefined && !arena.signal.aborted) {
			for (const [, , type, data] of await link.take(1000)) {
				if (type === "c" || type === "e")
					arena.notes.fail(`a client that reads everything: ${JSON.stringify(data)}`);
				if (type !== "t") continue;
				heard += 1;
				const fault = messages.take(Number(data));
				if (fault !== undefined) arena.notes.fail(`a message was ${fault}`);
			}
		}
		if (heard < BURST) arena.notes.fail(`only ${heard} messages arrived`);
	},
};

const SECRET = "the-bot-token-of-another";
const HOLE = "${secret:bot}";

/** The message that may contain the token. */
const IDENTIFY = '{"op":2,"d":{"token":"%"}}';

/** Texts that must not return the token to the client that sends them. `%` stands for the placeholder. */
const ECHOES: ReadonlyArray<string> = [
	'{"op":8,"d":{"guild_id":"1","user_ids":["%"]}}',
	'{"op":8,"d":{"guild_id":"1","query":"%","limit":1}}',
	'{"op":8,"d":{"guild_id":"1","nonce":"%"}}',
	'{"op":3,"d":{"activities":[{"name":"%","type":0}]}}',
	'{"op":4,"d":{"guild_id":"%"}}',
	'{"op":1,"d":"%"}',
	'{"op":2,"d":{"token":"t","properties":{"os":"%"}}}',
	'{"op":2,"d":{"token":"Bot %"}}',
	'{"op":2,"d":{"token":"% "}}',
	'{"op":2,"d":{"token":"%%"}}',
	'{"op":2,"d":{"token":{"token":"%"}}}',
	'{"op":2,"d":{"token":["%"]}}',
	'{"op":2,"d":{"d":{"token":"%"},"token":"t"}}',
	'{"op":2,"d":[{"token":"%"}]}',
	'{"op":2,"token":"%","d":{"token":"t"}}',
	'{"op":2,"d":{"token":"%"},"op":8}',
	'{"op":8,"op":2,"d":{"token":"%"},"op":8}',
	'{"op":2,"d":{"token":"%"},"d":{"user_ids":["%"]}}',
	'{"op":2,"d":{"token":"%","presence":{"activities":[{"name":"%"}]}}}',
	'{"op":2,"d":{"token":"%","token":"t","user_ids":["%"]}}',
	'{"op":"2","d":{"token":"%"}}',
	'{"op":[2],"d":{"token":"%"}}',
	'{"op":6,"d":{"token":"t","session_id":"%","seq":1}}',
	'{"op":8,"d":{"token":"%"}}',
	'{"op":3,"d":{"token":"%"}}',
	'{"d":{"token":"%"}}',
	'{"__proto__":{"op":2},"d":{"token":"%"}}',
	'{"op":2,"d":{"__proto__":{"token":"%"}}}',
	'{"op":2,"d":{"\\u0074oken":"t","x":"%"}}',
	'{"%":1,"op":2,"d":{"token":"t"}}',
	'{"op":2,"d":{"%":"t"}}',
	'[{"op":2,"d":{"token":"%"}}]',
	'"%"',
	"%",
	"op 2 token %",
	'{"op":2,"d":{"token":"%"}}{"op":8}',
	'{"op":2,"d":{"token":"%"}',
];

const botToken: Attack = {
	name: "bot-token",
	input: `${ECHOES.length} texts with \${secret:bot} to a far server that echoes; the token must not come back`,
	environment: (far) => ({ RELAY_SECRET_BOT: SECRET, RELAY_SECRET_HOSTS: `bot=${far}` }),
	async run(arena) {
		arena.onSocket((socket) => {
			socket.on("message", (data, isBinary) => socket.send(data, { binary: isBinary }));
		});
		const link = await AttackLink.make(arena);
		if (link === undefined) return arena.notes.fail("no link");
		await link.open(2, `?${encodeURIComponent(HOLE)}`);
		await link.send([{ socket: 3, type: "o", data: { url: arena.farUrl, headers: { "user-agent": HOLE } } }]);
		await link.send([{ socket: 1, type: "t", data: IDENTIFY.replace("%", HOLE) }]);
		if (!JSON.stringify(await settled(arena, link)).includes(SECRET)) arena.notes.fail("Identify lacks its token");
		for (const echo of ECHOES) {
			const data = echo.replaceAll("%", HOLE);
			await link.send([{ socket: 1, type: "t", data }]);
			judge(arena, echo, await settled(arena, link));
			await link.send([{ socket: 2, type: "k", data: { every_ms: 3_600_000, first_ms: 0, text: data } }]);
			judge(arena, `keep-alive ${echo}`, await settled(arena, link));
		}
		await link.send([{ socket: 1, type: "b", data: Buffer.from(HOLE) }]);
		judge(arena, "binary", await settled(arena, link));
		await link.send([{ socket: 1, type: "c", data: { code: 4000, reason: HOLE } }]);
		judge(arena, "close reason", await settled(arena, link));
	},
};

/** Returns the down records since the last call, after a moment for the echo. */
async function settled(arena: Arena, link: AttackLink): Promise<ReadonlyArray<Down>> {
	await arena.pause(30);
	return link.take();
}

function judge(arena: Arena, input: string, down: ReadonlyArray<Down>): void {
	for (const [, , type, data] of down) {
		if (type === "e") arena.notes.stop(`e ${String((data as { code: unknown }).code)}`);
		const text = type === "t" || type === "b" ? String(data) : JSON.stringify(data);
		if (text.includes(SECRET) && !isWhereItBelongs(text)) arena.notes.fail(`the token came back by ${input}`);
	}
}

/** Whether the token occurs once, as the whole `d.token` of op 2 or 6, in every reading of the text. */
function isWhereItBelongs(text: string): boolean {
	try {
		const value = JSON.parse(text) as { op: unknown; d: { token: unknown } };
		const isTold = (value.op === 2 || value.op === 6) && value.d.token === SECRET;
		// a duplicate key can be read in two ways
		return isTold && text.split(SECRET).length === 2 && JSON.stringify(value) === text;
	} catch {
		return false;
	}
}

export const PROMISES: ReadonlyArray<Attack> = [smallBursts, botToken];
