/**
 * Carries out what the requests of one link bring: one request after the other, each in slices, so that a body with
 * thousands of records keeps no other tenant waiting. A slice is what a request of its own could have brought.
 */

import type { LinkRequest } from "../codec/record.ts";
import type { Link } from "./Link.ts";

/** Records that are carried out in a row. */
export const SLICE = 128;

export class Acceptance {
	/** Settles when the requests before are through. */
	private last: Promise<void> = Promise.resolve();

	public constructor(private readonly link: Pick<Link, "accept">) {}

	/**
	 * Settles when all is carried out, or the link has ended.
	 *
	 * @param nextTurn Settles when the next slice may be worked on.
	 * @throws Refusal `bad_ack` or `up_gap`; nothing was carried out then.
	 */
	public accept(request: LinkRequest, nextTurn: () => Promise<void>): Promise<void> {
		const done = this.last.then(() => this.carryOut(request, nextTurn));
		this.last = done.catch(() => {}); // its own request is told
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
