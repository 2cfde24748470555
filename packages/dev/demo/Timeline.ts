/** Prints what happens as a timeline: when, on which side, what. Colour only where it is asked for. */

/** Whom a line is about: the server, Roblox code by the way that it took, or the guest beside it. */
export type Side = "server" | "roblox" | "direct" | "relay" | "guest";

const ESCAPE = "\u001b[";
const STYLES = { dim: "2", bold: "1", red: "31", green: "32", yellow: "33", blue: "34", magenta: "35", cyan: "36" };
type Style = keyof typeof STYLES;

/** Kinds that are coloured; the others are plain. */
const KIND_STYLES: Readonly<Record<string, Style>> = {
	ready: "green",
	resumed: "green",
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

/** Columns of the side and the kind. */
const SIDE_WIDTH = 7;
const KIND_WIDTH = 10;

export class Timeline {
	private readonly startedAt: number;

	/**
	 * @param write Takes one line, without its end.
	 * @param now Clock in milliseconds.
	 */
	public constructor(
		private readonly write: (line: string) => void,
		private readonly now: () => number,
		private readonly hasColour: boolean,
	) {
		this.startedAt = now();
	}

	/** One happening. */
	public add(side: Side, kind: string, text: string): void {
		const seconds = ((this.now() - this.startedAt) / 1000).toFixed(2).padStart(6);
		const where = this.paint(side.padEnd(SIDE_WIDTH), side === "server" ? "blue" : "bold");
		const what = this.paint(kind.padEnd(KIND_WIDTH), KIND_STYLES[kind]);
		this.write(`${this.paint(`${seconds} s`, "dim")}  ${where} ${what} ${text}`.trimEnd());
	}

	/** A line of its own, bold. */
	public title(text: string): void {
		this.write(this.paint(text, "bold"));
	}

	/** A line as it is. */
	public plain(text: string): void {
		this.write(text);
	}

	private paint(text: string, style: Style | undefined): string {
		return style === undefined || !this.hasColour ? text : `${ESCAPE}${STYLES[style]}m${text}${ESCAPE}0m`;
	}
}
