/**
 * Values by HTTP method and path: what `find-my-way` knows, without its handlers.
 * Holds values; knows no requests.
 */

import createTree, { type HTTPMethod } from "find-my-way";

/** What the path and the query of a request say. */
export interface RouteMatch {
	/** Parts of the path that the route names: `:id`. */
	readonly params: Readonly<Record<string, string | undefined>>;
	/** By name; several values of one name are an array. */
	readonly query: Readonly<Record<string, string | ReadonlyArray<string> | undefined>>;
}

/** Longest part of a path, in characters: tokens of interactions are longer than the default of the library. */
const MAX_PARAM_LENGTH = 1024;

export class RouteTree<Value> {
	private readonly tree = createTree({ maxParamLength: MAX_PARAM_LENGTH });
	/** In the order in which they were first added. */
	private readonly methods = new Set<string>();

	/**
	 * Adds a value. One that was there before is replaced.
	 *
	 * @param path Without query; a part `:name` stands for any text. A path without such parts comes before one with them.
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
		// the library compares fixed parts before it decodes; clients that encode this one ask for /users/%40me
		const found = this.tree.find(method as HTTPMethod, target.replaceAll("%40", "@"));
		// the library takes an empty part for one
		if (found === null || Object.values(found.params).includes("")) return undefined;
		return { value: found.store as Value, match: { params: found.params, query: found.searchParams } };
	}

	/** Methods that a path has. */
	public methodsOf(target: string): ReadonlyArray<string> {
		return [...this.methods].filter((method) => this.find(method, target) !== undefined);
	}
}
