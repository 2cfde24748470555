/** Writes a failed test down: its name, what was expected and got, and one frame. Pure. */

import { explain } from "./explain";
import { pickFrame, readTrace, type Frame } from "./readTrace";

export interface Failure {
	/** Path of the spec. */
	readonly path: string;
	/** All describes and the test, empty if the spec itself does not load. */
	readonly name: string;
	/** What was thrown, with its stack below. */
	readonly text: string;
}

/** Where a frame is, and the code on its line if that can be known. */
export interface Place {
	readonly path: string;
	readonly code?: string;
}

/** @param find Returns the TypeScript file of a frame, or undefined if it is not known. */
export function formatFailure({ path, name, text }: Failure, find: (frame: Frame) => Place | undefined): string {
	const { message, frames } = readTrace(text);
	const lines = [name === "" ? `[-] ${path}` : `[-] ${path}: ${name}`];
	const explanation = explain(message);
	if (explanation === undefined) for (const line of message.split("\n")) lines.push(line);
	else lines.push(`expected: ${explanation.expected}`, `got:      ${explanation.got}`);
	const frame = pickFrame(frames);
	if (frame !== undefined) {
		const place = find(frame);
		const code = place?.code === undefined ? "" : `: ${place.code}`;
		lines.push(`at ${place?.path ?? frame.module}, line ${frame.line} of its Luau${code}`);
	}
	return lines.join("\n    ");
}
