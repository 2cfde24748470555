/** DAVE engines that only record their input; the test sets their output. */

import type { EngineOwner, OpenEngine } from "../voice/dave/Engine.ts";
import type { DaveEvent, DaveIdentity, DaveOutput } from "../voice/dave/messages.ts";

export interface FakeEngine {
	readonly identity: DaveIdentity;
	readonly owner: EngineOwner;
	/** What it was given and the test has not taken: a word, with the opcode if there is one. */
	readonly events: Array<string>;
	isEnded: boolean;
	/** Answers the last event with this, and every earlier one with nothing. */
	say(output: DaveOutput): void;
}

export class FakeEngines {
	public readonly all: Array<FakeEngine> = [];

	public readonly open: OpenEngine = (identity, owner) => {
		let unanswered = 0;
		const engine: FakeEngine = {
			...{ identity, owner, events: [], isEnded: false },
			say: (output) => {
				for (; unanswered > 1; unanswered -= 1) owner.onOutput({ up: [] });
				unanswered = 0;
				owner.onOutput(output);
			},
		};
		this.all.push(engine);
		return {
			take: (event) => {
				unanswered += 1;
				engine.events.push(nameOf(event));
			},
			end: () => (engine.isEnded = true),
		};
	};

	/** The last that was opened. */
	public get last(): FakeEngine {
		const last = this.all.at(-1);
		if (last === undefined) throw new Error("no engine was opened");
		return last;
	}

	/** What the last was given since the last call. */
	public take(): ReadonlyArray<string> {
		return this.last.events.splice(0);
	}
}

function nameOf(event: DaveEvent): string {
	if (event.kind === "json") return `json ${event.op}`;
	return event.kind === "binary" ? `binary ${event.op} ${Buffer.from(event.payload).toString()}` : event.kind;
}
