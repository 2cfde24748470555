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
	if (message.kind === "open") sessions.set(message.session, new DaveSession(message.identity, create));
	else if (message.kind === "end") sessions.delete(message.session);
	else {
		const output = sessions.get(message.session)?.take(message.event);
		if (output !== undefined) {
			parentPort?.postMessage({ session: message.session, output } satisfies FromWorker);
		}
	}
});
