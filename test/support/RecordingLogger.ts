/** A logger that keeps its lines. */

import { Logger } from "../../src/runtime/Logger";

export class RecordingLogger implements Logger {
	/** `level: message`, in order. */
	public readonly lines: Array<string> = [];

	public debug(message: string): void {
		this.lines.push(`debug: ${message}`);
	}

	public info(message: string): void {
		this.lines.push(`info: ${message}`);
	}

	public warn(message: string): void {
		this.lines.push(`warn: ${message}`);
	}

	public error(message: string): void {
		this.lines.push(`error: ${message}`);
	}

	/** Returns how many lines contain `text`. */
	public count(text: string): number {
		return this.lines.filter((line) => line.find(text, 1, true)[0] !== undefined).size();
	}
}
