/** The thread of `FarThread.ts`: a voice server whose members speak at a normal pace or flood. */

import { createSocket } from "node:dgram";
import { once } from "node:events";
import { performance } from "node:perf_hooks";
import { parentPort } from "node:worker_threads";
import { FarVoice } from "../../packages/relay/support/FarVoice.ts";
import type { VoicePackets } from "../../packages/relay/voice/media/support/VoicePackets.ts";
import type { FarCommand, FarNews } from "./FarThread.ts";

/** Milliseconds between two packets of a speaker. */
const FRAME = 20;
/** Milliseconds between two bursts of a flood. */
const BURST = 5;
const SECOND = 1000;
const FIRST_SSRC = 100;
const FIRST_ID = 104_694_319_306_000;

const port = parentPort!;
const tell = (news: FarNews): void => port.postMessage(news);
const now = (): number => performance.timeOrigin + performance.now();
const far = await FarVoice.open();
const sink = createSocket("udp4").bind(0, "127.0.0.1");
await once(sink, "listening");
const members: Array<VoicePackets> = [];
let speaking = 0;
let perBurst = 0;
let next = now();

far.onDescribed = () => tell({ kind: "described" });

function member(index: number): VoicePackets {
	return (members[index] ??= far.speaker(String(FIRST_ID + index), FIRST_SSRC + index));
}

/** Spreads the speakers over a packet's period, as in a real channel. */
function frame(): void {
	for (let index = 0; index < speaking; index += 1) far.send(member(index).speech());
	next += FRAME;
	setTimeout(frame, Math.max(0, next - now()));
}

function flood(): void {
	if (perBurst === 0) return;
	const packet = member(0).speech();
	far.send(...Array.from({ length: perBurst }, () => packet));
	setTimeout(flood, BURST);
}

port.on("message", (command: FarCommand) => {
	if (command.kind === "speak") {
		for (let index = 0; index < command.members; index += 1) member(index);
		if (command.members < speaking) {
			for (let index = command.members; index < speaking; index += 1) far.send(...member(index).end());
		}
		tell({ kind: "changed", at: command.members > speaking ? next : now() });
		speaking = command.members;
	} else if (command.kind === "flood") {
		perBurst = (command.perSecond * BURST) / SECOND;
		flood();
	} else {
		const { address, port: sinkPort } = sink.address();
		far.client = { address, port: sinkPort };
	}
});

frame();
tell({ kind: "ready", endpoint: far.endpoint, url: far.url });
