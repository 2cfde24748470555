/**
 * The WebSocket side of a scene's voice client: joins, sends heartbeats, and selects a protocol. `Speaker` sends its
 * packets.
 */

import { voiceCloseAction } from "../../../src/protocol/voice/closeCode.ts";
import { VoiceOpcode } from "../../../src/protocol/voice/opcode.ts";
import type { Timers } from "../../shared/clock.ts";
import type { MediaAddress } from "../media/MediaSocket.ts";
import type { VoiceCredentials } from "../voice/VoiceSession.ts";
import type { TransportMode } from "../../shared/rtp/TransportCipher.ts";
import { SceneClient, type SceneMessage } from "./SceneClient.ts";

/** `d` of Ready (op 2). */
export interface VoiceReady {
	readonly ssrc: number;
	readonly ip: string;
	readonly port: number;
	readonly modes: ReadonlyArray<string>;
}

/** `d` of Session Description (op 4). */
export interface VoiceDescription {
	readonly mode: TransportMode;
	readonly secret_key: ReadonlyArray<number>;
}

/** Callbacks for the messages that the owner handles. */
export interface VoiceSceneListener {
	ready(d: VoiceReady): void;
	described(d: VoiceDescription): void;
}

const NO_LISTENER: VoiceSceneListener = { ready: () => {}, described: () => {} };

export class VoiceSceneClient extends SceneClient {
	private sequence = -1;
	private canResume = false;

	/** @param url URL of the server, without a query. */
	public constructor(
		url: string,
		private readonly credentials: VoiceCredentials,
		timers: Timers,
		private readonly listener: VoiceSceneListener = NO_LISTENER,
	) {
		super(`${url}/?v=8`, timers);
	}

	protected override handle({ op, d, seq }: SceneMessage): void {
		this.sequence = seq ?? this.sequence;
		if (op === VoiceOpcode.Hello) this.open(d);
		if (op === VoiceOpcode.Ready) this.canResume = true;
		if (op === VoiceOpcode.Ready && isObject(d)) this.listener.ready(d as VoiceReady);
		if (op === VoiceOpcode.SessionDescription && isObject(d)) this.listener.described(d as VoiceDescription);
		if (op === VoiceOpcode.HeartbeatAck) this.acknowledged();
		if (op === VoiceOpcode.Heartbeat) this.sendBeat();
	}

	protected override handleBinary(data: Buffer): void {
		if (data.length >= 2) this.sequence = data.readUInt16BE(0);
	}

	/** Selects a transport mode and the address for packets. */
	public select(address: MediaAddress, mode: TransportMode): void {
		this.send(VoiceOpcode.SelectProtocol, {
			protocol: "udp",
			data: { address: address.ip, port: address.port, mode },
		});
	}

	/** Maps its SSRC (op 5). */
	public map(ssrc: number, flags: number): void {
		this.send(VoiceOpcode.Speaking, { speaking: flags, delay: 0, ssrc });
	}

	protected override beat(): void {
		this.sendBeat();
	}

	/** Falls back to Identify if the session cannot be resumed. */
	protected override lost(code: number): void {
		this.canResume &&= voiceCloseAction(code) === "resume";
	}

	private open(hello: unknown): void {
		this.keepBeating(hello);
		const { serverId, userId, sessionId, token } = this.credentials;
		const who = { server_id: serverId, session_id: sessionId, token };
		if (this.canResume) return this.send(VoiceOpcode.Resume, { ...who, seq_ack: this.sequence });
		this.sequence = -1;
		this.send(VoiceOpcode.Identify, { ...who, user_id: userId, max_dave_protocol_version: 1 });
	}

	private sendBeat(): void {
		this.send(VoiceOpcode.Heartbeat, { t: Date.now(), seq_ack: this.sequence });
	}
}

/** The inspector can send anything. */
function isObject(d: unknown): boolean {
	return typeof d === "object" && d !== null;
}
