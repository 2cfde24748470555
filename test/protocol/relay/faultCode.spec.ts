/// <reference types="@rbxts/testez/globals" />

import { REFUSALS, RelayAction } from "../../../src/protocol/relay/faultCode";

/** Actions that only make sense with these statuses. */
const STATUSES: Partial<Record<RelayAction, ReadonlyArray<number>>> = {
	gone: [404],
	gap: [409],
	shrink: [413],
	wait: [429, 503],
	leave: [503],
};

export = () => {
	describe("REFUSALS", () => {
		for (const [code, { status, action }] of pairs(
			REFUSALS as Record<string, { readonly status: number; readonly action: RelayAction }>,
		)) {
			it(`should fit its status: ${code}`, () => {
				expect(status >= 400 && status < 600).to.equal(true);
				expect((STATUSES[action] ?? [status]).includes(status)).to.equal(true);
			});
		}
	});
};
