/// <reference types="@rbxts/testez/globals" />

import { CredentialPair } from "../../src/voice/CredentialPair";
import { FakeSource } from "../support/voiceHarness";

export = () => {
	function make() {
		const source = new FakeSource();
		const news: Array<string> = [];
		const deafened: Array<boolean> = [];
		const pair: CredentialPair = new CredentialPair(
			source,
			(word) => news.push(word),
			(isDeafened) => deafened.push(isDeafened),
		);
		return { source, news, pair, deafened };
	}

	/** In use: session `s1` in channel `c1` with `token-1`. */
	function makeUsed() {
		const made = make();
		made.source.givePair();
		made.pair.use();
		made.news.clear();
		return made;
	}

	describe("CredentialPair", () => {
		it("should report a pair once, and hold it after use", () => {
			const { source, news, pair } = make();
			source.giveServer(1);
			expect(pair.settle()).to.equal(false);
			source.giveServer(1);
			source.giveState("s1", "c1");
			expect(news.join(",")).to.equal("paired");
			expect(pair.settle()).to.equal(true);
			expect(pair.current).to.equal(undefined);
			pair.use();
			expect(pair.current?.sessionId).to.equal("s1");
			expect(pair.current?.token).to.equal("token-1");
			expect(pair.endpoint).to.equal("voice1.example:2048");
			expect(pair.settle()).to.equal(false);
		});

		it("should report whether a moderator deafens us (case 15)", () => {
			const { source, deafened } = makeUsed();
			deafened.clear();
			const state = { userId: "1", sessionId: "s1", channelId: "c1" };
			source.setVoiceState({ ...state, isDeafened: true });
			source.setVoiceState(state);
			source.setVoiceState({ ...state, channelId: undefined, isDeafened: true });
			source.setVoiceState({ ...state, isForeign: true, isDeafened: true });
			expect(deafened.map((isDeafened) => tostring(isDeafened)).join(",")).to.equal("true,false");
		});

		it("should report that another session took over (case 21)", () => {
			const { source, news, pair } = makeUsed();
			source.setVoiceState({ userId: "1", sessionId: "other", channelId: "c1", isForeign: true });
			source.giveServer(2);
			expect(news.join(",")).to.equal("takenOver");
			expect(pair.current?.token).to.equal("token-1");
		});

		it("should throw if used before both halves arrive", () => {
			const { source, pair } = make();
			source.giveState("s1", "c1");
			expect(() => pair.use()).to.throw();
		});

		it("should report the end of a pair", () => {
			const { source, news } = makeUsed();
			source.giveServer(0);
			source.giveState("s1");
			expect(news.join(",")).to.equal("unallocated,left");
		});

		it("should pair a new server with the known state", () => {
			const { source, news, pair } = makeUsed();
			source.giveServer(2);
			expect(news.join(",")).to.equal("paired");
			pair.use();
			expect(`${pair.current?.sessionId} ${pair.current?.token}`).to.equal("s1 token-2");
		});

		it("should pair a new server after the last one closed", () => {
			const { source, news, pair } = makeUsed();
			pair.spendServer();
			source.giveState("s1", "c2");
			expect(news.size()).to.equal(0);
			source.giveServer(0);
			source.giveServer(2);
			expect(news.join(",")).to.equal("unallocated,paired");
			pair.use();
			expect(`${pair.current?.channelId} ${pair.current?.token}`).to.equal("c2 token-2");
		});

		it("should ignore updates after unsubscribing", () => {
			const { source, news, pair } = makeUsed();
			pair.unsubscribe();
			source.givePair();
			expect(news.size()).to.equal(0);
		});
	});
};
