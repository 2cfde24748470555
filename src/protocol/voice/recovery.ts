/**
 * What a voice connection does after losing its socket: resume, identify, ask for new credentials, wait for a move, or give
 * up; and how long it waits first.
 * Pure: the random share is an argument.
 */

import { backoffDelay, BackoffOptions } from "../backoff";
import { CloseAction, voiceCloseAction } from "./closeCode";
import { CloseReport, closeReportOf } from "./closeReport";
import { ConnectionState } from "./connectionState";

/**
 * What a connection has tried since it was last stable, and what it holds.
 *
 * Only `stabilised` resets the counts, which the owner calls once a session has stayed ready for `stableAfter`. Ready,
 * Resumed and new credentials reset nothing, so that a peer which succeeds briefly and fails repeatedly reaches a limit.
 */
export interface Recovery {
	/** Losses. The backoff grows with them, and `maxAttempts` ends the connection. */
	readonly attempts: number;
	/** Resumes among them. After `maxResumes` it identifies. */
	readonly resumes: number;
	/** Closes caused by a mistake of ours. The second ends the connection. */
	readonly mistakes: number;
	/** Identifies that failed. A pair of credentials gets two Identifies, then, from the second failure on, one. */
	readonly refusals: number;
	/** Pairs of credentials used, requested or not. Too many end the connection. */
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

/** A lost socket, or credentials that did not come. */
export interface Loss {
	/** Close code; undefined if no close frame was seen, or we dropped the socket. */
	readonly code?: number;
	/** For people. */
	readonly reason: string;
	/** The state at the loss. */
	readonly during: ConnectionState;
}

export interface RecoveryLimits {
	/** Attempts in a row before the connection gives up. */
	readonly maxAttempts: number;
	/** Resumes in a row before a fresh session begins. */
	readonly maxResumes: number;
	readonly backoff: BackoffOptions;
}

export const DEFAULT_RECOVERY_LIMITS: RecoveryLimits = {
	maxAttempts: 6,
	maxResumes: 3,
	backoff: { base: 1, cap: 30 },
};

export type RecoveryVerdict =
	/** Try again in `delay` seconds: resume, identify, or ask for new credentials if none are held. */
	| { readonly kind: "retry"; readonly delay: number; readonly recovery: Recovery }
	/** Wait for the main gateway to name another channel or server; else end with `report`. */
	| { readonly kind: "move"; readonly recovery: Recovery; readonly report: CloseReport }
	| { readonly kind: "stop"; readonly report: CloseReport };

/** Mistakes before the end. */
const MAX_MISTAKES = 1;

/** Failed Identifies before credentials count as spent. Without visible close codes, a 4006 looks like any failure. */
const MAX_REFUSALS = 2;

/**
 * Pairs of credentials in a row without a stable session. Far above a bot that people drag between channels. It ends a loop
 * of closes and new servers, which are not attempts.
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
		// The first attempt after a ready session is immediate. Only repeated failures back off.
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

/** What is held after a stable session: no failures. */
export function stabilised({ hasSession, hasCredentials }: Recovery): Recovery {
	return { ...FRESH_RECOVERY, hasSession, hasCredentials };
}

/** What is held at Ready and Resumed. */
export function opened(recovery: Recovery): Recovery {
	return { ...recovery, hasSession: true };
}

/** Decides what follows new credentials, requested or not: an immediate Identify, or the end. */
export function takeCredentials(recovery: Recovery): RecoveryVerdict {
	const pairings = recovery.pairings + 1;
	if (pairings > MAX_PAIRINGS) {
		return stop({ reason: `gave up after ${MAX_PAIRINGS} voice servers in a row without a stable session` });
	}
	return { kind: "retry", delay: 0, recovery: { ...recovery, pairings, hasSession: false, hasCredentials: true } };
}

/** What is held after the server or the main gateway has ended the session and its credentials. */
export function withoutCredentials(recovery: Recovery): Recovery {
	return { ...recovery, hasSession: false, hasCredentials: false };
}

function stop(loss: Omit<Loss, "during">): RecoveryVerdict {
	return { kind: "stop", report: closeReportAfter(loss) };
}

function closeReportAfter({ code, reason }: Omit<Loss, "during">): CloseReport {
	return closeReportOf(code, reason, voiceCloseAction(code) === "identifyOnce" ? "protocolError" : "unreachable");
}
