/**
 * A process with thousands of gateway clients on plain TCP sockets. They identify and count dispatches by their marker. They
 * send no heartbeats and ignore everything else, so that the benchmark measures the server.
 */

import { connect } from "node:net";
import { ALL_INTENTS } from "../../packages/gateway-server/intents/index.ts";
import { answerCalls, moment } from "../calls.ts";
import { FrameReader } from "./FrameReader.ts";
import { markerOf, OPENED, TOKEN } from "./side.ts";

/** Number of connections to open at a time. */
const OPENING_AT_ONCE = 100;

/** Milliseconds after which an expected dispatch counts as lost. */
const PATIENCE = 30_000;

/** Shared read buffer: each chunk is processed before the next one is read. */
const READ_BUFFER = Buffer.alloc(2 ** 16);

const HEAD_END = "\r\n\r\n";
const HANDSHAKE = [
	"GET /?v=10&encoding=json HTTP/1.1",
	"Host: 127.0.0.1",
	"Connection: Upgrade",
	"Upgrade: websocket",
	"Sec-WebSocket-Version: 13",
	"Sec-WebSocket-Key: MDEyMzQ1Njc4OWFiY2RlZg==",
	"\r\n",
].join("\r\n");

const IDENTIFY = maskedText(
	JSON.stringify({
		op: 2,
		d: { token: TOKEN, intents: ALL_INTENTS, properties: { os: "linux", browser: "bench", device: "bench" } },
	}),
);

/** The expected text, the number of clients still missing it, and the callback for the last one. */
let marker = "";
let missing = 0;
let onComplete = (): void => {};

answerCalls({
	/** Opens `count` more connections and waits until each has its guild. */
	async open({ port, count }: { readonly port: number; readonly count: number }) {
		for (let opened = 0; opened < count; opened += OPENING_AT_ONCE) {
			const batch = Math.min(OPENING_AT_ONCE, count - opened);
			const complete = expectAll(OPENED, batch);
			for (let index = 0; index < batch; index++) openOne(port);
			await complete;
		}
	},

	/** Waits until `count` clients have received the dispatch `nonce`. Returns the time. */
	await: ({ nonce, count }: { readonly nonce: number; readonly count: number }) => expectAll(markerOf(nonce), count),

	/** Answers once the earlier calls have started. */
	isReady: () => true,
});

/** Returns the time at which the last client received it. @throws If some do not receive it in time. */
function expectAll(text: string, count: number): Promise<number> {
	marker = text;
	missing = count;
	return new Promise((resolve, reject) => {
		const fail = (): void => reject(new Error(`${missing} of ${count} clients did not receive ${text}`));
		const deadline = setTimeout(fail, PATIENCE);
		onComplete = () => {
			resolve(moment());
			clearTimeout(deadline);
		};
	});
}

function openOne(port: number): void {
	let head: string | undefined = "";
	let isIdentified = false;
	const reader = new FrameReader((bytes, start, end) => {
		if (!isIdentified) {
			isIdentified = true;
			socket.write(IDENTIFY);
			return;
		}
		const at = bytes.indexOf(marker, start, "latin1");
		if (at === -1 || at >= end) return;
		missing -= 1;
		if (missing === 0) onComplete();
	});
	const onData = (chunk: Buffer): void => {
		if (head === undefined) return reader.read(chunk);
		head += chunk.toString("latin1");
		const end = head.indexOf(HEAD_END);
		if (end === -1) return;
		if (!head.startsWith("HTTP/1.1 101 ")) throw new Error(`the handshake was refused: ${head}`);
		const rest = Buffer.from(head.slice(end + HEAD_END.length), "latin1");
		head = undefined;
		reader.read(rest);
	};
	const onread = {
		buffer: READ_BUFFER,
		callback(size: number) {
			onData(READ_BUFFER.subarray(0, size));
			return true;
		},
	};
	const socket = connect({ port, host: "127.0.0.1", noDelay: true, onread });
	socket.write(HANDSHAKE);
	socket.on("close", () => {
		throw new Error("the server closed a connection");
	});
}

/** Encodes a text frame with a mask of zeros. @param text At most 125 bytes. */
function maskedText(text: string): Buffer {
	const payload = Buffer.from(text);
	return Buffer.concat([Buffer.from([0x81, 0x80 | payload.length, 0, 0, 0, 0]), payload]);
}
