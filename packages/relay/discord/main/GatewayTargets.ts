/** Where the sockets of a bot lead, and the token for each: both under the same rules as the sockets of clients. Pure. */

import "../../../shared/luau/globals.ts";
import { gatewayUrl } from "../../../../src/protocol/gateway/url.ts";
import { RecordFault } from "../../link/RecordFault.ts";
import type { Secrets } from "../../security/secrets.ts";
import { readTarget, type Target, type TargetRules } from "../../security/target.ts";

export interface GatewayTarget {
	readonly target: Target;
	readonly token: string;
}

export class GatewayTargets {
	public constructor(
		private readonly rules: TargetRules,
		private readonly secrets: Secrets,
		/** Name of the secret. */
		private readonly secret: string,
	) {}

	/**
	 * Returns the first of these URLs to which a socket and the token may go.
	 *
	 * @param domains At least one. Each is accepted by `isGatewayDomain`.
	 * @returns Why none may, in the words of the last.
	 */
	public find(domains: ReadonlyArray<string>): GatewayTarget | string {
		let fault = "the bot has no gateway URL";
		for (const domain of domains) {
			try {
				const target = readTarget(gatewayUrl(domain, "json"), this.rules);
				return { target, token: this.secrets.value(this.secret, target) };
			} catch (error) {
				if (!(error instanceof RecordFault)) throw error;
				fault = error.message;
			}
		}
		return fault;
	}
}
