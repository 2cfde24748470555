/** Privacy codes as the clients of the demo tell them. Pure. */

export interface PrivacyCode {
	readonly epoch: number;
	/** 30 digits. */
	readonly code: string;
}

/** Reads a code, in groups or not, out of what a client says; `undefined` if it says that it has none. */
export function readPrivacyCode(text: string): PrivacyCode | undefined {
	const [, epoch, code] = /^epoch (\d+), privacy code ((?:\d{5} ?){6})$/.exec(text) ?? [];
	return epoch === undefined || code === undefined
		? undefined
		: { epoch: Number(epoch), code: code.replaceAll(" ", "") };
}

/** A code as people read it to each other. */
export function inGroups(code: string): string {
	return code.replace(/(\d{5})(?=\d)/g, "$1 ");
}
