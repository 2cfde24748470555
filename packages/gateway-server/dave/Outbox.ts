/** Collects a room's effects and open waits. Pure: the owner sends the effects and runs the timers. */

import type { VoiceOpcode } from "../../../src/protocol/voice/opcode.ts";

/** An effect for the owner of a room to perform. */
export type DaveEffect =
	| { readonly kind: "json"; readonly to: string; readonly op: VoiceOpcode; readonly d: object }
	| { readonly kind: "binary"; readonly to: string; readonly op: VoiceOpcode; readonly payload: Buffer }
	/** Call `expire(id)` after this time in any case. */
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

	/** Removes a wait and returns it, or `undefined` if it is already gone. */
	public takeWait(id: number): Wait | undefined {
		const wait = this.waits.get(id);
		this.waits.delete(id);
		return wait;
	}

	/** Returns the effects collected since the last call. */
	public take(): ReadonlyArray<DaveEffect> {
		return this.effects.splice(0);
	}
}
