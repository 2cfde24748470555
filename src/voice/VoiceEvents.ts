/**
 * What a voice connection shows: where it stands, who is in the channel, and a signal for all that happens.
 * Handlers of a signal run on threads of their own: one that throws is logged, one that yields holds nothing up.
 */

import { Closure } from "../protocol/voice/closure";
import { ConnectionState } from "../protocol/voice/connectionState";
import { Encryption, isSameEncryption, NO_ENCRYPTION } from "../protocol/voice/encryption";
import { Media, MEDIA_REASONS, Speaking, unavailable } from "../protocol/voice/media";
import { VoicePayload } from "../protocol/voice/payload";
import {
	EMPTY_ROSTER,
	Roster,
	rosterAfter,
	withLevel,
	withoutSpeakers,
	withProfile,
	withSpeaking,
} from "../protocol/voice/roster";
import {
	readServerEvent,
	ServerEvent,
	SessionDescription,
	SpeakerMapping,
	VoiceReady,
} from "../protocol/voice/serverEvent";
import { logCallbackFault } from "../runtime/callback";
import { Logger } from "../runtime/Logger";
import { Signals } from "../runtime/Signals";
import { MemberDirectory } from "./CredentialSource";
import { VoiceMediaEvents } from "./VoiceMedia";

export class VoiceEvents {
	private readonly signals = new Signals((name, reason) => logCallbackFault(this.log, name, reason));

	/** Where the session stands; docs/architecture.md draws the states. */
	public state: ConnectionState = "idle";
	/** The SSRC that Ready gave; undefined before, and while a new session opens. */
	public ssrc?: number;
	/** Whether it is known who speaks; if not, why, and what can be done. */
	public media: Media = unavailable(MEDIA_REASONS.idle);
	/** Who is in the channel and who speaks, by user id. A new value at each change, so a UI may compare it. */
	public roster: Roster = EMPTY_ROSTER;
	/** Whether the session is encrypted end to end (DAVE), which a relay can carry; with its epoch and privacy code. */
	public encryption: Encryption = NO_ENCRYPTION;

	/** After each change of `state`; for `waiting`, `moving`, `signalling` and `closed` with what happened. */
	public readonly onStateChanged = this.signals.create<[state: ConnectionState, detail?: string]>("onStateChanged");
	/** A new session is open. */
	public readonly onReady = this.signals.create<[ready: VoiceReady]>("onReady");
	/** The session was taken up again; the server has sent, or now sends, what was missed. */
	public readonly onResumed = this.signals.create<[]>("onResumed");
	/**
	 * A user started or stopped speaking. Fires only where a relay receives audio for the session, see `media`. A start is
	 * always followed by a stop: also when media is lost, the socket is away or the session ends.
	 */
	public readonly onSpeaking = this.signals.create<[speaking: Speaking]>("onSpeaking");
	/** Discord mapped a user's audio: once for each, and when SSRC or flags change. It does not mean that they speak. */
	public readonly onSpeakerMapped = this.signals.create<[mapping: SpeakerMapping]>("onSpeakerMapped");
	/** After each change of `media`. */
	public readonly onMediaChanged = this.signals.create<[media: Media]>("onMediaChanged");
	/** Ids of users who are in the channel, or came into it. */
	public readonly onClientsConnect = this.signals.create<[userIds: Array<string>]>("onClientsConnect");
	/** Id of a user who left; `roster` still has them while this fires. */
	public readonly onClientDisconnect = this.signals.create<[userId: string]>("onClientDisconnect");
	/** After each change of `roster`, and after the signal that tells what changed. */
	public readonly onRosterChanged = this.signals.create<[roster: Roster]>("onRosterChanged");
	/** After each change of `encryption`: a user came or went, or the channel began or stopped using it. */
	public readonly onEncryptionChanged = this.signals.create<[encryption: Encryption]>("onEncryptionChanged");
	/** How audio is encrypted, after `selectProtocolAsync`. */
	public readonly onSessionDescription =
		this.signals.create<[description: SessionDescription]>("onSessionDescription");
	/** A binary frame: its opcode and what follows the header. DAVE's messages are of this kind. */
	public readonly onBinary = this.signals.create<[op: number, payload: buffer]>("onBinary");
	/** Every message, before the signal of its own; a binary frame has a buffer as `d`. */
	public readonly onMessage = this.signals.create<[payload: VoicePayload]>("onMessage");
	/** The server stopped answering heartbeats; the socket is dropped, and a new one resumes. */
	public readonly onZombified = this.signals.create<[]>("onZombified");
	/** The connection has ended for good. Once, and last. */
	public readonly onClosed = this.signals.create<[closure: Closure]>("onClosed");

	/**
	 * @param log Isolated: it neither yields nor errors.
	 * @param members What is known of the users in the channel, if anything.
	 */
	public constructor(
		protected readonly log: Logger,
		private readonly members?: MemberDirectory,
	) {}

	/** Fires the signals of every message. @returns What it tells; undefined if that is nothing to act on. */
	protected read(payload: VoicePayload): ServerEvent | undefined {
		this.fire(this.onMessage, payload);
		if (typeIs(payload.d, "buffer")) this.fire(this.onBinary, payload.op, payload.d);
		const event = readServerEvent(payload);
		if (event === undefined) this.log.warn(`skipped a malformed message: opcode ${payload.op}`);
		return event === "other" ? undefined : event;
	}

	/** Fires what belongs to `event`, and brings the roster up to date. Ready and Resumed are the lifecycle's. */
	protected announce(event: ServerEvent): void {
		const after = rosterAfter(this.roster, event, this.media.kind === "live" ? false : undefined);
		if (event.kind === "clientsConnect") {
			this.setRoster(this.withProfiles(after, event.userIds), () =>
				this.fire(this.onClientsConnect, event.userIds),
			);
			this.members?.request(event.userIds);
		} else if (event.kind === "speakerMapped") {
			const { mapping } = event;
			this.setRoster(this.withProfiles(after, [mapping.userId]), () => this.fire(this.onSpeakerMapped, mapping));
		} else if (event.kind === "clientDisconnect") {
			this.fire(this.onClientDisconnect, event.userId);
			this.setRoster(rosterAfter(this.roster, event));
		} else if (event.kind === "sessionDescription") this.fire(this.onSessionDescription, event.description);
	}

	/** What a new session begins with: an empty roster, no SSRC. */
	protected forget(): void {
		this.ssrc = undefined;
		this.setRoster(EMPTY_ROSTER);
	}

	/** What `VoiceMedia` calls. */
	protected mediaEvents(onRescue: (reason: string) => void): VoiceMediaEvents {
		return {
			onMedia: (media) => this.setMedia(media),
			onSpeaking: (speaking) => {
				this.setRoster(withSpeaking(this.roster, speaking), () => this.fire(this.onSpeaking, speaking));
			},
			onLevel: (level) => this.setRoster(withLevel(this.roster, level)),
			onRescue,
		};
	}

	private setMedia(media: Media): void {
		this.media = media;
		const silence = media.kind === "live" ? false : undefined;
		this.setRoster(withoutSpeakers(this.roster, silence), () => this.fire(this.onMediaChanged, media));
	}

	/** What is known of a user has changed. */
	protected refreshProfile(userId: string): void {
		this.setRoster(this.withProfiles(this.roster, [userId]));
	}

	protected setEncryption(encryption: Encryption): void {
		if (isSameEncryption(encryption, this.encryption)) return;
		this.encryption = encryption;
		this.fire(this.onEncryptionChanged, encryption);
	}

	/**
	 * Fires `signal`. A signal that a handler sets off is queued until the current one has reached every handler, so that
	 * all handlers see one order, and `onClosed` is the last. Never yields, never errors.
	 */
	protected fire<T extends Array<unknown>>(signal: { Fire(...args: T): void }, ...args: T): void {
		this.signals.fire(signal, ...args);
	}

	private withProfiles(roster: Roster, userIds: ReadonlyArray<string>): Roster {
		let after = roster;
		for (const userId of userIds) {
			const profile = this.members?.profileOf(userId);
			if (profile !== undefined) after = withProfile(after, userId, profile);
		}
		return after;
	}

	/** @param announce Fires the signal that tells what changed; its handlers see the new roster. */
	private setRoster(roster: Roster, announce?: () => void): void {
		const hasChanged = roster !== this.roster;
		this.roster = roster;
		announce?.();
		if (hasChanged) this.fire(this.onRosterChanged, roster);
	}
}
