//!native
//!optimize 2
/** `transport.forceClose` and `transport.memory`, with a thousand open transports and scheduled heartbeats. */

import { WebSocketTransport } from "../../src/WebSocketTransport";
import { Measurement, pairedRounds, singleRounds } from "./measure";
import { LOGGER, openNowhere } from "./nowhere";

const COUNT = 1000;
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

function closeTransports(transports: Array<WebSocketTransport>): void {
	for (const transport of transports) transport.forceClose(4000);
}

/** The baseline: the two coroutines of a transport. */
function startThreads(): Array<thread> {
	const threads: Array<thread> = [];
	for (const _ of $range(1, 2 * COUNT)) {
		const thread = coroutine.create(() => coroutine.yield());
		coroutine.resume(thread);
		threads.push(thread);
	}
	return threads;
}

function closeThreads(threads: Array<thread>): void {
	for (const thread of threads) coroutine.close(thread);
}

/** Returns the time per item, in microseconds, to close a thousand items created by `make`. */
function closeTime<Made>(make: () => Made, close: (made: Made) => void): number {
	const made = make();
	const before = os.clock();
	close(made);
	return ((os.clock() - before) / COUNT) * 1e6;
}

/** Returns the memory per item, in bytes, of a thousand items created by `make`. */
function memory<Made>(collect: () => number, make: () => Made, close: (made: Made) => void): number {
	const before = collect();
	const made = make();
	const after = collect();
	close(made);
	return (after - before) / COUNT;
}

function makeUnopened(): Array<WebSocketTransport> {
	const transports = table.create(COUNT) as Array<WebSocketTransport>;
	for (const index of $range(0, COUNT - 1)) transports[index] = new WebSocketTransport(LOGGER);
	return transports;
}

/** @param collect Collects garbage and returns the remaining bytes. */
export function run(rounds: number, collect: () => number): Array<Measurement> {
	return [
		{
			name: "transport.forceClose",
			unit: "µs",
			baselineName: "closing two bare coroutines",
			rounds: pairedRounds(
				rounds,
				() => closeTime(openAll, closeTransports),
				() => closeTime(startThreads, closeThreads),
			),
		},
		{
			name: "transport.memory",
			unit: "bytes",
			baselineName: "two bare coroutines",
			rounds: pairedRounds(
				rounds,
				() => memory(collect, openAll, closeTransports),
				() => memory(collect, startThreads, closeThreads),
			),
		},
		{
			name: "transport.memory.closed",
			unit: "bytes",
			rounds: singleRounds(rounds, () => memory(collect, makeUnopened, () => {})),
		},
	];
}
