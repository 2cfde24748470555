/**
 * Fault that the user can do something about: its message is printed without a stack.
 */
export class SetUpError extends Error {}

/**
 * Runs an entry point; a fault ends the process with exit code 1 after its message.
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
