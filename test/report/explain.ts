/** Reads what an assertion of TestEZ expected and got from its message. Pure. */

export interface Explanation {
	readonly expected: string;
	readonly got: string;
}

type Captures = ReadonlyArray<string>;

/** A value that TestEZ has quoted: only a string keeps its quotes. */
function show(quoted: string, kind: string): string {
	return kind === "string" ? quoted.gsub("\\\n", "\\n")[0] : quoted.sub(2, -2);
}

/** Messages of TestEZ 0.4.2, and what each says. The first that fits counts. */
const MESSAGES: ReadonlyArray<readonly [pattern: string, explain: (captures: Captures) => Explanation]> = [
	[
		'^Expected value (".*") %((%a+)%), got (".*") %((%a+)%) instead$',
		([expected, kind, got, gotKind]) => ({ expected: show(expected, kind), got: show(got, gotKind) }),
	],
	[
		'^Expected anything but value (".*") %((%a+)%)$',
		([value, kind]) => ({ expected: `anything but ${show(value, kind)}`, got: show(value, kind) }),
	],
	[
		'^Expected value of type "(%a+)", got value (".*") of type (%a+)$',
		([kind, got, gotKind]) => ({ expected: `a ${kind}`, got: `${show(got, gotKind)} (${gotKind})` }),
	],
	[
		'^Expected value not of type "(%a+)", got value (".*") of type (%a+)$',
		([kind, got, gotKind]) => ({ expected: `no ${kind}`, got: `${show(got, gotKind)} (${gotKind})` }),
	],
	['^Expected value ".*" to be non%-nil$', () => ({ expected: "anything but nil", got: "nil" })],
	['^Expected value (".*") to be nil$', ([got]) => ({ expected: "nil", got: show(got, "") })],
	[
		"^Expected value to (.*near) (%S+) %(within (%S+)%) but got (%S+) instead$",
		([relation, value, limit, got]) => ({
			expected: `${relation === "be near" ? "" : "not "}${tonumber(value)} ± ${tonumber(limit)}`,
			got: `${tonumber(got)}`,
		}),
	],
	[
		'^Expected function to throw an error containing (".*"), but it did not throw%.$',
		([part]) => ({ expected: `an error with ${show(part, "string")}`, got: "no error" }),
	],
	[
		'^Expected function to throw an error containing (".-"), but it threw: (.*)$',
		([part, thrown]) => ({ expected: `an error with ${show(part, "string")}`, got: `the error: ${thrown}` }),
	],
	[
		'^Expected function to never throw an error containing (".-"), but it threw: (.*)$',
		([part, thrown]) => ({ expected: `no error with ${show(part, "string")}`, got: `the error: ${thrown}` }),
	],
	[
		"^Expected function to throw an error, but it did not throw%.$",
		() => ({ expected: "an error", got: "no error" }),
	],
	[
		"^Expected function to succeed, but it threw an error: (.*)$",
		([thrown]) => ({ expected: "no error", got: `the error: ${thrown}` }),
	],
];

/** Returns what was expected and what came, or undefined if the message is not TestEZ's. */
export function explain(message: string): Explanation | undefined {
	for (const [pattern, read] of MESSAGES) {
		const captures = [...message.match(pattern)] as unknown as Captures;
		if (!captures.isEmpty()) return read(captures);
	}
	return undefined;
}
