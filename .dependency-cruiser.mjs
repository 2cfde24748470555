/**
 * Which imports the repository allows: one way through the layers, no cycle, no test support in production files, and no
 * package that a `package.json` does not declare. `scripts/check/imports.test.mjs` has a wrong import for each rule.
 */

/** Folders with code. What is outside is a package, or a module of Node. */
const OURS = "^(src|test|packages|bench|examples|scripts|lune)/";

/** Test files of a package, and what only they use. */
const TESTS = String.raw`^packages/(shared|gateway-server|relay)/.*(\bsupport/|\.test\.)`;

const TRANSPORT = "^src/WebSocketTransport";
const SHARED = ["^packages/shared/", "^src/protocol/"];
const PRODUCTS = [...SHARED, "^packages/(gateway-server|relay)/"];

/** A layer, and what its files may import beside each other. */
const LAYERS = {
	"src/protocol": [],
	"src/runtime": ["^src/protocol/[^/]+$"],
	"src/room": ["^src/runtime/", "^src/protocol/(?!gateway/)"],
	"src/socket": ["^src/(room|runtime)/", "^src/protocol/((relay|room)/|[^/]+$)"],
	"src/WebSocketTransport": ["^src/(socket|runtime)/", "^src/protocol/(?!gateway/)"],
	"src/voice": [TRANSPORT, "^src/(socket|room|runtime)/", "^src/protocol/(?!gateway/)"],
	"src/gateway": [TRANSPORT, "^src/(voice|socket|room|runtime|protocol)/"],
	"src/index": ["^src/"],
	"packages/shared/rtp": [],
	"packages/shared": ["^src/protocol/"],
	"packages/gateway-server": SHARED,
	"packages/relay": SHARED,
	"packages/dev": PRODUCTS,
	bench: [...PRODUCTS, "^src/", "^examples/"],
	examples: ["^src/"],
};

/** What else the tests of a package may import. */
const TEST_LAYERS = {
	"packages/shared": SHARED,
	"packages/gateway-server": [...PRODUCTS, "^scripts/setup/"],
	"packages/relay": [...PRODUCTS, "^scripts/setup/"],
};

/** @type {import("dependency-cruiser").IForbiddenRuleType[]} */
const forbidden = [
	...Object.entries(LAYERS).map(([layer, allowed]) => ({
		name: `layer ${layer}`,
		from: { path: `^${layer}\\b`, pathNot: TESTS },
		to: { path: OURS, pathNot: [`^${layer}\\b`, ...allowed] },
	})),
	...Object.entries(TEST_LAYERS).map(([layer, allowed]) => ({
		name: `tests of ${layer}`,
		from: { path: `^${layer}/.*(\\bsupport/|\\.test\\.)` },
		to: { path: OURS, pathNot: allowed },
	})),
	{
		name: "no test support in production",
		from: { path: "^packages/(shared|gateway-server|relay)/", pathNot: TESTS },
		to: { path: TESTS },
	},
	{
		name: "protocol is pure",
		from: { path: "^src/protocol/" },
		to: { path: "@rbxts/", pathNot: "@rbxts/t(/|$)" },
	},
	{ name: "no cycle", from: {}, to: { circular: true } },
	{
		name: "declared packages",
		from: { path: "^packages/" },
		to: { dependencyTypes: ["npm-no-pkg", "npm-unknown"] },
	},
	{
		name: "declared for production",
		from: { path: "^packages/(shared|gateway-server|relay)/", pathNot: TESTS },
		to: { dependencyTypes: ["npm-dev"], dependencyTypesNot: ["type-only"] },
	},
];

/** @type {import("dependency-cruiser").IConfiguration} */
export default {
	forbidden: forbidden.map((rule) => ({ severity: "error", ...rule })),
	options: {
		doNotFollow: { path: "node_modules" },
		exclude: { path: "^(build|out|include|\\.mutate)/" },
		tsPreCompilationDeps: true,
		detectJSDocImports: true,
		enhancedResolveOptions: { extensions: [".ts", ".d.ts", ".mjs", ".js"] },
	},
};
