/**
 * An error that the user can fix. Its message is printed without a stack.
 */
export class SetUpError extends Error {}

/**
 * Runs an entry point. On an error it prints the message and sets exit code 1.
 * @param {() => Promise<void>} action
 * @returns {Promise<void>}
 */
export async function reportFaults(action) {
	try {
		await action();
	} catch (fault) {
		console.error(fault instanceof SetUpError ? `error: ${fault.message}` : fault);
		process.exitCode = 1;
	}
}
