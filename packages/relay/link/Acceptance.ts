/**
 * Processes the requests of one link in order, each in slices, so that a body with
 * thousands of records keeps no other tenant waiting. A slice has the effect of a request of its own.
 */

import type { LinkRequest } from "../codec/record.ts";
import type { Link } from "./Link.ts";

/** Records of a slice. */
export const SLICE = 128;

export class Acceptance {
	/** Settles when the earlier requests are done. */
	private last: Promise<void> = Promise.resolve();

	public constructor(private readonly link: Pick<Link, "accept">) {}

	/**
	 * Resolves when every record is processed, or the link has ended.
	 *
	 * @param nextTurn Resolves when the next slice may run.
	 * @throws Refusal `bad_ack` or `up_gap`; then no record was processed.
	 */
	public accept(request: LinkRequest, nextTurn: () => Promise<void>): Promise<void> {
		const done = this.last.then(() => this.carryOut(request, nextTurn));
		this.last = done.catch(() => {}); // its own request reports the error
		return done;
	}

	private async carryOut({ up, ...request }: LinkRequest, nextTurn: () => Promise<void>): Promise<void> {
		this.link.accept({ ...request, up: up.slice(0, SLICE) });
		for (let from = SLICE; from < up.length; from += SLICE) {
			await nextTurn();
			this.link.accept({ ...request, up: up.slice(from, from + SLICE) });
		}
	}
}
