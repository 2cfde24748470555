/**
 * Privacy codes: users compare the code of an epoch to verify that their encryption is not intercepted.
 * Pure. Source: DAVE protocol, "Displayable Codes".
 */

const PRIVACY_CODE = /^\d{30}$/;

const FIRST_EPOCH = 1;

/**
 * Accepts any values, because calls may come from JSON.
 *
 * @throws RangeError If the epoch is not an integer of at least 1, or the code is not 30 digits.
 */
export function checkPrivacyCode(epoch: unknown, code: unknown): void {
	if (!Number.isSafeInteger(epoch) || (epoch as number) < FIRST_EPOCH) {
		const most = Number.MAX_SAFE_INTEGER;
		throw new RangeError(`epoch must be an integer from ${FIRST_EPOCH} to ${most}, got ${String(epoch)}`);
	}
	if (typeof code === "string" && PRIVACY_CODE.test(code)) return;
	throw new RangeError(`privacy code must be 30 digits, got ${JSON.stringify(code)}`);
}
