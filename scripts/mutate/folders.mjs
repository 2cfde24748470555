/**
 * What mutation testing covers, and which tests are to find the faults of each folder. Pure.
 */

/**
 * @typedef {object} Folder
 * @property {string} path
 * @property {"stryker" | "luau"} runner what builds and runs its mutants: `stryker.mjs`, or `luau.mjs` for what runs on Roblox
 * @property {readonly string[]} tests folders and files of tests; the first that fails kills a mutant
 * @property {readonly string[]} last tests among them that cost most, over sockets say: run last, in this order
 * @property {readonly string[]} without tests among them that cost seconds each: left out
 */

/** @type {readonly Folder[]} */
export const folders = [
	{
		path: "server/mls",
		runner: "stryker",
		tests: ["server/mls", "server/gateway/dave/ExternalSender.test.ts", "server/gateway/dave/keyPackage.test.ts"],
		last: [],
		without: [],
	},
	{
		path: "server/relay/link",
		runner: "stryker",
		tests: ["server/relay/link"],
		last: ["server/relay/link/model.test.ts", "server/relay/link/pacing.test.ts"],
		without: [],
	},
	{
		path: "server/relay/voice/dave",
		runner: "stryker",
		tests: ["server/relay/voice/dave"],
		last: [
			"server/relay/voice/dave/WorkerPool.test.ts",
			"server/relay/voice/dave/depth.test.ts",
			"server/relay/voice/dave/relay.test.ts",
		],
		without: ["server/relay/voice/dave/fuzz.test.ts", "server/relay/voice/dave/room.fuzz.test.ts"],
	},
	{ path: "server/rtp", runner: "stryker", tests: ["server/rtp"], last: [], without: [] },
	{
		path: "server/relay/voice/media",
		runner: "stryker",
		tests: ["server/relay/voice/media"],
		last: ["server/relay/voice/media/dave.test.ts"],
		without: [
			"server/relay/voice/media/cases.test.ts",
			"server/relay/voice/media/fuzz.test.ts",
			"server/relay/voice/media/openUdp.test.ts",
			"server/relay/voice/media/relay.test.ts",
		],
	},
	{
		path: "server/gateway/dave",
		runner: "stryker",
		tests: ["server/gateway/dave"],
		last: [
			"server/gateway/dave/DaveRoom.test.ts",
			"server/gateway/dave/lostMembers.test.ts",
			"server/gateway/dave/DaveChannels.test.ts",
		],
		without: ["server/gateway/dave/fuzz.test.ts", "server/gateway/dave/largeRoom.test.ts"],
	},
	{ path: "src/protocol", runner: "luau", tests: ["test/protocol"], last: [], without: [] },
];
