/** A main session that a test plays. */

import type { CellEvents, CellSession, CellState } from "../discord/main/CellSession.ts";

export const BOT_ID = "900000000000000001";
export const SESSION_ID = "session-1";

export class FakeCellSession implements CellSession {
	public state: CellState = { kind: "connecting", reason: "connecting" };
	public sessionId: string | undefined;
	public userId: string | undefined;
	public readonly counts = { identifies: 0, resumes: 0, dispatches: 0, repeated: 0, malformed: 0, ping: undefined };
	public isOpen = false;
	/** Numbers that were acknowledged. */
	public readonly acknowledged: Array<number> = [];
	/** Op 4: guild and channel. */
	public readonly voiceUpdates: Array<readonly [guildId: string, channelId: string | null]> = [];
	public closed: "final" | "resumable" | undefined;
	private s = 0;

	public constructor(private readonly events: CellEvents) {}

	public open(): void {
		this.isOpen = true;
	}

	public acknowledge(s: number): void {
		this.acknowledged.push(s);
	}

	public updateVoiceState(guildId: string, channelId: string | null): boolean {
		if (this.state.kind !== "ready") return false;
		this.voiceUpdates.push([guildId, channelId]);
		return true;
	}

	public close(isFinal: boolean): void {
		this.closed = isFinal ? "final" : "resumable";
	}

	public setState(state: CellState): void {
		this.state = state;
		this.events.onState(state);
	}

	/** READY with these guilds. */
	public ready(guildIds: ReadonlyArray<string>, sessionId = SESSION_ID): void {
		this.sessionId = sessionId;
		this.userId = BOT_ID;
		this.s = 0;
		this.setState({ kind: "ready" });
		const guilds = guildIds.map((id) => ({ id, unavailable: true }));
		this.dispatch("READY", { session_id: sessionId, user: { id: BOT_ID }, guilds });
	}

	/** A fresh session after a lost one. */
	public readyAfresh(guildIds: ReadonlyArray<string>, sessionId: string): void {
		this.events.onGap("the session was lost");
		this.ready(guildIds, sessionId);
	}

	/** @returns Its number. */
	public dispatch(name: string, d: unknown): number {
		this.s += 1;
		this.events.onDispatch({ s: this.s, name, d });
		return this.s;
	}
}
