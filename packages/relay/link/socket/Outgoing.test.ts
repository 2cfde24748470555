import assert from "node:assert/strict";
import { describe, it } from "node:test";
import { WAIT_COST } from "./OpeningQueue.ts";
import { Outgoing } from "./Outgoing.ts";

const LIMIT = 2 * WAIT_COST;

function start() {
	const log: Array<string> = [];
	const socket = { isConnecting: true, isOpen: false, bufferedSize: 0 };
	const outgoing = new Outgoing(LIMIT, {
		isConnecting: () => socket.isConnecting,
		isOpen: () => socket.isOpen,
		bufferedSize: () => socket.bufferedSize,
		onSize: () => {},
		onFault: ({ code }: { readonly code: string }) => log.push(code),
		onOverflow: (reason: string) => log.push(reason),
	});
	const open = (): void => {
		Object.assign(socket, { isConnecting: false, isOpen: true });
		outgoing.release();
	};
	return { log, socket, outgoing, open, say: (word: string) => outgoing.run(0, () => log.push(word)) };
}

describe("Outgoing", () => {
	it("should run actions in order once the socket is open", () => {
		const { log, outgoing, open, say } = start();
		say("a");
		say("b");
		assert.deepEqual([log, outgoing.size], [[], 2 * WAIT_COST]);
		open();
		say("c");
		assert.deepEqual([log, outgoing.size], [["a", "b", "c"], 0]);
	});

	it("should report a fault when too much waits for the socket to open", () => {
		const { log, say } = start();
		for (const word of ["a", "b", "c"]) say(word);
		assert.deepEqual(log, ["overflow"]);
	});

	it("should stop running what waits when an action ends the socket", () => {
		const { log, socket, outgoing, open, say } = start();
		outgoing.run(0, () => (socket.isOpen = false));
		say("b");
		open();
		assert.deepEqual(log, []);
	});

	it("should report an overflow only above the limit of the open connection", () => {
		const { log, socket, open, say } = start();
		open();
		socket.bufferedSize = LIMIT;
		say("a");
		socket.bufferedSize += 1;
		say("b");
		assert.deepEqual(log, ["a", "b", `more than ${LIMIT} bytes wait to be sent (RELAY_UPSTREAM_BUFFER)`]);
	});

	it("should discard what waits", () => {
		const { log, outgoing, open, say } = start();
		say("a");
		outgoing.clear();
		open();
		assert.deepEqual(log, []);
	});
});
