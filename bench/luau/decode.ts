//!native
//!optimize 2
/** `transport.decode` and `transport.json`: overhead of the transport over the minimum work per message. */

import { decodeJson } from "../../src/runtime/json";
import { createLogger } from "../../src/runtime/Logger";
import { WebSocketTransport } from "../../src/WebSocketTransport";
import { compare, Measurement } from "./measure";

const ITERATIONS = 4000;
const PAYLOAD_SIZE = 61;

/** Number of different messages. */
const VARIETY = 60;

/** Creates different messages of one kind: a repeated one would be an interned string. */
function vary(make: (index: number) => string): Array<string> {
	const messages: Array<string> = [];
	for (const index of $range(1, VARIETY)) messages.push(make(index));
	return messages;
}

const BINARY = vary((index) => `\x12${string.char(index)}\x1b${string.rep(string.char(64 + index), PAYLOAD_SIZE)}`);

/** Op 5. */
const MAPPING = vary(
	(index) => `{"op":5,"d":{"user_id":"1046943193062481${index}","ssrc":2001,"speaking":1},"seq":${index}}`,
);

/** Compares the receive loop with `alone`. Each runs all iterations. */
function compareLoop(rounds: number, messages: Array<string>, alone: () => void) {
	const transport = new WebSocketTransport(createLogger("bench", "none"));
	let heard = 0;
	transport.onMessage = () => {
		heard += 1;
	};
	const result = compare(
		rounds,
		ITERATIONS,
		() => {
			for (const index of $range(1, ITERATIONS)) transport._handleMessage(messages[index % VARIETY], true);
		},
		alone,
	);
	assert(heard > ITERATIONS && transport.malformedCount === 0, "a message was not received");
	return result;
}

export function run(rounds: number): Array<Measurement> {
	const sources = BINARY.map((message) => buffer.fromstring(message));
	return [
		{
			name: "transport.decode",
			unit: "ns",
			baselineName: "only a buffer copy",
			rounds: compareLoop(rounds, BINARY, () => {
				for (const index of $range(1, ITERATIONS)) {
					const copy = buffer.create(PAYLOAD_SIZE);
					buffer.copy(copy, 0, sources[index % VARIETY], 3, PAYLOAD_SIZE);
				}
			}),
		},
		{
			name: "transport.json",
			unit: "ns",
			baselineName: "only the JSON codec",
			rounds: compareLoop(rounds, MAPPING, () => {
				for (const index of $range(1, ITERATIONS)) decodeJson(MAPPING[index % VARIETY]);
			}),
		},
	];
}
