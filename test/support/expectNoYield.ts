/** Runs `callback` on its own thread and fails if it yields or errors. */
export function expectNoYield(callback: () => void): void {
	const thread = coroutine.create(callback);
	const [ok, reason] = coroutine.resume(thread);
	assert(ok, tostring(reason));
	assert(coroutine.status(thread) === "dead", "expected no yield, but the thread is suspended");
}
