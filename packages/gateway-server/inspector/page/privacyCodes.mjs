/** Privacy codes as members told them: one for all of a group, or more where it is split. Pure. */

/** @typedef {import("../../dave/roomState.ts").DaveRoomState} Room */

/** Digits that people read in one go, as Discord groups them. */
const GROUP = /\d{5}(?=\d)/g;

/** @param {string} code */
export function inGroups(code) {
	return code.replace(GROUP, "$& ");
}

/**
 * Who told which code, by leaf.
 * @param {Pick<Room, "members" | "privacyCodes">} room
 * @returns {{ readonly told: ReadonlyMap<string, readonly string[]>, readonly silent: readonly string[] }}
 */
export function tellersOf({ members, privacyCodes }) {
	/** @type {Map<string, string[]>} */
	const told = new Map();
	/** @type {string[]} */
	const silent = [];
	for (const member of members) {
		const code = privacyCodes[member];
		if (code === undefined) silent.push(member);
		else told.set(code, [...(told.get(code) ?? []), member]);
	}
	return { told, silent };
}

/**
 * Whether members have different codes, and thus are in different groups.
 * @param {Pick<Room, "members" | "privacyCodes"> | undefined} room
 */
export function isSplit(room) {
	return room !== undefined && tellersOf(room).told.size > 1;
}
