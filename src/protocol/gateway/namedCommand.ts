/** Payloads whose opcode has a name. Pure. */

import { GatewayOpcode } from "./opcode";
import { GatewayCommand } from "./command";

/** Letters alone, in one case: so that "PRESENCE_UPDATE", "Presence Update" and "PresenceUpdate" are one name. */
function plain(name: string): string {
	return name.lower().gsub("[^%a]", "")[0];
}

const BY_NAME = new Map<string, GatewayOpcode>();
for (const [name, value] of pairs(GatewayOpcode as unknown as Record<string | number, string | number>)) {
	if (typeIs(name, "string")) BY_NAME.set(plain(name), value as GatewayOpcode);
}

/** Number of the opcode that `name` names, in any of the spellings above; undefined if none is. Never errors. */
export function gatewayOpcodeOf(name: string): GatewayOpcode | undefined {
	return BY_NAME.get(plain(name));
}

/** A message whose opcode may have a name. */
export interface NamedCommand {
	/** Number, or name in any spelling: `"Identify"`, `"VOICE_STATE_UPDATE"`. */
	readonly op?: string | number;
	readonly d?: unknown;
}

/**
 * The message with its opcode as a number: a new one, the given one is left alone.
 *
 * @returns Undefined without an opcode.
 * @throws If no opcode has that name.
 */
export function transformPayload(payload: NamedCommand): GatewayCommand | undefined {
	const { op } = payload;
	if (op === undefined) return undefined;
	const opcode = typeIs(op, "number") ? op : gatewayOpcodeOf(op);
	assert(opcode !== undefined, `there is no opcode "${op}"`);
	return { ...payload, op: opcode };
}
