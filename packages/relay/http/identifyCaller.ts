/** Who makes a request: its relay token and its place. Pure. */

import type { IncomingHttpHeaders } from "node:http";
import { Refusal } from "../link/refusal.ts";
import { Tokens, type TokenEntry } from "../security/Tokens.ts";

export interface CallerRules {
	readonly tokens: ReadonlyArray<TokenEntry>;
	/** Place IDs that may use the relay; empty: any. */
	readonly places: ReadonlySet<string>;
}

/**
 * @returns A function that returns the name of a request's token.
 * It throws the Refusal `unauthorized` or `place_not_allowed`.
 */
export function identifyCaller({ tokens, places }: CallerRules): (headers: IncomingHttpHeaders) => string {
	const known = new Tokens(tokens);
	return ({ authorization, "roblox-id": place }) => {
		const token = known.identify(authorization);
		if (token === undefined) {
			throw new Refusal("unauthorized", `relay token is ${authorization ? "wrong" : "missing"}`);
		}
		if (places.size > 0 && !places.has(String(place))) {
			throw new Refusal("place_not_allowed", "place is not in the allow list (RELAY_PLACES)");
		}
		return token;
	};
}
