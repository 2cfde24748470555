/**
 * A game server: a Luau process that watches a room, see `lune/room.luau`. It can be stalled as a busy game server
 * is. Edge: processes.
 */

import { startLune, type LuneProcess } from "../demo/Lune.ts";
import { readPrivacyCode } from "../demo/privacyCode.ts";
import { SpeechLedger } from "../demo/SpeechLedger.ts";

/** A member of the roster as the Luau side prints it. */
export interface RosterEntry {
	readonly id: string;
	readonly name?: string;
}

/** Called with each report: its kind, its text, and the milliseconds since the packet that caused a start or stop. */
export type GameListener = (kind: string, text: string, latency: number | undefined) => void;

export interface GameServerOptions {
	readonly variables: Readonly<Record<string, string>>;
	readonly listener: GameListener;
	/** Called if the process ends by itself. */
	readonly onFailed: (reason: string) => void;
}

export class GameServer {
	/** Who spoke, and what this game server reported of it. */
	public readonly speech = new SpeechLedger();
	/** Its privacy codes, oldest first. */
	public readonly codes: Array<string> = [];
	public roster: ReadonlyArray<RosterEntry> = [];
	/** How often it began to hear who speaks. */
	public liveCount = 0;
	/** Whether it hears who speaks now. */
	public isLive = false;
	/** The state of the watch and of its speakers, as printed. */
	private state = "starting";
	private speakers = "unknown";
	private readonly process: LuneProcess;
	private isOver = false;

	public constructor(private readonly options: GameServerOptions) {
		this.process = startLune("lune/room.luau", options.variables, {
			plain: (line) => console.log(line),
			report: (kind, text) => this.take(kind, text),
		});
		this.process.closed.then(
			(code) => this.isOver || options.onFailed(`exit code ${code}, ${this.told}`),
			(error: Error) => options.onFailed(error.message),
		);
	}

	/** What it last told of itself. */
	public get told(): string {
		return `${this.state}, speakers ${this.speakers}`;
	}

	/** Freezes the process. */
	public stall(): void {
		this.process.child.kill("SIGSTOP");
	}

	/** Continues a frozen process. */
	public goOn(): void {
		this.process.child.kill("SIGCONT");
	}

	/** Ends the process, also a frozen one, and waits until it has exited. */
	public async close(): Promise<void> {
		this.isOver = true;
		this.process.child.kill("SIGKILL");
		await this.process.closed.catch(() => {}); // it never started, which `onFailed` has reported
	}

	private take(kind: string, text: string): void {
		const now = performance.now();
		if (kind === "roster") this.roster = JSON.parse(text) as ReadonlyArray<RosterEntry>;
		if (kind === "state") this.state = text;
		if (kind === "closed") this.state = `closed, ${text}`;
		if (kind === "speakers") this.speakers = text;
		this.setLive(this.state === "ready" && this.speakers === "live", now);
		const code = readPrivacyCode(text);
		if (code !== undefined) this.codes.push(code.code);
		this.options.listener(kind, text, this.latencyOf(kind, text, now));
	}

	private setLive(isLive: boolean, now: number): void {
		if (isLive === this.isLive) return;
		this.isLive = isLive;
		if (isLive) this.liveCount += 1;
		this.speech.live(isLive, now);
	}

	private latencyOf(kind: string, text: string, now: number): number | undefined {
		const [userId] = /\d{15,}/.exec(text) ?? [];
		if (userId === undefined || (kind !== "speaks" && kind !== "silent")) return undefined;
		return this.speech.report(userId, kind === "speaks", now);
	}
}
