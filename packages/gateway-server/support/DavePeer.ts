/**
 * The client side of DAVE using davey, without sockets: server messages in, client messages out.
 * Behaves like `@discordjs/voice` 0.19.2, but survives exceptions that davey throws for proposals.
 */

import { DAVESession } from "@snazzah/davey";
import { VoiceOpcode } from "../../../src/protocol/voice/opcode.ts";

/** A client message: `payload` for binary ones, `transitionId` for op 23 and 31. */
export type PeerMessage =
	| { readonly op: VoiceOpcode.DaveMlsKeyPackage | VoiceOpcode.DaveMlsCommitWelcome; readonly payload: Buffer }
	| {
			readonly op: VoiceOpcode.DaveTransitionReady | VoiceOpcode.DaveMlsInvalidCommitWelcome;
			readonly transitionId: number;
	  };

/** `SessionStatus.ACTIVE` of davey, a const enum that only its own compiler can read. */
const ACTIVE = 3;

interface TransitionMessage {
	readonly transition_id: number;
	readonly protocol_version: number;
}

export class DavePeer {
	/** Other users of the channel, from op 11 and 13. */
	public readonly recognized = new Set<string>();
	/** Current DAVE version. */
	public version = 0;
	/** Executed transitions, oldest first. */
	public readonly executed: Array<number> = [];
	/** Whether it failed to process the latest commit or Welcome. */
	public isOut = false;
	/** Error messages of davey. */
	public readonly failures: Array<string> = [];
	private session: DAVESession | undefined;
	private readonly prepared = new Map<number, number>();
	/** Whether it has reported a failure. It reports no others until a transition succeeds. */
	private isRecovering = false;
	private outbox: Array<PeerMessage> = [];

	public constructor(
		public readonly userId: string,
		private readonly channelId: string,
	) {}

	/** Epoch of the group; `undefined` without a group. */
	public get epoch(): number | undefined {
		return Number(this.session?.status) === ACTIVE ? Number(this.session?.epoch) : undefined;
	}

	/** Empty without a group or encryption. */
	public get privacyCode(): string {
		return this.version === 0 ? "" : (this.session?.voicePrivacyCode ?? "");
	}

	/** Users of its group. */
	public get groupUserIds(): ReadonlyArray<string> {
		return this.session?.getUserIds() ?? [];
	}

	/** Encrypts an Opus frame for the group. @throws If it is in no group. */
	public encryptOpus(frame: Buffer): Buffer {
		if (this.session === undefined) throw new Error("there is no DAVE session");
		return this.session.encryptOpus(frame);
	}

	/** Handles Session Description (op 4), the first or a repeated one. */
	public describe(version: number): ReadonlyArray<PeerMessage> {
		this.version = version;
		this.session = undefined;
		this.prepared.clear();
		this.isRecovering = false;
		this.isOut = false;
		if (version > 0) this.begin();
		return this.take();
	}

	public receiveJson(op: VoiceOpcode, d: object): ReadonlyArray<PeerMessage> {
		const transition = d as TransitionMessage;
		if (op === VoiceOpcode.DavePrepareTransition) {
			this.prepared.set(transition.transition_id, transition.protocol_version);
			if (transition.transition_id === 0) this.execute(0);
			else this.outbox.push({ op: VoiceOpcode.DaveTransitionReady, transitionId: transition.transition_id });
		} else if (op === VoiceOpcode.DaveExecuteTransition) {
			this.execute(transition.transition_id);
		} else if (op === VoiceOpcode.DavePrepareEpoch && (d as { epoch: number }).epoch === 1) {
			this.version = transition.protocol_version;
			this.isOut = false;
			this.begin();
		}
		return this.take();
	}

	public receiveBinary(op: VoiceOpcode, payload: Buffer): ReadonlyArray<PeerMessage> {
		const session = this.session;
		if (session === undefined) this.failures.push(`op ${op} without a session`);
		else if (op === VoiceOpcode.DaveMlsExternalSender) this.attempt(() => session.setExternalSender(payload));
		else if (op === VoiceOpcode.DaveMlsProposals) this.attempt(() => this.commit(session, payload));
		else if (op === VoiceOpcode.DaveMlsAnnounceCommitTransition) {
			this.enter(payload, () => session.processCommit(payload.subarray(2)));
		} else this.enter(payload, () => session.processWelcome(payload.subarray(2)));
		return this.take();
	}

	private begin(): void {
		if (this.session === undefined) this.session = new DAVESession(1, this.userId, this.channelId);
		else this.session.reinit(1, this.userId, this.channelId);
		this.outbox.push({ op: VoiceOpcode.DaveMlsKeyPackage, payload: this.session.getSerializedKeyPackage() });
	}

	private commit(session: DAVESession, payload: Buffer): void {
		const recognized = [...this.recognized];
		const { commit, welcome } = session.processProposals(payload[0]!, payload.subarray(1), recognized);
		if (commit === undefined) return;
		const message = welcome === undefined ? commit : Buffer.concat([commit, welcome]);
		this.outbox.push({ op: VoiceOpcode.DaveMlsCommitWelcome, payload: message });
	}

	private enter(payload: Buffer, process: () => void): void {
		const transitionId = payload.readUInt16BE();
		this.isOut = !this.attempt(process);
		if (!this.isOut) {
			this.prepared.set(transitionId, this.version);
			this.outbox.push({ op: VoiceOpcode.DaveTransitionReady, transitionId });
		} else if (!this.isRecovering) {
			this.isRecovering = true;
			this.outbox.push({ op: VoiceOpcode.DaveMlsInvalidCommitWelcome, transitionId });
			this.begin();
		}
	}

	private execute(id: number): void {
		const version = this.prepared.get(id);
		if (version === undefined) return;
		this.prepared.delete(id);
		this.version = version;
		this.isRecovering = false;
		this.executed.push(id);
	}

	private attempt(call: () => void): boolean {
		try {
			call();
			return true;
		} catch (error) {
			this.failures.push(error instanceof Error ? error.message : String(error));
			return false;
		}
	}

	private take(): ReadonlyArray<PeerMessage> {
		return this.outbox.splice(0);
	}
}
