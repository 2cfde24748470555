/**
 * What a voice connection shows: where it stands, who is in the channel, and a signal for all that happens.
 * Handlers of a signal run on threads of their own: one that throws is logged, one that yields holds nothing up.
 */

import { Closure } from "../protocol/voice/closure";
import { ConnectionState } from "../protocol/voice/connectionState";
import { Encryption, isSameEncryption, NO_ENCRYPTION } from "../protocol/voice/encryption";
import { VoicePayload } from "../protocol/voice/payload";
import { EMPTY_ROSTER, Roster, rosterAfter } from "../protocol/voice/roster";
import { ServerEvent, SessionDescription, Speaking, VoiceReady } from "../protocol/voice/serverEvent";
import { IsolatedSignal } from "../runtime/IsolatedSignal";
import { Logger } from "../runtime/Logger";
import { SignalQueue } from "../runtime/SignalQueue";

export class VoiceEvents {
	/** Where the session stands; docs/architecture.md draws the states. */
	public state: ConnectionState = "idle";
	/** The SSRC that Ready gave; undefined before, and while a new session opens. */
	public ssrc?: number;
	/** Who is in the channel and who speaks, by user id. A new value at each change, so a UI may compare it. */
	public roster: Roster = EMPTY_ROSTER;
	/** Whether the session is encrypted end to end (DAVE), which a relay can carry; with its epoch and privacy code. */
	public encryption: Encryption = NO_ENCRYPTION;

	/** After each change of `state`; for `waiting`, `moving`, `signalling` and `closed` with what happened. */
	public readonly onStateChanged = this.signal<[state: ConnectionState, detail?: string]>("onStateChanged");
	/** A new session is open. */
	public readonly onReady = this.signal<[ready: VoiceReady]>("onReady");
	/** The session was taken up again; the server has sent, or now sends, what was missed. */
	public readonly onResumed = this.signal<[]>("onResumed");
	/** Somebody started or stopped to speak. */
	public readonly onSpeaking = this.signal<[speaking: Speaking]>("onSpeaking");
	/** User ids of who is in the channel, or came into it. */
	public readonly onClientsConnect = this.signal<[userIds: Array<string>]>("onClientsConnect");
	/** User id of who left. */
	public readonly onClientDisconnect = this.signal<[userId: string]>("onClientDisconnect");
	/** After each change of `roster`, and after the signal that tells what changed. */
	public readonly onRosterChanged = this.signal<[roster: Roster]>("onRosterChanged");
	/** After each change of `encryption`: somebody came or went, or the channel began or ended to use it. */
	public readonly onEncryptionChanged = this.signal<[encryption: Encryption]>("onEncryptionChanged");
	/** How audio is encrypted, after `selectProtocolAsync`. */
	public readonly onSessionDescription = this.signal<[description: SessionDescription]>("onSessionDescription");
	/** A binary frame: its opcode and what follows the header. DAVE's messages are of this kind. */
	public readonly onBinary = this.signal<[op: number, payload: buffer]>("onBinary");
	/** Every message, before the signal of its own; a binary frame has a buffer as `d`. */
	public readonly onMessage = this.signal<[payload: VoicePayload]>("onMessage");
	/** The server stopped to answer heartbeats; the socket is dropped, and a new one resumes. */
	public readonly onZombified = this.signal<[]>("onZombified");
	/** The connection has ended for good. Once, and last. */
	public readonly onClosed = this.signal<[closure: Closure]>("onClosed");

	/** @param log Isolated: it neither yields nor errors. */
	public constructor(protected readonly log: Logger) {}

	private readonly signals = new SignalQueue();

	/** Fires what belongs to `event`, and brings the roster up to date. Ready and Resumed are the lifecycle's. */
	protected announce(event: ServerEvent): void {
		if (event.kind === "speaking") this.fire(this.onSpeaking, event.speaking);
		else if (event.kind === "clientsConnect") this.fire(this.onClientsConnect, event.userIds);
		else if (event.kind === "clientDisconnect") this.fire(this.onClientDisconnect, event.userId);
		else if (event.kind === "sessionDescription") this.fire(this.onSessionDescription, event.description);
		this.setRoster(rosterAfter(this.roster, event));
	}

	/** What a new session begins with: nobody known, no SSRC. */
	protected forget(): void {
		this.ssrc = undefined;
		this.setRoster(EMPTY_ROSTER);
	}

	protected setEncryption(encryption: Encryption): void {
		if (isSameEncryption(encryption, this.encryption)) return;
		this.encryption = encryption;
		this.fire(this.onEncryptionChanged, encryption);
	}

	/**
	 * Fires `signal`. What a handler sets off is told after every handler has heard of this, so that all hear of all in the
	 * same order, and `onClosed` is the last. Never yields, never errors.
	 */
	protected fire<T extends Array<unknown>>(signal: { Fire(...args: T): void }, ...args: T): void {
		this.signals.fire(signal, ...args);
	}

	private signal<T extends Array<unknown>>(name: string): IsolatedSignal<T> {
		return new IsolatedSignal<T>(this.log, name);
	}

	private setRoster(roster: Roster): void {
		if (roster === this.roster) return;
		this.roster = roster;
		this.fire(this.onRosterChanged, roster);
	}
}
