/** Takes the text of a failure apart: what was thrown, and the stack below it. Pure. */

/** One entry of a stack. */
export interface Frame {
	/** Full name of the module's instance, or path of a file. */
	readonly module: string;
	readonly line: number;
}

export interface Trace {
	/** What was thrown, without the place that Luau writes before it. */
	readonly message: string;
	readonly frames: ReadonlyArray<Frame>;
}

/** A frame as Lune writes it, and as Studio does. */
const FRAMES = ['^%[string "(.-)"%]:(%d+)(.*)$', "^(%S+):(%d+)(.*)$"];

/** The place before a message, in both forms. */
const PLACES = ['%[string "[^"]+"%]:%d+: ', "[%w_.]+%.spec:%d+: "];

/** Modules that run specs rather than being tested by them. */
const RUNNER = ["ServerScriptService.test.main", "ServerScriptService.test.report.runSpecs"];
const OURS = "ServerScriptService.";
const SUPPORT = "ServerScriptService.test.support.";

function readFrame(line: string): Frame | undefined {
	for (const pattern of FRAMES) {
		const [module, number, rest] = line.match(pattern) as unknown as LuaTuple<[string?, string?, string?]>;
		if (module === undefined || rest === undefined) continue;
		if (rest === "" || rest.sub(1, 10) === " function ") return { module, line: tonumber(number) ?? 0 };
	}
	return undefined;
}

/** Takes apart what `debug.traceback` returns. */
export function readTrace(text: string): Trace {
	const frames = new Array<Frame>();
	const lines = new Array<string>();
	for (const line of text.split("\n")) {
		const frame = readFrame(line);
		if (frame !== undefined) frames.push(frame);
		else lines.push(line);
	}
	let message = lines.join("\n");
	for (const place of PLACES) message = message.gsub(place, "")[0];
	while (message.sub(-1) === "\n") message = message.sub(1, -2);
	return { message, frames };
}

const startsWith = (text: string, start: string): boolean => text.sub(1, start.size()) === start;

/** Returns the frame to look at: the innermost of this repository's code, a helper of the specs only if there is no other. */
export function pickFrame(frames: ReadonlyArray<Frame>): Frame | undefined {
	const ours = frames.filter(
		({ module }) => startsWith(module, OURS) && !RUNNER.some((runner) => startsWith(module, runner)),
	);
	return ours.find(({ module }) => !startsWith(module, SUPPORT)) ?? ours[0];
}
