/** Returns the rejection of a settled promise. @throws If the promise is not rejected. */
export function rejection(promise: Promise<unknown>): unknown {
	let reason: unknown;
	let isRejected = false;
	promise.catch((fault) => {
		reason = fault;
		isRejected = true;
	});
	assert(isRejected, `expected a rejection, but the promise is ${promise.getStatus()}`);
	return reason;
}
