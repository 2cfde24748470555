/**
 * DAVE in every channel of a voice gateway: which use it, who is in them, and a room for each.
 * Edge: time. Sends what the rooms say, in their order.
 */

import { VoiceCloseCode } from "../../../src/protocol/voice/closeCode.ts";
import { VoiceOpcode } from "../../../src/protocol/voice/opcode.ts";
import type { Clock } from "../../shared/clock.ts";
import type { EncodedMessage } from "../voice/frame.ts";
import type { VoiceGateway } from "../voice/VoiceGateway.ts";
import type { VoiceCredentials, VoiceSession } from "../voice/VoiceSession.ts";
import { FIRST_EPOCH } from "./Admission.ts";
import { DaveRoom } from "./DaveRoom.ts";
import { ExternalSender } from "./ExternalSender.ts";
import { checkDaveMode, type DaveMode } from "./mode.ts";
import type { DaveEffect } from "./Outbox.ts";
import { checkPrivacyCode } from "./privacyCode.ts";
import type { DaveRoomState } from "./roomState.ts";
import { isSnowflake, snowflakeBytes } from "../../shared/mls/snowflake.ts";
import { ignored, type DaveOutcome, type DaveVerdict } from "./verdict.ts";

/** Highest DAVE version of a client that has none, and version of a channel that does not use it. */
export const NO_DAVE = 0;

/** A room, and what its owner keeps of it. */
interface Channel {
	readonly room: DaveRoom;
	/** By user id. */
	readonly sessions: Map<string, VoiceSession>;
	readonly timers: Set<unknown>;
	/** What is to be sent still. A listener may call back while this is being sent. */
	readonly queue: Array<DaveEffect>;
	isSending: boolean;
}

/** A session that is in its channel. */
interface Seat {
	/** Highest version that its client has. */
	readonly version: number;
	/** Whether it was told the version of the channel (op 4). */
	isDescribed: boolean;
}

export class DaveChannels {
	private readonly modes: Map<string, DaveMode>;
	private readonly channels = new Map<string, Channel>();
	private readonly seats = new Map<VoiceSession, Seat>();
	/** One for all channels: it is the gateway. Made when the first channel needs it. */
	private sender: ExternalSender | undefined;

	public constructor(
		private readonly gateway: VoiceGateway,
		private readonly clock: Clock,
	) {
		const { daveChannels } = gateway.options;
		for (const channelId of Object.keys(daveChannels)) snowflakeBytes(channelId);
		this.modes = new Map(Object.entries(daveChannels));
	}

	public mode(channelId: string): DaveMode {
		return this.modes.get(channelId) ?? this.gateway.options.dave;
	}

	/** What is known about a channel; `undefined` if DAVE is off there, or nobody is in. */
	public state(channelId: string): DaveRoomState | undefined {
		return this.channels.get(channelId)?.room.state();
	}

	/**
	 * Changes whether a channel uses DAVE. Those who are in it go over at once; where it is required now, who cannot is
	 * closed with 4017.
	 *
	 * @throws RangeError If the mode is unknown, or the id of the channel or of a user registered for it is no snowflake.
	 */
	public setMode(channelId: string, mode: DaveMode): void {
		checkDaveMode(mode);
		if (mode !== "off") {
			const users = this.gateway.sessions.all().filter((session) => session.credentials.channelId === channelId);
			for (const id of [channelId, ...users.map(({ credentials }) => credentials.userId)]) snowflakeBytes(id);
		}
		this.modes.set(channelId, mode);
		if (mode === "required") this.closePlain(channelId);
		const existing = this.channels.get(channelId);
		const channel = existing ?? this.openFor(channelId);
		// the mode there is now: a listener may have changed it while messages went out
		if (channel !== undefined) this.perform(channel, channel.room.setOn(this.mode(channelId) !== "off"));
	}

	/** @throws RangeError If DAVE cannot name the user or the channel of a session that may use it. */
	public checkCredentials({ channelId, userId }: VoiceCredentials): void {
		if (this.mode(channelId) === "off") return;
		snowflakeBytes(channelId);
		snowflakeBytes(userId);
	}

	/** Says whether a client of this version may be in the channel of a session. */
	public admits({ credentials }: VoiceSession, version: number): boolean {
		if (version !== NO_DAVE) return true;
		return credentials.daveRequired !== true && this.mode(credentials.channelId) !== "required";
	}

	/**
	 * Ends other sessions of the user whose session is about to begin: a group has a user once. Discord has one voice
	 * session for a user; a test may register more.
	 */
	public endOthersOf(session: VoiceSession): void {
		const { channelId, userId } = session.credentials;
		if (this.mode(channelId) === "off") return;
		for (const other of this.gateway.sessions.othersInChannel(session)) {
			if (other.credentials.userId === userId) this.gateway.end(other, "user joined with another session");
		}
	}

	/** Notes that a session identified. */
	public enter(session: VoiceSession, version: number): void {
		const { channelId, userId } = session.credentials;
		// checked where sessions are registered, but not for those that the main gateway gives out
		if (!isSnowflake(channelId) || !isSnowflake(userId)) return;
		this.seats.set(session, { version, isDescribed: false });
		const channel = this.openFor(channelId);
		if (channel !== undefined && version === NO_DAVE) this.join(channel, session, false);
	}

	/** Version that Session Description (op 4) is to give to a session. */
	public versionFor(session: VoiceSession): number {
		if ((this.seats.get(session)?.version ?? NO_DAVE) === NO_DAVE) return NO_DAVE;
		return this.channels.get(session.credentials.channelId)?.room.version ?? NO_DAVE;
	}

	/** Notes that a session got its Session Description. */
	public described(session: VoiceSession): void {
		const seat = this.seats.get(session);
		if (seat === undefined) return;
		seat.isDescribed = true;
		const channel = this.channels.get(session.credentials.channelId);
		if (channel !== undefined && seat.version !== NO_DAVE) this.join(channel, session, true);
	}

	/** Notes that the connection of a session was lost. */
	public suspend(session: VoiceSession): void {
		const { channelId, userId } = session.credentials;
		const channel = this.channels.get(channelId);
		if (channel?.sessions.get(userId) !== session) return;
		// below version 8 a Resume brings nothing again: a member that missed a commit is out of its group
		const isOut = this.gateway.options.daveLostMembers === "remove" || !session.dialect.isNumbered;
		this.perform(channel, channel.room.suspend(userId, isOut));
	}

	/** Notes that a session was resumed and got the messages that it `missed`. */
	public resumed(session: VoiceSession, missed: ReadonlyArray<EncodedMessage>): void {
		const { channelId, userId } = session.credentials;
		const channel = this.channels.get(channelId);
		if (channel?.sessions.get(userId) !== session) return;
		this.perform(channel, channel.room.resume(userId, missed.filter(asksForKeyPackage).length));
	}

	/** Notes that a session ended. */
	public leave(session: VoiceSession): void {
		this.seats.delete(session);
		const { channelId, userId } = session.credentials;
		const channel = this.channels.get(channelId);
		if (channel === undefined) return;
		if (channel.sessions.get(userId) === session) {
			channel.sessions.delete(userId);
			this.perform(channel, channel.room.leave(userId));
		}
		if (this.seatsIn(channelId).length > 0) return;
		for (const timer of channel.timers) this.clock.clearTimeout(timer);
		this.channels.delete(channelId);
	}

	/**
	 * Handles a DAVE message of a session.
	 *
	 * @param payload `d` of a JSON message, or base64 of a binary payload.
	 * @param onVerdict Called before what follows is sent; with `undefined` if it is left to a script.
	 */
	public receive(
		session: VoiceSession,
		op: VoiceOpcode,
		payload: unknown,
		onVerdict: (verdict: DaveVerdict | undefined) => void,
	): void {
		const channel = this.channels.get(session.credentials.channelId);
		if (channel === undefined) return onVerdict(undefined);
		const { verdict, effects } = receiveIn(channel.room, session.credentials.userId, op, payload);
		channel.queue.push(...effects);
		onVerdict(verdict);
		this.perform(channel, []);
	}

	/**
	 * Notes the privacy code that a user has, for people to look at.
	 *
	 * @throws RangeError If an id is no snowflake, the epoch no integer from 1, or the code not 30 digits.
	 */
	public reportPrivacyCode(channelId: string, userId: string, epoch: number, code: string): DaveVerdict {
		for (const id of [channelId, userId]) snowflakeBytes(id);
		checkPrivacyCode(epoch, code);
		const room = this.channels.get(channelId)?.room;
		if (room === undefined) return ignored("channel does not use DAVE, or nobody is in it").verdict;
		return room.receivePrivacyCode(userId, epoch, code).verdict;
	}

	/** The room of a channel that uses DAVE. A new one takes in who is in the channel already. */
	private openFor(channelId: string): Channel | undefined {
		const existing = this.channels.get(channelId);
		if (existing !== undefined || this.mode(channelId) === "off") return existing;
		const seated = this.seatsIn(channelId);
		if (seated.length === 0) return undefined;
		this.sender ??= new ExternalSender();
		// off until all are in: who is here already was told so
		const room = new DaveRoom(channelId, this.sender, false);
		const channel: Channel = { room, sessions: new Map(), timers: new Set(), queue: [], isSending: false };
		this.channels.set(channelId, channel);
		for (const [session, { version, isDescribed }] of seated) {
			if (version === NO_DAVE || isDescribed) this.join(channel, session, version !== NO_DAVE);
		}
		this.perform(channel, room.setOn(true));
		return channel;
	}

	private join(channel: Channel, session: VoiceSession, hasDave: boolean): void {
		const { userId } = session.credentials;
		channel.sessions.set(userId, session);
		this.perform(channel, channel.room.join(userId, hasDave));
	}

	private seatsIn(channelId: string): ReadonlyArray<readonly [VoiceSession, Seat]> {
		return [...this.seats].filter(([session]) => session.credentials.channelId === channelId);
	}

	private closePlain(channelId: string): void {
		for (const [session, { version }] of this.seatsIn(channelId)) {
			if (version !== NO_DAVE) continue;
			const reason = "channel requires E2EE now";
			if (session.socket !== undefined) this.gateway.close(session.socket, VoiceCloseCode.DaveRequired, reason);
			this.gateway.end(session, reason);
		}
	}

	private perform(channel: Channel, effects: ReadonlyArray<DaveEffect>): void {
		channel.queue.push(...effects);
		if (channel.isSending) return;
		channel.isSending = true;
		try {
			for (let next = channel.queue.shift(); next !== undefined; next = channel.queue.shift()) {
				if (next.kind === "wait") this.wait(channel, next.id, next.milliseconds);
				else this.send(channel.sessions.get(next.to), next);
			}
		} finally {
			channel.isSending = false;
		}
	}

	private send(session: VoiceSession | undefined, effect: Exclude<DaveEffect, { kind: "wait" }>): void {
		if (session === undefined) return;
		if (effect.kind === "json") this.gateway.sendNumbered(session, effect.op, effect.d);
		else this.gateway.sendNumberedBinary(session, effect.op, effect.payload);
	}

	private wait(channel: Channel, id: number, milliseconds: number): void {
		const timer = this.clock.setTimeout(() => {
			channel.timers.delete(timer);
			this.perform(channel, channel.room.expire(id));
		}, milliseconds);
		channel.timers.add(timer);
	}
}

/** Says whether a client answers a message with a key package (op 26). */
function asksForKeyPackage(message: EncodedMessage): boolean {
	if (typeof message !== "string") return false;
	const { op, d } = JSON.parse(message) as { readonly op: number; readonly d: unknown };
	if (op === VoiceOpcode.DavePrepareEpoch) return (d as { epoch: unknown }).epoch === FIRST_EPOCH;
	return (
		op === VoiceOpcode.SessionDescription &&
		(d as { dave_protocol_version: unknown }).dave_protocol_version !== NO_DAVE
	);
}

function receiveIn(room: DaveRoom, userId: string, op: VoiceOpcode, payload: unknown): DaveOutcome {
	const bytes = (): Buffer => Buffer.from(payload as string, "base64");
	if (op === VoiceOpcode.DaveMlsKeyPackage) return room.receiveKeyPackage(userId, bytes());
	if (op === VoiceOpcode.DaveMlsCommitWelcome) return room.receiveCommit(userId, bytes());
	if (op === VoiceOpcode.DaveMlsInvalidCommitWelcome) return room.receiveInvalid(userId);
	return room.receiveReady(userId, (payload as { transition_id: number }).transition_id);
}
