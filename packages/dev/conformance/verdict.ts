/**
 * Judges a report of the Autobahn cases against that of another server.
 * Pure. Source: Autobahn Test Suite, "Outcomes" of its reports.
 */

/** One case of a report: how the server did, and how it closed. */
export interface CaseResult {
	readonly behavior: string;
	readonly behaviorClose: string;
}

/** Results by case id. */
export type Report = Readonly<Record<string, CaseResult>>;

/** `inherited`: not passed, and not by the other server either. */
export type Verdict = "passed" | "failed" | "inherited";

/** Outcomes that count as passed. Everything else does not: what is unimplemented or could not be run shows nothing. */
const PASSING: ReadonlySet<string> = new Set(["OK", "NON-STRICT", "INFORMATIONAL"]);

function passes(result: CaseResult | undefined): boolean {
	return result !== undefined && PASSING.has(result.behavior) && PASSING.has(result.behaviorClose);
}

/** Verdict on each case that either server has a result of; one that only one of them has can only pass or fail. */
export function judge(ours: Report, theirs: Report): ReadonlyMap<string, Verdict> {
	const names = new Set([...Object.keys(theirs), ...Object.keys(ours)]);
	const verdictOn = (name: string): Verdict => {
		if (passes(ours[name])) return "passed";
		const isOurs = ours[name] === undefined || theirs[name] === undefined || passes(theirs[name]);
		return isOurs ? "failed" : "inherited";
	};
	return new Map([...names].map((name) => [name, verdictOn(name)]));
}
