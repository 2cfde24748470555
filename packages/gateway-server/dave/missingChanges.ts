/** What would make a group what it should be: who is no member goes, and who waits for a Welcome comes. Pure. */

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
