/** Handlers by opcode: one row per opcode allowed by `rules.ts`. */

import { VoiceOpcode } from "../../../src/protocol/voice/opcode.ts";
import { dave, heartbeat, identify, resume, selectProtocol, speaking } from "./handlers.ts";
import type { VoiceParts } from "./VoiceParts.ts";
import type { ClientSocket, VoiceSession } from "./VoiceSession.ts";

/** The payload is `never` here; each handler declares the type guaranteed by the field table of its opcode. */
type OpeningHandler = (parts: VoiceParts, socket: ClientSocket, d: never) => void;
type SessionHandler = (parts: VoiceParts, socket: ClientSocket, d: never, session: VoiceSession) => void;

const OPENING_HANDLERS: ReadonlyMap<number, OpeningHandler> = new Map<number, OpeningHandler>([
	[VoiceOpcode.Identify, identify],
	[VoiceOpcode.Resume, resume],
]);

const SESSION_HANDLERS: ReadonlyMap<number, SessionHandler> = new Map<number, SessionHandler>([
	[VoiceOpcode.Heartbeat, heartbeat],
	[VoiceOpcode.SelectProtocol, selectProtocol],
	[VoiceOpcode.Speaking, speaking],
	[VoiceOpcode.DaveTransitionReady, dave(VoiceOpcode.DaveTransitionReady)],
	[VoiceOpcode.DaveMlsKeyPackage, dave(VoiceOpcode.DaveMlsKeyPackage)],
	[VoiceOpcode.DaveMlsCommitWelcome, dave(VoiceOpcode.DaveMlsCommitWelcome)],
	[VoiceOpcode.DaveMlsInvalidCommitWelcome, dave(VoiceOpcode.DaveMlsInvalidCommitWelcome)],
]);

/** Handles a valid message. */
export function route(parts: VoiceParts, socket: ClientSocket, op: number, d: unknown): void {
	const { session } = socket;
	if (session === undefined) OPENING_HANDLERS.get(op)?.(parts, socket, d as never);
	else SESSION_HANDLERS.get(op)?.(parts, socket, d as never, session);
}
