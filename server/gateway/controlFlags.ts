/**
 * Control flags: how the server misbehaves towards one session. They hold before the session identifies and over
 * reconnects, until they are cleared; a change is felt at once by a connection that is open.
 */

import { CORRUPTION_KINDS, type CorruptionKind } from "./faults/corruption.ts";

/** How a connection goes on after a truncated frame: it stays and says no more, or it is destroyed. */
export type TruncationEnd = "hold" | "destroy";

export interface ConnectionControlFlags {
	/** Heartbeats go unanswered. */
	readonly stopHeartbeatAcks?: boolean;
	/** Identify is accepted, but Ready (op 2) never comes. */
	readonly muteReady?: boolean;
	/** Select Protocol is accepted, but Session Description (op 4) never comes. */
	readonly muteSessionDescription?: boolean;
	/** Resume is accepted and replayed, but Resumed (op 9) never comes. */
	readonly muteResumed?: boolean;
	/** How many of the next Identifies to refuse with `failCode`; counts down. */
	readonly failNextIdentifies?: number;
	/** How many of the next Resumes to refuse with `failCode`; counts down. */
	readonly failNextResumes?: number;
	/** Close code of a refusal. @default 4006 */
	readonly failCode?: number;

	/** Milliseconds that everything sent is late, pongs and the close frame too. */
	readonly latency?: number;
	/** Most milliseconds that are added to `latency`, at random for each message. */
	readonly jitter?: number;
	/** A message with little jitter may overtake one with much; else order is kept. */
	readonly reorder?: boolean;
	/** How many of the next messages never arrive; counts down. */
	readonly dropNext?: number;
	/** Share of messages that never arrive, 0 to 1, at random. */
	readonly dropShare?: number;
	/** How many of the next messages arrive twice; counts down. */
	readonly duplicateNext?: number;
	/** How many of the next messages arrive damaged; counts down. */
	readonly corruptNext?: number;
	/** What the damage is, see `faults/corruption.ts`. @default "bytes" */
	readonly corruptKind?: CorruptionKind;
	/** How many of the next messages are cut: the frame claims its full size and half of it comes; counts down. */
	readonly truncateNext?: number;
	/** What follows a cut message. @default "destroy" */
	readonly truncateEnd?: TruncationEnd;
	/** Bytes of each fragment that messages are split into; 0 for whole ones. */
	readonly fragment?: number;
	/** Nothing is read from the client any more; what has arrived still counts. */
	readonly stallReads?: boolean;
	/** Nothing is read or sent, and the TCP connection stays. Once it is off, what was held goes out. */
	readonly halfOpen?: boolean;
	/** Milliseconds that the answer to a client's close frame is late. */
	readonly closeDelay?: number;
	/** Seed of what is random here, begun anew by each connection. @default the server's `random` */
	readonly seed?: number;
}

type FlagName = keyof ConnectionControlFlags;

/** Flags that count down, one message or request at a time. */
export type CountFlagName =
	"failNextIdentifies" | "failNextResumes" | "dropNext" | "duplicateNext" | "corruptNext" | "truncateNext";

/** Flags as one connection reads them; whose they are may change under it, when it identifies. */
export interface FlagView {
	/** What is set now; {@link NO_FLAGS} itself if nothing is. */
	current(): ConnectionControlFlags;
	/** Takes one off a count; false if none is left. */
	take(name: CountFlagName): boolean;
}

export const NO_FLAGS: ConnectionControlFlags = {};

interface FlagRule {
	readonly expected: string;
	accepts(value: unknown): boolean;
}

/** Longest delay, in milliseconds: an hour. */
const MAX_DELAY = 3_600_000;

const inRange = (value: unknown, lowest: number, highest: number): boolean =>
	typeof value === "number" && value >= lowest && value <= highest;

const FLAG: FlagRule = { expected: "a boolean", accepts: (value) => typeof value === "boolean" };
const COUNT: FlagRule = {
	expected: "an integer from 0",
	accepts: (value) => Number.isSafeInteger(value) && (value as number) >= 0,
};
const DELAY: FlagRule = {
	expected: `a number of milliseconds from 0 to ${MAX_DELAY}`,
	accepts: (value) => inRange(value, 0, MAX_DELAY),
};
const oneOf = (choices: ReadonlyArray<string>): FlagRule => ({
	expected: `one of ${choices.join(", ")}`,
	accepts: (value) => choices.includes(value as string),
});

/** What each flag may be. */
const FLAG_RULES: Readonly<Record<FlagName, FlagRule>> = {
	stopHeartbeatAcks: FLAG,
	muteReady: FLAG,
	muteSessionDescription: FLAG,
	muteResumed: FLAG,
	failNextIdentifies: COUNT,
	failNextResumes: COUNT,
	failCode: {
		expected: "a close code from 3000 to 4999",
		accepts: (value) => Number.isInteger(value) && inRange(value, 3000, 4999),
	},
	latency: DELAY,
	jitter: DELAY,
	reorder: FLAG,
	dropNext: COUNT,
	dropShare: { expected: "a number from 0 to 1", accepts: (value) => inRange(value, 0, 1) },
	duplicateNext: COUNT,
	corruptNext: COUNT,
	corruptKind: oneOf(CORRUPTION_KINDS),
	truncateNext: COUNT,
	truncateEnd: oneOf(["hold", "destroy"] satisfies ReadonlyArray<TruncationEnd>),
	fragment: COUNT,
	stallReads: FLAG,
	halfOpen: FLAG,
	closeDelay: DELAY,
	seed: { expected: "an integer", accepts: Number.isSafeInteger },
};

/** Session no longer valid: what a refused Resume is closed with. */
const DEFAULT_FAIL_CODE = 4006;

/** Flags by session id. */
export class ControlFlagStore {
	private readonly flags = new Map<string, ConnectionControlFlags>();
	private readonly listeners = new Set<(sessionId: string) => void>();

	/** Hears of every change that a caller makes, not of counts that go down. */
	public onChange(listener: (sessionId: string) => void): void {
		this.listeners.add(listener);
	}

	/** Flags of a session; `undefined` if none are set. */
	public get(sessionId: string): ConnectionControlFlags | undefined {
		return this.flags.get(sessionId);
	}

	/** Flags of the session that `sessionId` names at the moment; without one, none are set. */
	public viewOf(sessionId: () => string | undefined): FlagView {
		const current = (): ConnectionControlFlags => this.flags.get(sessionId() ?? "") ?? NO_FLAGS;
		return { current, take: (name) => this.take(sessionId() ?? "", name) };
	}

	/**
	 * Adds `changes` to what is set.
	 *
	 * @throws RangeError If a name is unknown or a value is out of its range; nothing is changed then.
	 */
	public set(sessionId: string, changes: ConnectionControlFlags): void {
		for (const [name, value] of Object.entries(changes)) {
			const rule = Object.hasOwn(FLAG_RULES, name) ? FLAG_RULES[name as FlagName] : undefined;
			if (rule === undefined) throw new RangeError(`control flag is unknown: ${name}`);
			if (!rule.accepts(value)) throw new RangeError(`${name} must be ${rule.expected}, got ${String(value)}`);
		}
		this.flags.set(sessionId, { ...this.flags.get(sessionId), ...changes });
		this.tell(sessionId);
	}

	/** Says whether a flag that is on or off is on. */
	public isSet(
		sessionId: string,
		name: "stopHeartbeatAcks" | "muteReady" | "muteSessionDescription" | "muteResumed",
	): boolean {
		return this.flags.get(sessionId)?.[name] ?? false;
	}

	/** Takes one off the count and returns the code to refuse with; `undefined` if nothing is to be refused. */
	public takeRefusal(sessionId: string, name: "failNextIdentifies" | "failNextResumes"): number | undefined {
		if (!this.take(sessionId, name)) return undefined;
		return this.flags.get(sessionId)?.failCode ?? DEFAULT_FAIL_CODE;
	}

	public clear(sessionId: string): void {
		if (this.flags.delete(sessionId)) this.tell(sessionId);
	}

	private take(sessionId: string, name: CountFlagName): boolean {
		const flags = this.flags.get(sessionId);
		const left = flags?.[name] ?? 0;
		if (left === 0) return false;
		this.flags.set(sessionId, { ...flags, [name]: left - 1 });
		return true;
	}

	private tell(sessionId: string): void {
		for (const listener of this.listeners) listener(sessionId);
	}
}
