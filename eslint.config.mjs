import eslint from "@eslint/js";
import roblox from "eslint-plugin-roblox-ts";
import tseslint from "typescript-eslint";

const UNUSED = { "@typescript-eslint/no-unused-vars": ["error", { argsIgnorePattern: "^_", varsIgnorePattern: "^_" }] };

const restrictGlobals = (message, names) => ({
	"no-restricted-globals": ["error", ...names.map((name) => ({ name, message }))],
});
const CLOCKS = ["task", "os", "tick", "time", "wait", "delay", "spawn"];
const IMPURE = [...CLOCKS, "game", "workspace", "Instance", "coroutine", "script", "print", "warn"];

const NODE_GLOBALS = [
	"console",
	"process",
	"URL",
	"Buffer",
	"setTimeout",
	"clearTimeout",
	"setInterval",
	"clearInterval",
	"setImmediate",
	"fetch",
];

const PAGE_GLOBALS = [
	"document",
	"location",
	"navigator",
	"fetch",
	"matchMedia",
	"getComputedStyle",
	"requestAnimationFrame",
	"EventSource",
	"FormData",
	"ResizeObserver",
];

export default tseslint.config(
	{ ignores: ["build/", ".mutate/", "out/", "include/", "node_modules/"] },
	eslint.configs.recommended,
	{
		files: ["src/**/*.ts", "test/**/*.ts", "examples/**/*.ts", "bench/luau/**/*.ts"],
		extends: [...tseslint.configs.recommended, roblox.configs.tsRecommendedCompat, roblox.configs.recommended],
		languageOptions: { parserOptions: { tsconfigRootDir: import.meta.dirname } },
		rules: {
			...UNUSED,
			"no-undef": "off",
			// Several results without a table: what the hot path needs.
			"roblox-ts/no-user-defined-lua-tuple": "off",
			"@typescript-eslint/explicit-member-accessibility": "error",
		},
	},
	{
		files: ["src/**/*.ts"],
		ignores: ["src/runtime/Scheduler.ts"],
		rules: restrictGlobals("time and threads come in through runtime/Scheduler", CLOCKS),
	},
	{
		files: ["src/protocol/**/*.ts"],
		rules: {
			...restrictGlobals("protocol/ is pure", IMPURE),
			"no-restricted-properties": ["error", { object: "math", property: "random", message: "protocol/ is pure" }],
		},
	},
	{
		files: [
			"packages/**/*.ts",
			"bench/*.ts",
			"bench/voiceConnection/**/*.ts",
			"bench/gatewayServer/**/*.ts",
			"bench/dave/**/*.ts",
			"bench/media/**/*.ts",
			"bench/relay/**/*.ts",
			"bench/rooms/**/*.ts",
		],
		extends: [...tseslint.configs.recommended],
		rules: {
			...UNUSED,
			"no-undef": "off",
			"@typescript-eslint/explicit-member-accessibility": "error",
		},
	},
	{
		files: ["packages/shared/rtp/*.ts"],
		ignores: ["packages/shared/rtp/*.test.ts"],
		rules: {
			"no-restricted-imports": [
				"error",
				{
					paths: ["node:dgram", "node:net", "node:timers"].map((name) => ({
						name,
						allowImportNames: ["isIP"],
						message: "packages/shared/rtp/ is pure",
					})),
				},
			],
		},
	},
	{
		files: ["scripts/**/*.mjs", "packages/**/*.mjs", "bench/**/*.mjs", "*.mjs"],
		languageOptions: { globals: Object.fromEntries(NODE_GLOBALS.map((name) => [name, "readonly"])) },
		rules: { "no-unused-vars": ["error", { argsIgnorePattern: "^_" }] },
	},
	{
		files: ["packages/gateway-server/inspector/page/*.mjs"],
		languageOptions: { globals: Object.fromEntries(PAGE_GLOBALS.map((name) => [name, "readonly"])) },
	},
);
