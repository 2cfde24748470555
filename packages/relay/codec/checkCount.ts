import { Refusal } from "../link/refusal.ts";

/** @throws Refusal `too_large` If one body has more records than it may. */
export function checkCount(count: number, limit: number): void {
	if (count <= limit) return;
	throw new Refusal("too_large", `body has more than ${limit} records (RELAY_BODY_RECORDS)`, { limit });
}
