/**
 * The commands of the user, Select Protocol (op 1) and Speaking (op 5). Repeats them after a resume: the server may not have
 * received them.
 */

import { selectProtocolPayload, speakingPayload, VoicePayload } from "../protocol/voice/payload";
import { ServerEvent } from "../protocol/voice/serverEvent";
import { Logger } from "../runtime/Logger";

/** Address for a client without UDP: the discard port, which accepts everything and answers nothing (RFC 863). */
const NO_ADDRESS = { address: "127.0.0.1", port: 9 };

export class VoiceCommands {
	/** Flags of the last Speaking in this session. */
	private flags = 0;
	/** Whether a protocol was selected in this session. */
	private hasSelected = false;
	/** The Select Protocol without a Session Description. */
	private selection?: VoicePayload;

	/** @param send Sends one message. Rejects with the reason if it cannot. */
	public constructor(
		private readonly log: Logger,
		private readonly send: (payload: VoicePayload) => Promise<void>,
	) {}

	/** Follows a message of the server. @param ssrc The SSRC of the last Ready. */
	public follow({ kind }: ServerEvent, ssrc?: number): void {
		if (kind === "ready") this.reset();
		else if (kind === "resumed") this.repeat(ssrc);
		else if (kind === "sessionDescription") this.selection = undefined;
	}

	public select(address: string, port: number, mode: string): Promise<void> {
		this.hasSelected = true;
		this.selection = selectProtocolPayload(address, port, mode);
		return this.send(this.selection);
	}

	/** Selects an address that leads nowhere, unless the user has selected one: DAVE begins with the answer. */
	public selectNowhere(modes: ReadonlyArray<string>): void {
		if (this.hasSelected || modes.isEmpty()) return;
		const { address, port } = NO_ADDRESS;
		this.select(address, port, modes[0]).catch((fault) => this.log.warn(`encryption waits: ${fault}`));
	}

	public speak(flags: number, ssrc: number): Promise<void> {
		this.flags = flags;
		return this.send(speakingPayload(flags, ssrc));
	}

	private reset(): void {
		this.flags = 0;
		this.hasSelected = false;
		this.selection = undefined;
	}

	private repeat(ssrc?: number): void {
		if (this.selection !== undefined) this.attempt(this.selection, "no protocol is selected");
		if (this.flags !== 0 && ssrc !== undefined) {
			this.attempt(speakingPayload(this.flags, ssrc), "the server does not know that we speak");
		}
	}

	private attempt(payload: VoicePayload, consequence: string): void {
		this.send(payload).catch((fault) => this.log.warn(`${consequence}: ${fault}`));
	}
}
