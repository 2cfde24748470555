/** A voice channel that requires DAVE: published clients that join and leave it, and our client's code. */

import { randomUUID } from "node:crypto";
import { setTimeout as delay } from "node:timers/promises";
import { Guest } from "../demo/Guest.ts";
import type { GatewayServer } from "../../gateway-server/GatewayServer.ts";
import { IDS } from "../../gateway-server/main/fixtures/builders.ts";
import type { VoiceCredentials } from "../../gateway-server/voice/VoiceSession.ts";

/** Milliseconds for all to agree after each change, including the start of a relay. */
const PATIENCE = 40_000;

/** Polls `look` and resolves with its first result. @returns Undefined if it finds nothing within {@link PATIENCE}. */
export async function find<Value>(
	look: () => Value | undefined | Promise<Value | undefined>,
): Promise<Value | undefined> {
	const end = Date.now() + PATIENCE;
	while (Date.now() < end) {
		const found = await look();
		if (found !== undefined) return found;
		await delay(20);
	}
	return undefined;
}

interface Visit {
	readonly guest: Guest;
	readonly credentials: VoiceCredentials;
}

export class EncryptedChannel {
	/** Our client's code, if it has one. */
	public ours: string | undefined;
	private readonly visits = new Map<string, Visit>();

	/** @param server The channel's voice server. */
	public constructor(private server: GatewayServer) {}

	public enter(userId: string): void {
		const [sessionId, token] = [randomUUID(), randomUUID()];
		const credentials = { serverId: IDS.guild, channelId: IDS.voiceChannel, userId, sessionId, token };
		this.server.registerVoiceSession(credentials);
		this.visits.set(userId, { credentials, guest: new Guest(credentials, this.server.endpoint, () => {}) });
	}

	public async leave(userId: string): Promise<void> {
		await this.visits.get(userId)?.guest.close();
		this.visits.delete(userId);
		for (const sessionId of this.server.voiceSessionIds) {
			if (this.server.stats(sessionId).state === "away") this.server.invalidateSession(sessionId);
		}
	}

	/** Moves the channel and all published clients to another voice server, with the same session IDs and new tokens. */
	public move(server: GatewayServer): void {
		this.server = server;
		for (const { guest, credentials } of this.visits.values()) {
			const token = randomUUID();
			server.registerVoiceSession({ ...credentials, token });
			guest.move(server.endpoint, token);
		}
	}

	public async close(): Promise<void> {
		for (const { guest } of this.visits.values()) await guest.close();
	}

	/** Waits until all members share a code other than `before`. @throws Error If they do not. */
	public async agree(what: string, before: string | undefined): Promise<string> {
		const code = await find(() => {
			const codes = new Set([this.ours, ...[...this.visits.values()].map(({ guest }) => guest.codes.at(-1))]);
			const state = this.server.daveState(IDS.voiceChannel);
			const isWhole = state?.members.length === this.visits.size + 1 && state.transitions.length === 0;
			const [shared] = codes;
			return isWhole && codes.size === 1 && shared !== before ? shared : undefined;
		});
		if (code !== undefined) return code;
		const state = JSON.stringify(this.server.daveState(IDS.voiceChannel));
		throw new Error(`no common code after ${what}: our code is ${this.ours ?? "missing"}, the room is ${state}`);
	}
}
