/** Parses and formats the privacy codes that the demo's clients report. Pure. */

export interface PrivacyCode {
	readonly epoch: number;
	/** 30 digits. */
	readonly code: string;
}

/** Parses a report with a code, in groups or not. Returns undefined if it has none. */
export function readPrivacyCode(text: string): PrivacyCode | undefined {
	const [, epoch, code] = /^epoch (\d+), privacy code ((?:\d{5} ?){6})$/.exec(text) ?? [];
	return epoch === undefined || code === undefined
		? undefined
		: { epoch: Number(epoch), code: code.replaceAll(" ", "") };
}

/** Formats a code in groups of five digits, as people read it to each other. */
export function inGroups(code: string): string {
	return code.replace(/(\d{5})(?=\d)/g, "$1 ");
}
