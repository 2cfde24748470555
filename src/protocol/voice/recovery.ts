/**
 * What a voice connection does after it lost its socket: resume, identify anew, or give up, and how long it waits first.
 * Pure: clock and random come in as arguments.
 */

import { backoffDelay, BackoffOptions } from "../backoff";
import { CloseAction, VoiceCloseCode, voiceCloseAction } from "./closeCode";

/** How far a connection has tried since it was last stable. */
export interface Recovery {
	/** Attempts since then. */
	readonly attempts: number;
	/** Resumes among them. */
	readonly resumes: number;
	/** Whether the server may still hold the session. */
	readonly hasSession: boolean;
}

/** Nothing tried, nothing held. */
export const FRESH_RECOVERY: Recovery = { attempts: 0, resumes: 0, hasSession: false };

/** A socket that ended. */
export interface Loss {
	/** Close code; undefined if no close frame was seen, or we dropped it ourselves. */
	readonly code?: number;
	/** For a person. */
	readonly reason: string;
	/** Whether the session had been ready long enough to count as stable. */
	readonly wasStable: boolean;
}

export interface RecoveryLimits {
	/** Attempts in a row before it gives up. */
	readonly maxAttempts: number;
	/** Resumes in a row before it starts a fresh session. */
	readonly maxResumes: number;
	readonly backoff: BackoffOptions;
}

export const DEFAULT_RECOVERY_LIMITS: RecoveryLimits = {
	maxAttempts: 6,
	maxResumes: 3,
	backoff: { base: 1, cap: 30 },
};

export type RecoveryVerdict =
	/** Open a socket in `delay` seconds, and resume or identify. */
	| { readonly kind: "retry"; readonly delay: number; readonly recovery: Recovery }
	/** End for good, with a reason that says what the user can do. */
	| { readonly kind: "stop"; readonly reason: string };

/** What the user can do after a close code that ends the connection. */
const ADVICE: ReadonlyMap<number, string> = new Map<number, string>([
	[VoiceCloseCode.AuthenticationFailed, "the voice token is wrong: join anew through the main gateway"],
	[VoiceCloseCode.SessionNoLongerValid, "the voice session is over: join anew through the main gateway"],
	[VoiceCloseCode.SessionTimeout, "the voice session timed out: join anew through the main gateway"],
	[VoiceCloseCode.ServerNotFound, "the voice server is gone: join anew through the main gateway"],
	[VoiceCloseCode.UnknownProtocol, "the voice gateway does not know the selected protocol"],
	[VoiceCloseCode.UnknownEncryptionMode, "the voice gateway does not know the selected encryption mode"],
	[VoiceCloseCode.Disconnected, "kicked from the channel, moved, or the main gateway session ended"],
	[VoiceCloseCode.DaveRequired, "this channel demands end-to-end encryption (DAVE)"],
	[VoiceCloseCode.RateLimited, "rate limited: do not reconnect"],
	[VoiceCloseCode.CallTerminated, "the channel was deleted or the call ended"],
]);

/** Decides what follows a loss. `share` is random, 0 to 1. */
export function recover(recovery: Recovery, loss: Loss, share: number, limits: RecoveryLimits): RecoveryVerdict {
	const action = voiceCloseAction(loss.code);
	if (action === "stop" || action === "renew") return { kind: "stop", reason: stopReason(loss) };

	const before = loss.wasStable ? { ...recovery, attempts: 0, resumes: 0 } : recovery;
	const attempts = before.attempts + 1;
	if (attempts > limits.maxAttempts) {
		return { kind: "stop", reason: `gave up after ${limits.maxAttempts} attempts; the last: ${loss.reason}` };
	}
	const resume = shouldResume(before, action, limits);
	return {
		kind: "retry",
		// A session that was stable is worth an attempt at once; only what fails again backs off.
		delay: loss.wasStable ? 0 : backoffDelay(attempts, share, limits.backoff),
		recovery: { attempts, resumes: resume ? before.resumes + 1 : before.resumes, hasSession: resume },
	};
}

function shouldResume(recovery: Recovery, action: CloseAction, limits: RecoveryLimits): boolean {
	return action === "resume" && recovery.hasSession && recovery.resumes < limits.maxResumes;
}

function stopReason({ code, reason }: Loss): string {
	const advice = code === undefined ? undefined : ADVICE.get(code);
	return `${advice ?? reason} (close code ${code ?? "none"})`;
}
