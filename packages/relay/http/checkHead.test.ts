import assert from "node:assert/strict";
import { describe, it } from "node:test";
import { checkHead } from "./checkHead.ts";

/** By hand, from RFC 9112, section 3.2: names of headers, and what is wrong with them. */
const HEADS: ReadonlyArray<readonly [names: ReadonlyArray<string>, httpVersion: string, message: string | undefined]> =
	[
		[["Host", "accept"], "1.1", undefined],
		[["Host", "accept", "accept", "cookie", "cookie"], "1.1", undefined],
		[[], "1.0", undefined],
		[[], "1.1", "header host is missing"],
		[["Host", "hOST"], "1.1", "header host is given twice"],
		[["Host", "Host"], "1.0", "header host is given twice"],
		[["Host", "Authorization", "authorization"], "1.1", "header authorization is given twice"],
		[["Host", "content-type", "Content-Type"], "1.1", "header content-type is given twice"],
	];

describe("checkHead", () => {
	for (const [names, httpVersion, message] of HEADS) {
		it(`should ${message === undefined ? "take" : "refuse"} ${names.join(", ") || "nothing"} of ${httpVersion}`, () => {
			const check = (): void => checkHead({ rawHeaders: names.flatMap((name) => [name, "host"]), httpVersion });
			if (message === undefined) check();
			else assert.throws(check, { name: "Refusal", code: "bad_request", message });
		});
	}
});
