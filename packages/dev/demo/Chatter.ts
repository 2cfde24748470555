/**
 * Makes a server send what a voice server sends besides speech: a member's platform (op 20) and encryption traffic. All of it
 * is numbered, so a Resume must replay it. Deterministic: all randomness comes from `random`.
 */

import { VoiceOpcode } from "../../../src/protocol/voice/opcode.ts";
import { systemTimers, type Timers } from "../../shared/clock.ts";
import type { GatewayServer } from "../../gateway-server/GatewayServer.ts";
import { randomBytes, type Random } from "../../shared/random.ts";
import { PEOPLE } from "./guild.ts";

/** Client Platform, undocumented by Discord; 0 is the desktop (userdoccers). */
const CLIENT_PLATFORM = 20;
const DESKTOP = 0;

/** Milliseconds between two messages. */
const INTERVAL = 280;

/** Share of messages that are binary, and their longest payload in bytes. */
const BINARY_SHARE = 0.3;
const MAX_PAYLOAD_SIZE = 64;

export interface ChatterOptions {
	readonly server: Pick<GatewayServer, "sendToSession" | "sendBinaryToSession">;
	/** Session that receives the messages. */
	readonly sessionId: string;
	/** Whether to send fake encryption traffic. A session that uses DAVE would try to process it. */
	readonly hasBinary: boolean;
	readonly random: Random;
	/** @default Node's timers, unreferenced */
	readonly timers?: Timers;
}

export class Chatter {
	private timer: unknown;
	private count = 0;
	private readonly timers: Timers;

	public constructor(private readonly options: ChatterOptions) {
		this.timers = options.timers ?? systemTimers;
		this.wait();
	}

	/** Sends one message immediately. */
	public send(): void {
		const { server, sessionId, hasBinary, random } = this.options;
		this.count += 1;
		if (hasBinary && random() < BINARY_SHARE) {
			const payload = randomBytes(random, Math.floor(random() * MAX_PAYLOAD_SIZE));
			server.sendBinaryToSession(sessionId, VoiceOpcode.DaveMlsProposals, payload);
			return;
		}
		const { userId } = PEOPLE[this.count % PEOPLE.length]!.credentials;
		server.sendToSession(sessionId, CLIENT_PLATFORM, { user_id: userId, platform: DESKTOP });
	}

	/** Safe to call twice. */
	public stop(): void {
		this.timers.clearTimeout(this.timer);
	}

	private wait(): void {
		this.timer = this.timers.setTimeout(() => {
			this.send();
			this.wait();
		}, INTERVAL);
	}
}
