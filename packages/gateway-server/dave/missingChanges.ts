/** Returns the changes that bring a group up to date: removes former members and adds pending users. Pure. */

import type { Group } from "./Group.ts";
import type { Change } from "./Proposals.ts";
import type { Users } from "./Users.ts";

export function missingChanges(group: Group, users: Users): ReadonlyArray<Change> {
	const stale = group.leaves.filter(([, { userId }]) => !users.is(userId, "member"));
	return [
		...stale.map(([leaf]): Change => ({ kind: "remove", leaf })),
		...users.pending.map(([userId, keyPackage]): Change => ({ kind: "add", userId, keyPackage })),
	];
}
