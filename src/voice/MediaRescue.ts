/**
 * Whether a fresh session may begin to recover lost media.
 * Applies the rules of `protocol/voice/freshSessions`.
 */

import { FRESH_SESSION_WINDOW, MAX_FRESH_SESSIONS, takeFreshSession } from "../protocol/voice/freshSessions";
import { Scheduler } from "../runtime/Scheduler";
import { CredentialSource } from "./CredentialSource";

const SECONDS_A_MINUTE = 60;

const STAYS = "the session stays up without media";
const SPENT =
	`${STAYS}: ${MAX_FRESH_SESSIONS} fresh sessions in ${FRESH_SESSION_WINDOW / SECONDS_A_MINUTE} minutes did not help. ` +
	"Check that UDP from the relay to Discord is allowed";
const FIXED = `${STAYS}: its credentials are fixed, and a fresh session needs new ones`;

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
		if (begun === undefined) return SPENT;
		this.begun = begun;
		return undefined;
	}
}
