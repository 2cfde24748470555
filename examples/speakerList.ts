import { VoiceView } from "../src";

/** Keeps a text up to date: everyone in the channel, and what is wrong, if anything. Takes a VoiceRoom or a VoiceConnection. */
export function speakerList(view: VoiceView, show: (text: string) => void) {
	const update = () => {
		const lines = new Array<string>();
		for (const [userId, { name, speaking, level }] of view.roster) {
			const loudness = speaking === undefined ? "?" : string.rep("|", math.ceil(level * 5));
			lines.push(`${name ?? userId} ${loudness}`);
		}
		lines.sort();
		if (view.state !== "ready") lines.push(`(${view.state})`);
		else if (view.media.kind !== "live") lines.push(`(${view.media.reason})`);
		show(lines.join("\n"));
	};
	const signals = [view.onRosterChanged, view.onMediaChanged, view.onStateChanged];
	const connections = signals.map((signal) => signal.Connect(update));
	view.onClosed.Once(() => connections.forEach((connection) => connection.Disconnect()));
	update();
}
