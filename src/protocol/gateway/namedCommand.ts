/** Commands whose opcode may be a name. Pure. */

import { GatewayOpcode } from "./opcode";
import { GatewayCommand } from "./command";

/** Keeps only the letters, in lower case: "PRESENCE_UPDATE", "Presence Update" and "PresenceUpdate" are the same name. */
function plain(name: string): string {
	return name.lower().gsub("[^%a]", "")[0];
}

const BY_NAME = new Map<string, GatewayOpcode>();
for (const [name, value] of pairs(GatewayOpcode as unknown as Record<string | number, string | number>)) {
	if (typeIs(name, "string")) BY_NAME.set(plain(name), value as GatewayOpcode);
}

/** Returns the opcode of `name`, in any of these spellings; undefined for any other name. Never errors. */
export function gatewayOpcodeOf(name: string): GatewayOpcode | undefined {
	return BY_NAME.get(plain(name));
}

/** A command whose opcode may be a name. */
export interface NamedCommand {
	/** Number, or name in any spelling: `"Identify"`, `"VOICE_STATE_UPDATE"`. */
	readonly op?: string | number;
	readonly d?: unknown;
}

/**
 * Returns a copy of the command with its opcode as a number; undefined without an opcode.
 *
 * @throws If no opcode has that name.
 */
export function transformPayload(payload: NamedCommand): GatewayCommand | undefined {
	const { op } = payload;
	if (op === undefined) return undefined;
	const opcode = typeIs(op, "number") ? op : gatewayOpcodeOf(op);
	assert(opcode !== undefined, `there is no opcode "${op}"`);
	return { ...payload, op: opcode };
}
