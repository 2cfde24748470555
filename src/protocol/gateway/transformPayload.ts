/** Payloads whose opcode has a name. Pure. */

import { gatewayOpcodeOf } from "./opcode";
import { GatewayCommand } from "./payload";

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
