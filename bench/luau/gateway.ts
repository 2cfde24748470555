//!native
//!optimize 2
/** `gateway.dispatch`: events per second through a Websocket, compared with decoding alone. */

import { Websocket } from "../../src/gateway/Websocket";
import { decodeJson } from "../../src/runtime/json";
import { SocketAdapter, SocketListener } from "../../src/socket/SocketAdapter";
import { compare, Measurement, ratesOf } from "./measure";
import { LOGGER } from "./nowhere";

const ITERATIONS = 2000;

/** Number of different messages. */
const VARIETY = 60;

const HELLO = '{"op":10,"d":{"heartbeat_interval":41250}}';
const READY =
	'{"op":0,"t":"READY","s":1,"d":{"session_id":"s","resume_gateway_url":"ws://a","user":{"id":"1"},"guilds":[]}}';

/** The most frequent event: a voice state. */
function voiceState(index: number): string {
	return (
		`{"op":0,"t":"VOICE_STATE_UPDATE","s":${index},"d":{"guild_id":"41771983423143937","channel_id":"1570420${index}",` +
		`"user_id":"10469431930624${index}","session_id":"90326bd25d71d39b9ef95b299e3872ff","deaf":false,"mute":false,` +
		'"self_deaf":false,"self_mute":true,"suppress":false}}'
	);
}

/** Returns a Websocket with a session on a fake socket, and a function that delivers messages to it. */
function openGateway(onHeard: () => void) {
	let listener: SocketListener | undefined;
	const adapter: SocketAdapter = { capabilities: { binary: true, closeCode: true }, send() {}, close() {} };
	const createSocket = (_url: string, socketListener: SocketListener) => {
		listener = socketListener;
		return adapter;
	};
	const websocket = new Websocket(
		{ token: "t", intents: 0, logger: LOGGER, environment: { createSocket } },
		"ws://a",
	);
	websocket.onDispatch.Connect(onHeard);
	websocket.connect();
	while (listener === undefined) task.wait();
	const open = listener as SocketListener;
	open.onOpen();
	open.onMessage(HELLO);
	open.onMessage(READY);
	assert(websocket.isConnected(), websocket.status);
	return { websocket, receive: (message: string) => open.onMessage(message) };
}

/** Yields. */
export function run(rounds: number): Array<Measurement> {
	const messages: Array<string> = [];
	for (const index of $range(1, VARIETY)) messages.push(voiceState(index));
	let heard = 0;
	const { websocket, receive } = openGateway(() => (heard += 1));
	const nanoseconds = compare(
		rounds,
		ITERATIONS,
		() => {
			for (const index of $range(1, ITERATIONS)) receive(messages[index % VARIETY]);
		},
		() => {
			for (const index of $range(1, ITERATIONS)) decodeJson(messages[index % VARIETY]);
		},
	);
	websocket.close();
	assert(heard > ITERATIONS, "a dispatch was not received");
	return [
		{
			name: "gateway.dispatch",
			unit: "dispatches/s",
			baselineName: "only decoding",
			rounds: ratesOf(nanoseconds),
		},
	];
}
