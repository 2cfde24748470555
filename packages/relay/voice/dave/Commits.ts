/**
 * The session's own commits, one for each op 27, until the epoch is over; and workarounds for two faults of davey 0.1.12.
 *
 * 1. It looks for adds only in the last op 27: a commit of an earlier add and a later remove comes without a Welcome, and
 *    the gateway must refuse it. So adds are kept; where a Welcome is missing, one add is revoked and appended again.
 * 2. If an older commit of ours wins, davey merges the newer one, into a group of its own. So what was sent is
 *    remembered, and such a commit is not passed to davey.
 *
 * Pure, except for the library.
 */

import { createHash } from "node:crypto";
import { OPERATION } from "../../../shared/mls/mls.ts";
import type { Mls, MlsProposalsResult } from "./davey.ts";
import { appendBody, readProposals, revokeBody, type AddProposal } from "./proposals.ts";

/** Adds and own commits that are remembered in one epoch: more than a channel has users. */
const MAX_KEPT = 512;

export class Commits {
	/** Adds that wait for a commit, by reference. */
	private readonly adds = new Map<string, Buffer>();
	/** Hashes of what was sent. */
	private readonly own = new Set<string>();
	private currentHash: string | undefined;
	private current: Buffer | undefined;

	/** The last op 28 of this epoch, without its opcode. */
	public get last(): Buffer | undefined {
		return this.current;
	}

	/**
	 * Takes an op 27.
	 *
	 * @returns Payload of the op 28 that answers it, if any does.
	 * @throws Errors of the library, such as for proposals of another epoch.
	 */
	public propose(mls: Mls, payload: Buffer, userIds: Array<string>): Buffer | undefined {
		const proposals = readProposals(payload);
		if (proposals.kind === "revoke") for (const ref of proposals.refs) this.adds.delete(ref);
		let result = mls.processProposals(payload.readUInt8(), payload.subarray(1), userIds);
		if (result.commit !== undefined && result.welcome === undefined) result = this.welcomed(mls, result, userIds);
		if (proposals.kind === "append") this.keep(proposals.adds);
		if (result.commit === undefined) return undefined;
		return this.sent(result.commit, result.welcome);
	}

	/** Whether a commit that won is ours, but not the one that the library would merge. */
	public isOutdated(commit: Buffer): boolean {
		const hash = hashOf(commit);
		return this.own.has(hash) && hash !== this.currentHash;
	}

	/** Whether a commit that won is our last. */
	public isCurrent(commit: Buffer): boolean {
		return hashOf(commit) === this.currentHash;
	}

	/** The epoch is over. */
	public clear(): void {
		this.adds.clear();
		this.own.clear();
		this.currentHash = undefined;
		this.current = undefined;
	}

	private welcomed(mls: Mls, result: MlsProposalsResult, userIds: Array<string>): MlsProposalsResult {
		const add = [...this.adds].at(-1);
		if (add === undefined) return result;
		const [ref, message] = add;
		mls.processProposals(OPERATION.revoke, revokeBody(ref), userIds);
		return mls.processProposals(OPERATION.append, appendBody(message), userIds);
	}

	private keep(adds: ReadonlyArray<AddProposal>): void {
		for (const { ref, message } of adds) {
			this.adds.set(ref, message);
			const [oldest] = this.adds.keys();
			if (this.adds.size > MAX_KEPT && oldest !== undefined) this.adds.delete(oldest);
		}
	}

	private sent(commit: Buffer, welcome: Buffer | undefined): Buffer {
		this.currentHash = hashOf(commit);
		this.own.add(this.currentHash);
		const [oldest] = this.own;
		if (this.own.size > MAX_KEPT && oldest !== undefined) this.own.delete(oldest);
		this.current = welcome === undefined ? commit : Buffer.concat([commit, welcome]);
		return this.current;
	}
}

function hashOf(bytes: Buffer): string {
	return createHash("sha256").update(bytes).digest("hex");
}
