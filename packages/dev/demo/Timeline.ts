/** Prints events as a timeline: time, side, kind and text. */

/** The side of an event: the server, the relay, a Roblox game server (by the way it connects, or its number), or a guest. */
export type Side = "server" | "roblox" | "direct" | "relay" | "guest" | "game 1" | "game 2" | "game 3" | "game 4";

const ESCAPE = "\u001b[";
const STYLES = { dim: "2", bold: "1", red: "31", green: "32", yellow: "33", blue: "34", magenta: "35", cyan: "36" };
type Style = keyof typeof STYLES;

/** Colours of kinds; other kinds are plain. */
const KIND_STYLES: Readonly<Record<string, Style>> = {
	ready: "green",
	resumed: "green",
	live: "green",
	killed: "red",
	stalls: "yellow",
	zombified: "red",
	failed: "red",
	encrypted: "green",
	closed: "yellow",
	speaks: "cyan",
	binary: "magenta",
	ping: "dim",
	state: "dim",
	silent: "dim",
};

/** Widths of the columns of side and kind. */
const SIDE_WIDTH = 7;
const KIND_WIDTH = 10;

export class Timeline {
	private readonly startedAt: number;

	/**
	 * @param write Called with each line, without a line break.
	 * @param now Clock in milliseconds.
	 */
	public constructor(
		private readonly write: (line: string) => void,
		private readonly now: () => number,
		private readonly hasColour: boolean,
	) {
		this.startedAt = now();
	}

	/** Prints an event. */
	public add(side: Side, kind: string, text: string): void {
		const seconds = ((this.now() - this.startedAt) / 1000).toFixed(2).padStart(6);
		const where = this.paint(side.padEnd(SIDE_WIDTH), side === "server" ? "blue" : "bold");
		const what = this.paint(kind.padEnd(KIND_WIDTH), KIND_STYLES[kind]);
		this.write(`${this.paint(`${seconds} s`, "dim")}  ${where} ${what} ${text}`.trimEnd());
	}

	/** Prints a bold line. */
	public title(text: string): void {
		this.write(this.paint(text, "bold"));
	}

	/** Prints a line unchanged. */
	public plain(text: string): void {
		this.write(text);
	}

	private paint(text: string, style: Style | undefined): string {
		return style === undefined || !this.hasColour ? text : `${ESCAPE}${STYLES[style]}m${text}${ESCAPE}0m`;
	}
}
