/// <reference types="@rbxts/testez/globals" />

import {
	NO_PAIRING,
	Pairing,
	spendServer,
	takeVoiceServer,
	takeVoiceState,
	usePairing,
} from "../../../src/protocol/voice/credentials";

/** `s1@c1` is a voice state, `s1@-` one without a channel; `t1@e1` a voice server, `t1@-` one without an endpoint. */
type Update = readonly [kind: "state" | "server" | "used" | "disconnected", value?: string];

interface Row {
	readonly name: string;
	readonly updates: ReadonlyArray<Update>;
	/** The consequence of each update. */
	readonly news: string;
}

/** By hand, from the facts: voice-gateway 1a (pre-steps, null endpoint), 3.4, 3.15, 3.16 and 3.21. */
const ROWS: ReadonlyArray<Row> = [
	{
		name: "state, then server",
		updates: [
			["state", "s1@c1"],
			["server", "t1@e1"],
		],
		news: "none paired",
	},
	{
		name: "server, then state",
		updates: [
			["server", "t1@e1"],
			["state", "s1@c1"],
		],
		news: "none paired",
	},
	{ name: "a state alone", updates: [["state", "s1@c1"]], news: "none" },
	{ name: "a server alone", updates: [["server", "t1@e1"]], news: "none" },
	{
		name: "the end of an earlier session, late",
		updates: [
			["state", "s0@-"],
			["state", "s1@c1"],
			["server", "t1@e1"],
		],
		news: "none none paired",
	},
	{
		name: "a kick before the server came",
		updates: [
			["state", "s1@c1"],
			["state", "s1@-"],
			["server", "t1@e1"],
		],
		news: "none left none",
	},
	{
		name: "a kick",
		updates: [["state", "s1@c1"], ["server", "t1@e1"], ["used"], ["state", "s1@-"]],
		news: "none paired none left",
	},
	{
		name: "a mute",
		updates: [["state", "s1@c1"], ["server", "t1@e1"], ["used"], ["state", "s1@c1"]],
		news: "none paired none none",
	},
	{
		name: "the same server again",
		updates: [["state", "s1@c1"], ["server", "t1@e1"], ["used"], ["server", "t1@e1"]],
		news: "none paired none none",
	},
	{
		name: "another token at the same endpoint",
		updates: [["state", "s1@c1"], ["server", "t1@e1"], ["used"], ["server", "t2@e1"]],
		news: "none paired none paired",
	},
	{
		name: "a failover to another endpoint",
		updates: [["state", "s1@c1"], ["server", "t1@e1"], ["used"], ["server", "t1@e2"]],
		news: "none paired none paired",
	},
	{
		name: "a server that goes, and another that comes",
		updates: [["state", "s1@c1"], ["server", "t1@e1"], ["used"], ["server", "t1@-"], ["server", "t1@e1"]],
		news: "none paired none unallocated paired",
	},
	{
		name: "a server that goes before the state came",
		updates: [
			["server", "t1@-"],
			["state", "s1@c1"],
			["server", "t1@e1"],
		],
		news: "unallocated none paired",
	},
	{
		name: "a move to another channel",
		updates: [["state", "s1@c1"], ["server", "t1@e1"], ["used"], ["state", "s1@c2"], ["server", "t2@e1"]],
		news: "none paired none none paired",
	},
	{
		name: "a move, disconnected between the halves",
		updates: [
			["state", "s1@c1"],
			["server", "t1@e1"],
			["used"],
			["state", "s2@c2"],
			["disconnected"],
			["server", "t2@e2"],
		],
		news: "none paired none none none paired",
	},
	{
		name: "a move, disconnected before both",
		updates: [
			["state", "s1@c1"],
			["server", "t1@e1"],
			["used"],
			["disconnected"],
			["server", "t2@e2"],
			["used"],
			["state", "s2@c2"],
		],
		news: "none paired none none paired none paired",
	},
	{
		name: "a new server after a disconnect",
		updates: [["state", "s1@c1"], ["server", "t1@e1"], ["used"], ["disconnected"], ["server", "t2@e2"]],
		news: "none paired none none paired",
	},
	{
		name: "a server that goes, and another that comes, after a disconnect",
		updates: [
			["state", "s1@c1"],
			["server", "t1@e1"],
			["used"],
			["disconnected"],
			["server", "t1@-"],
			["server", "t2@e2"],
		],
		news: "none paired none none unallocated paired",
	},
	{
		name: "the server that closed the session, named again",
		updates: [["state", "s1@c1"], ["server", "t1@e1"], ["used"], ["disconnected"], ["server", "t1@e1"]],
		news: "none paired none none none",
	},
	{
		name: "half a move after a disconnect",
		updates: [["state", "s1@c1"], ["server", "t1@e1"], ["used"], ["disconnected"], ["state", "s2@c2"]],
		news: "none paired none none none",
	},
	{
		name: "a channel after a failover that closed",
		updates: [
			["state", "s1@c1"],
			["server", "t1@e1"],
			["used"],
			["server", "t2@e2"],
			["used"],
			["disconnected"],
			["state", "s1@c2"],
		],
		news: "none paired none paired none none none",
	},
	{
		name: "a second channel after one server",
		updates: [
			["state", "s1@c1"],
			["server", "t1@e1"],
			["used"],
			["server", "t2@e2"],
			["used"],
			["state", "s1@c2"],
			["used"],
			["state", "s1@c3"],
		],
		news: "none paired none paired none paired none none",
	},
	{
		name: "a kick after a disconnect",
		updates: [["state", "s1@c1"], ["server", "t1@e1"], ["used"], ["disconnected"], ["state", "s1@-"]],
		news: "none paired none none left",
	},
];

function half(value: string): LuaTuple<[string, string | undefined]> {
	const [name, place] = value.split("@");
	return $tuple(name, place === "-" ? undefined : place);
}

function take(pairing: Pairing, [kind, value = ""]: Update) {
	if (kind === "used") return { pairing: usePairing(pairing), news: "none" };
	if (kind === "disconnected") return { pairing: spendServer(pairing), news: "none" };
	const [name, place] = half(value);
	if (kind === "state") return takeVoiceState(pairing, { userId: "7", sessionId: name, channelId: place });
	return takeVoiceServer(pairing, { serverId: "1", token: name, endpoint: place });
}

export = () => {
	describe("pairing", () => {
		for (const { name, updates, news } of ROWS) {
			it(`should take ${name} as: ${news}`, () => {
				let pairing = NO_PAIRING;
				const seen: Array<string> = [];
				for (const update of updates) {
					const step = take(pairing, update);
					pairing = step.pairing;
					seen.push(step.news);
				}
				expect(seen.join(" ")).to.equal(news);
			});
		}

		it("should hold the updates", () => {
			const { pairing } = takeVoiceServer(
				takeVoiceState(NO_PAIRING, { userId: "7", sessionId: "s", channelId: "c" }).pairing,
				{ serverId: "1", token: "t", endpoint: "e:1" },
			);
			expect(pairing.state?.sessionId).to.equal("s");
			expect(pairing.server?.endpoint).to.equal("e:1");
		});
	});
};
