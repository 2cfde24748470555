/** An MLS library that only records its calls; the test sets the answers. */

import type { CreateMls, Mls, MlsProposalsResult } from "../voice/dave/davey.ts";

export class FakeMls implements Mls {
	public epoch: bigint | null = null;
	public voicePrivacyCode = "";
	/** Everything it was asked, in order: a word and its bytes in hex. */
	public readonly log: Array<string> = [];
	/** Answers to proposals, in order; after them, nothing. */
	public readonly results: Array<MlsProposalsResult> = [];
	/** Words that throw. */
	public readonly failing = new Set<string>();
	private packages = 0;

	/** Gives this library for every session. */
	public readonly create: CreateMls = (version, userId, channelId) => {
		this.note("create", `${version} ${userId} ${channelId}`);
		this.epoch = 0n;
		return this;
	};

	public setExternalSender(sender: Buffer): void {
		this.note("sender", sender.toString("hex"));
	}

	public getSerializedKeyPackage(): Buffer {
		this.packages += 1;
		return Buffer.from(`kp${this.packages}`);
	}

	public processProposals(operation: number, proposals: Buffer, userIds: Array<string>): MlsProposalsResult {
		this.note("propose", `${operation} ${proposals.toString("hex")} ${userIds.join()}`);
		return this.results.shift() ?? {};
	}

	public processCommit(commit: Buffer): void {
		this.enter("commit", commit);
	}

	public processWelcome(welcome: Buffer): void {
		this.enter("welcome", welcome);
	}

	public reinit(version: number, userId: string, channelId: string): void {
		this.note("reinit", `${version} ${userId} ${channelId}`);
		this.epoch = 0n;
		this.voicePrivacyCode = "";
	}

	/** What was asked since the last call. */
	public take(): ReadonlyArray<string> {
		return this.log.splice(0);
	}

	private enter(word: string, message: Buffer): void {
		this.note(word, message.toString());
		if (message.length === 0) throw new Error(`an empty ${word}`);
		this.epoch = (this.epoch ?? 0n) + 1n;
		this.voicePrivacyCode = `code ${this.epoch}`;
	}

	private note(word: string, about: string): void {
		this.log.push(`${word} ${about}`);
		if (this.failing.has(word)) throw new Error(`${word} fails`);
	}
}
