/** Rows and filters of the frame list. Pure. */

/** @typedef {import("../Recorder.ts").InspectorEntry} InspectorEntry */

/**
 * One line of the list.
 * @typedef {object} Row
 * @property {number} at milliseconds
 * @property {"in" | "out" | "event"} direction
 * @property {"voice" | "main" | ""} gateway empty if it belongs to neither
 * @property {number | undefined} connection
 * @property {string | undefined} sessionId
 * @property {string} op number of the opcode; empty if none
 * @property {string} opName name of the opcode; empty if none
 * @property {string} what opcode, dispatched event, or event of the server
 * @property {string} header
 * @property {string} body
 */

/**
 * @typedef {object} Filter
 * @property {string} sessionId empty for all
 * @property {string} direction empty for all
 * @property {string} gateway empty for both
 * @property {string} opcode number or part of a name
 * @property {string} text part of anything
 */

/**
 * Creates a row; undefined if the entry is not listed.
 * @param {InspectorEntry} entry
 * @returns {Row | undefined}
 */
export function rowOf(entry) {
	if (entry.type === "frame") {
		const { at, direction, gateway, connection, sessionId, op, opName, eventName, header, body } = entry;
		return {
			at,
			direction,
			gateway,
			connection,
			sessionId,
			op: op === undefined ? "" : String(op),
			opName,
			what: eventName ?? opName,
			header,
			body,
		};
	}
	if (entry.type !== "event") return undefined;
	/** @type {{ kind: string, gateway?: "main", connection?: number, sessionId?: string | undefined }} */
	const event = entry.event;
	const { kind, gateway = "voice", connection, sessionId, ...details } = event;
	const body = Object.entries(details)
		.filter(([, value]) => value !== "")
		.map(([name, value]) => `${name} ${typeof value === "object" ? JSON.stringify(value) : value}`)
		.join(" · ");
	return {
		at: entry.at,
		direction: "event",
		gateway,
		connection,
		sessionId,
		op: "",
		opName: "",
		what: kind,
		header: body,
		body,
	};
}

/**
 * Returns whether a row matches the filter.
 * @param {Row} row
 * @param {Filter} filter
 * @param {string | undefined} sessionId session of the row's connection, if known
 * @returns {boolean}
 */
export function passes(row, filter, sessionId = row.sessionId) {
	if (filter.sessionId !== "" && sessionId !== filter.sessionId) return false;
	if (filter.direction !== "" && row.direction !== filter.direction) return false;
	if (filter.gateway !== "" && row.gateway !== filter.gateway) return false;
	return hasOpcode(row, filter.opcode.trim()) && hasText(row, filter.text.trim().toLowerCase());
}

/**
 * @param {Row} row
 * @param {string} opcode
 */
function hasOpcode(row, opcode) {
	if (opcode === "") return true;
	if (/^\d+$/.test(opcode)) return row.op === opcode;
	const names = [row.opName, row.what].join(" ").toLowerCase();
	return row.direction !== "event" && names.includes(opcode.toLowerCase());
}

/**
 * @param {Row} row
 * @param {string} text in lower case
 */
function hasText(row, text) {
	return text === "" || [row.what, row.header, row.body].some((part) => part.toLowerCase().includes(text));
}
