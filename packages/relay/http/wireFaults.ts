/**
 * Requests that Node refuses before a route sees them: malformed ones, slow ones, and unknown expectations.
 * Each is answered in the form of docs/relay.md, and its connection closed.
 * Edge: sockets of clients.
 */

import { STATUS_CODES, type IncomingMessage, type Server, type ServerResponse } from "node:http";
import type { Duplex } from "node:stream";
import { Refusal } from "../link/refusal.ts";
import { problemBody } from "./problem.ts";

/** Largest head of a request, in bytes. */
export const MAX_HEAD_SIZE = 16_384;

const FAULTS: Readonly<Record<string, Refusal>> = {
	HPE_HEADER_OVERFLOW: new Refusal("head_too_large", `head is above ${MAX_HEAD_SIZE} bytes`, {
		limit: MAX_HEAD_SIZE,
	}),
	ERR_HTTP_REQUEST_TIMEOUT: new Refusal("request_timeout", "request took too long to arrive"),
};
const MALFORMED = new Refusal("bad_request", "request is not HTTP/1.1");
/** Prefix of the error codes of Node's HTTP parser. */
const PARSER_CODE = "HPE_";
const EXPECTATION = new Refusal("expectation_failed", "expect must be 100-continue or absent");

const HEADERS = { connection: "close", "cache-control": "no-store", "content-type": "application/json" };

/** A socket with the response that it is writing, which Node's types omit. */
interface Writing {
	readonly _httpMessage?: { readonly headersSent: boolean } | null;
}

/** @param onRefused Called once for each request that is refused here. */
export function answerWireFaults(server: Server, onRefused: (refusal: Refusal) => void): void {
	server.on("clientError", (error: NodeJS.ErrnoException, socket: Duplex) => {
		const refusal = faultOf(error.code ?? "");
		// a refusal must not be written into an answer that has begun
		const isAnswering = (socket as Writing)._httpMessage?.headersSent === true;
		if (refusal === undefined || isAnswering || !socket.writable) return void socket.destroy();
		onRefused(refusal);
		socket.end(rawAnswer(refusal), () => socket.destroy());
	});
	server.on("checkExpectation", (_request: IncomingMessage, response: ServerResponse) => {
		onRefused(EXPECTATION);
		const { status, headers, body } = answerTo(EXPECTATION);
		response.writeHead(status, headers).end(body);
	});
}

/** @param code Of Node's error. @returns `undefined` for network and TLS errors, which get no answer. */
function faultOf(code: string): Refusal | undefined {
	return FAULTS[code] ?? (code.startsWith(PARSER_CODE) ? MALFORMED : undefined);
}

/** The whole answer to a refused request, as bytes of HTTP/1.1. */
export function rawAnswer(refusal: Refusal): string {
	const { status, headers, body } = answerTo(refusal);
	const lines = Object.entries(headers).map(([name, value]) => `${name}: ${value}`);
	return [`HTTP/1.1 ${status} ${STATUS_CODES[status]}`, ...lines, "", body].join("\r\n");
}

function answerTo(refusal: Refusal): { status: number; headers: Record<string, string | number>; body: string } {
	const body = problemBody(refusal);
	const headers = { ...HEADERS, "content-length": Buffer.byteLength(body) };
	return { status: refusal.status, headers, body };
}
