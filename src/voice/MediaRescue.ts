/**
 * Whether a fresh session may begin to recover lost media.
 * Applies the rules of `protocol/voice/freshSessions`.
 */

import { FRESH_SESSIONS_SPENT, takeFreshSession } from "../protocol/voice/freshSessions";
import { Scheduler } from "../runtime/Scheduler";
import { CredentialSource } from "./CredentialSource";

const FIXED = "the session stays up without media: its credentials are fixed, and a fresh session needs new ones";

export class MediaRescue {
	private begun: ReadonlyArray<number> = [];

	public constructor(
		private readonly scheduler: Scheduler,
		private readonly source: CredentialSource,
	) {}

	/** Takes a fresh session. @returns Undefined if it may begin; else the reason, for people. */
	public take(): string | undefined {
		if (this.source.isFixed === true) return FIXED;
		const begun = takeFreshSession(this.begun, this.scheduler.now());
		if (begun === undefined) return FRESH_SESSIONS_SPENT;
		this.begun = begun;
		return undefined;
	}
}
