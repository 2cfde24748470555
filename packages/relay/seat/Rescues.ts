/** How often a lost stream of audio leads to a fresh voice session. Applies `protocol/voice/freshSessions`. Pure. */

import "../../shared/luau/globals.ts";
import { FRESH_SESSIONS_SPENT, takeFreshSession } from "../../../src/protocol/voice/freshSessions.ts";

const MS = 1000;

export class Rescues {
	/** Clock readings in seconds. */
	private begun: ReadonlyArray<number> = [];

	/** Takes a fresh session. @returns Undefined if it may begin; else the reason, for people. */
	public take(now: number): string | undefined {
		const begun = takeFreshSession(this.begun, now / MS);
		if (begun === undefined) return FRESH_SESSIONS_SPENT;
		this.begun = begun;
		return undefined;
	}
}
