/**
 * Tracks the key packages that users owe: one for each group of its own that a user starts.
 * Pure. Only the last key package counts, because a user that has started another group cannot enter with an older one.
 * Key packages arrive in the order they were requested, so a count identifies the last.
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
	/** Users whose connection is lost. */
	private readonly away = new Set<string>();

	public constructor(
		private readonly users: Users,
		private readonly outbox: Outbox<Wait>,
	) {}

	/** Makes a user start a group of its own. */
	public request(userId: string, retries = 0): void {
		const epoch = { protocol_version: DAVE_VERSION, epoch: FIRST_EPOCH };
		this.outbox.json([userId], VoiceOpcode.DavePrepareEpoch, epoch);
		this.expect(userId, retries);
	}

	/** Records that a user started a group of its own. */
	public expect(userId: string, retries = 0): void {
		const state = this.users.get(userId);
		const owed = state?.kind === "joining" ? state.owed : 0;
		this.wait(userId, { kind: "joining", owed: owed + 1 }, retries);
	}

	/** Records a key package. Returns whether it counts now. */
	public receive(userId: string, keyPackage: KeyPackage): boolean {
		const state = this.users.get(userId);
		// a key package from a member means that it left the group and its report was lost
		if (state?.kind !== "joining" || state.owed <= 1) return true;
		this.wait(userId, { kind: "joining", owed: state.owed - 1, keyPackage });
		return false;
	}

	/** Records a key package that arrived while the channel does not use DAVE. */
	public discard(userId: string): void {
		const state = this.users.get(userId);
		if (state?.kind !== "joining") return;
		this.users.set(userId, { kind: "joining", owed: Math.max(state.owed - 1, 0) });
	}

	/** Handles a key package that is overdue. Returns the previous one, if any, to use in its place. */
	public overdue({ userId, state, retries }: KeyPackageWait): KeyPackage | undefined {
		if (this.users.get(userId) !== state || this.away.has(userId)) return undefined;
		if (state.keyPackage === undefined && retries < MAX_RETRIES) this.request(userId, retries + 1);
		return state.keyPackage;
	}

	/**
	 * Marks a user's connection as lost: its messages in transit will not arrive, and it cannot be asked for new ones.
	 *
	 * @param isOut Whether the user has to be readmitted.
	 */
	public suspend(userId: string, isOut: boolean): void {
		this.away.add(userId);
		if (isOut && this.users.canEnter(userId)) this.users.set(userId, { kind: "lost" });
	}

	/**
	 * Marks a user as resumed and requests a key package if one is needed.
	 *
	 * @param owed Replayed messages that the user answers with a key package.
	 * @param hasDave Whether the channel uses DAVE.
	 * @returns Whether the user was out of the group.
	 */
	public resume(userId: string, owed: number, hasDave: boolean): boolean {
		this.away.delete(userId);
		const wasLost = this.users.is(userId, "lost");
		if (!wasLost && !this.users.is(userId, "joining")) return false;
		this.wait(userId, { kind: "joining", owed });
		// the version may have changed while the user was lost, so its replayed messages do not count
		if ((owed === 0 || wasLost) && hasDave) this.request(userId);
		return wasLost;
	}

	/** Forgets a user that left. */
	public forget(userId: string): void {
		this.away.delete(userId);
	}

	private wait(userId: string, state: JoiningState, retries = 0): void {
		this.users.set(userId, state);
		this.outbox.wait({ kind: "keyPackage", userId, state, retries }, KEY_PACKAGE_TIMEOUT);
	}
}
