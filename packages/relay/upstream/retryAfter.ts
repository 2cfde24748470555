/** How long a 429 of Discord asks to wait. Pure. Source: Discord's docs, "Rate Limits". */

export interface RateLimit {
	/** Milliseconds. */
	readonly waitMs: number;
	/** Whether it holds for the relay's address, whatever the secret: what comes from the edge, without Discord's JSON. */
	readonly isForAll: boolean;
}

/** Milliseconds, if nothing names a time. */
const USUAL_WAIT = 5000;
/** Milliseconds: no answer locks a secret out for longer. */
const MAX_WAIT = 86_400_000;
const SECONDS = /^[0-9]{1,15}(\.[0-9]+)?$/;

/**
 * Reads `retry-after` and `retry_after`, both seconds, perhaps with a fraction; the longer one counts. `global` in the
 * body means every route of this bot, so it still belongs to one secret.
 *
 * @param header `retry-after`.
 */
export function readRateLimit(header: string | undefined, body: string): RateLimit {
	const own = bodySeconds(body);
	const named = [own, header !== undefined && SECONDS.test(header) ? Number(header) : undefined];
	const seconds = named.filter((value) => value !== undefined);
	const waitMs = seconds.length === 0 ? USUAL_WAIT : Math.ceil(Math.max(...seconds) * 1000);
	return { waitMs: Math.min(waitMs, MAX_WAIT), isForAll: own === undefined };
}

function bodySeconds(body: string): number | undefined {
	try {
		const { retry_after: seconds } = (JSON.parse(body) ?? {}) as { retry_after?: unknown };
		return typeof seconds === "number" && Number.isFinite(seconds) && seconds >= 0 ? seconds : undefined;
	} catch {
		return undefined; // a page of the edge
	}
}
