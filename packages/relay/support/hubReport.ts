/** A report of a hub, for tests of metrics and of the page. */

import type { HubReport } from "../room/HubReport.ts";
import { ROOM } from "./TestLink.ts";

export const REPORT: HubReport = {
	bots: [
		{
			name: "main",
			identifiesLeft: 997,
			identifiesTotal: 1000,
			cells: [
				{
					shard: 0,
					state: "ready",
					reason: "",
					term: 3,
					identifies: 1,
					resumes: 4,
					seats: [{ guild: "7", channel: "8", state: "open", reason: "", robbed: 0 }],
				},
				{
					shard: 1,
					state: "ready",
					reason: "",
					term: 4,
					identifies: 2,
					resumes: 1,
					seats: [
						{
							guild: "9",
							channel: undefined,
							state: "out",
							reason: "another process with this bot took the seat; trying once more in 60 s",
							robbed: 1,
						},
					],
				},
			],
		},
		{
			name: "spare",
			identifiesLeft: undefined,
			identifiesTotal: undefined,
			cells: [
				{
					shard: 0,
					state: "stopped",
					reason: "its token is wrong (4004)",
					term: 1,
					identifies: 1,
					resumes: 0,
					seats: [],
				},
			],
		},
	],
	rooms: [
		{
			key: ROOM,
			name: 'Stage <b>"1"</b>',
			watchers: 4,
			members: 25,
			speaking: 3,
			speakers: "live",
			reason: "",
			term: 3,
			n: 780,
		},
		{
			key: { bot: "main", guild: "7" },
			name: "The guild",
			watchers: 1,
			members: 40,
			speaking: 0,
			speakers: "none",
			reason: "the room of a guild has rosters only",
			term: 3,
			n: 32,
		},
	],
};
