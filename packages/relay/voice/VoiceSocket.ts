/**
 * One socket to a voice gateway: finds the session that an Identify begins or a Resume continues, and
 * filters messages where a part of the session does the client's work.
 */

import { voiceCloseAction } from "../../../src/protocol/voice/closeCode.ts";
import { LEAVING_CODES } from "../../shared/closeFrame.ts";
import { RELAY_CLOSES } from "../link/relayClose.ts";
import type { Carried, TransformedSocket, Transformer } from "../link/socket/Transformer.ts";
import type { Destination } from "../security/secrets.ts";
import type { CarriedSession } from "./CarriedSession.ts";
import { readClientText, type ClientText, type SessionName } from "./clientText.ts";
import { isOfDave } from "./dave/daveFields.ts";
import type { DaveIdentity } from "./dave/messages.ts";
import { readServerFrame, readServerText, stubOf, withoutKey } from "./serverMessage.ts";

type Identify = Extract<ClientText, { readonly kind: "identify" }>;
type Resume = Extract<ClientText, { readonly kind: "resume" }>;

/** Discord closes a voice socket at its second Identify. Each one costs keys and a place, so the relay limits them too. */
const MAX_IDENTIFIES = 4;
/** Media record for a client that resumes an unknown session: its packets go to another relay, or to none. */
const UNKNOWN_MEDIA = {
	state: "lost",
	reason: "closed: media of this session is not known here",
	full: true,
	speaking: [],
};

/** Parts of a new session. */
export interface WantedParts {
	/** With DAVE, for this identity. */
	readonly identity: DaveIdentity | undefined;
	readonly media: boolean;
}

/** Where a socket gets its session from. */
export interface SessionSource {
	/** Begins a session, and ends one of the same name. @returns Undefined if all places for DAVE are taken. */
	begin(
		tenant: string,
		name: SessionName,
		wanted: WantedParts,
		destination: Destination,
		socket: TransformedSocket,
	): CarriedSession | undefined;
	/** Gives a session to another socket. @returns Undefined if the session is unknown or has ended. */
	resume(name: SessionName, destination: Destination, socket: TransformedSocket): CarriedSession | undefined;
}

export class VoiceSocket implements Transformer {
	private identifies = 0;
	private session: CarriedSession | undefined;
	/** Whether it resumed an unknown session that was not encrypted. That works until the session is encrypted. */
	private isBlind = false;

	/** @param carried What the client asked for and the relay offers. */
	public constructor(
		private readonly sessions: SessionSource,
		private readonly tenant: string,
		private readonly socket: TransformedSocket,
		private readonly destination: Destination,
		private readonly carried: Carried,
	) {}

	public fromClient(text: string): string | undefined {
		const message = readClientText(text);
		if (message.kind === "identify") return this.identify(message, text);
		if (message.kind === "resume") return this.resume(message);
		const isOurs =
			(message.kind === "dave" && this.hasDave) || (message.kind === "selectProtocol" && this.hasMedia);
		return isOurs ? undefined : text;
	}

	public bytesFromClient(bytes: Buffer): Buffer | undefined {
		// every binary message of a client belongs to DAVE
		return this.hasDave ? undefined : bytes;
	}

	public fromServer(text: string): string {
		const message = readServerText(text);
		if (message === undefined) return text;
		this.session?.takeText(this.socket, message);
		if (this.isStranded && isOfDave(message)) this.endUnknown();
		return this.carried.media ? withoutKey(text, message) : text;
	}

	public bytesFromServer(bytes: Buffer): string | Buffer {
		const frame = readServerFrame(bytes);
		if (frame === undefined) return bytes;
		if (this.isStranded) this.endUnknown();
		if (!this.hasDave) return bytes;
		this.session?.takeFrame(this.socket, frame);
		return stubOf(frame);
	}

	public readOn(): void {
		this.session?.readOn(this.socket);
	}

	public end(by: "client" | "peer" | "other", code?: number): void {
		const hasLeft = code !== undefined && LEAVING_CODES.has(code);
		const isOver = by === "client" ? hasLeft : by === "peer" && voiceCloseAction(code) !== "resume";
		if (isOver) this.session?.forget(this.socket);
		else this.session?.leave(this.socket);
		this.session = undefined;
	}

	private identify({ name, dave }: Identify, text: string): string | undefined {
		const { media } = this.carried;
		const begun = this.carried.dave ? dave : undefined;
		if (begun === undefined && !media) return text;
		this.identifies += 1;
		if (this.identifies > MAX_IDENTIFIES) {
			this.socket.end(RELAY_CLOSES.tooManyIdentifies, "socket has identified already");
			return undefined;
		}
		// the earlier session is abandoned and would hold a place until it expires
		this.session?.forget(this.socket);
		const wanted = { identity: begun?.identity, media };
		this.session = this.sessions.begin(this.tenant, name, wanted, this.destination, this.socket);
		if (this.session !== undefined) return begun?.text ?? text;
		this.socket.end(RELAY_CLOSES.overflow, "token has its share of encrypted sessions (RELAY_DAVE_SESSIONS)");
		return undefined;
	}

	private resume({ name, isEncrypted, text }: Resume): string | undefined {
		this.session?.leave(this.socket);
		this.session = this.sessions.resume(name, this.destination, this.socket);
		this.isBlind = this.session === undefined && !(isEncrypted && this.carried.dave);
		if (this.session === undefined && !this.isBlind) {
			this.endUnknown();
			return undefined;
		}
		if (this.isBlind && this.carried.media) this.socket.tell("m", UNKNOWN_MEDIA);
		return text;
	}

	/** Whether the relay selects the protocol for the client, which has no UDP. */
	private get hasMedia(): boolean {
		return this.session?.media !== undefined || (this.isBlind && this.carried.media);
	}

	private get hasDave(): boolean {
		return this.session?.dave !== undefined;
	}

	/** Whether a DAVE message would stay unanswered. */
	private get isStranded(): boolean {
		return this.carried.dave && (this.isBlind || this.session?.hasEnded === true);
	}

	private endUnknown(): void {
		this.socket.end(RELAY_CLOSES.sessionUnknown, "encryption of this session is not known here");
	}
}
