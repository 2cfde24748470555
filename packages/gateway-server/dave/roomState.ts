/** A room as people look at it. Pure. */

import type { Group } from "./Group.ts";
import type { Proposals } from "./Proposals.ts";
import type { Transitions, TransitionState } from "./Transitions.ts";
import type { Users } from "./Users.ts";

/** What is known about a channel, for people to look at. */
export interface DaveRoomState {
	readonly version: number;
	/** 0 while the group is not established. */
	readonly epoch: number;
	/** User ids, by leaf. */
	readonly members: ReadonlyArray<string>;
	/** By user id, of members that told it of this epoch: only they can know it. See `GatewayServer.reportPrivacyCode`. */
	readonly privacyCodes: Readonly<Record<string, string>>;
	/** Users with DAVE that are not in the group: those who have yet to send a key package (lost ones too), and those to be welcomed. */
	readonly joining: ReadonlyArray<string>;
	readonly pending: ReadonlyArray<string>;
	/** Users without DAVE. */
	readonly plain: ReadonlyArray<string>;
	/** Number of proposals that wait for a commit. */
	readonly proposals: number;
	readonly transitions: ReadonlyArray<TransitionState>;
}

export function roomState(
	version: number,
	group: Group,
	users: Users,
	proposals: Proposals,
	transitions: Transitions,
): DaveRoomState {
	const holders = group.leaves.map(([, { userId }]) => userId);
	const members = holders.filter((userId) => users.is(userId, "member"));
	const codes = [...group.privacyCodes].filter(([userId]) => members.includes(userId));
	return {
		version,
		epoch: Number(group.at.epoch),
		members,
		privacyCodes: Object.fromEntries(codes),
		joining: users.that("joining", "lost"),
		pending: users.that("pending"),
		plain: users.that("plain"),
		proposals: proposals.all.length,
		transitions: transitions.state(),
	};
}
