/** Faults for the next handshakes of a server. Server-wide: a handshake has no session yet. */

import { HANDSHAKE_FAULT_KINDS, type HandshakeFaultKind } from "./handshake.ts";

export class HandshakeFaults {
	private readonly waiting: Array<{ readonly kind: HandshakeFaultKind; left: number }> = [];

	/**
	 * Makes the next `count` handshakes fail, after those already scheduled.
	 *
	 * @throws RangeError If the kind is unknown, or the count is not an integer of at least 1.
	 */
	public failNext(kind: HandshakeFaultKind, count = 1): void {
		if (!HANDSHAKE_FAULT_KINDS.includes(kind)) {
			throw new RangeError(
				`handshake fault must be one of ${HANDSHAKE_FAULT_KINDS.join(", ")}, got ${String(kind)}`,
			);
		}
		if (!Number.isSafeInteger(count) || count < 1) {
			throw new RangeError(`count of handshake faults must be an integer of at least 1, got ${String(count)}`);
		}
		this.waiting.push({ kind, left: count });
	}

	/** Removes and returns the fault for the current handshake; `undefined` if it should succeed. */
	public takeHandshakeFault(): HandshakeFaultKind | undefined {
		const [next] = this.waiting;
		if (next === undefined) return undefined;
		next.left -= 1;
		if (next.left === 0) this.waiting.shift();
		return next.kind;
	}

	/** Removes all scheduled faults. */
	public clear(): void {
		this.waiting.length = 0;
	}
}
