//!native
//!optimize 2
/** `transport.forceClose` and `transport.memory`, with a thousand transports open and their heartbeats scheduled. */

import { WebSocketTransport } from "../../src/WebSocketTransport";
import { median, Result } from "./measure";
import { LOGGER, openNowhere } from "./nowhere";

const COUNT = 1000;
const ROUNDS = 7;
const HELLO = '{"op":8,"d":{"v":8,"heartbeat_interval":41250}}';

function openAll(): Array<WebSocketTransport> {
	const transports = table.create(COUNT) as Array<WebSocketTransport>;
	for (const index of $range(0, COUNT - 1)) {
		const { transport, receive } = openNowhere();
		receive(HELLO);
		transports[index] = transport;
	}
	return transports;
}

/** Microseconds to close each of a thousand. */
function closeAll(): number {
	const transports = openAll();
	const before = os.clock();
	for (const transport of transports) transport.forceClose(4000);
	return ((os.clock() - before) / COUNT) * 1e6;
}

/** Microseconds to close each of as many pairs of bare coroutines: what two threads cost by themselves. */
function closeThreads(): number {
	const threads: Array<thread> = [];
	for (const _ of $range(1, 2 * COUNT)) {
		const thread = coroutine.create(() => coroutine.yield());
		coroutine.resume(thread);
		threads.push(thread);
	}
	const before = os.clock();
	for (const thread of threads) coroutine.close(thread);
	return ((os.clock() - before) / COUNT) * 1e6;
}

/** @param collect Collects garbage and gives the bytes that remain. */
export function run(collect: () => number): Array<Result> {
	const closes: Array<number> = [];
	const threads: Array<number> = [];
	for (const _ of $range(1, ROUNDS)) {
		threads.push(closeThreads());
		closes.push(closeAll());
	}
	const before = collect();
	const closed = table.create(COUNT) as Array<WebSocketTransport>;
	for (const index of $range(0, COUNT - 1)) closed[index] = new WebSocketTransport(LOGGER);
	const between = collect();
	const open = openAll();
	const after = collect();
	for (const transport of open) transport.forceClose();
	assert(!closed[0].socketActive, "a transport that was never opened");
	return [
		{
			name: "transport.forceClose",
			value: median(closes),
			unit: "µs",
			baseline: median(threads),
			baselineName: "closing two bare coroutines",
		},
		{ name: "transport.memory", value: (after - between) / COUNT, unit: "bytes" },
		{ name: "transport.memory.closed", value: (between - before) / COUNT, unit: "bytes" },
	];
}
