/** Runs sessions in a worker. Edge: a port to the relay's thread. */

import { parentPort } from "node:worker_threads";
import { loadDavey } from "./davey.ts";
import { DaveSession } from "./DaveSession.ts";
import type { FromWorker, ToWorker } from "./workerMessages.ts";

const library = await loadDavey();
if (library.kind === "absent") throw new Error(library.reason);
const { create } = library;
const sessions = new Map<number, DaveSession>();

parentPort?.on("message", (message: ToWorker) => {
	const { session } = message;
	if (message.kind === "open") sessions.set(session, new DaveSession(message.identity, create));
	else if (message.kind === "end") sessions.delete(session);
	else {
		const { events } = message;
		const machine = sessions.get(session);
		const outputs = events.flatMap((event, index) => machine?.take(event, events[index + 1]) ?? []);
		parentPort?.postMessage({ session, outputs } satisfies FromWorker);
	}
});
