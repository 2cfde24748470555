/**
 * A small voice client for `--demo`: joins, beats, speaks now and then, and comes back when it is thrown out.
 * Edge: the network. Shows what the server does, not how to write a client.
 */

import { WebSocket } from "ws";
import { VoiceOpcode } from "../../src/protocol/voice/opcode.ts";
import type { VoiceCredentials } from "../gateway/voice/VoiceSession.ts";

/** Milliseconds until it comes back. */
const RETURN_DELAY = 1500;

/** Heartbeats between two times that it speaks. */
const BEATS_PER_SPEECH = 3;

interface Message {
	readonly op: number;
	readonly d: { readonly heartbeat_interval?: number; readonly ssrc?: number } | null;
	readonly seq?: number;
}

export class DemoClient {
	private socket: WebSocket | undefined;
	private beating: NodeJS.Timeout | undefined;
	private returning: NodeJS.Timeout | undefined;
	private sequence = -1;
	private beats = 0;
	private isAcknowledged = true;
	private canResume = false;

	public constructor(
		private readonly url: string,
		private readonly credentials: VoiceCredentials,
	) {}

	/** Connects, and goes on until `stop`. */
	public start(): void {
		const socket = new WebSocket(`${this.url}/?v=8`);
		this.socket = socket;
		socket.on("message", (data: Buffer, isBinary) => this.receive(data, isBinary));
		socket.on("error", () => {}); // "close" follows
		socket.on("close", (code) => {
			clearInterval(this.beating);
			// anything between a lost link and a crashed server can be resumed, the rest is begun anew
			this.canResume &&= code < 4000 || code === 4015;
			this.returning = setTimeout(() => this.start(), RETURN_DELAY);
		});
	}

	/** Leaves for good. Safe to call twice. */
	public stop(): void {
		clearInterval(this.beating);
		this.socket?.removeAllListeners("close");
		this.socket?.close(1000);
		clearTimeout(this.returning);
	}

	private receive(data: Buffer, isBinary: boolean): void {
		if (isBinary) {
			if (data.length >= 2) this.sequence = data.readUInt16BE(0);
			return;
		}
		let message: Message;
		try {
			message = JSON.parse(data.toString()) as Message;
		} catch {
			return; // the page can send anything
		}
		this.sequence = message?.seq ?? this.sequence;
		if (message?.op === VoiceOpcode.Hello) this.open(message.d?.heartbeat_interval ?? 5000);
		if (message?.op === VoiceOpcode.Ready) this.canResume = true;
		if (message?.op === VoiceOpcode.HeartbeatAck) this.isAcknowledged = true;
		if (message?.op === VoiceOpcode.Heartbeat) this.beat();
	}

	private open(interval: number): void {
		clearInterval(this.beating);
		this.isAcknowledged = true;
		this.beating = setInterval(() => this.beatOrLeave(), interval);
		const { serverId, userId, sessionId, token } = this.credentials;
		const who = { server_id: serverId, session_id: sessionId, token };
		if (this.canResume) return this.send(VoiceOpcode.Resume, { ...who, seq_ack: this.sequence });
		this.sequence = -1;
		this.send(VoiceOpcode.Identify, { ...who, user_id: userId, max_dave_protocol_version: 1 });
	}

	/** Without an answer to the beat before, the link counts as dead. */
	private beatOrLeave(): void {
		if (!this.isAcknowledged) return this.socket?.terminate();
		this.isAcknowledged = false;
		this.beat();
		this.beats += 1;
		const isSpeaking = this.beats % BEATS_PER_SPEECH === 0;
		if (isSpeaking) this.send(VoiceOpcode.Speaking, { speaking: 1, delay: 0, ssrc: 1 });
	}

	private beat(): void {
		this.send(VoiceOpcode.Heartbeat, { t: Date.now(), seq_ack: this.sequence });
	}

	private send(op: number, d: object): void {
		if (this.socket?.readyState === WebSocket.OPEN) this.socket.send(JSON.stringify({ op, d }));
	}
}
