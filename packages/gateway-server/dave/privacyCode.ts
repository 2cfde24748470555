/**
 * What a member tells of its epoch: the code that people read to each other, to see that nobody is in between.
 * Pure. Source: DAVE protocol, "Displayable Codes".
 */

const PRIVACY_CODE = /^\d{30}$/;

const FIRST_EPOCH = 1;

/**
 * Takes any value: calls may come as JSON.
 *
 * @throws RangeError If the epoch is no integer from 1, or the code is not 30 digits.
 */
export function checkPrivacyCode(epoch: unknown, code: unknown): void {
	if (!Number.isSafeInteger(epoch) || (epoch as number) < FIRST_EPOCH) {
		const most = Number.MAX_SAFE_INTEGER;
		throw new RangeError(`epoch must be an integer from ${FIRST_EPOCH} to ${most}, got ${String(epoch)}`);
	}
	if (typeof code === "string" && PRIVACY_CODE.test(code)) return;
	throw new RangeError(`privacy code must be 30 digits, got ${JSON.stringify(code)}`);
}
