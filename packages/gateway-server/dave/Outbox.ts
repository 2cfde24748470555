/** What a room has to say, in order, and what it waits for. Pure: its owner sends, and keeps the time. */

import type { VoiceOpcode } from "../../../src/protocol/voice/opcode.ts";

/** What a room asks its owner to do. */
export type DaveEffect =
	| { readonly kind: "json"; readonly to: string; readonly op: VoiceOpcode; readonly d: object }
	| { readonly kind: "binary"; readonly to: string; readonly op: VoiceOpcode; readonly payload: Buffer }
	/** Wants `expire(id)` after so long, whatever happens before. */
	| { readonly kind: "wait"; readonly id: number; readonly milliseconds: number };

export class Outbox<Wait> {
	private readonly waits = new Map<number, Wait>();
	private lastWait = 0;
	private effects: Array<DaveEffect> = [];

	public json(users: ReadonlyArray<string>, op: VoiceOpcode, d: object): void {
		for (const to of users) this.effects.push({ kind: "json", to, op, d });
	}

	public binary(to: string, op: VoiceOpcode, payload: Buffer): void {
		this.effects.push({ kind: "binary", to, op, payload });
	}

	public wait(wait: Wait, milliseconds: number): void {
		this.lastWait += 1;
		this.waits.set(this.lastWait, wait);
		this.effects.push({ kind: "wait", id: this.lastWait, milliseconds });
	}

	/** What a wait was for; `undefined` if it was over before. */
	public takeWait(id: number): Wait | undefined {
		const wait = this.waits.get(id);
		this.waits.delete(id);
		return wait;
	}

	/** All that was said since it was last asked for. */
	public take(): ReadonlyArray<DaveEffect> {
		return this.effects.splice(0);
	}
}
