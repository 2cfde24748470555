/** Compares secrets in constant time. Pure. */

import { createHash, timingSafeEqual } from "node:crypto";

/** Returns whether two secrets are equal. The time does not depend on their content or length. */
export function isSameSecret(left: string, right: string): boolean {
	return timingSafeEqual(digest(left), digest(right));
}

/** `timingSafeEqual` requires inputs of equal length. */
function digest(secret: string): Buffer {
	return createHash("sha256").update(secret).digest();
}
