/**
 * Log messages.
 * Edge: prints. A caller may pass any logger of this shape, from TypeScript or Luau.
 */

/** A log with four levels. Luau may implement it: every member is a method. */
export interface Logger {
	debug(message: string): void;
	info(message: string): void;
	warn(message: string): void;
	error(message: string): void;
}

/** Least urgent level that a logger prints. */
export type LogLevel = "debug" | "info" | "warn" | "error" | "none";

const RANKS: Record<LogLevel, number> = { debug: 1, info: 2, warn: 3, error: 4, none: 5 };

/** Output of finished lines. */
export interface LogSink {
	readonly print: (line: string) => void;
	readonly warn: (line: string) => void;
}

const OUTPUT: LogSink = { print: (line) => print(line), warn: (line) => warn(line) };

/**
 * Makes a logger that prints `[name] message`: debug and info with `print`, warn and error with `warn`.
 *
 * @param name Prefix of each line.
 * @param level Least urgent level that is printed. @default "warn"
 * @param sink For tests. @default the engine's output
 */
export function createLogger(name: string, level: LogLevel = "warn", sink: LogSink = OUTPUT): Logger {
	const rank = RANKS[level];
	return {
		debug(message: string) {
			if (rank <= RANKS.debug) sink.print(`[${name}] ${message}`);
		},
		info(message: string) {
			if (rank <= RANKS.info) sink.print(`[${name}] ${message}`);
		},
		warn(message: string) {
			if (rank <= RANKS.warn) sink.warn(`[${name}] ${message}`);
		},
		error(message: string) {
			if (rank <= RANKS.error) sink.warn(`[${name}] error: ${message}`);
		},
	};
}
