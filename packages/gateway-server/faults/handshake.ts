/**
 * Faulty answers to a WebSocket handshake.
 * Edge: the network. Takes ownership of the socket.
 * Source: RFC 6455, section 4.2.2; RFC 9110, section 15.
 */

import type { Duplex } from "node:stream";
import type { Timers } from "../../shared/clock.ts";

/** Milliseconds between two bytes of the slow answer. */
const DRIBBLE_INTERVAL = 50;

/** Seconds that a rate-limited client is told to wait. */
const RETRY_AFTER = 1;

/** Belongs to the key in the RFC's example, so it is wrong for any random key. */
const WRONG_ACCEPT = "s3pPLMBiTxaQ9kYGzzhZRbK+xOo=";

function refusal(status: number, text: string, ...headers: ReadonlyArray<string>): string {
	return [`HTTP/1.1 ${status} ${text}`, "Connection: close", "Content-Length: 0", ...headers, "", ""].join("\r\n");
}

const SWITCHING = "HTTP/1.1 101 Switching Protocols\r\nUpgrade: websocket\r\nConnection: Upgrade\r\n";

type Answer =
	/** Sent before the connection is ended. */
	| { readonly kind: "refuse"; readonly text: string }
	/** Sent; the connection stays open. */
	| { readonly kind: "mislead"; readonly text: string }
	/** Sent byte by byte, with an endless header. */
	| { readonly kind: "dribble"; readonly text: string }
	| { readonly kind: "nothing" };

const ANSWERS = {
	"401": { kind: "refuse", text: refusal(401, "Unauthorized") },
	"403": { kind: "refuse", text: refusal(403, "Forbidden") },
	"429": { kind: "refuse", text: refusal(429, "Too Many Requests", `Retry-After: ${RETRY_AFTER}`) },
	"500": { kind: "refuse", text: refusal(500, "Internal Server Error") },
	"502": { kind: "refuse", text: refusal(502, "Bad Gateway") },
	"503": { kind: "refuse", text: refusal(503, "Service Unavailable") },
	silent: { kind: "nothing" },
	wrongAccept: { kind: "mislead", text: `${SWITCHING}Sec-WebSocket-Accept: ${WRONG_ACCEPT}\r\n\r\n` },
	slow: { kind: "dribble", text: `${SWITCHING}X-Slow: ` },
} as const satisfies Readonly<Record<string, Answer>>;

/** An HTTP status, no answer, a wrong Sec-WebSocket-Accept, or an answer that never ends. */
export type HandshakeFaultKind = keyof typeof ANSWERS;

export const HANDSHAKE_FAULT_KINDS = Object.keys(ANSWERS) as ReadonlyArray<HandshakeFaultKind>;

/** Answers an upgrade request with a fault. Never throws. Its timer ends with the socket. */
export function answerHandshake(kind: HandshakeFaultKind, socket: Duplex, timers: Timers): void {
	socket.on("error", () => {}); // the client is gone
	// HTTP server sockets stay half-open, and a paused socket never sees the end of the other half
	socket.once("end", () => socket.destroy());
	socket.resume();
	const answer: Answer = ANSWERS[kind];
	switch (answer.kind) {
		case "refuse":
			return void socket.end(answer.text);
		case "mislead":
			return void socket.write(answer.text);
		case "dribble":
			return dribble(answer.text, socket, timers);
		case "nothing":
			return;
		default:
			return answer satisfies never;
	}
}

function dribble(text: string, socket: Duplex, timers: Timers): void {
	let position = 0;
	let timer: unknown;
	const step = (): void => {
		socket.write(text[position] ?? "x");
		position += 1;
		timer = timers.setTimeout(step, DRIBBLE_INTERVAL);
	};
	const stop = (): void => timers.clearTimeout(timer);
	timer = timers.setTimeout(step, DRIBBLE_INTERVAL);
	socket.once("close", stop);
}
