/**
 * What a voice channel looks like, wherever it comes from: `VoiceConnection` (a session of this game server's own) and
 * `VoiceRoom` (watched through a relay, shared by all game servers) fulfil it. A UI that takes a `VoiceView` works with either.
 */

import { SignalCallback } from "@rbxts/beacon";
import { ConnectionState } from "../protocol/voice/connectionState";
import { Encryption } from "../protocol/voice/encryption";
import { Media, Speaking } from "../protocol/voice/media";
import { Roster, RosterMember } from "../protocol/voice/roster";
import { RoomConnectionState } from "./RoomWatch";

/** A signal, for those who receive it. */
export interface ViewSignal<T extends Array<unknown>> {
	/** Calls `callback` each time. It may yield, and may throw, which is logged. */
	Connect(callback: SignalCallback<T>): ViewConnection;
	/** Calls `callback` the next time. */
	Once(callback: SignalCallback<T>): ViewConnection;
}

export interface ViewConnection {
	Disconnect(): void;
}

/** Why a view ended. */
export interface ViewCloseReport {
	/** See `CloseReportKind` and `RoomCloseKind`. */
	readonly kind: string;
	/** What happened, and what can be done, for people. */
	readonly reason: string;
	/** Whether its owner ended it. */
	readonly bySelf: boolean;
}

export interface VoiceView {
	/** `ready` means up to date, `closed` ended for good; the others are on the way. */
	readonly state: ConnectionState | RoomConnectionState;
	/** The users in the channel and their speaking state, by user ID. A new value at each change, so a UI may compare it. */
	readonly roster: Roster;
	/** Whether speakers are known; if not, why, and what can be done. */
	readonly media: Media;
	/** Whether the channel is encrypted end to end (DAVE); with its epoch and privacy code. */
	readonly encryption: Encryption;
	/** Fires after each change of `state`; with the reason, if there is one. */
	readonly onStateChanged: ViewSignal<[state: ConnectionState | RoomConnectionState, detail?: string]>;
	/** A user joined. `roster` has them. */
	readonly onMemberJoined: ViewSignal<[member: RosterMember]>;
	/** A user left. `roster` no longer has them. If they spoke, their stop came before. */
	readonly onMemberLeft: ViewSignal<[member: RosterMember]>;
	/** A user started or stopped speaking. A stop always follows a start. */
	readonly onSpeaking: ViewSignal<[speaking: Speaking]>;
	/** Fires after a change of `roster`, and after the signals of that change. */
	readonly onRosterChanged: ViewSignal<[roster: Roster]>;
	/** Fires after each change of `media`. */
	readonly onMediaChanged: ViewSignal<[media: Media]>;
	/** Fires after each change of `encryption`. */
	readonly onEncryptionChanged: ViewSignal<[encryption: Encryption]>;
	/** Ended for good. Fires once, and last. */
	readonly onClosed: ViewSignal<[report: ViewCloseReport]>;
}
