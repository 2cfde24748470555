/**
 * The thread of `flood.ts`. It is JavaScript because a worker does not inherit the TypeScript loader.
 * It writes all frames into one buffer. Sent one by one, they would arrive more slowly than a client can read them, and the
 * benchmark would measure this server.
 */

import { createHash } from "node:crypto";
import { createServer } from "node:http";
import { parentPort, workerData } from "node:worker_threads";

/** RFC 6455, section 1.3. */
const KEY_SUFFIX = "258EAFA5-E914-47DA-95CA-C5AB0DC85B11";

/** Headers of a final text frame and of a close frame without a code. */
const TEXT = 0x81;
const CLOSE = 0x88;

const OPCODE_MASK = 0x0f;
const LONGEST_SHORT_PAYLOAD = 125;

const message = (sequence) => `{"op":13,"d":{"user_id":"104694319306248192"},"seq":${sequence % 65536}}`;

function frame(text) {
	const payload = Buffer.from(text);
	if (payload.length > LONGEST_SHORT_PAYLOAD) throw new RangeError("the message is too long for a short frame");
	return Buffer.concat([Buffer.from([TEXT, payload.length]), payload]);
}

const flood = Buffer.concat(Array.from({ length: workerData.count }, (_, index) => frame(message(index))));

const server = createServer();

server.on("upgrade", (request, socket) => {
	const accept = createHash("sha1")
		.update(request.headers["sec-websocket-key"] + KEY_SUFFIX)
		.digest("base64");
	const head = ["HTTP/1.1 101 Switching Protocols", "Upgrade: websocket", "Connection: Upgrade"];
	socket.write(`${head.join("\r\n")}\r\nSec-WebSocket-Accept: ${accept}\r\n\r\n`);
	socket.write(flood);
	// a client only sends its close frame
	socket.on("data", (bytes) => {
		if ((bytes[0] & OPCODE_MASK) === (CLOSE & OPCODE_MASK)) socket.end(Buffer.from([CLOSE, 0]));
	});
	socket.on("error", () => socket.destroy());
});

server.listen(0, "127.0.0.1", () => parentPort.postMessage(server.address().port));
