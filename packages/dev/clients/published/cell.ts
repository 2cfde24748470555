/** One cell of the table: a client in a scene. Pure. */

import { OWN_FAULTS, type OwnFault } from "./ownFaults.ts";

/** What a scene failed with, and the last things that both sides did. */
export interface Failure {
	readonly text: string;
	readonly story: string;
}

/** `client`: it fails by a fault of the client's own that is in the table. `skip`: the client cannot run on this machine. */
export type Verdict = "pass" | "client" | "fail" | "skip";

export interface Cell {
	readonly client: string;
	readonly scene: string;
	readonly verdict: Verdict;
	/** What went wrong. */
	readonly failure?: Failure;
}

/** Holds what a scene came to against the table of known faults: one that no longer shows is a failure too. */
export function judge(
	client: string,
	scene: string,
	failure: Failure | undefined,
	faults: ReadonlyArray<OwnFault> = OWN_FAULTS,
): Cell {
	const fault = faults.find((known) => known.client === client && known.scene === scene);
	if (fault !== undefined && failure === undefined) {
		const text = `passes, so it does not belong in ownFaults.ts any more: ${fault.cause}`;
		return { client, scene, verdict: "fail", failure: { text, story: "" } };
	}
	if (failure === undefined) return { client, scene, verdict: "pass" };
	const isKnown = fault?.shows.test(failure.text) === true;
	return { client, scene, verdict: isKnown ? "client" : "fail", failure };
}

/** Counts as every suite's last line has them. */
export function formatCounts(cells: ReadonlyArray<Cell>): string {
	const count = (...verdicts: ReadonlyArray<Verdict>): number =>
		cells.filter(({ verdict }) => verdicts.includes(verdict)).length;
	return `${count("pass", "client")} passed, ${count("fail")} failed, ${count("skip")} skipped`;
}
