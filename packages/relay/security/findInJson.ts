/**
 * Returns where in a JSON text a value stands, by position and not by search, so that nothing else can pass for it.
 * Stricter than RFC 8259: refuses an object that has a key twice, since readers disagree on which of the two counts.
 * Pure.
 */

export interface JsonLocation {
	/** Keys from the outermost object to the value; `[]` stands for an element of an array. */
	readonly path: ReadonlyArray<string>;
	/** The `op` of the outermost object as it is written, such as `2` or `"2"`, if it is a scalar. */
	readonly op: string | undefined;
}

interface Container {
	/** Keys that came so far; `undefined` in an array. */
	readonly keys: Set<string> | undefined;
	isAtKey: boolean;
}

/** Objects and arrays within one another. */
const MAX_DEPTH = 32;
const TOKEN = /"[^"\\]*(?:\\.[^"\\]*)*"|[{}[\]:,]|[^\s{}[\]:,"]+/g;

/**
 * Finds the scalar that begins at character `position`.
 *
 * @returns `undefined` if none begins there, the text is not JSON, nests deeper than 32, or has a key twice in one object.
 */
export function findInJson(text: string, position: number): JsonLocation | undefined {
	if (!isJson(text)) return undefined;
	const walk = new Walk();
	let path: ReadonlyArray<string> | undefined;
	let op: string | undefined;
	for (const { 0: token, index } of text.matchAll(TOKEN)) {
		const kind = walk.take(token);
		if (kind === "refused") return undefined;
		if (kind === "mark") continue;
		if (index === position) path = [...walk.path];
		if (walk.path.length === 1 && walk.path[0] === "op") op = token;
	}
	return path === undefined ? undefined : { path, op };
}

/** Tracks a position in a JSON text. The text must be valid. */
class Walk {
	public readonly path: Array<string> = [];
	private readonly open: Array<Container> = [];

	/** @returns Kind of the token; everything that is not a scalar is a mark. */
	public take(token: string): "scalar" | "mark" | "refused" {
		const container = this.open.at(-1);
		switch (token) {
			case "{":
			case "[":
				return this.enter(token === "{");
			case "}":
			case "]":
				this.open.pop();
				this.path.pop();
				return "mark";
			case ",":
			case ":":
				if (container?.keys !== undefined) container.isAtKey = token === ",";
				return "mark";
			default:
				if (container?.keys === undefined || !container.isAtKey) return "scalar";
				return this.takeKey(container.keys, JSON.parse(token) as string);
		}
	}

	private enter(isObject: boolean): "mark" | "refused" {
		if (this.open.length === MAX_DEPTH) return "refused";
		this.open.push({ keys: isObject ? new Set() : undefined, isAtKey: isObject });
		this.path.push("[]");
		return "mark";
	}

	private takeKey(keys: Set<string>, key: string): "mark" | "refused" {
		if (keys.has(key)) return "refused";
		keys.add(key);
		this.path[this.path.length - 1] = key;
		return "mark";
	}
}

function isJson(text: string): boolean {
	try {
		JSON.parse(text);
		return true;
	} catch {
		return false;
	}
}
