/** `voice-connection.reconnects`, our side: a connection that reports when it is ready and what is alive then. */

import { taskScheduler } from "../../src/runtime/Scheduler";
import { SocketFactory } from "../../src/socket/SocketAdapter";
import { CountingScheduler } from "./CountingScheduler";
import { PolledScheduler } from "./PolledScheduler";
import { openVoiceClient, VoicePlan } from "./voiceClient";

/** Seconds after Ready until everything has settled. */
const REST = 0.2;

export type Report =
	{ readonly kind: "ready" } | { readonly kind: "measured"; readonly bytes: number; readonly threads: number };

/**
 * Never returns: the parent process kills this one.
 *
 * @param isPolled Whether to use PolledScheduler in place of the engine's timers.
 * @param measureAt Counts of Ready and Resumed after which to measure. The parent process pauses there.
 * @param collect Collects garbage and returns the remaining bytes.
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
		if (state === "closed") error(`the connection ended: ${detail}`);
		if (state !== "ready") return;
		readyCount += 1;
		// in a separate thread, so that the connection has finished Ready before the next loss
		task.defer(() => report({ kind: "ready" }));
		if (!measureAt.includes(readyCount)) return;
		task.delay(REST, () => report({ kind: "measured", bytes: collect(), threads: scheduler.aliveCount() }));
	});
}
