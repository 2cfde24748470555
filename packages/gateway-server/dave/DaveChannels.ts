/**
 * DAVE in every channel of a voice gateway: the mode of each channel, its sessions, and its room.
 * Edge: time. Sends the effects of the rooms in order.
 */

import { VoiceCloseCode } from "../../../src/protocol/voice/closeCode.ts";
import { VoiceOpcode } from "../../../src/protocol/voice/opcode.ts";
import type { Clock } from "../../shared/clock.ts";
import type { EncodedMessage } from "../voice/frame.ts";
import type { SessionControl } from "../voice/SessionControl.ts";
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

/** Version of a client without DAVE, and of a channel that does not use it. */
export const NO_DAVE = 0;

/** A room and the state that belongs to it. */
interface Channel {
	readonly room: DaveRoom;
	/** By user id. */
	readonly sessions: Map<string, VoiceSession>;
	readonly timers: Set<unknown>;
	/** Effects still to send. A listener may call back while they are being sent. */
	readonly queue: Array<DaveEffect>;
	isSending: boolean;
}

/** A session in its channel. */
interface Seat {
	/** Highest version the client supports. */
	readonly version: number;
	/** Whether the session has received the channel's version (op 4). */
	isDescribed: boolean;
}

export class DaveChannels {
	private readonly modes: Map<string, DaveMode>;
	private readonly channels = new Map<string, Channel>();
	private readonly seats = new Map<VoiceSession, Seat>();
	/** Shared by all channels. Created when the first channel needs it. */
	private sender: ExternalSender | undefined;

	public constructor(
		private readonly gateway: SessionControl,
		private readonly clock: Clock,
	) {
		const { daveChannels } = gateway.options;
		for (const channelId of Object.keys(daveChannels)) snowflakeBytes(channelId);
		this.modes = new Map(Object.entries(daveChannels));
	}

	public mode(channelId: string): DaveMode {
		return this.modes.get(channelId) ?? this.gateway.options.dave;
	}

	/** Returns the state of a channel, or `undefined` if DAVE is off there or the channel is empty. */
	public state(channelId: string): DaveRoomState | undefined {
		return this.channels.get(channelId)?.room.state();
	}

	/**
	 * Sets whether a channel uses DAVE. Its users switch immediately. If DAVE becomes required, clients without it are
	 * closed with 4017.
	 *
	 * @throws RangeError If the mode is unknown, or if the ID of the channel or of a registered user is not a
	 * snowflake.
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
		// read the mode again: a listener may have changed it while messages were sent
		if (channel !== undefined) this.perform(channel, channel.room.setOn(this.mode(channelId) !== "off"));
	}

	/** @throws RangeError If DAVE may be used and the user or channel ID is not a snowflake. */
	public checkCredentials({ channelId, userId }: VoiceCredentials): void {
		if (this.mode(channelId) === "off") return;
		snowflakeBytes(channelId);
		snowflakeBytes(userId);
	}

	/** Returns whether a client of this version may enter the session's channel. */
	public admits({ credentials }: VoiceSession, version: number): boolean {
		if (version !== NO_DAVE) return true;
		return credentials.daveRequired !== true && this.mode(credentials.channelId) !== "required";
	}

	/**
	 * Ends the user's other sessions before a new one starts: a group contains each user once. Discord allows one voice
	 * session per user, but a test may register more.
	 */
	public endOthersOf(session: VoiceSession): void {
		const { channelId, userId } = session.credentials;
		if (this.mode(channelId) === "off") return;
		for (const other of this.gateway.sessions.othersInChannel(session)) {
			if (other.credentials.userId === userId) this.gateway.end(other, "user joined with another session");
		}
	}

	/** Records that a session has identified. */
	public enter(session: VoiceSession, version: number): void {
		const { channelId, userId } = session.credentials;
		// registered sessions were checked; sessions created by the main gateway were not
		if (!isSnowflake(channelId) || !isSnowflake(userId)) return;
		this.seats.set(session, { version, isDescribed: false });
		const channel = this.openFor(channelId);
		if (channel !== undefined && version === NO_DAVE) this.join(channel, session, false);
	}

	/** Returns the version to send in Session Description (op 4). */
	public versionFor(session: VoiceSession): number {
		if ((this.seats.get(session)?.version ?? NO_DAVE) === NO_DAVE) return NO_DAVE;
		return this.channels.get(session.credentials.channelId)?.room.version ?? NO_DAVE;
	}

	/** Records that a session received its Session Description. */
	public described(session: VoiceSession): void {
		const seat = this.seats.get(session);
		if (seat === undefined) return;
		seat.isDescribed = true;
		const channel = this.channels.get(session.credentials.channelId);
		if (channel !== undefined && seat.version !== NO_DAVE) this.join(channel, session, true);
	}

	/** Records that a session lost its connection. */
	public suspend(session: VoiceSession): void {
		const { channelId, userId } = session.credentials;
		const channel = this.channels.get(channelId);
		if (channel?.sessions.get(userId) !== session) return;
		// below version 8 a Resume replays nothing, so a member that missed a commit is out of its group
		const isOut = this.gateway.options.daveLostMembers === "remove" || !session.dialect.isNumbered;
		this.perform(channel, channel.room.suspend(userId, isOut));
	}

	/** Records that a session resumed and received the messages it `missed`. */
	public resumed(session: VoiceSession, missed: ReadonlyArray<EncodedMessage>): void {
		const { channelId, userId } = session.credentials;
		const channel = this.channels.get(channelId);
		if (channel?.sessions.get(userId) !== session) return;
		this.perform(channel, channel.room.resume(userId, missed.filter(asksForKeyPackage).length));
	}

	/** Records that a session ended. */
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
	 * Handles a DAVE message from a session.
	 *
	 * @param payload `d` of a JSON message, or a binary payload in base64.
	 * @param onVerdict Called before any reply is sent; with `undefined` if the message is left to a script.
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
	 * Records a user's privacy code for display.
	 *
	 * @throws RangeError If an ID is not a snowflake, the epoch is not an integer of at least 1, or the code is not 30
	 * digits.
	 */
	public reportPrivacyCode(channelId: string, userId: string, epoch: number, code: string): DaveVerdict {
		for (const id of [channelId, userId]) snowflakeBytes(id);
		checkPrivacyCode(epoch, code);
		const room = this.channels.get(channelId)?.room;
		if (room === undefined) return ignored("channel does not use DAVE or is empty").verdict;
		return room.receivePrivacyCode(userId, epoch, code).verdict;
	}

	/** Returns the room of a channel that uses DAVE. A new room includes the sessions already in the channel. */
	private openFor(channelId: string): Channel | undefined {
		const existing = this.channels.get(channelId);
		if (existing !== undefined || this.mode(channelId) === "off") return existing;
		const seated = this.seatsIn(channelId);
		if (seated.length === 0) return undefined;
		this.sender ??= new ExternalSender();
		// starts off: the sessions already here were told that DAVE is off
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
			const reason = "channel now requires E2EE";
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

/** Returns whether a client answers a message with a key package (op 26). */
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
