/** Privacy codes reported by members: a single code, or several if the group is split. Pure. */

/** @typedef {import("../../dave/roomState.ts").DaveRoomState} Room */

/** Discord displays the digits in groups of five. */
const GROUP = /\d{5}(?=\d)/g;

/** @param {string} code */
export function inGroups(code) {
	return code.replace(GROUP, "$& ");
}

/**
 * Groups members by the code they reported, in order of leaf.
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
 * Returns whether members reported different codes, which means that they are in different groups.
 * @param {Pick<Room, "members" | "privacyCodes"> | undefined} room
 */
export function isSplit(room) {
	return room !== undefined && tellersOf(room).told.size > 1;
}
