/**
 * Compares an Autobahn report with the report of another server.
 * Pure. Source: Autobahn Test Suite, "Outcomes" of its reports.
 */

/** Result of a case: the server's behavior and its close. */
export interface CaseResult {
	readonly behavior: string;
	readonly behaviorClose: string;
}

/** Results by case id. */
export type Report = Readonly<Record<string, CaseResult>>;

/** `inherited`: failed, like the other server. */
export type Verdict = "passed" | "failed" | "inherited";

/** Outcomes that count as passed. A case that is unimplemented or could not run proves nothing. */
const PASSING: ReadonlySet<string> = new Set(["OK", "NON-STRICT", "INFORMATIONAL"]);

function passes(result: CaseResult | undefined): boolean {
	return result !== undefined && PASSING.has(result.behavior) && PASSING.has(result.behaviorClose);
}

/** Judges every case that either report contains. A case in only one report passes or fails. */
export function judge(ours: Report, theirs: Report): ReadonlyMap<string, Verdict> {
	const names = new Set([...Object.keys(theirs), ...Object.keys(ours)]);
	const verdictOn = (name: string): Verdict => {
		if (passes(ours[name])) return "passed";
		const isOurs = ours[name] === undefined || theirs[name] === undefined || passes(theirs[name]);
		return isOurs ? "failed" : "inherited";
	};
	return new Map([...names].map((name) => [name, verdictOn(name)]));
}
