/**
 * A client's side of DAVE on davey, without sockets: what a server says goes in, what the client answers comes out.
 * Does what `@discordjs/voice` 0.19.2 does, but where davey throws on proposals it lives on.
 */

import { DAVESession } from "@snazzah/davey";
import { VoiceOpcode } from "../../../src/protocol/voice/opcode.ts";

/** One message of the client: `payload` of a binary one, `transitionId` of op 23 and 31. */
export type PeerMessage =
	| { readonly op: VoiceOpcode.DaveMlsKeyPackage | VoiceOpcode.DaveMlsCommitWelcome; readonly payload: Buffer }
	| {
			readonly op: VoiceOpcode.DaveTransitionReady | VoiceOpcode.DaveMlsInvalidCommitWelcome;
			readonly transitionId: number;
	  };

/** `SessionStatus.ACTIVE` of davey, a const enum that only its own compiler may read. */
const ACTIVE = 3;

interface TransitionMessage {
	readonly transition_id: number;
	readonly protocol_version: number;
}

export class DavePeer {
	/** Users of the channel, as op 11 and 13 tell; not itself. */
	public readonly recognized = new Set<string>();
	/** Version in use. */
	public version = 0;
	/** Transitions executed, oldest first. */
	public readonly executed: Array<number> = [];
	/** Whether it could not process the latest commit or welcome. */
	public isOut = false;
	/** What davey threw, in words. */
	public readonly failures: Array<string> = [];
	private session: DAVESession | undefined;
	private readonly prepared = new Map<number, number>();
	/** Whether it reported what it could not process, and no transition worked since: it reports no more. */
	private isRecovering = false;
	private outbox: Array<PeerMessage> = [];

	public constructor(
		public readonly userId: string,
		private readonly channelId: string,
	) {}

	/** Epoch of the group; `undefined` while it is in none. */
	public get epoch(): number | undefined {
		return Number(this.session?.status) === ACTIVE ? Number(this.session?.epoch) : undefined;
	}

	/** Empty while there is no group, or no encryption. */
	public get privacyCode(): string {
		return this.version === 0 ? "" : (this.session?.voicePrivacyCode ?? "");
	}

	/** Users of its group. */
	public get groupUserIds(): ReadonlyArray<string> {
		return this.session?.getUserIds() ?? [];
	}

	/** Encrypts an Opus frame for the group. @throws If it is in none. */
	public encryptOpus(frame: Buffer): Buffer {
		if (this.session === undefined) throw new Error("there is no DAVE session");
		return this.session.encryptOpus(frame);
	}

	/** Takes Session Description (op 4), whether or not one came before. */
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
