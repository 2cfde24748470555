/**
 * The folders of mutation testing, and the tests that should find the faults of each. Pure.
 */

/**
 * @typedef {object} Folder
 * @property {string} path
 * @property {"stryker" | "luau"} runner builds and runs the mutants: `stryker.mjs`, or `luau.mjs` for code that runs on Roblox
 * @property {readonly string[]} tests folders and files of tests; the first that fails kills a mutant
 * @property {readonly string[]} last the most expensive of them, for example over sockets: run last, in this order
 * @property {readonly string[]} without those of them that take seconds: left out
 */

/** @type {readonly Folder[]} */
export const folders = [
	{
		path: "packages/shared/mls",
		runner: "stryker",
		tests: [
			"packages/shared/mls",
			"packages/gateway-server/dave/ExternalSender.test.ts",
			"packages/gateway-server/dave/keyPackage.test.ts",
		],
		last: [],
		without: [],
	},
	{
		path: "packages/relay/link",
		runner: "stryker",
		tests: ["packages/relay/link"],
		last: ["packages/relay/link/model.test.ts", "packages/relay/link/pacing.test.ts"],
		without: [],
	},
	{
		path: "packages/relay/voice/dave",
		runner: "stryker",
		tests: ["packages/relay/voice/dave"],
		last: [
			"packages/relay/voice/dave/WorkerPool.test.ts",
			"packages/relay/voice/dave/depth.test.ts",
			"packages/relay/voice/dave/relay.test.ts",
		],
		without: ["packages/relay/voice/dave/fuzz.test.ts", "packages/relay/voice/dave/room.fuzz.test.ts"],
	},
	{ path: "packages/shared/rtp", runner: "stryker", tests: ["packages/shared/rtp"], last: [], without: [] },
	{
		path: "packages/relay/voice/media",
		runner: "stryker",
		tests: ["packages/relay/voice/media"],
		last: ["packages/relay/voice/media/dave.test.ts"],
		without: [
			"packages/relay/voice/media/cases.test.ts",
			"packages/relay/voice/media/fuzz.test.ts",
			"packages/relay/voice/media/openUdp.test.ts",
			"packages/relay/voice/media/relay.test.ts",
		],
	},
	{
		path: "packages/gateway-server/dave",
		runner: "stryker",
		tests: ["packages/gateway-server/dave"],
		last: [
			"packages/gateway-server/dave/DaveRoom.test.ts",
			"packages/gateway-server/dave/lostMembers.test.ts",
			"packages/gateway-server/dave/DaveChannels.test.ts",
		],
		without: ["packages/gateway-server/dave/fuzz.test.ts", "packages/gateway-server/dave/largeRoom.test.ts"],
	},
	{ path: "src/protocol", runner: "luau", tests: ["test/protocol"], last: [], without: [] },
];
