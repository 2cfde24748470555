/**
 * What a main gateway connection does after losing its socket: resume, identify or give up, and how long it waits first.
 * Pure: the random share is an argument.
 */

import { backoffDelay, BackoffOptions } from "../backoff";
import { gatewayCloseRule, MESSAGE_TOO_BIG } from "./closeCode";
import { WebsocketStatus } from "./connectionState";
import { DEFAULT_IDENTIFY_RATE, IdentifyRate } from "./identifyBudget";
import { WebsocketError } from "./WebsocketError";

/**
 * What a connection has tried, and what it holds. A session is stable after `stableAfter` seconds. READY and RESUMED alone reset
 * no count, since a server may fail right after them.
 */
export interface Recovery {
	/**
	 * Losses, and so attempts after them; the backoff depends on it. Reset by a stable session, and by `connect` on a closed
	 * connection.
	 */
	readonly attempts: number;
	/** Failed resumes of the session. Reset like `attempts`, and by Identify, which begins another session. */
	readonly resumes: number;
	/** Identifies sent. Reset like `attempts`; `identifyBudget` limits them by the hour. */
	readonly identifies: number;
	/** The last close code. Reset like `attempts`. */
	readonly lastCode?: number | undefined;
	/** Reason of close code 1009, a message too large for the relay or proxy. Reset like `attempts`. */
	readonly tooLarge?: string | undefined;
	/** Whether the server may still hold the session. */
	readonly hasSession: boolean;
	/** Whether the resume URL may still work. */
	readonly hasResumeUrl: boolean;
}

/** Nothing tried, nothing held. */
export const FRESH_RECOVERY: Recovery = {
	attempts: 0,
	resumes: 0,
	identifies: 0,
	hasSession: false,
	hasResumeUrl: false,
};

/** Why a socket ended. */
export type LossCause =
	/** The server, the network or a deadline ended it. */
	| "lost"
	/** Reconnect (op 7): the session is kept, and the next attempt follows at once. */
	| "reconnect"
	/** Invalid Session (op 9) that may be resumed. */
	| "invalidatedResumable"
	/** Invalid Session (op 9) that may not. */
	| "invalidated";

/** A socket that ended. */
export interface Loss {
	readonly cause: LossCause;
	/** Close code; undefined if no close frame was received, or the connection dropped the socket. */
	readonly code?: number | undefined;
	/** For people. */
	readonly reason: string;
	/** Status of the connection when the socket ended. */
	readonly during: WebsocketStatus;
}

export interface GatewayLimits {
	/** Maximum number of attempts in a row; for a manager also of GET /gateway/bot requests. */
	readonly maxAttempts: number;
	/** Number of failed resumes after which it begins a new session. */
	readonly maxResumes: number;
	/** Number of Identifies without a stable session after which one more is tried: each counts toward the daily limit. */
	readonly maxRefusals: number;
	/** Maximum rate of Identifies of a shard, stable sessions and `connect` after `close` included. */
	readonly identifies: IdentifyRate;
	readonly backoff: BackoffOptions;
}

/** A bot stays up through an outage of hours, so attempts are unlimited. */
export const DEFAULT_GATEWAY_LIMITS: GatewayLimits = {
	maxAttempts: math.huge,
	maxResumes: 3,
	maxRefusals: 10,
	identifies: DEFAULT_IDENTIFY_RATE,
	backoff: { base: 1, cap: 60 },
};

export type RecoveryVerdict =
	/** Try again in `delay` seconds. */
	| { readonly kind: "retry"; readonly delay: number; readonly recovery: Recovery }
	| { readonly kind: "stop"; readonly fault: WebsocketError };

/** Seconds between Invalid Session and the next Identify or Resume: the docs ask for a random time from 1 to 5. */
const INVALIDATED_MIN = 1;
const INVALIDATED_SPAN = 4;

/** Decides what follows a loss. `share` is random, 0 to 1. */
export function recover(recovery: Recovery, loss: Loss, share: number, limits: GatewayLimits): RecoveryVerdict {
	const { action } = gatewayCloseRule(loss.code);
	if (action === "stop") return { kind: "stop", fault: WebsocketError.ofCode(loss.code) };
	const attempts = recovery.attempts + 1;
	const lastCode = loss.code ?? recovery.lastCode;
	if (attempts > limits.maxAttempts) return giveUp("unreachable", `${limits.maxAttempts} attempts`, loss, lastCode);

	const isResumable = action === "resume" || action === "resumeOnly";
	const isFailedResume = loss.during === WebsocketStatus.Resuming || action === "resumeOnly";
	const resumes = recovery.resumes + (isFailedResume ? 1 : 0);
	const isKept = isResumable && loss.cause !== "invalidated" && recovery.hasSession;
	const isResuming = isKept && resumes < limits.maxResumes;
	const tooLarge = action === "resumeOnly" ? loss.reason : recovery.tooLarge;
	// The same message would come again in a new session.
	if (!isResuming && tooLarge !== undefined) {
		return { kind: "stop", fault: WebsocketError.ofCode(MESSAGE_TOO_BIG, tooLarge) };
	}
	if (!isResuming && recovery.identifies > limits.maxRefusals) {
		return giveUp("refused", `${recovery.identifies} Identifies without a stable session`, loss, lastCode);
	}
	// If the resume URL did not even open, the first URL leads to the session as well.
	const hasResumeUrl = isResuming && recovery.hasResumeUrl && loss.during !== WebsocketStatus.Connecting;
	return {
		kind: "retry",
		delay: delayAfter(attempts, loss, share, limits.backoff),
		recovery: { ...recovery, attempts, resumes, lastCode, tooLarge, hasSession: isResuming, hasResumeUrl },
	};
}

function delayAfter(attempts: number, { cause, during }: Loss, share: number, backoff: BackoffOptions): number {
	const isInvalidated = cause === "invalidated" || cause === "invalidatedResumable";
	if (isInvalidated)
		return math.max(INVALIDATED_MIN + INVALIDATED_SPAN * share, backoffDelay(attempts, share, backoff));
	// The first attempt after an open session follows at once. Only further failures back off.
	const isFirst = attempts === 1 && (cause === "reconnect" || during === WebsocketStatus.Ready);
	return isFirst ? 0 : backoffDelay(attempts, share, backoff);
}

/** Identify went out: the last session is given up, and another begins. */
export function identified(recovery: Recovery): Recovery {
	const identifies = recovery.identifies + 1;
	return { ...recovery, identifies, resumes: 0, hasSession: false, hasResumeUrl: false };
}

/** READY or RESUMED arrived. */
export function opened(recovery: Recovery): Recovery {
	return { ...recovery, hasSession: true, hasResumeUrl: true };
}

/** A session was stable: resets every count. */
export function stabilised({ hasSession, hasResumeUrl }: Recovery): Recovery {
	return { ...FRESH_RECOVERY, hasSession, hasResumeUrl };
}

function giveUp(
	kind: "refused" | "unreachable",
	what: string,
	{ reason }: Loss,
	code: number | undefined,
): RecoveryVerdict {
	return { kind: "stop", fault: new WebsocketError(kind, `gave up after ${what}; the last: ${reason}`, { code }) };
}
