/**
 * Key packages that users owe: one for each time that they begin a group of their own.
 * Pure. Only the last counts, for a user that began anew since cannot enter with one before. They come in the order in
 * which they were asked for, so counting tells which is the last.
 * Source: DAVE protocol, "Key Packages".
 */

import { VoiceOpcode } from "../../../src/protocol/voice/opcode.ts";
import type { KeyPackage } from "./keyPackage.ts";
import { DAVE_VERSION } from "../../shared/mls/mls.ts";
import type { Outbox } from "./Outbox.ts";
import type { JoiningState, Users } from "./Users.ts";
import { KEY_PACKAGE_TIMEOUT, MAX_RETRIES, type KeyPackageWait, type Wait } from "./waits.ts";

/** Epoch of a new group, as op 24 announces it. */
export const FIRST_EPOCH = 1;

export class Admission {
	/** Users whose link is lost. */
	private readonly away = new Set<string>();

	public constructor(
		private readonly users: Users,
		private readonly outbox: Outbox<Wait>,
	) {}

	/** Has a user begin a group of its own. */
	public request(userId: string, retries = 0): void {
		const epoch = { protocol_version: DAVE_VERSION, epoch: FIRST_EPOCH };
		this.outbox.json([userId], VoiceOpcode.DavePrepareEpoch, epoch);
		this.expect(userId, retries);
	}

	/** Notes that a user began a group of its own. */
	public expect(userId: string, retries = 0): void {
		const state = this.users.get(userId);
		const owed = state?.kind === "joining" ? state.owed : 0;
		this.wait(userId, { kind: "joining", owed: owed + 1 }, retries);
	}

	/** Notes a key package. Returns whether it counts now. */
	public receive(userId: string, keyPackage: KeyPackage): boolean {
		const state = this.users.get(userId);
		// one of a member means that it left the group: its report of that was lost
		if (state?.kind !== "joining" || state.owed <= 1) return true;
		this.wait(userId, { kind: "joining", owed: state.owed - 1, keyPackage });
		return false;
	}

	/** Notes a key package while the channel does not use DAVE. */
	public discard(userId: string): void {
		const state = this.users.get(userId);
		if (state?.kind !== "joining") return;
		this.users.set(userId, { kind: "joining", owed: Math.max(state.owed - 1, 0) });
	}

	/** Acts on a key package that has not come. Returns the one before it, if there is one: it has to do. */
	public overdue({ userId, state, retries }: KeyPackageWait): KeyPackage | undefined {
		if (this.users.get(userId) !== state || this.away.has(userId)) return undefined;
		if (state.keyPackage === undefined && retries < MAX_RETRIES) this.request(userId, retries + 1);
		return state.keyPackage;
	}

	/**
	 * Notes that the link of a user is lost: nothing that it had on its way will come, and it cannot be asked.
	 *
	 * @param isOut Whether it has to be let in anew.
	 */
	public suspend(userId: string, isOut: boolean): void {
		this.away.add(userId);
		if (isOut && this.users.canEnter(userId)) this.users.set(userId, { kind: "lost" });
	}

	/**
	 * Notes that a user is back, and gets what it missed.
	 *
	 * @param owed Messages among those that it answers with a key package.
	 * @param hasDave Whether the channel uses DAVE.
	 * @returns Whether it was out meanwhile.
	 */
	public resume(userId: string, owed: number, hasDave: boolean): boolean {
		this.away.delete(userId);
		const wasLost = this.users.is(userId, "lost");
		if (!wasLost && !this.users.is(userId, "joining")) return false;
		this.wait(userId, { kind: "joining", owed });
		// whatever one that was lost missed, the channel may have come to another version since
		if ((owed === 0 || wasLost) && hasDave) this.request(userId);
		return wasLost;
	}

	/** Notes that a user left. */
	public forget(userId: string): void {
		this.away.delete(userId);
	}

	private wait(userId: string, state: JoiningState, retries = 0): void {
		this.users.set(userId, state);
		this.outbox.wait({ kind: "keyPackage", userId, state, retries }, KEY_PACKAGE_TIMEOUT);
	}
}
