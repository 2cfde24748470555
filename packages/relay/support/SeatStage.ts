/** A seat among fakes: the test plays Discord, and reads what the seat did and said. */

import pino from "pino";
import { FakeClock } from "../../shared/support/FakeClock.ts";
import type { SeatCredentials, SeatSession, SeatSessionEvents } from "../discord/voice/SeatSession.ts";
import { REASONS } from "../seat/reasons.ts";
import { Seat } from "../seat/Seat.ts";

export const GUILD = "81384788765712384";
export const BOT = "1000";

export class FakeSeatSession implements SeatSession {
	public isClosed = false;

	public constructor(
		public readonly credentials: SeatCredentials,
		public readonly events: SeatSessionEvents,
		private readonly note: (line: string) => void,
	) {}

	public setDeafened(isDeafened: boolean): void {
		this.note(isDeafened ? "deafened" : "undeafened");
	}

	public close(): void {
		if (!this.isClosed) this.note("close");
		this.isClosed = true;
	}
}

/**
 * Lines: `ask A`, `ask -`, `open A token`, `close`, `robbed A`, `moved A B`, `A live`, `A elsewhere`, `A none joining` (a word
 * of REASONS, else the first word of the reason), `A +user`, `A -user`, `A encryption active`.
 */
export class SeatStage {
	public readonly clock = new FakeClock();
	public readonly seat: Seat;
	public readonly sessions: Array<FakeSeatSession> = [];
	public isCellReady = true;
	public sessionId = "ours";
	private lines: Array<string> = [];
	private tokens = 0;

	public constructor(note: (line: string, stage: SeatStage) => void = () => {}) {
		const say = (line: string): void => {
			this.lines.push(line);
			note(line, this);
		};
		const sessionId = (): string => this.sessionId;
		this.seat = new Seat({
			guildId: GUILD,
			clock: this.clock,
			cell: {
				userId: BOT,
				get sessionId() {
					return sessionId();
				},
				updateVoiceState: (_guildId, channelId) => {
					if (this.isCellReady) say(`ask ${channelId ?? "-"}`);
					return this.isCellReady;
				},
			},
			openSession: (credentials, events) => {
				say(`open ${credentials.channelId} ${credentials.token}`);
				const session = new FakeSeatSession(credentials, events, say);
				this.sessions.push(session);
				return session;
			},
			log: pino({ enabled: false }),
			events: {
				onSpeakers: (channelId, speakers, reason) => say(`${channelId} ${speakers} ${wordOf(reason)}`.trim()),
				onSpeaking: (channelId, { userId, speaking }) => say(`${channelId} ${speaking ? "+" : "-"}${userId}`),
				onLevel: (channelId, { userId }) => say(`${channelId} =${userId}`),
				onEncryption: (channelId, { state }) => say(`${channelId} encryption ${state}`),
				onRobbed: (channelId) => say(`robbed ${channelId}`),
				onMoved: (from, to) => say(`moved ${from} ${to}`),
			},
		});
	}

	/** The open session. */
	public get session(): FakeSeatSession {
		const session = this.sessions.at(-1);
		if (session === undefined || session.isClosed) throw new Error("no session is open");
		return session;
	}

	/** What happened since the last call. */
	public take(): ReadonlyArray<string> {
		const { lines } = this;
		this.lines = [];
		return lines;
	}

	/** The bot's voice state. @param channelId "" outside channels. */
	public state(channelId: string, sessionId = this.sessionId, changes: object = {}): void {
		this.seat.takeVoiceState(stateOf(channelId, sessionId, changes));
	}

	/** A voice server with a new token, or none. */
	public server(endpoint: string | null = "voice.example:443"): void {
		this.tokens += 1;
		this.seat.takeVoiceServer({ guild_id: GUILD, token: `t${this.tokens}`, endpoint });
	}

	/** Discord's answer to op 4 with a channel. */
	public answer(channelId: string): void {
		this.state(channelId);
		this.server();
	}

	/** Media of the open session is live. */
	public live(): void {
		this.session.events.onMedia({ kind: "live" });
	}

	/** The voice server closes the session as `recovery` reports it: 4006 needs new credentials, others end it. */
	public closed(code: number): void {
		if (code === 4006) this.session.events.onSpent("4006");
		else this.session.events.onEnd({ code, reason: `${code}` });
	}
}

export function stateOf(channelId: string, sessionId: string, changes: object = {}): object {
	return {
		guild_id: GUILD,
		user_id: BOT,
		session_id: sessionId,
		channel_id: channelId === "" ? null : channelId,
		deaf: false,
		...changes,
	};
}

function wordOf(reason: string): string {
	if (reason.startsWith("the bot is in another channel")) return "";
	const entry = Object.entries(REASONS).find(([, text]) => text === reason);
	return entry?.[0] ?? reason.split(/[ :;]/)[0] ?? "";
}
