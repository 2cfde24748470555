/** Client of the inspector that served this page: event stream and actions. */

/** @typedef {import("../Recorder.ts").InspectorEntry} InspectorEntry */
/** @typedef {import("../snapshot.ts").Snapshot} Snapshot */
/** @typedef {import("../Control.ts").ControlDescription} ControlDescription */

/**
 * @typedef {object} Listener
 * @property {(controls: ControlDescription[]) => void} onControls
 * @property {(snapshot: Snapshot) => void} onSnapshot
 * @property {(entry: InspectorEntry) => void} onEntry
 * @property {(count: number) => void} onSkipped
 * @property {(isOpen: boolean) => void} onLink
 */

const token = document.querySelector("meta[name=inspector-token]")?.getAttribute("content") ?? "";

/**
 * Opens the stream. The browser reopens it whenever it ends.
 * @param {Listener} listener
 */
export function follow(listener) {
	const source = new EventSource("/inspector/events");
	/** @type {string | undefined} */
	let firstStart;
	/**
	 * @param {string} kind
	 * @param {(value: any) => void} action
	 */
	const on = (kind, action) => source.addEventListener(kind, (event) => action(JSON.parse(event.data)));
	on("controls", ({ start, controls }) => {
		// the server restarted: the page's token and entry numbers are stale
		if (firstStart !== undefined && firstStart !== start) location.reload();
		firstStart = start;
		listener.onControls(controls);
	});
	on("snapshot", listener.onSnapshot);
	on("entry", listener.onEntry);
	on("skipped", listener.onSkipped);
	source.addEventListener("open", () => listener.onLink(true));
	source.addEventListener("error", () => listener.onLink(false));
}

/**
 * Performs an action.
 * @param {string} name
 * @param {string} sessionId
 * @param {unknown[]} parameters
 * @returns {Promise<unknown>} its result
 * @throws with the reason if the action is rejected
 */
export async function act(name, sessionId, parameters) {
	const response = await fetch(`/inspector/actions/${name}`, {
		method: "POST",
		headers: { "content-type": "application/json", "x-inspector-token": token },
		body: JSON.stringify({ sessionId, args: parameters }),
	});
	const answer = await response.json();
	if (!response.ok) throw new Error(answer.error?.message ?? `status ${response.status}`);
	return answer.result;
}
