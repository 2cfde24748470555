/**
 * The client's side of DAVE for one voice session: takes messages of the gateway, and returns answers and the state of encryption.
 * Pure, except for the MLS library. No input makes it throw.
 * Source: DAVE protocol 1.1.4, "Group Key Exchange" and "Voice Gateway Opcodes".
 *
 *     none --op 4, op 24--> pending --op 29, op 30--> active --op 21 to version 0, op 22--> none
 */

import { VoiceOpcode } from "../../../../src/protocol/voice/opcode.ts";
import { DAVE_VERSION } from "../../../shared/mls/mls.ts";
import { isSnowflake } from "../../../shared/mls/snowflake.ts";
import { Commits } from "./Commits.ts";
import type { CreateMls, Mls } from "./davey.ts";
import { isAppend, joinAppends } from "./joinAppends.ts";
import type { DaveEvent, DaveIdentity, DaveOutput, Encryption } from "./messages.ts";
import { Rejoin } from "./Rejoin.ts";
import { Transitions } from "./Transitions.ts";

/** Instead of a version. */
const NO_DAVE = 0;
const FIRST_EPOCH = 1;
/** ID of a transition that is executed as soon as it is announced. */
const AT_ONCE = 0;
/** Limit of remembered users, above that of a voice channel. */
const MAX_USERS = 10_000;
const TRANSITION_ID_SIZE = 2;

type Fields = Readonly<Record<string, unknown>>;

export class DaveSession {
	private mls: Mls | undefined;
	private version = NO_DAVE;
	/** Payload of op 25: a session may be made after it came. */
	private sender: Buffer | undefined;
	/** Who may be added to the group. */
	private readonly users: Set<string>;
	/** Payloads of op 27 to merge. */
	private readonly gathered: Array<Buffer> = [];
	private readonly commits = new Commits();
	private readonly transitions = new Transitions();
	/** The last one, until we are in a group. */
	private keyPackage: Buffer | undefined;
	private readonly rejoin = new Rejoin();
	private isConnected = true;
	private up: Array<string | Uint8Array> = [];
	private told = JSON.stringify({ state: "none" } satisfies Encryption);

	public constructor(
		private readonly identity: DaveIdentity,
		private readonly create: CreateMls,
	) {
		this.users = new Set([identity.userId]);
	}

	private readonly json: ReadonlyMap<number, (d: Fields) => void> = new Map([
		[VoiceOpcode.SessionDescription, (d: Fields) => this.describe(d.dave_protocol_version ?? NO_DAVE)],
		[VoiceOpcode.ClientsConnect, (d: Fields) => this.connected(d.user_ids)],
		[VoiceOpcode.ClientDisconnect, (d: Fields) => this.disconnected(d.user_id)],
		[VoiceOpcode.DavePrepareTransition, (d: Fields) => this.prepare(d.transition_id, d.protocol_version)],
		[VoiceOpcode.DaveExecuteTransition, (d: Fields) => this.execute(d.transition_id)],
		[VoiceOpcode.DavePrepareEpoch, (d: Fields) => this.prepareEpoch(d.epoch, d.protocol_version)],
	]);

	private readonly binary: ReadonlyMap<number, (payload: Buffer, next?: DaveEvent) => void> = new Map([
		[VoiceOpcode.DaveMlsExternalSender, (payload: Buffer) => this.setSender(payload)],
		[VoiceOpcode.DaveMlsProposals, (payload: Buffer, next?: DaveEvent) => this.gather(payload, next)],
		[VoiceOpcode.DaveMlsAnnounceCommitTransition, (payload: Buffer) => this.takeCommit(payload)],
		[VoiceOpcode.DaveMlsWelcome, (payload: Buffer) => this.takeWelcome(payload)],
	]);

	/**
	 * Never throws.
	 *
	 * @param next The event that is given next, if already known.
	 */
	public take(event: DaveEvent, next?: DaveEvent): DaveOutput {
		if (event.kind === "lost") this.isConnected = false;
		else if (event.kind === "resumed") this.repeat();
		else if (event.kind === "overdue") this.insist();
		else if (event.kind === "binary") this.binary.get(event.op)?.(Buffer.from(event.payload), next);
		else if (isFields(event.d)) this.json.get(event.op)?.(event.d);
		const { up } = this;
		this.up = [];
		const [encryption, rejoin] = [this.newEncryption(), this.rejoin.takeNews()];
		return { up, ...(encryption && { encryption }), ...(rejoin && { rejoin }) };
	}

	private describe(version: unknown): void {
		if (!isVersion(version)) return;
		this.mls = undefined;
		this.keyPackage = undefined;
		this.rejoin.clear();
		this.commits.clear();
		this.transitions.clear();
		this.version = version;
		if (version !== NO_DAVE) this.begin();
	}

	private connected(userIds: unknown): void {
		if (!Array.isArray(userIds)) return;
		for (const id of userIds) {
			if (isSnowflake(id) && this.users.size < MAX_USERS) this.users.add(id);
		}
	}

	private disconnected(userId: unknown): void {
		if (typeof userId === "string" && userId !== this.identity.userId) this.users.delete(userId);
	}

	private prepareEpoch(epoch: unknown, version: unknown): void {
		if (epoch !== FIRST_EPOCH || version !== DAVE_VERSION) return;
		this.version = version;
		this.rejoin.clear();
		this.transitions.clear();
		this.begin();
	}

	/** Makes a group of its own, and offers itself to the channel's. */
	private begin(): void {
		const { userId, channelId } = this.identity;
		this.commits.clear();
		this.attempt(() => {
			if (this.mls === undefined) this.mls = this.create(DAVE_VERSION, userId, channelId);
			else this.mls.reinit(DAVE_VERSION, userId, channelId);
			this.keyPackage = this.mls.getSerializedKeyPackage();
			this.send(VoiceOpcode.DaveMlsKeyPackage, this.keyPackage);
		});
		const { sender } = this;
		if (sender !== undefined) this.attempt(() => this.mls?.setExternalSender(sender));
	}

	private setSender(payload: Buffer): void {
		// once a group is there its sender stays, and the library refuses another
		if (this.attempt(() => this.mls?.setExternalSender(payload))) this.sender = payload;
	}

	/** Proposals that are followed by others wait for those. */
	private gather(payload: Buffer, next: DaveEvent | undefined): void {
		this.gathered.push(payload);
		const isFollowed =
			next?.kind === "binary" && next.op === VoiceOpcode.DaveMlsProposals && isAppend(next.payload);
		if (isFollowed && isAppend(payload)) return;
		for (const joined of joinAppends(this.gathered.splice(0))) this.propose(joined);
	}

	private propose(payload: Buffer): void {
		const { mls } = this;
		if (mls === undefined) return;
		const isTaken = this.attempt(() => {
			const commit = this.commits.propose(mls, payload, [...this.users]);
			if (commit !== undefined) this.send(VoiceOpcode.DaveMlsCommitWelcome, commit);
		});
		// another member has to commit: if none can, the group does not advance
		if (!isTaken) this.rejoin.expect();
	}

	private takeCommit(payload: Buffer): void {
		const { mls } = this;
		if (mls === undefined) return;
		const [transitionId, commit] = readTransition(payload);
		const isOutdated = this.commits.isOutdated(commit);
		const isMember = mls.epoch !== null && mls.epoch > 0n;
		if (!isMember && !isOutdated && !this.commits.isCurrent(commit)) return this.rejoin.expect(transitionId);
		this.arrive(transitionId, !isOutdated && this.attempt(() => mls.processCommit(commit)));
	}

	private takeWelcome(payload: Buffer): void {
		const { mls } = this;
		if (mls === undefined) return;
		const [transitionId, welcome] = readTransition(payload);
		this.arrive(
			transitionId,
			this.attempt(() => mls.processWelcome(welcome)),
		);
	}

	/** The epoch changed, or could not change. */
	private arrive(transitionId: number, isTaken: boolean): void {
		if (!isTaken) {
			if (this.rejoin.fail(transitionId)) this.report(transitionId);
			return;
		}
		this.rejoin.arrive(transitionId);
		this.commits.clear();
		this.keyPackage = undefined;
		this.prepare(transitionId, this.version);
	}

	private insist(): void {
		const transitionId = this.rejoin.overdue();
		if (transitionId !== undefined) this.report(transitionId);
	}

	/** Asks to rejoin the group. */
	private report(transitionId: number): void {
		this.sendJson(VoiceOpcode.DaveMlsInvalidCommitWelcome, transitionId);
		this.begin();
	}

	private prepare(transitionId: unknown, version: unknown): void {
		if (!isTransitionId(transitionId) || !isVersion(version)) return;
		this.transitions.prepare(transitionId, version);
		if (transitionId === AT_ONCE) this.execute(transitionId);
		else this.sendJson(VoiceOpcode.DaveTransitionReady, transitionId);
	}

	private execute(transitionId: unknown): void {
		const version = this.transitions.take(transitionId);
		if (version === undefined) return;
		this.version = version;
		if (version === NO_DAVE) this.rejoin.clear();
		else this.rejoin.execute();
	}

	/** Repeats messages that the gateway has not confirmed: they may have been lost with the socket. */
	private repeat(): void {
		this.isConnected = true;
		this.rejoin.resume();
		const { keyPackage } = this;
		const { reported } = this.rejoin;
		const { last } = this.commits;
		// in the group again, a report would remove it, and no key package would bring it back
		const isReported = reported !== undefined && keyPackage !== undefined;
		if (isReported) this.sendJson(VoiceOpcode.DaveMlsInvalidCommitWelcome, reported);
		if (keyPackage !== undefined) this.send(VoiceOpcode.DaveMlsKeyPackage, keyPackage);
		if (last !== undefined) this.send(VoiceOpcode.DaveMlsCommitWelcome, last);
		for (const id of this.transitions.ids) this.sendJson(VoiceOpcode.DaveTransitionReady, id);
	}

	/** Returns undefined if it has not changed since the last report. */
	private newEncryption(): Encryption | undefined {
		const encryption = this.encryption();
		const text = JSON.stringify(encryption);
		if (text === this.told) return undefined;
		this.told = text;
		return encryption;
	}

	private encryption(): Encryption {
		const { mls, version } = this;
		if (mls === undefined || version === NO_DAVE) return { state: "none" };
		const { epoch, voicePrivacyCode: code } = mls;
		if (epoch === null || epoch === 0n || code === "" || this.rejoin.isOut) return { state: "pending", version };
		return { state: "active", version, epoch: Number(epoch), code };
	}

	private send(op: VoiceOpcode, payload: Buffer): void {
		if (this.isConnected) this.up.push(Buffer.concat([Buffer.of(op), payload]));
	}

	private sendJson(op: VoiceOpcode, transition_id: number): void {
		if (this.isConnected) this.up.push(JSON.stringify({ op, d: { transition_id } }));
	}

	/** Returns false if the library throws, as it does for every unexpected message. */
	private attempt(action: () => void): boolean {
		try {
			action();
			return true;
		} catch {
			return false;
		}
	}
}

/** A truncated one is processed as empty, and so fails. */
function readTransition(payload: Buffer): readonly [transitionId: number, message: Buffer] {
	const transitionId = payload.length < TRANSITION_ID_SIZE ? 0 : payload.readUInt16BE();
	return [transitionId, payload.subarray(TRANSITION_ID_SIZE)];
}

function isFields(value: unknown): value is Fields {
	return typeof value === "object" && value !== null;
}

function isVersion(value: unknown): value is number {
	return value === NO_DAVE || value === DAVE_VERSION;
}

function isTransitionId(value: unknown): value is number {
	return typeof value === "number" && Number.isInteger(value) && value >= 0 && value < 2 ** 16;
}
