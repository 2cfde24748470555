import { BodyError } from "./BodyError.ts";
import type { UpRecord } from "./record.ts";

/** @throws BodyError If the numbers of one body are not consecutive. */
export function checkNumbers(up: ReadonlyArray<UpRecord>): void {
	const first = up[0]?.number ?? 0;
	for (const [index, { number }] of up.entries()) {
		if (number === first + index) continue;
		throw new BodyError(`record numbers must be consecutive: ${number} came where ${first + index} was due`, index);
	}
}
