/**
 * The messages that the transport acts on.
 * Pure.
 * Source: Discord Docs, "Voice Connections" (voice gateway v8).
 */

import { numberField } from "../field";
import { isHello } from "../guards";
import { VoiceOpcode } from "./opcode";
import { VoicePayload } from "./payload";

export type Control =
	/** Hello: beat every `interval` milliseconds. */
	| { readonly kind: "hello"; readonly interval: number }
	/** The server asks for a heartbeat. */
	| { readonly kind: "requested" }
	/** Heartbeat ACK of the beat with `nonce`; of the last beat if there is no nonce. */
	| { readonly kind: "acknowledged"; readonly nonce?: number | undefined }
	/** Ready or Resumed: the session is open. */
	| { readonly kind: "settled" }
	| { readonly kind: "malformed"; readonly reason: string };

const SETTLED: Control = { kind: "settled" };
const REQUESTED: Control = { kind: "requested" };

type ControlReader = (payload: VoicePayload) => Control;

const READERS: ReadonlyMap<number, ControlReader> = new Map<number, ControlReader>([
	[VoiceOpcode.Ready, () => SETTLED],
	[VoiceOpcode.Resumed, () => SETTLED],
	[VoiceOpcode.Heartbeat, () => REQUESTED],
	// An ACK without a nonce still proves that the server is alive.
	[VoiceOpcode.HeartbeatAck, ({ d }) => ({ kind: "acknowledged", nonce: numberField(d, "t") })],
	[
		VoiceOpcode.Hello,
		(payload) =>
			isHello(payload)
				? { kind: "hello", interval: payload.d.heartbeat_interval }
				: { kind: "malformed", reason: "Hello without a heartbeat interval above 0" },
	],
]);

/** Reads `payload`. Returns undefined if the transport does not act on it. Never errors. */
export function readControl(payload: VoicePayload): Control | undefined {
	return READERS.get(payload.op)?.(payload);
}
