/** A voice client of a scene: joins, beats, and speaks now and then. */

import { voiceCloseAction } from "../../src/protocol/voice/closeCode.ts";
import { VoiceOpcode } from "../../src/protocol/voice/opcode.ts";
import { systemTimers, type Timers } from "../gateway/clock.ts";
import type { VoiceCredentials } from "../gateway/voice/VoiceSession.ts";
import { SceneClient, type SceneMessage } from "./SceneClient.ts";

/** Heartbeats between two times that it speaks. */
const BEATS_PER_SPEECH = 3;

export class VoiceSceneClient extends SceneClient {
	private sequence = -1;
	private beats = 0;
	private canResume = false;

	/** @param url Of the server, without a query. */
	public constructor(
		url: string,
		private readonly credentials: VoiceCredentials,
		timers: Timers = systemTimers,
	) {
		super(`${url}/?v=8`, timers);
	}

	protected override handle({ op, d, seq }: SceneMessage): void {
		this.sequence = seq ?? this.sequence;
		if (op === VoiceOpcode.Hello) this.open(d);
		if (op === VoiceOpcode.Ready) this.canResume = true;
		if (op === VoiceOpcode.HeartbeatAck) this.acknowledged();
		if (op === VoiceOpcode.Heartbeat) this.sendBeat();
	}

	protected override handleBinary(data: Buffer): void {
		if (data.length >= 2) this.sequence = data.readUInt16BE(0);
	}

	protected override beat(): void {
		this.sendBeat();
		this.beats += 1;
		const isSpeaking = this.beats % BEATS_PER_SPEECH === 0;
		if (isSpeaking) this.send(VoiceOpcode.Speaking, { speaking: 1, delay: 0, ssrc: 1 });
	}

	/** What cannot be resumed is begun anew. */
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
