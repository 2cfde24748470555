/** Media of all sessions of a relay: opens their parts, accounts for their bytes, and sums their counts. */

import type { Clock } from "../../../shared/clock.ts";
import type { Account } from "../../memory/Account.ts";
import { MEMORY_FULL } from "../../memory/Memory.ts";
import type { SessionPort } from "../SessionPart.ts";
import { DROP_CAUSES, PACKET_KINDS } from "./core/counts.ts";
import type { OpenDatagrams } from "./Datagrams.ts";
import type { MediaState } from "./health.ts";
import { MediaPart, noTotals, type MediaTotals } from "./MediaPart.ts";

export interface MediaPartsDeps {
	readonly clock: Clock;
	readonly openDatagrams: OpenDatagrams;
	/** Opens an account below that of a relay token. @param cut Frees the bytes of the account. */
	readonly openAccount: (tenant: string, cut: () => void) => Account;
}

export const MEDIA_STATES: ReadonlyArray<MediaState> = ["opening", "live", "unavailable", "lost"];

/** Each datagram has one. */
export const MEDIA_OUTCOMES = [...PACKET_KINDS, ...DROP_CAUSES, "shed"] as const;

export class MediaParts {
	private readonly parts = new Set<MediaPart>();
	/** Of those that are over. */
	private readonly past = noTotals();

	public constructor(private readonly deps: MediaPartsDeps) {}

	/** Datagrams by outcome, of all sessions since the start. */
	public get totals(): MediaTotals {
		const sum = { ...this.past };
		for (const part of this.parts) addTo(sum, part.totals);
		return sum;
	}

	/** Number of sessions in a state. */
	public count(state: MediaState): number {
		let count = 0;
		for (const part of this.parts) if (part.state === state) count += 1;
		return count;
	}

	/** @param isInsecure Whether the operator listed the far server in `RELAY_INSECURE_ALLOW`. */
	public open(tenant: string, port: SessionPort, isInsecure: boolean): MediaPart {
		const { clock, openDatagrams, openAccount } = this.deps;
		const account = openAccount(tenant, () => part.stop("closed", MEMORY_FULL));
		const part: MediaPart = new MediaPart(port, {
			clock,
			openDatagrams,
			isInsecure,
			setSize: (bytes) => account.set(bytes),
			onEnd: (totals) => {
				this.parts.delete(part);
				addTo(this.past, totals);
				account.close();
			},
		});
		this.parts.add(part);
		return part;
	}

	/** Ends media of all sessions and tells their clients. The sessions continue. */
	public stop(detail: string): void {
		for (const part of this.parts) part.stop("closed", detail);
	}
}

function addTo(sum: MediaTotals, totals: MediaTotals): void {
	for (const name of Object.keys(sum) as Array<keyof MediaTotals>) sum[name] += totals[name];
}
