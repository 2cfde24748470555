/**
 * The public API of a voice session. Its collaborators hold the rules: VoiceLifecycle keeps the session up, VoiceRoster
 * tracks the users in the channel, VoiceMedia tracks speakers, and VoiceCommands repeats commands after a resume.
 * Source: Discord Docs, "Voice Connections" (voice gateway v8).
 */

import { CloseReport } from "../protocol/voice/closeReport";
import { ConnectionState } from "../protocol/voice/connectionState";
import { Encryption, isSameEncryption, NO_ENCRYPTION } from "../protocol/voice/encryption";
import { Media, Speaking } from "../protocol/voice/media";
import { VoicePayload } from "../protocol/voice/payload";
import { EMPTY_ROSTER, Roster, RosterMember } from "../protocol/voice/roster";
import {
	readServerEvent,
	ServerEvent,
	SessionDescription,
	SpeakerMapping,
	VoiceReady,
} from "../protocol/voice/serverEvent";
import { IsolatedLogger, logCallbackFault } from "../runtime/callback";
import { encodeJson } from "../runtime/json";
import { createLogger, Logger } from "../runtime/Logger";
import { VoiceView } from "../room/VoiceView";
import { refuseMisplaced } from "../runtime/refuseMisplaced";
import { settledPromise } from "../runtime/settledPromise";
import { Signals } from "../runtime/Signals";
import { assertCloseCode } from "../socket/closeCode";
import { resolveEnvironment, SocketEnvironment } from "../socket/SocketEnvironment";
import { WebSocketTransport } from "../WebSocketTransport";
import { MediaRescue } from "./MediaRescue";
import { VoiceCommands } from "./VoiceCommands";
import { MISPLACED_VOICE_OPTIONS, VoiceConnectionOptions } from "./VoiceConnectionOptions";
import { END_SESSION_CODE, VoiceLifecycle } from "./VoiceLifecycle";
import { VoiceMedia, VoiceMediaEvents } from "./VoiceMedia";
import { VoiceRoster } from "./VoiceRoster";
import { carriesDave, carriesMedia, withCarriage } from "./withCarriage";

/** The connection with its read-only fields writable. */
type Shown = Writable<VoiceConnection>;

export class VoiceConnection implements VoiceView {
	private readonly signals = new Signals((name, reason) => logCallbackFault(this.log, name, reason));

	/** State of the session; docs/architecture.md has the diagram. */
	public readonly state: ConnectionState = "idle";
	/** The users in the channel and their speaking state, by user ID. A new value at each change, so a UI may compare it. */
	public readonly roster: Roster = EMPTY_ROSTER;
	/** Whether speakers are known; if not, why, and what can be done. */
	public readonly media: Media;
	/** Whether the session is encrypted end to end (DAVE), which a relay can carry; with its epoch and privacy code. */
	public readonly encryption: Encryption = NO_ENCRYPTION;
	/** The SSRC that Ready gave; undefined before, and while a new session opens. */
	public readonly ssrc?: number;
	/** The transport below, for its ping, its counters, and messages that this class has no method for. */
	public readonly transport: WebSocketTransport;

	/** Fires after each change of `state`; for `waiting`, `moving`, `signalling` and `closed` with the reason. */
	public readonly onStateChanged = this.signals.create<[state: ConnectionState, detail?: string]>("onStateChanged");
	/** A new session is open. */
	public readonly onReady = this.signals.create<[ready: VoiceReady]>("onReady");
	/** The session was resumed. The server has sent, or now sends, the missed messages. */
	public readonly onResumed = this.signals.create<[]>("onResumed");
	/** A user started or stopped speaking, see `media`. A stop always follows a start, even when media or the session is lost. */
	public readonly onSpeaking = this.signals.create<[speaking: Speaking]>("onSpeaking");
	/** Discord mapped a user's audio: once for each user, and when SSRC or flags change. It does not mean that they speak. */
	public readonly onSpeakerMapped = this.signals.create<[mapping: SpeakerMapping]>("onSpeakerMapped");
	/** Fires after each change of `media`. */
	public readonly onMediaChanged = this.signals.create<[media: Media]>("onMediaChanged");
	/** IDs of users who are in the channel, or joined it. */
	public readonly onClientsConnect = this.signals.create<[userIds: Array<string>]>("onClientsConnect");
	/** ID of a user who left. `roster` still has them while this fires. */
	public readonly onClientDisconnect = this.signals.create<[userId: string]>("onClientDisconnect");
	/** A user joined, as far as we know: `roster` has them, and may get their name later. */
	public readonly onMemberJoined = this.signals.create<[member: RosterMember]>("onMemberJoined");
	/** A user left, or a new session forgot them. `roster` no longer has them. If they spoke, their stop came before. */
	public readonly onMemberLeft = this.signals.create<[member: RosterMember]>("onMemberLeft");
	/** Fires after each change of `roster`, and after the signals of that change. */
	public readonly onRosterChanged = this.signals.create<[roster: Roster]>("onRosterChanged");
	/** Fires after each change of `encryption`: a user joined or left, or the channel began or stopped using it. */
	public readonly onEncryptionChanged = this.signals.create<[encryption: Encryption]>("onEncryptionChanged");
	/** How audio is encrypted, after `selectProtocolAsync`. */
	public readonly onSessionDescription =
		this.signals.create<[description: SessionDescription]>("onSessionDescription");
	/** A binary frame: its opcode, and its payload without the header. DAVE uses these. */
	public readonly onBinary = this.signals.create<[op: number, payload: buffer]>("onBinary");
	/** Every message, before its own signal. A binary frame has a buffer as `d`. */
	public readonly onMessage = this.signals.create<[payload: VoicePayload]>("onMessage");
	/** The server stopped answering heartbeats. The socket is dropped, and a new one resumes. */
	public readonly onZombified = this.signals.create<[]>("onZombified");
	/** The connection has ended for good. Fires once, and last. */
	public readonly onClosed = this.signals.create<[report: CloseReport]>("onClosed");

	/** Isolated. */
	private readonly log: Logger;
	private readonly voiceRoster: VoiceRoster;
	private readonly voiceMedia: VoiceMedia;
	private readonly commands: VoiceCommands;
	private readonly lifecycle: VoiceLifecycle;

	/** @throws If an option is at the wrong level. */
	public constructor(private readonly options: VoiceConnectionOptions) {
		refuseMisplaced("VoiceConnection", options, MISPLACED_VOICE_OPTIONS);
		const logger = options.logger ?? createLogger("VoiceConnection");
		const environment = resolveEnvironment(options);
		this.log = new IsolatedLogger(environment.scheduler, logger);
		this.voiceRoster = new VoiceRoster(options.credentials.members, {
			show: (roster) => ((this as Shown).roster = roster),
			onJoined: (member) => this.signals.fire(this.onMemberJoined, member),
			onLeft: (member) => this.signals.fire(this.onMemberLeft, member),
			onChanged: (roster) => this.signals.fire(this.onRosterChanged, roster),
		});
		this.voiceMedia = this.createMedia(environment);
		this.media = this.voiceMedia.media;
		this.commands = new VoiceCommands(this.log, (payload) => this.sendAsync(payload));
		this.lifecycle = this.createLifecycle(environment, logger);
		this.transport = this.lifecycle.transport;
	}

	/** Seconds from the last heartbeat to its ACK; undefined before the first ACK. */
	public ping(): number | undefined {
		return this.transport.heartbeatPing;
	}

	/**
	 * Opens the session. While it opens, every call waits for the same attempts. Once it is ready, a call resolves at once.
	 *
	 * @returns Resolves at Ready. Rejects with the reason if the connection ends first, or has ended: make a new one.
	 */
	public connectAsync(): Promise<void> {
		if (this.state === "ready") return settledPromise(undefined);
		if (this.state === "closed") return settledPromise("cannot connect: this connection has ended");
		const opened = this.lifecycle.opening.add();
		if (this.state === "idle") this.lifecycle.open();
		return opened;
	}

	/**
	 * Drops the socket and resumes on a new one, at once. Cuts a wait short. While an attempt runs, waits for that one. Resolves
	 * at Resumed or Ready, and rejects like `connectAsync`.
	 */
	public reconnectAsync(): Promise<void> {
		if (this.state !== "ready" && this.state !== "waiting") return this.connectAsync();
		const opened = this.lifecycle.opening.add();
		this.log.info("reconnects on demand");
		this.lifecycle.retry();
		return opened;
	}

	/**
	 * Ends the session, notifies the server, and leaves the channel unless another process has taken it over. Never yields, and
	 * resolves at once. Safe to call in any state, and twice.
	 */
	public disconnectAsync(): Promise<void> {
		this.forceClose(END_SESSION_CODE);
		this.lifecycle.leave();
		return settledPromise(undefined);
	}

	/**
	 * Ends the session from anywhere. Never yields. When it returns, nothing is left running; `onClosed` has fired, or fires
	 * after the current handler. The bot stays visible in the channel, unlike after `disconnectAsync`.
	 *
	 * @param code Close code to send. 1000 ends the session on the server.
	 * @throws If `code` is not a close code.
	 */
	public forceClose(code?: number): void {
		assertCloseCode(code);
		this.lifecycle.close({ kind: "owner", code, reason: "closed by its owner", bySelf: true });
	}

	/** Sends one message. @returns Rejects with the reason if no socket is open, or the network fails. */
	public sendAsync(message: { readonly op: number; readonly d?: unknown }): Promise<void> {
		return this.transport.sendAsync(encodeJson(message));
	}

	/**
	 * Selects how audio is sent. Has no effect where a relay carries media, which has selected already. Where a relay carries
	 * DAVE alone, a handler of `onReady` must call this at once: if none does, the connection selects an address that leads
	 * nowhere, since encryption begins with the answer.
	 *
	 * @param address External address of the UDP socket, as IP discovery found it.
	 * @param mode One of Ready's `modes`.
	 */
	public selectProtocolAsync(address: string, port: number, mode: string): Promise<void> {
		return this.commands.select(address, port, mode);
	}

	/**
	 * Sends the kind of our audio to the server (op 5), and repeats it after a resume.
	 *
	 * @param flags Sum of SpeakingFlag; 0 for silence.
	 * @returns Also rejects before Ready has given an SSRC.
	 */
	public setSpeakingAsync(flags: number): Promise<void> {
		if (this.ssrc === undefined) return settledPromise("cannot speak: no Ready has given an SSRC");
		return this.commands.speak(flags, this.ssrc);
	}

	/**
	 * Mutes us for everyone in the channel, or unmutes us. Survives new credentials, moves and a new main session. Never
	 * yields. Does nothing once the connection has ended.
	 *
	 * @throws If `value` is not a boolean, or the credential source cannot mute.
	 */
	public setSelfMute(value: boolean): void {
		this.lifecycle.setSelfState("mute", value);
	}

	/** Deafens us. Otherwise like `setSelfMute`. */
	public setSelfDeaf(value: boolean): void {
		this.lifecycle.setSelfState("deaf", value);
	}

	private createMedia({ scheduler }: SocketEnvironment): VoiceMedia {
		const { options, signals, voiceRoster } = this;
		const events: VoiceMediaEvents = {
			onMedia: (media) => {
				(this as Shown).media = media;
				voiceRoster.silenceAll(media.kind === "live", () => signals.fire(this.onMediaChanged, media));
			},
			onSpeaking: (speaking) => voiceRoster.speak(speaking, () => signals.fire(this.onSpeaking, speaking)),
			onLevel: (level) => voiceRoster.level(level),
			onRescue: (reason) => this.lifecycle.startAfresh(`no audio arrives (${reason})`),
		};
		const rescue = options.media === false ? undefined : new MediaRescue(scheduler, options.credentials);
		return new VoiceMedia(this.log, scheduler, events, rescue);
	}

	private createLifecycle(environment: SocketEnvironment, logger: Logger): VoiceLifecycle {
		const { options, signals, voiceMedia } = this;
		const sockets = withCarriage(environment, {
			channelId: () => this.lifecycle.channelId(),
			onEncryption: (encryption) => this.setEncryption(encryption),
			onMedia: options.media === false ? undefined : (data) => voiceMedia.take(data),
		});
		return new VoiceLifecycle(options, sockets, logger, this.log, {
			onState: (state, detail) => this.enter(state, detail),
			onOpen: (capabilities) => voiceMedia.opened(capabilities),
			onNewSession: () => {
				(this as Shown).ssrc = undefined;
				this.voiceRoster.clear();
			},
			onMessage: (payload) => this.receive(payload),
			onZombie: () => signals.fire(this.onZombified),
			onDeafened: (isDeafened) => voiceMedia.setDeafened(isDeafened),
			onClosed: (report) => signals.fire(this.onClosed, report),
			isEncrypted: () => this.encryption.kind !== "none",
		});
	}

	private enter(state: ConnectionState, detail?: string): void {
		(this as Shown).state = state;
		if (state === "closed") this.voiceRoster.close();
		if (!this.lifecycle.hasSession()) this.setEncryption(NO_ENCRYPTION);
		if (!this.transport.socketActive) this.voiceMedia.away(state === "closed" ? "ended" : "away");
		this.signals.fire(this.onStateChanged, state, detail);
	}

	private setEncryption(encryption: Encryption): void {
		if (isSameEncryption(encryption, this.encryption)) return;
		(this as Shown).encryption = encryption;
		this.signals.fire(this.onEncryptionChanged, encryption);
	}

	private receive(payload: VoicePayload): void {
		this.signals.fire(this.onMessage, payload);
		if (typeIs(payload.d, "buffer")) this.signals.fire(this.onBinary, payload.op, payload.d);
		const event = readServerEvent(payload);
		if (event === undefined) this.log.warn(`skipped a malformed message: opcode ${payload.op}`);
		else if (event !== "other") this.route(event);
	}

	/** Hands a message to the collaborators that follow it, and fires its signal. */
	private route(event: ServerEvent): void {
		const { commands, lifecycle, signals, voiceRoster } = this;
		const opens = event.kind === "ready" || event.kind === "resumed";
		if (opens && !lifecycle.canOpen()) return;
		commands.follow(event, this.ssrc);
		if (event.kind === "ready") this.ready(event.ready);
		else if (event.kind === "resumed") lifecycle.opened(() => signals.fire(this.onResumed));
		else if (event.kind === "clientsConnect") {
			voiceRoster.connect(event.userIds, () => signals.fire(this.onClientsConnect, event.userIds));
		} else if (event.kind === "clientDisconnect") {
			this.voiceMedia.drop(event.userId);
			signals.fire(this.onClientDisconnect, event.userId);
			voiceRoster.disconnect(event.userId);
		} else if (event.kind === "speakerMapped") {
			voiceRoster.map(event.mapping, () => signals.fire(this.onSpeakerMapped, event.mapping));
		} else if (event.kind === "sessionDescription") {
			signals.fire(this.onSessionDescription, event.description);
		} else event satisfies never;
	}

	private ready(ready: VoiceReady): void {
		(this as Shown).ssrc = ready.ssrc;
		this.lifecycle.opened(() => this.signals.fire(this.onReady, ready));
		const { transport } = this;
		if (carriesDave(transport) && !carriesMedia(transport)) this.commands.selectNowhere(ready.modes);
	}
}
