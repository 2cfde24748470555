/** A relay client with a fake relay and a fake clock, and the events of its sockets. */

import { Relay, RelayOptions } from "../../src/socket/Relay";
import { SocketAdapter, SocketOptions } from "../../src/socket/SocketAdapter";
import { FakeRelay } from "./FakeRelay";
import { FakeScheduler } from "./FakeScheduler";
import { RecordingLogger } from "./RecordingLogger";

export const FAR = "wss://far.example/?v=8";

export interface HeardSocket {
	readonly adapter: SocketAdapter;
	/** What happened, in order: "open", "message x", "close 4006 why". */
	readonly heard: Array<string>;
	readonly said: () => string;
}

/** @param options Replace the defaults: no jitter, and JSON bodies. */
export function makeRelay(options: Partial<RelayOptions> = {}, scheduler = new FakeScheduler()) {
	const far = new FakeRelay(scheduler);
	const logger = new RecordingLogger();
	const states: Array<string> = [];
	const relay = new Relay({
		url: "https://relay.example",
		token: "the-token",
		network: far,
		scheduler,
		random: () => 1,
		logger,
		onState: (state) => states.push(state),
		...options,
	});
	const open = (socketOptions?: SocketOptions, url = FAR): HeardSocket => {
		const heard: Array<string> = [];
		const text = (data: string | buffer) => (typeIs(data, "buffer") ? `buffer ${buffer.tostring(data)}` : data);
		const listener = {
			onOpen() {
				heard.push("open");
			},
			onMessage(message: string | buffer) {
				heard.push(`message ${text(message)}`);
			},
			onPing(data: buffer) {
				heard.push(`ping ${buffer.tostring(data)}`);
			},
			onPong(data: buffer) {
				heard.push(`pong ${buffer.tostring(data)}`);
			},
			onKeepAlive(count: number) {
				heard.push(`keep-alive ${count}`);
			},
			onClose(code: number | undefined, reason: string) {
				heard.push(`close ${code ?? "none"} ${reason}`);
			},
		};
		return { adapter: relay.createSocket(url, listener, socketOptions), heard, said: () => heard.join("|") };
	};
	/** Opens a socket and waits for it. */
	const opened = () => {
		const socket = open();
		scheduler.advance(0.5);
		socket.heard.clear();
		return socket;
	};
	return { scheduler, far, logger, states, relay, open, opened };
}
