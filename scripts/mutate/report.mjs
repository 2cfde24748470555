/** Report of a mutation run. Pure. */

/**
 * @typedef {object} Position
 * @property {number} line from 1
 * @property {number} column from 1
 */

/**
 * @typedef {object} Result what became of a mutant; a part of Stryker's
 * @property {string} fileName below the top folder
 * @property {{ start: Position, end: Position }} location
 * @property {string} mutatorName
 * @property {string} [replacement]
 * @property {string} status
 */

/** Whether a status counts as found, not found or neither. Neither: the mutant does not build or load, or tests cannot reach it alone. */
const OUTCOMES = {
	Killed: "killed",
	Timeout: "killed",
	Survived: "alive",
	NoCoverage: "alive",
	CompileError: "invalid",
	RuntimeError: "invalid",
	Ignored: "left out",
};

/** Most characters of code shown for a mutant. */
const MAX_CODE = 60;

/**
 * @param {readonly Result[]} results
 * @param {(fileName: string) => string} read returns a file's text
 * @returns {readonly string[]} lines: each mutant that no test killed, the score of each file, and that of all
 */
export function reportLines(results, read) {
	const files = [...new Set(results.map(({ fileName }) => fileName))].sort();
	const survivors = results.filter((result) => outcomeOf(result) === "alive");
	const width = Math.max(...files.map((name) => name.length), 0);
	return [
		...survivors.map((result) => survivorLine(result, read(result.fileName))),
		...files.map((name) => {
			const own = results.filter(({ fileName }) => fileName === name);
			return `${name.padEnd(width)}  ${scoreText(own)}`;
		}),
		`${"all".padEnd(width)}  ${scoreText(results)}`,
	];
}

/** @param {Result} result */
function outcomeOf({ status }) {
	return /** @type {Record<string, string>} */ (OUTCOMES)[status] ?? "invalid";
}

/** @param {readonly Result[]} results */
function scoreText(results) {
	/** @param {string} outcome */
	const count = (outcome) => results.filter((result) => outcomeOf(result) === outcome).length;
	const [killed, valid] = [count("killed"), count("killed") + count("alive")];
	const score = valid === 0 ? "-" : ((100 * killed) / valid).toFixed(1);
	const others = [
		[count("invalid"), "that cannot run"],
		[count("left out"), "left out: run while files are loaded"],
	];
	const rest = others.filter(([number]) => number !== 0).map(([number, what]) => `, ${number} ${what}`);
	return `${score.padStart(5)} %  ${killed} of ${valid} killed${rest.join("")}`;
}

/**
 * @param {Result} result
 * @param {string} text of its file
 */
function survivorLine({ fileName, location: { start, end }, mutatorName, replacement = "" }, text) {
	const at = `${fileName}:${start.line}:${start.column}`;
	return `${at}  ${mutatorName}  ${inLine(slice(text, start, end))}  became  ${inLine(replacement)}`;
}

/**
 * @param {string} text
 * @param {Position} start
 * @param {Position} end
 */
function slice(text, start, end) {
	const lines = text.split("\n").slice(start.line - 1, end.line);
	lines[lines.length - 1] = (lines.at(-1) ?? "").slice(0, end.column - 1);
	lines[0] = (lines[0] ?? "").slice(start.column - 1);
	return lines.join("\n");
}

/** @param {string} code */
function inLine(code) {
	const line = code.replaceAll(/\s+/g, " ");
	return line.length > MAX_CODE ? `${line.slice(0, MAX_CODE)}…` : line;
}
