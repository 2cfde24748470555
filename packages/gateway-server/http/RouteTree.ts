/**
 * Maps HTTP methods and paths to values, using `find-my-way`. Knows nothing about requests.
 */

import createTree, { type HTTPMethod } from "find-my-way";

/** Parameters of a request, from its path and query. */
export interface RouteMatch {
	/** Values of the route's named segments, such as `:id`. */
	readonly params: Readonly<Record<string, string | undefined>>;
	/** By name. Repeated names have an array. */
	readonly query: Readonly<Record<string, string | ReadonlyArray<string> | undefined>>;
}

/** Maximum length of a path segment. Interaction tokens exceed the library's default. */
const MAX_PARAM_LENGTH = 1024;

export class RouteTree<Value> {
	private readonly tree = createTree({ maxParamLength: MAX_PARAM_LENGTH });
	/** In order of first use. */
	private readonly methods = new Set<string>();

	/**
	 * Adds a value. Replaces an earlier one.
	 *
	 * @param path Without a query. A segment `:name` matches any text. Paths without named segments take precedence.
	 */
	public add(method: string, path: string, value: Value): void {
		const verb = method as HTTPMethod;
		if (this.tree.hasRoute(verb, path)) this.tree.off(verb, path);
		this.tree.on(verb, path, () => {}, value);
		this.methods.add(method);
	}

	/** @param target Path and query. A path that cannot be decoded is not found. */
	public find(method: string, target: string): { readonly value: Value; readonly match: RouteMatch } | undefined {
		if (!this.methods.has(method)) return undefined;
		// the library matches fixed segments before decoding, but some clients request /users/%40me
		const found = this.tree.find(method as HTTPMethod, target.replaceAll("%40", "@"));
		// the library accepts an empty segment
		if (found === null || Object.values(found.params).includes("")) return undefined;
		return { value: found.store as Value, match: { params: found.params, query: found.searchParams } };
	}

	/** Returns the methods of a path. */
	public methodsOf(target: string): ReadonlyArray<string> {
		return [...this.methods].filter((method) => this.find(method, target) !== undefined);
	}
}
