/**
 * Patterns of host names: exact (`gateway.discord.gg`), a whole domain (`*.discord.media`: any names before it), or the
 * beginning of the first name (`gateway-*.discord.gg`: one name). Pure.
 */

export interface HostPattern {
	readonly text: string;
	/** Of the first name; `undefined`: any names. */
	readonly prefix: string | undefined;
	/** With the dot before it; an exact name has none. */
	readonly suffix: string;
}

const NAME = "[a-z0-9](?:[a-z0-9-]*[a-z0-9])?";
const EXACT = new RegExp(`^${NAME}(?:\\.${NAME})*$`);
const DOMAIN = new RegExp(`^\\*((?:\\.${NAME}){2,})$`);
const PREFIX = new RegExp(`^([a-z0-9][a-z0-9-]*)\\*((?:\\.${NAME}){2,})$`);

/**
 * Reads a pattern; upper case counts as lower case. A star must stand over at least two names, so that no whole
 * top-level domain is let in by mistake.
 *
 * @returns `undefined` if it is not one.
 */
export function readHostPattern(text: string): HostPattern | undefined {
	const lower = text.toLowerCase();
	if (EXACT.test(lower)) return { text: lower, prefix: lower, suffix: "" };
	const domain = DOMAIN.exec(lower);
	if (domain !== null) return { text: lower, prefix: undefined, suffix: domain[1] as string };
	const first = PREFIX.exec(lower);
	if (first !== null) return { text: lower, prefix: first[1] as string, suffix: first[2] as string };
	return undefined;
}

/** Whether there is a host that both patterns match. */
export function overlaps(one: HostPattern, other: HostPattern): boolean {
	if (one.suffix === "") return matchesHost(other, one.text);
	if (other.suffix === "") return matchesHost(one, other.text);
	if (one.prefix !== undefined && other.prefix !== undefined) {
		const isBegin = one.prefix.startsWith(other.prefix) || other.prefix.startsWith(one.prefix);
		return one.suffix === other.suffix && isBegin;
	}
	// a whole domain matches what is below it; a beginning covers one name before its suffix
	if (one.prefix !== undefined) return one.suffix.endsWith(other.suffix);
	if (other.prefix !== undefined) return other.suffix.endsWith(one.suffix);
	return one.suffix.endsWith(other.suffix) || other.suffix.endsWith(one.suffix);
}

/** @param host In lower case, without a dot at its end. */
export function matchesHost({ prefix, suffix }: HostPattern, host: string): boolean {
	if (suffix === "") return host === prefix;
	if (!host.endsWith(suffix)) return false;
	const rest = host.slice(0, -suffix.length);
	if (prefix === undefined) return rest !== "";
	return rest.length > prefix.length && rest.startsWith(prefix) && !rest.includes(".");
}
