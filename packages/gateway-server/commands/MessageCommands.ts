/** Messages that a test may send to the client of a session. */

import { GatewayOpcode } from "../../../src/protocol/gateway/opcode.ts";
import { VoiceOpcode } from "../../../src/protocol/voice/opcode.ts";
import type { MainGateway } from "../main/MainGateway.ts";
import { checkRange } from "../options.ts";
import type { VoiceGateway } from "../voice/VoiceGateway.ts";
import type { SessionSockets } from "./SessionSockets.ts";

export class MessageCommands {
	public constructor(
		private readonly main: MainGateway,
		private readonly voice: VoiceGateway,
		private readonly sockets: SessionSockets,
	) {}

	/**
	 * Dispatches an event to a session of the main gateway, if its intents allow it. The event is numbered, and kept for a
	 * Resume while the client is away.
	 *
	 * @param guildId Guild of the event, if `data` has no `guild_id`. An event with neither belongs to a DM.
	 * @returns Number of connections it went to.
	 * @throws TypeError If `data` cannot be encoded as JSON.
	 */
	public dispatchToSession(sessionId: string, event: string, data: unknown, guildId?: string): number {
		const session = this.main.sessions.get(sessionId);
		return session === undefined ? 0 : this.main.delivery.toSession(session, event, data, guildId);
	}

	/** Dispatches an event to every session of the main gateway whose shard has its guild. See `dispatchToSession`. */
	public dispatch(event: string, data: unknown, guildId?: string): number {
		return this.main.delivery.toAll(event, data, guildId);
	}

	/**
	 * Sends a JSON message. On the voice gateway it is numbered, and kept for a Resume while the client is away, unless the
	 * client speaks a version below 8. On the main gateway only dispatches are numbered, see `dispatchToSession`.
	 *
	 * @returns Number of connections it went to.
	 */
	public sendToSession(sessionId: string, opcode: number, d: unknown): number {
		const session = this.voice.sessions.get(sessionId);
		if (session !== undefined) return this.voice.sendNumbered(session, opcode, d);
		const socket = this.main.sessions.get(sessionId)?.socket;
		socket?.sendOp(opcode, d);
		return socket === undefined ? 0 : 1;
	}

	/**
	 * Sends a numbered binary message on the voice gateway, and keeps it for a Resume while the client is away.
	 *
	 * @param opcode 0 to 255.
	 * @returns Number of connections it went to.
	 * @throws RangeError If the opcode does not fit a byte.
	 */
	public sendBinaryToSession(sessionId: string, opcode: number, payload: Uint8Array): number {
		if (!Number.isInteger(opcode) || opcode < 0 || opcode > 255) {
			throw new RangeError(`binary opcode must be an integer from 0 to 255, got ${opcode}`);
		}
		const session = this.voice.sessions.get(sessionId);
		return session === undefined ? 0 : this.voice.sendNumberedBinary(session, opcode, payload);
	}

	/** Sends text as a text frame or bytes as a binary frame, neither numbered nor kept. Returns the number of connections. */
	public sendRawToSession(sessionId: string, data: string | Buffer): number {
		return this.sockets.act(
			sessionId,
			(socket) => socket.sendRaw(data),
			(socket) => socket.send(data),
		);
	}

	/** Sends another Hello. @param interval Milliseconds. @throws RangeError If the interval is out of range. */
	public sendHello(sessionId: string, interval = this.voice.heartbeatInterval): number {
		checkRange("heartbeatInterval", interval);
		return this.sockets.act(
			sessionId,
			(socket) => this.main.sendHello(socket, interval),
			(socket) => socket.sendHello(interval),
		);
	}

	/** Requests a heartbeat (main op 1, voice op 3). Returns the number of connections. */
	public requestHeartbeat(sessionId: string): number {
		return this.sockets.act(
			sessionId,
			(socket) => socket.sendOp(GatewayOpcode.Heartbeat, null),
			(socket) => socket.sendJson(VoiceOpcode.Heartbeat, null),
		);
	}
}
