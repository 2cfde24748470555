/**
 * What a voice connection does after it lost its socket: resume, identify, ask for new credentials, wait to be moved, or
 * give up; and how long it waits first.
 * Pure: random comes in as an argument.
 */

import { backoffDelay, BackoffOptions } from "../backoff";
import { CloseAction, voiceCloseAction } from "./closeCode";
import { CloseReport, closeReportOf } from "./closeReport";
import { ConnectionState } from "./connectionState";

/**
 * How far a connection has tried since it was last stable, and what it holds.
 *
 * One rule for every count: only `stabilised` resets it, which the owner calls once a session has stayed ready for
 * `stableAfter`. Ready, Resumed and new credentials forgive nothing, so a peer that succeeds briefly and fails, again and
 * again, runs into a limit.
 */
export interface Recovery {
	/** Losses; the backoff grows with them, and `maxAttempts` ends the connection. Reset by a stable session alone. */
	readonly attempts: number;
	/** Resumes among them; from `maxResumes` on it identifies. Reset by a stable session alone. */
	readonly resumes: number;
	/** Closes that only a mistake of ours explains; the second ends the connection. Reset by a stable session alone. */
	readonly mistakes: number;
	/**
	 * Identifies that came to nothing. From the second on, each pair of credentials gets one Identify; until then, two.
	 * Reset by a stable session alone.
	 */
	readonly refusals: number;
	/** Pairs of credentials used, asked for or not; too many end the connection. Reset by a stable session alone. */
	readonly pairings: number;
	/** Whether the server may still hold the session. */
	readonly hasSession: boolean;
	/** Whether the credentials may be used again. */
	readonly hasCredentials: boolean;
}

/** Nothing tried, nothing held. */
export const FRESH_RECOVERY: Recovery = {
	attempts: 0,
	resumes: 0,
	mistakes: 0,
	refusals: 0,
	pairings: 0,
	hasSession: false,
	hasCredentials: false,
};

/** A socket that ended, or credentials that did not come. */
export interface Loss {
	/** Close code; undefined if no close frame was seen, or we dropped it ourselves. */
	readonly code?: number;
	/** For a person. */
	readonly reason: string;
	/** The state that it ended in. */
	readonly during: ConnectionState;
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
	/** Try again in `delay` seconds: with new credentials if none are held, else resume or identify. */
	| { readonly kind: "retry"; readonly delay: number; readonly recovery: Recovery }
	/** Wait for the main gateway to send us elsewhere; if it does not, it ends with `report`. */
	| { readonly kind: "move"; readonly recovery: Recovery; readonly report: CloseReport }
	| { readonly kind: "stop"; readonly report: CloseReport };

/** Mistakes that are forgiven. */
const MAX_MISTAKES = 1;

/** Identifies that may come to nothing before credentials count as spent: where no close code is seen, 4006 is not either. */
const MAX_REFUSALS = 2;

/**
 * Pairs of credentials in a row without a stable session. Far above what people do who drag a bot from channel to channel;
 * it ends a loop of closes and new servers, which no attempt counts.
 */
const MAX_PAIRINGS = 20;

/** Decides what follows a loss. `share` is random, 0 to 1. */
export function recover(recovery: Recovery, loss: Loss, share: number, limits: RecoveryLimits): RecoveryVerdict {
	const action = voiceCloseAction(loss.code);
	if (action === "stop") return stop(loss);
	if (action === "move")
		return { kind: "move", recovery: withoutCredentials(recovery), report: closeReportAfter(loss) };

	const mistakes = recovery.mistakes + (action === "identifyOnce" ? 1 : 0);
	if (mistakes > MAX_MISTAKES) return stop(loss);
	const attempts = recovery.attempts + 1;
	if (attempts > limits.maxAttempts) {
		return stop({ ...loss, reason: `gave up after ${limits.maxAttempts} attempts; the last: ${loss.reason}` });
	}
	const resumes = shouldResume(recovery, action, limits);
	const refusals = recovery.refusals + (loss.during === "identifying" ? 1 : 0);
	return {
		kind: "retry",
		// The first attempt after a session that worked is made at once; only what fails again backs off.
		delay: attempts === 1 && loss.during === "ready" ? 0 : backoffDelay(attempts, share, limits.backoff),
		recovery: {
			...recovery,
			attempts,
			mistakes,
			refusals,
			resumes: resumes ? recovery.resumes + 1 : recovery.resumes,
			hasSession: resumes,
			hasCredentials: recovery.hasCredentials && action !== "renew" && refusals < MAX_REFUSALS,
		},
	};
}

function shouldResume(recovery: Recovery, action: CloseAction, limits: RecoveryLimits): boolean {
	return action === "resume" && recovery.hasSession && recovery.resumes < limits.maxResumes;
}

/** What is left of the failures once a session was stable: nothing. */
export function stabilised({ hasSession, hasCredentials }: Recovery): Recovery {
	return { ...FRESH_RECOVERY, hasSession, hasCredentials };
}

/** What is held at Ready and Resumed. */
export function opened(recovery: Recovery): Recovery {
	return { ...recovery, hasSession: true };
}

/** Decides what follows new credentials, asked for or not: an Identify with them at once, or the end. */
export function takeCredentials(recovery: Recovery): RecoveryVerdict {
	const pairings = recovery.pairings + 1;
	if (pairings > MAX_PAIRINGS) {
		return stop({ reason: `gave up after ${MAX_PAIRINGS} voice servers in a row, none of which lasted` });
	}
	return { kind: "retry", delay: 0, recovery: { ...recovery, pairings, hasSession: false, hasCredentials: true } };
}

/** What is held once the server, or the main gateway, has ended the session and its credentials. */
export function withoutCredentials(recovery: Recovery): Recovery {
	return { ...recovery, hasSession: false, hasCredentials: false };
}

function stop(loss: Omit<Loss, "during">): RecoveryVerdict {
	return { kind: "stop", report: closeReportAfter(loss) };
}

function closeReportAfter({ code, reason }: Omit<Loss, "during">): CloseReport {
	return closeReportOf(code, reason, voiceCloseAction(code) === "identifyOnce" ? "protocolError" : "unreachable");
}
