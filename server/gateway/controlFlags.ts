/**
 * Control flags: how the server misbehaves towards one session. They hold before the session identifies and over
 * reconnects, until they are cleared.
 */

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
}

type FlagName = keyof ConnectionControlFlags;

const isFlag = (value: unknown): boolean => typeof value === "boolean";
const isCount = (value: unknown): boolean => Number.isSafeInteger(value) && (value as number) >= 0;

/** What each flag may be. */
const FLAG_RULES: Readonly<Record<FlagName, { readonly expected: string; accepts(value: unknown): boolean }>> = {
	stopHeartbeatAcks: { expected: "a boolean", accepts: isFlag },
	muteReady: { expected: "a boolean", accepts: isFlag },
	muteSessionDescription: { expected: "a boolean", accepts: isFlag },
	muteResumed: { expected: "a boolean", accepts: isFlag },
	failNextIdentifies: { expected: "an integer from 0", accepts: isCount },
	failNextResumes: { expected: "an integer from 0", accepts: isCount },
	failCode: {
		expected: "a close code from 3000 to 4999",
		accepts: (value) => isCount(value) && (value as number) >= 3000 && (value as number) <= 4999,
	},
};

/** Session no longer valid: what a refused Resume is closed with. */
const DEFAULT_FAIL_CODE = 4006;

/** Flags by session id. */
export class ControlFlagStore {
	private readonly flags = new Map<string, ConnectionControlFlags>();

	/** Flags of a session; `undefined` if none are set. */
	public get(sessionId: string): ConnectionControlFlags | undefined {
		return this.flags.get(sessionId);
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
		const flags = this.flags.get(sessionId);
		const left = flags?.[name] ?? 0;
		if (left === 0) return undefined;
		this.flags.set(sessionId, { ...flags, [name]: left - 1 });
		return flags?.failCode ?? DEFAULT_FAIL_CODE;
	}

	public clear(sessionId: string): void {
		this.flags.delete(sessionId);
	}
}
