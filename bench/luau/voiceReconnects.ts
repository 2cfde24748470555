/** `voice-connection.reconnects`, our side: one connection that says when it is ready, and what is alive then. */

import { taskScheduler } from "../../src/runtime/Scheduler";
import { SocketFactory } from "../../src/socket/SocketAdapter";
import { CountingScheduler } from "./CountingScheduler";
import { PolledScheduler } from "./PolledScheduler";
import { openVoiceClient, VoicePlan } from "./voiceClient";

/** Seconds from Ready until what is under way has come to rest. */
const REST = 0.2;

export type Report =
	{ readonly kind: "ready" } | { readonly kind: "measured"; readonly bytes: number; readonly threads: number };

/**
 * Never returns: the other side ends the process.
 *
 * @param isPolled Whether on timers of our own in place of the engine's, see PolledScheduler.
 * @param measureAt Counts of Ready and Resumed after which to measure; the other side pauses there.
 * @param collect Collects garbage and gives the bytes that remain.
 */
export function run(
	plan: VoicePlan,
	isPolled: boolean,
	createSocket: SocketFactory,
	measureAt: ReadonlyArray<number>,
	collect: () => number,
	report: (report: Report) => void,
): void {
	const scheduler = new CountingScheduler(isPolled ? new PolledScheduler() : taskScheduler);
	const connection = openVoiceClient({ ...plan, isTireless: true }, { createSocket, scheduler });
	let readyCount = 0;
	connection.onStateChanged.Connect((state, detail) => {
		if (state === "closed") error(`connection ended: ${detail}`);
		if (state !== "ready") return;
		readyCount += 1;
		// On a thread of its own, so that the connection is done with Ready when the next loss comes.
		task.defer(() => report({ kind: "ready" }));
		if (!measureAt.includes(readyCount)) return;
		task.delay(REST, () => report({ kind: "measured", bytes: collect(), threads: scheduler.aliveCount() }));
	});
}
