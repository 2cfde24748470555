import assert from "node:assert/strict";
import { describe, it } from "node:test";
import { RouteTree } from "./RouteTree.ts";

describe("RouteTree", () => {
	const tree = new RouteTree<string>();
	tree.add("GET", "/users/@me", "me");
	tree.add("GET", "/users/:id", "user");
	tree.add("PATCH", "/users/@me", "edit");

	/** By hand: method, target, and the expected value. */
	const cases: ReadonlyArray<readonly [method: string, target: string, value: string | undefined]> = [
		["GET", "/users/@me", "me"],
		["GET", "/users/%40me", "me"],
		["GET", "/users/@me?a=1", "me"],
		["GET", "/users/5", "user"],
		["GET", `/users/${"x".repeat(1024)}`, "user"],
		["GET", `/users/${"x".repeat(1025)}`, undefined],
		["GET", "/users/", undefined],
		["GET", "/users/5/", undefined],
		["GET", "/users/%zz", undefined],
		["PATCH", "/users/5", undefined],
		["PATCH", "/users/@me", "edit"],
		["BREW", "/users/@me", undefined],
		["GET", "", undefined],
	];
	for (const [method, target, value] of cases) {
		it(`should find ${value} for ${method} ${target.slice(0, 20)}`, () => {
			assert.equal(tree.find(method, target)?.value, value);
		});
	}

	it("should return path and query parameters", () => {
		const { match } = tree.find("GET", "/users/a%20b?c=1&c=2&d=%26")!;
		assert.equal(match.params.id, "a b");
		assert.deepEqual({ ...match.query }, { c: ["1", "2"], d: "&" });
	});

	it("should list the methods of a path", () => {
		assert.deepEqual(tree.methodsOf("/users/@me"), ["GET", "PATCH"]);
		assert.deepEqual(tree.methodsOf("/users/5"), ["GET"]);
		assert.deepEqual(tree.methodsOf("/"), []);
	});

	it("should replace an earlier value", () => {
		const own = new RouteTree<number>();
		own.add("GET", "/a", 1);
		own.add("GET", "/a", 2);
		assert.equal(own.find("GET", "/a")?.value, 2);
	});
});
