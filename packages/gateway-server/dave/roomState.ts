/** Snapshot of a room for display. Pure. */

import type { Group } from "./Group.ts";
import type { Proposals } from "./Proposals.ts";
import type { Transitions, TransitionState } from "./Transitions.ts";
import type { Users } from "./Users.ts";

/** State of a channel for display. */
export interface DaveRoomState {
	readonly version: number;
	/** 0 while the group is not established. */
	readonly epoch: number;
	/** User IDs, by leaf. */
	readonly members: ReadonlyArray<string>;
	/**
	 * By user ID, for members that reported theirs in this epoch: only the members know it. See
	 * `GatewayServer.reportPrivacyCode`.
	 */
	readonly privacyCodes: Readonly<Record<string, string>>;
	/** Users with DAVE that still owe a key package, including lost ones. */
	readonly joining: ReadonlyArray<string>;
	/** Users with DAVE that wait for a Welcome. */
	readonly pending: ReadonlyArray<string>;
	/** Users without DAVE. */
	readonly plain: ReadonlyArray<string>;
	/** Number of proposals waiting for a commit. */
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
