/** Compares secrets so that the time it takes tells nothing about them. Pure. */

import { createHash, timingSafeEqual } from "node:crypto";

/** Says whether two secrets are equal; takes as long for a near miss as for a far one, whatever their lengths. */
export function isSameSecret(left: string, right: string): boolean {
	return timingSafeEqual(digest(left), digest(right));
}

/** Same length for every input, which `timingSafeEqual` asks for. */
function digest(secret: string): Buffer {
	return createHash("sha256").update(secret).digest();
}
