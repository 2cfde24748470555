/**
 * A voice session as its user has it: open, use and close it. What it does by itself is VoiceLifecycle's.
 * Source: Discord Docs, "Voice Connections" (voice gateway v8).
 */

import { selectProtocolPayload, speakingPayload, VoicePayload } from "../protocol/voice/payload";
import { ServerEvent } from "../protocol/voice/serverEvent";
import { runCallback } from "../runtime/callback";
import { encodeJson } from "../runtime/json";
import { settledPromise } from "../runtime/settledPromise";
import { assertCloseCode } from "../socket/closeCode";
import { carriesDave, carriesMedia } from "./askForCarriage";
import { NO_SELF_STATE, SelfState } from "./CredentialSource";
import { VoiceLifecycle } from "./VoiceLifecycle";

/** Close code that tells the server the session is over. */
const NORMAL_CLOSURE = 1000;

/** Address for a client without UDP: the port named discard, which takes everything and answers nothing (RFC 863). */
const NO_ADDRESS = { address: "127.0.0.1", port: 9 };

export class VoiceConnection extends VoiceLifecycle {
	/** Flags of the last `setSpeakingAsync` in this session. */
	private speakingFlags = 0;
	/** Whether `selectProtocolAsync` was called in this session. */
	private hasSelected = false;
	/** The call that no Session Description has answered. */
	private selection?: VoicePayload;

	/** Seconds from the last heartbeat to its ACK; undefined before the first. */
	public ping(): number | undefined {
		return this.transport.heartbeatPing;
	}

	/**
	 * Opens the session. While it opens, or opens again, every call waits for the same attempts; when it is ready, it
	 * resolves at once.
	 *
	 * @returns Resolves at Ready. Rejects with the reason if the connection ends before, or has ended: make a new one.
	 */
	public connectAsync(): Promise<void> {
		if (this.state === "ready") return settledPromise(undefined);
		if (this.state === "closed") return settledPromise("cannot connect: this connection has ended");
		const opened = this.waiters.add();
		if (this.state === "idle") this.askForCredentials("open");
		return opened;
	}

	/**
	 * Drops the socket and takes the session up on a new one, at once: also in the middle of a wait. While an attempt runs
	 * already, it waits for that one.
	 *
	 * @returns Resolves at Resumed or Ready. Rejects as `connectAsync` does.
	 */
	public reconnectAsync(): Promise<void> {
		if (this.state !== "ready" && this.state !== "waiting") return this.connectAsync();
		const opened = this.waiters.add();
		this.log.info("reconnects on demand");
		this.retry();
		return opened;
	}

	/**
	 * Ends the session, tells the server, and leaves the channel; after `takenOver` it leaves nothing, since the channel is
	 * another process's. Never yields.
	 *
	 * @returns Resolves at once; safe to call in any state, and twice.
	 */
	public disconnectAsync(): Promise<void> {
		this.forceClose(NORMAL_CLOSURE);
		if (this.isTakenOver) return settledPromise(undefined);
		runCallback(this.environment.scheduler, this.log, "leave", () => this.options.credentials.leave());
		return settledPromise(undefined);
	}

	/**
	 * Ends the session from anywhere. Never yields. When it returns, nothing is left running and `onClosed` has fired, or
	 * will when the handler that called it is through. It does not leave the channel: the bot is seen there until the main
	 * gateway takes it out, see `disconnectAsync`.
	 *
	 * @param code Close code to send; 1000 tells the server that the session is over.
	 * @throws If `code` is not a close code.
	 */
	public forceClose(code?: number): void {
		assertCloseCode(code);
		this.close({ kind: "owner", code, reason: "closed by its owner", bySelf: true });
	}

	/** Sends one message. @returns Rejects with the reason if no socket is open, or the network fails. */
	public sendAsync(message: { readonly op: number; readonly d?: unknown }): Promise<void> {
		return this.transport.sendAsync(encodeJson(message));
	}

	/**
	 * Selects how audio is sent. Where a relay carries media, it has done so, and this has no effect. Where it carries DAVE
	 * alone, and no handler of `onReady` calls this at once, the connection selects an address that leads nowhere: encryption
	 * begins with the answer.
	 *
	 * @param address External address of the UDP socket, as IP discovery found it.
	 * @param port Its port.
	 * @param mode One of Ready's `modes`.
	 */
	public selectProtocolAsync(address: string, port: number, mode: string): Promise<void> {
		this.hasSelected = true;
		this.selection = selectProtocolPayload(address, port, mode);
		return this.sendAsync(this.selection);
	}

	/**
	 * Tells the server what kind of audio ours is (op 5), and tells it again after a resume.
	 *
	 * @param flags Sum of SpeakingFlag; 0 for silence.
	 * @returns Rejects also while no Ready has given an SSRC.
	 */
	public setSpeakingAsync(flags: number): Promise<void> {
		if (this.ssrc === undefined) return settledPromise("cannot speak: no Ready has given an SSRC");
		this.speakingFlags = flags;
		return this.sendAsync(speakingPayload(flags, this.ssrc));
	}

	/**
	 * Mutes us, as others in the channel see it, or ends that. It survives new credentials, moves and a new main session.
	 * Never yields; does nothing once the connection has ended.
	 *
	 * @throws If `value` is no boolean, or the source of credentials cannot say so.
	 */
	public setSelfMute(value: boolean): void {
		this.setSelfState("mute", value);
	}

	/** Deafens us, by the rules of `setSelfMute`. */
	public setSelfDeaf(value: boolean): void {
		this.setSelfState("deaf", value);
	}

	private setSelfState(name: keyof SelfState, value: boolean): void {
		assert(typeIs(value, "boolean"), `self ${name} must be a boolean, got ${typeOf(value)}`);
		if (this.state === "closed") return;
		const { credentials } = this.options;
		if (credentials.setSelfState === undefined) return error(NO_SELF_STATE, 3);
		credentials.setSelfState({ [name]: value });
	}

	protected override hear(event: ServerEvent): void {
		if (event.kind === "ready") {
			this.speakingFlags = 0;
			this.hasSelected = false;
			this.selection = undefined;
		} else if (event.kind === "sessionDescription") this.selection = undefined;
		if (event.kind === "resumed" && this.selection !== undefined) {
			this.sendAsync(this.selection).catch((fault) => this.log.warn(`no protocol is selected: ${fault}`));
		}
		if (event.kind === "resumed" && this.speakingFlags !== 0) {
			this.setSpeakingAsync(this.speakingFlags).catch((fault) => this.log.warn(`not heard to speak: ${fault}`));
		}
		super.hear(event);
		if (event.kind === "ready" && this.mustSelect()) this.selectNowhere(event.ready.modes);
	}

	/** DAVE waits for a protocol, and neither a handler nor the relay selects one. */
	private mustSelect(): boolean {
		const { transport } = this;
		return carriesDave(transport) && !carriesMedia(transport) && !this.hasSelected;
	}

	private selectNowhere(modes: ReadonlyArray<string>): void {
		if (modes.isEmpty()) return;
		const { address, port } = NO_ADDRESS;
		this.selectProtocolAsync(address, port, modes[0]).catch((fault) => this.log.warn(`encryption waits: ${fault}`));
	}
}
