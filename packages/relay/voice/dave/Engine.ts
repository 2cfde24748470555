/** Where a DAVE session runs: in this thread, or in one of its own. */

import type { CreateMls } from "./davey.ts";
import { DaveSession } from "./DaveSession.ts";
import type { DaveEvent, DaveIdentity, DaveOutput } from "./messages.ts";

/** One session. Neither method throws. */
export interface Engine {
	/** Gives it an event; one output follows for each, at once or later, in the order of the events. */
	take(event: DaveEvent): void;
	/** Forgets it: nothing follows. Safe to call twice. */
	end(): void;
}

export interface EngineOwner {
	readonly onOutput: (output: DaveOutput) => void;
	/** The session ended without its owner's request. The last call. */
	readonly onLost: () => void;
}

export type OpenEngine = (identity: DaveIdentity, owner: EngineOwner) => Engine;

/** Runs sessions in this thread, at once. */
export function createLocalEngines(create: CreateMls): OpenEngine {
	return (identity, owner) => {
		const session = new DaveSession(identity, create);
		let isOver = false;
		return {
			take(event) {
				if (!isOver) owner.onOutput(session.take(event));
			},
			end() {
				isOver = true;
			},
		};
	};
}
