/** A main gateway client of a scene: identifies, sends heartbeats, and resumes. */

import { systemTimers, type Timers } from "../../shared/clock.ts";
import { Intent } from "../intents/index.ts";
import { endsSession } from "../main/session/closePolicy.ts";
import { GatewayOpcode } from "../../../src/protocol/gateway/opcode.ts";
import { SceneClient, type SceneMessage } from "./SceneClient.ts";

/** Close code used before a reconnect. Any code except 1000 and 1001 keeps the session. */
const COMING_BACK = 4000;

/** Intents of a scene client; none are privileged. */
export const SCENE_INTENTS =
	Intent.Guilds |
	Intent.GuildVoiceStates |
	Intent.GuildMessages |
	Intent.GuildMessageReactions |
	Intent.GuildMessageTyping;

export class MainSceneClient extends SceneClient {
	private sequence: number | null = null;
	private sessionId: string | undefined;

	/** @param url URL of the server, without a query. */
	public constructor(
		url: string,
		private readonly token: string,
		private readonly intents: number,
		timers: Timers = systemTimers,
	) {
		super(`${url}/?v=10&encoding=json`, timers);
	}

	protected override handle({ op, d, s, t }: SceneMessage): void {
		this.sequence = s ?? this.sequence;
		if (op === GatewayOpcode.Hello) this.open(d);
		if (op === GatewayOpcode.Heartbeat) this.beat();
		if (op === GatewayOpcode.HeartbeatAck) this.acknowledged();
		if (op === GatewayOpcode.Reconnect) this.leave(COMING_BACK);
		if (op === GatewayOpcode.InvalidSession) this.begin(d === true);
		if (t === "READY") this.sessionId = (d as { session_id?: string } | null)?.session_id;
	}

	protected override beat(): void {
		this.send(GatewayOpcode.Heartbeat, this.sequence);
	}

	protected override lost(code: number): void {
		if (endsSession("server", code)) this.sessionId = undefined;
	}

	private open(hello: unknown): void {
		this.keepBeating(hello);
		this.identifyOrResume();
	}

	/** Handles Invalid Session. Reconnects in any case, and resumes if possible. */
	private begin(isResumable: boolean): void {
		if (!isResumable) this.sessionId = undefined;
		this.leave(COMING_BACK);
	}

	private identifyOrResume(): void {
		const { sessionId, token, sequence } = this;
		if (sessionId !== undefined) {
			return this.send(GatewayOpcode.Resume, { token, session_id: sessionId, seq: sequence ?? 0 });
		}
		this.sequence = null;
		const { intents } = this;
		const properties = { os: process.platform, browser: "scene", device: "scene" };
		this.send(GatewayOpcode.Identify, { token, intents, properties });
	}
}
