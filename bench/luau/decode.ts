//!native
//!optimize 2
/** `transport.decode` and `transport.json`: what the transport costs above the one thing that nobody can leave out. */

import { decodeJson } from "../../src/runtime/json";
import { createLogger } from "../../src/runtime/Logger";
import { WebSocketTransport } from "../../src/WebSocketTransport";
import { compare, Measurement } from "./measure";

const ITERATIONS = 4000;
const PAYLOAD_SIZE = 61;

/** How many different messages take turns. */
const VARIETY = 60;

/** Messages of one kind, each another: the same one again and again would be found among the interned strings. */
function vary(make: (index: number) => string): Array<string> {
	const messages: Array<string> = [];
	for (const index of $range(1, VARIETY)) messages.push(make(index));
	return messages;
}

const BINARY = vary((index) => `\x12${string.char(index)}\x1b${string.rep(string.char(64 + index), PAYLOAD_SIZE)}`);

/** The SSRC of a user. */
const MAPPING = vary(
	(index) => `{"op":5,"d":{"user_id":"1046943193062481${index}","ssrc":2001,"speaking":1},"seq":${index}}`,
);

/** Compares what the receive loop does with a message to what `alone` does; each does all iterations. */
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
	assert(heard > ITERATIONS && transport.malformedCount === 0, "not every message was heard");
	return result;
}

export function run(rounds: number): Array<Measurement> {
	const sources = BINARY.map((message) => buffer.fromstring(message));
	return [
		{
			name: "transport.decode",
			unit: "ns",
			baselineName: "one buffer copy alone",
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
			baselineName: "the JSON codec alone",
			rounds: compareLoop(rounds, MAPPING, () => {
				for (const index of $range(1, ITERATIONS)) decodeJson(MAPPING[index % VARIETY]);
			}),
		},
	];
}
