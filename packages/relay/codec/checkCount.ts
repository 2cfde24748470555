import { Refusal } from "../link/refusal.ts";

/** @throws Refusal `too_large` If a body has too many records. */
export function checkCount(count: number, limit: number): void {
	if (count <= limit) return;
	throw new Refusal("too_large", `body has more than ${limit} records (RELAY_BODY_RECORDS)`, { limit });
}
