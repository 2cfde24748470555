/**
 * Decides whether a lock's holder has died. Pure.
 */

/** Seconds without a touch after which any holder counts as dead; holders touch every 10 s. */
const SILENCE_LIMIT = 60;

/** Seconds that a file may stay empty between its creation and its first content. */
const EMPTY_LIMIT = 2;

/**
 * @typedef {object} Holder
 * @property {number} pid 0 while the file has no content yet
 * @property {string} host
 * @property {number} touchedAt the file's modification time in ms, compared for change only
 */

/**
 * @typedef {object} Witness
 * @property {string} host
 * @property {number} pid of the process that asks
 * @property {number} silence seconds that the asking process itself has seen no touch
 * @property {(pid: number) => boolean} isAlive
 */

/**
 * @param {Holder} holder
 * @param {Witness} witness
 * @returns {boolean}
 */
export function isDead(holder, witness) {
	if (witness.silence > SILENCE_LIMIT) return true;
	if (holder.pid === 0) return witness.silence > EMPTY_LIMIT;
	if (holder.host !== witness.host) return false;
	// our own pid: an earlier process had the same number, as in a restarted container
	return holder.pid === witness.pid || !witness.isAlive(holder.pid);
}
