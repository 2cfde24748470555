/**
 * DAVE on one socket: has the client's Identify say that it is spoken, keeps its messages from the client, and finds the
 * session again that a Resume is about.
 */

import { voiceCloseAction, VoiceCloseCode } from "../../../src/protocol/voice/closeCode.ts";
import { CLOSE_CODE, LEAVING_CODES } from "../../gateway/closeFrame.ts";
import type { TransformedSocket, Transformer } from "../link/Transformer.ts";
import type { Destination } from "../security/secrets.ts";
import { readClientText, type ClientText } from "./clientText.ts";
import type { CarriedSession } from "./CarriedSession.ts";
import type { DaveSessions } from "./DaveSessions.ts";
import { isOfDave, readServerFrame, readServerText, stubOf } from "./serverMessage.ts";

type Identify = Extract<ClientText, { readonly kind: "identify" }>;

/** Discord closes a voice socket at its second Identify. Each costs keys and a place, so the relay bounds them too. */
const MAX_IDENTIFIES = 4;

export class DaveSocket implements Transformer {
	private identifies = 0;
	private session: CarriedSession | undefined;
	/** Whether it has resumed a session that was not encrypted and that is not known here: good for as long as it stays so. */
	private isBlind = false;

	public constructor(
		private readonly sessions: DaveSessions,
		private readonly tenant: string,
		private readonly socket: TransformedSocket,
		private readonly destination: Destination,
	) {}

	public fromClient(text: string): string | undefined {
		const message = readClientText(text);
		if (message.kind === "identify") return this.identify(message);
		if (message.kind === "resume") {
			this.session?.leave(this.socket);
			this.session = this.sessions.resume(message.name, this.destination, this.socket);
			this.isBlind = this.session === undefined && !message.isEncrypted;
			if (this.session !== undefined || this.isBlind) return message.text;
			this.endUnknown();
			return undefined;
		}
		return message.kind === "dave" && this.session !== undefined ? undefined : text;
	}

	public bytesFromClient(bytes: Buffer): Buffer | undefined {
		// binary messages of a client are of DAVE, all of them
		return this.session === undefined ? bytes : undefined;
	}

	public fromServer(text: string): void {
		const message = readServerText(text);
		if (message === undefined) return;
		this.session?.takeText(this.socket, message);
		if (this.isStranded && isOfDave(message)) this.endUnknown();
	}

	public bytesFromServer(bytes: Buffer): string | Buffer {
		const frame = readServerFrame(bytes);
		if (frame === undefined) return bytes;
		if (this.isStranded) this.endUnknown();
		if (this.session === undefined) return bytes;
		this.session.takeFrame(this.socket, frame);
		return stubOf(frame);
	}

	public end(by: "client" | "peer" | "other", code?: number): void {
		const hasLeft = code !== undefined && LEAVING_CODES.has(code);
		const isOver = by === "client" ? hasLeft : by === "peer" && voiceCloseAction(code) !== "resume";
		if (isOver) this.session?.forget(this.socket);
		else this.session?.leave(this.socket);
		this.session = undefined;
	}

	private identify({ text, name, identity }: Identify): string | undefined {
		this.identifies += 1;
		if (this.identifies > MAX_IDENTIFIES) {
			this.socket.end(VoiceCloseCode.AlreadyAuthenticated, "socket has identified already");
			return undefined;
		}
		// the session before was given up: it would take a place until its time is over
		this.session?.forget(this.socket);
		this.session = this.sessions.begin(this.tenant, name, identity, this.destination, this.socket);
		if (this.session !== undefined) return text;
		this.socket.end(CLOSE_CODE.tryAgainLater, "token has its share of encrypted sessions (RELAY_DAVE_SESSIONS)");
		return undefined;
	}

	/** Whether nobody would answer what is of DAVE. */
	private get isStranded(): boolean {
		return this.isBlind || this.session?.hasEnded === true;
	}

	private endUnknown(): void {
		this.socket.end(VoiceCloseCode.SessionNoLongerValid, "encryption of this session is not known here");
	}
}
