//!native
//!optimize 2
/** `transport.receive`, our side: messages per second from a real socket through engine client, adapter and transport. */

import { createLogger } from "../../src/runtime/Logger";
import { WebSocketTransport } from "../../src/WebSocketTransport";

/** Yields until `count` messages have arrived from `url`. Returns the seconds from the first to the last. */
export function receive(url: string, count: number): number {
	const transport = new WebSocketTransport(createLogger("bench", "none"));
	const receiver = coroutine.running();
	let heard = 0;
	let startedAt = 0;
	let endedAt = 0;
	transport.onMessage = () => {
		heard += 1;
		if (heard === 1) startedAt = os.clock();
		if (heard !== count) return;
		endedAt = os.clock();
		task.defer(receiver);
	};
	transport._openSocket(url);
	coroutine.yield();
	transport.forceClose();
	return endedAt - startedAt;
}
