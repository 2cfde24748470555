/**
 * What a main gateway connection does after it lost its socket: resume, identify again, or give up, and how long it waits first.
 * Pure: random comes in as an argument.
 */

import { backoffDelay, BackoffOptions } from "../backoff";
import { gatewayCloseRule, MESSAGE_TOO_BIG } from "./closeCode";
import { WebsocketStatus } from "./connectionState";
import { DEFAULT_IDENTIFY_RATE, IdentifyRate } from "./identifyBudget";
import { WebsocketError } from "./WebsocketError";

/**
 * How far a connection has tried, and what it holds. A session is stable once it stayed ready for `stableAfter` seconds;
 * READY and RESUMED alone forgive nothing, since a peer may say them and fail right after.
 */
export interface Recovery {
	/**
	 * Losses, and so the attempts that followed them; the backoff goes by this number. Reset by a stable session, and by
	 * `connect` on a connection that is closed.
	 */
	readonly attempts: number;
	/** Resumes of the held session that came to nothing. Reset by a stable session, by that `connect`, and by Identify, which begins another session. */
	readonly resumes: number;
	/** Identifies that went out. Reset by a stable session, and by that `connect`; the bound by the hour is `identifyBudget`. */
	readonly identifies: number;
	/** The last close code that was seen. Reset as `identifies`. */
	readonly lastCode?: number;
	/** Reason that came with 1009, a message too large for what carries the socket. Reset as `identifies`. */
	readonly tooLarge?: string;
	/** Whether the server may still hold the session. */
	readonly hasSession: boolean;
	/** Whether the URL to resume at is of use. */
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

/** Who ended a socket. */
export type LossCause =
	/** The server or the network, or a deadline of ours. */
	| "lost"
	/** Reconnect (op 7), a zombie, or our owner: the session is kept, and the next attempt made at once. */
	| "reconnect"
	/** Invalid Session (op 9) that may be resumed. */
	| "invalidatedResumable"
	/** Invalid Session (op 9) that may not. */
	| "invalidated";

/** A socket that ended. */
export interface Loss {
	readonly cause: LossCause;
	/** Close code; undefined if no close frame was seen, or we dropped it ourselves. */
	readonly code?: number;
	/** For a person. */
	readonly reason: string;
	/** The status that it ended in. */
	readonly during: WebsocketStatus;
}

export interface GatewayLimits {
	/** Attempts in a row before it gives up; for a manager also requests of GET /gateway/bot. */
	readonly maxAttempts: number;
	/** Resumes that may come to nothing before it starts a new session. */
	readonly maxResumes: number;
	/** Identifies that may come to no stable session before the last one is tried: each is one of the day's. */
	readonly maxRefusals: number;
	/** Identifies that a shard spends at most, also over sessions that were stable and `connect` after `close`. */
	readonly identifies: IdentifyRate;
	readonly backoff: BackoffOptions;
}

/** A bot stays up through an outage of hours, so attempts are not counted. */
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

/** Seconds after Invalid Session before the next Identify or Resume: the docs ask for 1 to 5, at random. */
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
	const isInVain = loss.during === WebsocketStatus.Resuming || action === "resumeOnly";
	const resumes = recovery.resumes + (isInVain ? 1 : 0);
	const isKept = isResumable && loss.cause !== "invalidated" && recovery.hasSession;
	const isResuming = isKept && resumes < limits.maxResumes;
	const tooLarge = action === "resumeOnly" ? loss.reason : recovery.tooLarge;
	// What was too large comes again in each new session, so none is begun for it.
	if (!isResuming && tooLarge !== undefined) {
		return { kind: "stop", fault: WebsocketError.ofCode(MESSAGE_TOO_BIG, tooLarge) };
	}
	if (!isResuming && recovery.identifies > limits.maxRefusals) {
		return giveUp("refused", `${recovery.identifies} Identifies without a stable session`, loss, lastCode);
	}
	// One that does not even open is of no use: the first URL leads to the session too.
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
	// The first attempt after a session that worked is made at once; only what fails again backs off.
	const isFirst = attempts === 1 && (cause === "reconnect" || during === WebsocketStatus.Ready);
	return isFirst ? 0 : backoffDelay(attempts, share, backoff);
}

/** What is known once Identify went out: the session before is given up, and another begins. */
export function identified(recovery: Recovery): Recovery {
	const identifies = recovery.identifies + 1;
	return { ...recovery, identifies, resumes: 0, hasSession: false, hasResumeUrl: false };
}

/** What is held once a session is open, or open again. */
export function opened(recovery: Recovery): Recovery {
	return { ...recovery, hasSession: true, hasResumeUrl: true };
}

/** What is left of the failures once a session was stable: nothing. */
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
