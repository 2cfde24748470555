/// <reference types="@rbxts/testez/globals" />

import { CredentialFeed, CredentialSource, fixedCredentials } from "../../src/voice/CredentialSource";

const PAIR = { serverId: "1", userId: "7", sessionId: "s", token: "secret-token", endpoint: "voice.example:2048" };

function listenTo(source: CredentialSource) {
	const heard: Array<string> = [];
	const unsubscribe = source.subscribe({
		onVoiceState({ userId, sessionId, channelId }) {
			heard.push(`state ${userId} ${sessionId} ${channelId ?? "-"}`);
		},
		onVoiceServer({ serverId, token, endpoint }) {
			heard.push(`server ${serverId} ${token} ${endpoint ?? "-"}`);
		},
	});
	return { heard, unsubscribe };
}

export = () => {
	describe("CredentialFeed", () => {
		it("should pass updates to every listener until it unsubscribes", () => {
			const feed = new CredentialFeed({ onRequest: () => {} });
			const first = listenTo(feed);
			const second = listenTo(feed);
			feed.setVoiceState({ userId: "7", sessionId: "s", channelId: "2" });
			first.unsubscribe();
			feed.setVoiceServer({ serverId: "1", token: "t", endpoint: undefined });
			expect(first.heard.join("|")).to.equal("state 7 s 2");
			expect(second.heard.join("|")).to.equal("state 7 s 2|server 1 t -");
		});

		it("should pass requests on to its owner", () => {
			const asked: Array<string> = [];
			const feed = new CredentialFeed({
				onRequest: () => asked.push("join"),
				onLeave: () => asked.push("leave"),
			});
			feed.request();
			feed.leave();
			new CredentialFeed({ onRequest: () => {} }).leave();
			expect(asked.join(",")).to.equal("join,leave");
		});
	});

	describe("CredentialFeed.setSelfState", () => {
		it("should pass the change on to its owner", () => {
			const told: Array<string> = [];
			const feed = new CredentialFeed({
				onRequest: () => {},
				onSelfState: ({ mute, deaf }) => told.push(`${mute} ${deaf}`),
			});
			feed.setSelfState({ mute: true });
			feed.setSelfState({ deaf: false });
			expect(told.join("|")).to.equal("true nil|nil false");
		});

		it("should throw without onSelfState", () => {
			expect(() => new CredentialFeed({ onRequest: () => {} }).setSelfState({})).to.throw(
				"no main gateway to tell",
			);
			expect(() => fixedCredentials(PAIR).setSelfState?.({})).to.throw("no main gateway to tell");
		});
	});

	describe("fixedCredentials", () => {
		it("should give its pair once, then throw", () => {
			const source = fixedCredentials(PAIR);
			const { heard } = listenTo(source);
			source.request();
			expect(heard.join("|")).to.equal("state 7 s |server 1 secret-token voice.example:2048");
			expect(() => source.request()).to.throw("spent");
			expect(heard.size()).to.equal(2);
		});

		it("should reject a malformed endpoint", () => {
			expect(() => fixedCredentials({ ...PAIR, endpoint: "" })).to.throw("host:port");
		});
	});
};
