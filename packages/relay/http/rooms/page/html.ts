/** Writes HTML. Values are escaped; only markup from {@link html} itself is not. Pure. */

/** Markup that needs no escaping. */
export class Markup {
	public constructor(public readonly text: string) {}
}

type Value = string | number | undefined | Markup | ReadonlyArray<Markup>;

const ENTITIES: Readonly<Record<string, string>> = {
	"&": "&amp;",
	"<": "&lt;",
	">": "&gt;",
	'"': "&quot;",
	"'": "&#39;",
};

/** Template tag. */
export function html(parts: TemplateStringsArray, ...values: ReadonlyArray<Value>): Markup {
	return new Markup(parts.reduce((text, part, index) => text + write(values[index - 1]) + part));
}

function write(value: Value): string {
	if (value === undefined) return "";
	if (value instanceof Markup) return value.text;
	if (typeof value === "object") return value.map(({ text }) => text).join("");
	return String(value).replace(/[&<>"']/g, (character) => ENTITIES[character] ?? "");
}
