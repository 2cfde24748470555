/** HTTP as bytes on a socket, for requests that no client library would make. */

import { connect } from "node:net";

export interface RawReply {
	/** Everything received until the relay closed the connection or the body was complete. */
	readonly text: string;
	/** Status of the last answer; 0 for none. */
	readonly status: number;
	/** Its body, decoded; `undefined` for none. */
	readonly body: unknown;
	/** Whether the relay closed the connection. */
	readonly isClosed: boolean;
}

/** Sends `bytes` and waits until `count` answers are whole, or the relay closes the connection. */
export function sendRaw(url: string, bytes: string | Buffer, count = 1): Promise<RawReply> {
	return new Promise((resolve) => {
		const socket = connect(Number(new URL(url).port), "127.0.0.1");
		let text = "";
		const settle = (isClosed: boolean): void => {
			socket.destroy();
			resolve(readReply(text, isClosed));
		};
		socket.on("data", (chunk: Buffer) => {
			text += chunk.toString("latin1");
			const isLast = /^connection: close\r$/im.test(text);
			if (!isLast && answersOf(text).length >= count) settle(false);
		});
		socket.on("error", () => {}); // "close" follows
		socket.on("close", () => settle(true));
		socket.write(bytes);
	});
}

/** Whole answers, without those that only ask for the body (100). */
function answersOf(text: string): ReadonlyArray<string> {
	const answers: Array<string> = [];
	let rest = text;
	for (;;) {
		const end = rest.indexOf("\r\n\r\n");
		if (end < 0) return answers;
		const size = Number(/^content-length: (\d+)\r$/im.exec(rest.slice(0, end + 1))?.[1] ?? 0);
		const answer = rest.slice(0, end + 4 + size);
		if (answer.length < end + 4 + size) return answers;
		if (!answer.startsWith("HTTP/1.1 100 ")) answers.push(answer);
		rest = rest.slice(answer.length);
	}
}

function readReply(text: string, isClosed: boolean): RawReply {
	const answer = answersOf(text).at(-1) ?? "";
	const body = answer.slice(answer.indexOf("\r\n\r\n") + 4);
	return {
		text,
		status: Number(/^HTTP\/1\.1 (\d{3}) /.exec(answer)?.[1] ?? 0),
		body: body.startsWith("{") ? (JSON.parse(body) as unknown) : undefined,
		isClosed,
	};
}
