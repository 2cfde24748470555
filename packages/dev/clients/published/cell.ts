/** A cell of the table: the result of a client in a scene. Pure. */

import { OWN_FAULTS, type OwnFault } from "./ownFaults.ts";

/** The failure of a scene and the last actions of both sides. */
export interface Failure {
	readonly text: string;
	readonly story: string;
}

/** `client`: fails because of a known bug of the client. `skip`: the client cannot run on this machine. */
export type Verdict = "pass" | "client" | "fail" | "skip";

export interface Cell {
	readonly client: string;
	readonly scene: string;
	readonly verdict: Verdict;
	/** The failure, if any. */
	readonly failure?: Failure;
}

/** Compares a result with the known bugs of clients. A known bug that no longer shows is a failure too. */
export function judge(
	client: string,
	scene: string,
	failure: Failure | undefined,
	faults: ReadonlyArray<OwnFault> = OWN_FAULTS,
): Cell {
	const fault = faults.find((known) => known.client === client && known.scene === scene);
	if (fault !== undefined && failure === undefined) {
		const text = `passes now, so remove it from ownFaults.ts: ${fault.cause}`;
		return { client, scene, verdict: "fail", failure: { text, story: "" } };
	}
	if (failure === undefined) return { client, scene, verdict: "pass" };
	const isKnown = fault?.shows.test(failure.text) === true;
	return { client, scene, verdict: isKnown ? "client" : "fail", failure };
}

/** Formats the counts like every suite's last line. */
export function formatCounts(cells: ReadonlyArray<Cell>): string {
	const count = (...verdicts: ReadonlyArray<Verdict>): number =>
		cells.filter(({ verdict }) => verdicts.includes(verdict)).length;
	return `${count("pass", "client")} passed, ${count("fail")} failed, ${count("skip")} skipped`;
}
