/** Runs sessions in a worker. Edge: a port to the relay's thread. */

import { parentPort, receiveMessageOnPort } from "node:worker_threads";
import { loadDavey } from "./davey.ts";
import { DaveSession } from "./DaveSession.ts";
import { nextEvents, type FromWorker, type ToWorker } from "./workerMessages.ts";

const library = await loadDavey();
if (library.kind === "absent") throw new Error(library.reason);
const { create } = library;
const sessions = new Map<number, DaveSession>();

parentPort?.on("message", (first: ToWorker) => {
	const messages = [first, ...waiting()];
	const next = nextEvents(messages);
	for (const [index, message] of messages.entries()) {
		const { session } = message;
		if (message.kind === "open") sessions.set(session, new DaveSession(message.identity, create));
		else if (message.kind === "end") sessions.delete(session);
		else {
			const output = sessions.get(session)?.take(message.event, next[index]);
			if (output !== undefined) parentPort?.postMessage({ session, output } satisfies FromWorker);
		}
	}
});

/** What has come by now. */
function waiting(): ReadonlyArray<ToWorker> {
	const messages: Array<ToWorker> = [];
	for (;;) {
		const received = parentPort === null ? undefined : receiveMessageOnPort(parentPort);
		if (received === undefined) return messages;
		messages.push(received.message as ToWorker);
	}
}
