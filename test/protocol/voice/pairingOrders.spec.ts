/// <reference types="@rbxts/testez/globals" />

import {
	NO_PAIRING,
	Pairing,
	PairingStep,
	spendServer,
	takeVoiceServer,
	takeVoiceState,
	usePairing,
} from "../../../src/protocol/voice/credentials";
import { expectedCourse, forEachOrder, VOICE_NEWS, VoiceNews } from "../../support/voiceNews";

const DEPTH = 5;

/** What a connection does with each step: a pair is used as soon as there is one. */
function playPure(order: ReadonlyArray<VoiceNews>): string {
	let pairing: Pairing = NO_PAIRING;
	let used = "none";
	let isLeft = false;
	let channel = 1;
	let server = 1;
	const take = (step: PairingStep) => {
		pairing = step.pairing;
		if (step.news === "left") isLeft = true;
		if (step.news === "left" || step.news === "unallocated") used = "none";
		if (step.news !== "paired") return;
		used = `c${pairing.state?.channelId} t${pairing.server?.token}`;
		pairing = usePairing(pairing);
	};
	const takeState = (channelId?: string) => take(takeVoiceState(pairing, { userId: "7", sessionId: "s", channelId }));
	const takeServer = (token: string, endpoint?: string) =>
		take(takeVoiceServer(pairing, { serverId: "1", token, endpoint }));
	takeState("1");
	takeServer("1", "e");
	for (const news of order) {
		if (isLeft) break;
		if (news === "state same") takeState(tostring(channel));
		else if (news === "state new") {
			channel += 1;
			takeState(tostring(channel));
		} else if (news === "state null") takeState();
		else if (news === "server nil") takeServer("0");
		else if (news === "server new") {
			server += 1;
			takeServer(tostring(server), "e");
		} else if (used !== "none" && news !== "lost") {
			used = "none";
			pairing = spendServer(pairing);
		}
	}
	return isLeft ? "closed" : used;
}

export = () => {
	describe("voice server news in every order", () => {
		it(`should agree with an oracle in all orders of ${DEPTH}`, () => {
			let count = 0;
			const wrong: Array<string> = [];
			forEachOrder(VOICE_NEWS, DEPTH, (order) => {
				count += 1;
				const seen = playPure(order);
				const right = expectedCourse(order);
				if (seen !== right) wrong.push(`${order.join(", ")}: ${seen}, not ${right}`);
			});
			expect(count).to.equal(8 ** DEPTH);
			expect(wrong[0]).to.equal(undefined);
		});
	});
};
