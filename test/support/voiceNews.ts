/**
 * All events that can follow Ready, and an oracle for the result of any order of them. The oracle reads the whole history at
 * once and is independent of the state machine that it checks.
 * Source: facts, voice-gateway 1a (pre-steps, null endpoint), 3.4, 3.15, 3.16 and 3.21.
 */

export type VoiceNews =
	"close 4014" | "close 4022" | "lost" | "state same" | "state new" | "state null" | "server nil" | "server new";

export const VOICE_NEWS: ReadonlyArray<VoiceNews> = [
	"close 4014",
	"close 4022",
	"lost",
	"state same",
	"state new",
	"state null",
	"server nil",
	"server new",
];

/** Calls `visit` with every order of `depth` items, with repetition. */
export function forEachOrder<T extends defined>(
	items: ReadonlyArray<T>,
	depth: number,
	visit: (order: ReadonlyArray<T>) => void,
): void {
	const order: Array<T> = [];
	const extend = () => {
		if (order.size() === depth) return visit(order);
		for (const item of items) {
			order.push(item);
			extend();
			order.pop();
		}
	};
	extend();
}

/**
 * Where a connection must be after `order`, if each item has had its time: "closed"; "c<channel> t<server>", ready with
 * that pair; or "none", waiting for a server. It was ready with `c1 t1` before; channels and servers count up from there.
 */
export function expectedCourse(order: ReadonlyArray<VoiceNews>): string {
	if (order.includes("state null")) return "closed";
	const lastServer = lastIndex(order, ["server new"]);
	const lastEnd = lastIndex(order, ["server nil"]);
	if (lastEnd > lastServer) return "none";
	// A close ends the server that a socket is open to: one that came after the close is not ended.
	const isEnded = lastIndex(order, ["close 4014", "close 4022"]) > lastServer;
	if (isEnded) return "none";
	return `c${channelFor(order, lastServer)} t${1 + count(order, "server new", order.size())}`;
}

/**
 * The channel that belongs to the server at `index`: the newest one before it, if it is new since the server before; else
 * the first that comes after, as a move may name the server first; else the one that there was.
 */
function channelFor(order: ReadonlyArray<VoiceNews>, index: number): number {
	const before = 1 + count(order, "state new", index);
	if (index < 0) return 1;
	const claimed = 1 + claimedChannels(order, index);
	if (before > claimed) return before;
	return order.includes("state new", index + 1) ? before + 1 : before;
}

/** Returns how many channels had their own server before the server at `index`. */
function claimedChannels(order: ReadonlyArray<VoiceNews>, index: number): number {
	let claimed = 0;
	let channels = 0;
	let isFree = false;
	for (const at of $range(0, index - 1)) {
		const news = order[at];
		if (news === "state new") {
			channels += 1;
			if (isFree) claimed = channels;
			isFree = false;
		} else if (news === "server new") {
			isFree = channels === claimed;
			claimed = channels;
		} else if (news === "server nil" || news === "close 4014" || news === "close 4022") isFree = false;
	}
	return claimed;
}

function count(order: ReadonlyArray<VoiceNews>, news: VoiceNews, limit: number): number {
	return order.filter((other, index) => index < limit && other === news).size();
}

function lastIndex(order: ReadonlyArray<VoiceNews>, kinds: ReadonlyArray<VoiceNews>): number {
	let last = -1;
	order.forEach((news, index) => {
		if (kinds.includes(news)) last = index;
	});
	return last;
}
