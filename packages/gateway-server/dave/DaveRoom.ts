/**
 * Runs DAVE for one channel: proposes membership changes, picks the commit of each epoch, and coordinates transitions.
 * Pure: messages in, effects out; no socket, no clock. Client input never makes it throw.
 * Source: DAVE protocol 1.1.4, "Group Key Exchange" and "Voice Gateway Opcodes".
 *
 *     a user      joining --op 26--> pending --op 30--> member --op 31--> joining
 *                 any of these --connection lost, if lost members are removed--> lost --Resume--> joining
 *     the group   not established --first commit--> established --no members, or one user left--> not established
 */

import { VoiceOpcode } from "../../../src/protocol/voice/opcode.ts";
import { Admission } from "./Admission.ts";
import { decodeCommit, type Commit } from "./commit.ts";
import { commitComplaint } from "./commitRules.ts";
import type { ExternalSender } from "./ExternalSender.ts";
import { Group, type Committer } from "./Group.ts";
import { acceptKeyPackage, type KeyPackage } from "./keyPackage.ts";
import { DAVE_VERSION } from "../../shared/mls/mls.ts";
import { Outbox, type DaveEffect } from "./Outbox.ts";
import { missingChanges } from "./missingChanges.ts";
import { isOwnAdd, Proposals, type Proposal } from "./Proposals.ts";
import { roomState, type DaveRoomState } from "./roomState.ts";
import { snowflakeBytes } from "../../shared/mls/snowflake.ts";
import { u16 } from "../../shared/mls/tls.ts";
import { Transitions } from "./Transitions.ts";
import { outOfPlace, Users } from "./Users.ts";
import { ignored, malformed, taken, type DaveOutcome } from "./verdict.ts";
import { COMMIT_TIMEOUT, MAX_RETRIES, TRANSITION_TIMEOUT, type Wait } from "./waits.ts";
import { welcomeFor } from "./welcome.ts";

/** Version of a channel without end-to-end encryption. */
const NO_DAVE = 0;
/** ID of a transition that clients execute immediately. */
const AT_ONCE = 0;

export class DaveRoom {
	private readonly users = new Users();
	/** Users that have received the external sender (op 25). */
	private readonly informed = new Set<string>();
	private readonly group: Group;
	private readonly proposals: Proposals;
	private readonly transitions = new Transitions();
	private readonly outbox = new Outbox<Wait>();
	private readonly admission = new Admission(this.users, this.outbox);
	private currentVersion: number;

	/**
	 * @param isOn Whether users that support DAVE should use it.
	 * @throws RangeError If the channel ID is not a 64-bit decimal.
	 */
	public constructor(
		channelId: string,
		private readonly sender: ExternalSender,
		private isOn = true,
	) {
		this.group = new Group(snowflakeBytes(channelId));
		this.proposals = new Proposals(sender);
		this.currentVersion = isOn ? DAVE_VERSION : NO_DAVE;
	}

	/** Version the channel uses: 0 while any user in it lacks DAVE. */
	public get version(): number {
		return this.currentVersion;
	}

	public get isEmpty(): boolean {
		return this.users.size === 0;
	}

	/**
	 * Adds a user, or resets one that is already here. A user with DAVE must have received the channel's version (op 4).
	 *
	 * @throws RangeError If the user ID is not a 64-bit decimal.
	 */
	public join(userId: string, hasDave: boolean): ReadonlyArray<DaveEffect> {
		snowflakeBytes(userId);
		this.forget(userId);
		this.users.set(userId, hasDave ? { kind: "joining", owed: 0 } : { kind: "plain" });
		if (hasDave && this.currentVersion !== NO_DAVE) {
			this.inform(userId);
			this.admission.expect(userId);
		}
		return this.settle();
	}

	/** Removes a user. Does nothing if the user is not here. */
	public leave(userId: string): ReadonlyArray<DaveEffect> {
		this.forget(userId);
		return this.settle();
	}

	/**
	 * Marks a user's connection as lost: its messages in transit will not arrive, and it cannot be asked for new ones.
	 *
	 * @param isOut Whether to remove the user from the group until it resumes. Otherwise it keeps its place.
	 */
	public suspend(userId: string, isOut: boolean): ReadonlyArray<DaveEffect> {
		this.admission.suspend(userId, isOut);
		if (isOut) this.transitions.drop(userId);
		return this.settle();
	}

	/**
	 * Marks a user as resumed and sends what it missed.
	 *
	 * @param owed Replayed messages that the user answers with a key package: op 24, or op 4 with a version.
	 */
	public resume(userId: string, owed: number): ReadonlyArray<DaveEffect> {
		if (this.admission.resume(userId, owed, this.currentVersion !== NO_DAVE)) this.catchUp(userId);
		return this.settle();
	}

	/** Switches DAVE on or off for the users in the channel. */
	public setOn(isOn: boolean): ReadonlyArray<DaveEffect> {
		this.isOn = isOn;
		return this.settle();
	}

	/** Handles a key package (op 26). */
	public receiveKeyPackage(userId: string, payload: Buffer): DaveOutcome {
		if (!this.users.canEnter(userId)) return ignored(outOfPlace(this.users.get(userId)));
		const keyPackage = acceptKeyPackage(payload, userId);
		if (keyPackage.kind === "malformed") return malformed(keyPackage.reason);
		if (this.currentVersion === NO_DAVE) {
			this.admission.discard(userId);
			return ignored("channel does not use DAVE");
		}
		if (this.admission.receive(userId, keyPackage)) this.begin(userId, keyPackage);
		return taken(this.settle());
	}

	/** Handles a commit (op 28). The first valid one starts the next epoch. */
	public receiveCommit(userId: string, payload: Buffer): DaveOutcome {
		const commit = decodeCommit(payload);
		if (commit.kind === "malformed") return malformed(commit.reason);
		const state = this.users.get(userId);
		const committer = this.group.committer(userId, state);
		if (committer === undefined) return ignored(outOfPlace(state));
		const proposals = this.proposals.all.filter((proposal) => !isOwnAdd(proposal, userId));
		const complaint = commitComplaint(commit, { ...this.group.at, committer, proposals });
		if (complaint !== undefined) return ignored(`commit ${complaint}`);
		this.advance(commit, committer, proposals);
		return taken(this.settle());
	}

	/** Handles a user's report that it is ready for a transition (op 23). */
	public receiveReady(userId: string, transitionId: number): DaveOutcome {
		if (!this.transitions.ready(transitionId, userId)) return ignored("transition is not waiting for this user");
		return taken(this.settle());
	}

	/** Handles a report that a user could not process a commit or Welcome (op 31). The user has to rejoin. */
	public receiveInvalid(userId: string): DaveOutcome {
		if (!this.users.canEnter(userId)) return ignored(outOfPlace(this.users.get(userId)));
		// the user leaves the group, but still takes part in a transition that ends encryption
		if (this.currentVersion !== NO_DAVE) this.transitions.drop(userId);
		this.admission.expect(userId);
		return taken(this.settle());
	}

	/** Records a user's privacy code. It is reported outside the protocol, for display. */
	public receivePrivacyCode(userId: string, epoch: number, code: string): DaveOutcome {
		const state = this.users.get(userId);
		if (state?.kind !== "member") return ignored(outOfPlace(state));
		const current = Number(this.group.at.epoch);
		if (epoch !== current) return ignored(`channel is at epoch ${current}, not ${epoch}`);
		this.group.noteCode(userId, code);
		return taken([]);
	}

	/** Handles the timeout of a `wait` effect. Does nothing if the awaited message has arrived. */
	public expire(id: number): ReadonlyArray<DaveEffect> {
		const wait = this.outbox.takeWait(id);
		if (wait?.kind === "transition") this.execute(wait.transitionId, this.transitions.take(wait.transitionId));
		if (wait?.kind === "commit" && wait.generation === this.proposals.generation) {
			this.proposals.reissue(missingChanges(this.group, this.users), this.group.at);
			this.propose(wait.retries + 1);
		}
		if (wait?.kind === "keyPackage" && this.currentVersion !== NO_DAVE) {
			const keyPackage = this.admission.overdue(wait);
			if (keyPackage !== undefined) this.begin(wait.userId, keyPackage);
		}
		return this.settle();
	}

	public state(): DaveRoomState {
		const { currentVersion: version, group, users, proposals, transitions } = this;
		return roomState(version, group, users, proposals, transitions);
	}

	private forget(userId: string): void {
		this.users.remove(userId);
		this.informed.delete(userId);
		this.admission.forget(userId);
		this.transitions.drop(userId);
	}

	/** Updates version, group, proposals and transitions to match the current users. Returns the resulting effects. */
	private settle(): ReadonlyArray<DaveEffect> {
		const version = this.isOn && this.users.that("plain").length === 0 ? DAVE_VERSION : NO_DAVE;
		if (version !== this.currentVersion) this.changeVersion(version);
		const isLost = this.users.that("member").length === 0 || this.users.present.length === 1;
		if (this.group.isEstablished && isLost) this.restart();
		if (this.currentVersion !== NO_DAVE) {
			const { generation } = this.proposals;
			this.proposals.update(missingChanges(this.group, this.users), this.group.at);
			this.propose(generation === this.proposals.generation ? undefined : 0);
		}
		for (const [id, users] of this.transitions.takeComplete()) this.execute(id, users);
		return this.outbox.take();
	}

	private changeVersion(version: number): void {
		this.currentVersion = version;
		if (version !== NO_DAVE) return this.restart();
		this.abandonGroup();
		const users = [...this.informed].filter((userId) => !this.users.is(userId, "lost"));
		if (users.length === 0) return;
		const transition = { protocol_version: NO_DAVE, transition_id: this.prepare(users) };
		this.outbox.json(users, VoiceOpcode.DavePrepareTransition, transition);
	}

	/** Makes every user start a new group of its own. */
	private restart(): void {
		this.abandonGroup();
		const { present } = this.users;
		present.forEach((userId) => this.admission.request(userId));
		// users that joined while DAVE was off have no session that could take op 25 before op 24
		present.forEach((userId) => this.inform(userId));
		this.switchAtOnce(present);
	}

	/** Tells a returning user the current state of the channel. */
	private catchUp(userId: string): void {
		if (this.currentVersion !== NO_DAVE) this.inform(userId);
		else if (this.informed.has(userId)) this.switchAtOnce([userId]);
	}

	/** Moves users to the channel's version without waiting for each other. */
	private switchAtOnce(users: ReadonlyArray<string>): void {
		const transition = { protocol_version: this.currentVersion, transition_id: AT_ONCE };
		this.outbox.json(users, VoiceOpcode.DavePrepareTransition, transition);
	}

	private abandonGroup(): void {
		this.group.abandon();
		this.proposals.clear();
		this.transitions.clear();
		for (const id of this.users.that("pending", "member")) this.users.set(id, { kind: "joining", owed: 0 });
	}

	/** Proposes adding a user with this key package to the group. */
	private begin(userId: string, keyPackage: KeyPackage): void {
		this.transitions.drop(userId);
		this.users.set(userId, { kind: "pending", keyPackage });
	}

	/** Sends the proposals that committers have not seen. Waits for a commit if the set is new or retries are left. */
	private propose(retries: number | undefined): void {
		const deliveries = this.proposals.deliver(this.users.that(this.group.isEstablished ? "member" : "pending"));
		for (const { to, payload } of deliveries) this.outbox.binary(to, VoiceOpcode.DaveMlsProposals, payload);
		if (retries === undefined || retries === MAX_RETRIES || deliveries.length === 0) return;
		this.outbox.wait({ kind: "commit", generation: this.proposals.generation, retries }, COMMIT_TIMEOUT);
	}

	private advance(commit: Commit, committer: Committer, proposals: ReadonlyArray<Proposal>): void {
		const stayers = this.group.isEstablished ? this.users.that("member") : [committer.userId];
		const adds = this.group.advance(commit, committer, proposals);
		this.proposals.clear();
		const newcomers = adds.map(({ userId }) => userId);
		for (const userId of [...stayers, ...newcomers]) this.users.set(userId, { kind: "member" });
		const id = this.prepare([...stayers, ...newcomers]);
		const send = (to: string, op: VoiceOpcode, message: Buffer): void =>
			this.outbox.binary(to, op, Buffer.concat([u16(id), message]));
		for (const userId of stayers) send(userId, VoiceOpcode.DaveMlsAnnounceCommitTransition, commit.bytes);
		if (commit.welcome === undefined) return;
		for (const { userId, keyPackage } of adds) {
			send(userId, VoiceOpcode.DaveMlsWelcome, welcomeFor(commit.welcome, keyPackage.reference));
		}
	}

	private prepare(users: ReadonlyArray<string>): number {
		const transitionId = this.transitions.prepare(users);
		this.outbox.wait({ kind: "transition", transitionId }, TRANSITION_TIMEOUT);
		return transitionId;
	}

	private execute(transitionId: number, users: ReadonlyArray<string>): void {
		this.outbox.json(users, VoiceOpcode.DaveExecuteTransition, { transition_id: transitionId });
	}

	private inform(userId: string): void {
		if (this.informed.has(userId)) return;
		this.informed.add(userId);
		this.outbox.binary(userId, VoiceOpcode.DaveMlsExternalSender, this.sender.package);
	}
}
