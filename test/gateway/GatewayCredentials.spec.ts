/// <reference types="@rbxts/testez/globals" />

import { GatewayCredentials } from "../../src/gateway/GatewayCredentials";
import { FakeMainGateway } from "../support/FakeMainGateway";
import { BOT_ID } from "../support/gatewayHarness";

/** ID of the first main session. */
const SESSION = "0:1";

function make() {
	const main = new FakeMainGateway();
	const manager = main.makeManager();
	const target = { guildId: "1", channelId: "2", selfMute: false, selfDeaf: false };
	const credentials = new GatewayCredentials(manager, target);
	const heard: Array<string> = [];
	const unsubscribe = credentials.subscribe({
		onVoiceState({ sessionId, channelId, isForeign, isDeafened }) {
			heard.push(`state ${sessionId} ${channelId}${isForeign ? " foreign" : ""}${isDeafened ? " deafened" : ""}`);
		},
		onVoiceServer({ token, endpoint }) {
			heard.push(`server ${token} ${endpoint}`);
		},
	});
	return { main, manager, credentials, heard, unsubscribe };
}

export = () => {
	describe("GatewayCredentials", () => {
		it("should pass on the bot's states in order until it is unsubscribed", () => {
			const { main, manager, heard, unsubscribe } = make();
			manager.connect();
			main.scheduler.advance(1);
			const own = { guild_id: "1", user_id: BOT_ID, session_id: SESSION };
			main.dispatch(0, "VOICE_SERVER_UPDATE", { guild_id: "1", token: "t" });
			main.dispatch(0, "VOICE_STATE_UPDATE", { ...own, channel_id: "2" });
			main.dispatch(0, "VOICE_STATE_UPDATE", { ...own, user_id: "9" });
			main.dispatch(0, "VOICE_STATE_UPDATE", own);
			unsubscribe();
			main.dispatch(0, "VOICE_STATE_UPDATE", own);
			expect(heard.join("|")).to.equal("server t nil|state 0:1 2|state 0:1 nil");
		});

		it("should pass on a state without session only outside channels", () => {
			const { main, manager, heard } = make();
			manager.connect();
			main.scheduler.advance(1);
			main.dispatch(0, "VOICE_STATE_UPDATE", { guild_id: "1", user_id: BOT_ID, channel_id: "2" });
			main.dispatch(0, "VOICE_STATE_UPDATE", { guild_id: "1", user_id: BOT_ID });
			expect(heard.join("|")).to.equal("state  nil");
		});

		it("should throw before the manager connects", () => {
			const { credentials } = make();
			expect(() => credentials.request()).to.throw("call connect of its manager first");
			credentials.leave();
		});

		it("should leave and join again for a new pair", () => {
			const { main, manager, credentials } = make();
			manager.connect();
			main.scheduler.advance(1);
			const own = { guild_id: "1", user_id: BOT_ID, session_id: SESSION };
			const channels = () =>
				main.commands.map(({ d }) => (d as { channel_id?: string }).channel_id ?? "-").join(",");
			credentials.request();
			expect(channels()).to.equal("2");
			main.dispatch(0, "VOICE_STATE_UPDATE", { ...own, channel_id: "2" });
			credentials.request();
			main.scheduler.advance(0.9);
			expect(channels()).to.equal("2");
			main.scheduler.advance(0.1);
			expect(channels()).to.equal("2,-");
			main.dispatch(0, "VOICE_STATE_UPDATE", own);
			expect(channels()).to.equal("2,-,2");
			credentials.request();
			expect(channels()).to.equal("2,-,2,2");
			main.scheduler.advance(10);
			expect(channels()).to.equal("2,-,2,2");
		});

		it("should not leave after its shard has ended", () => {
			const { main, manager, credentials } = make();
			manager.connect();
			main.scheduler.advance(1);
			credentials.request();
			manager.shards.get(0)!.close();
			credentials.leave();
			expect(() => credentials.request()).to.throw("not connected");
			expect(main.commands.size()).to.equal(1);
		});

		/** Channel, mute and deaf of each op 4. */
		const said = (main: ReturnType<typeof make>["main"]) =>
			main.commands
				.map(({ d }) => `${(d?.channel_id as string | undefined) ?? "-"} ${d?.self_mute} ${d?.self_deaf}`)
				.join("|");

		function makeJoined() {
			const made = make();
			made.manager.connect();
			made.main.scheduler.advance(1);
			made.credentials.request();
			const see = (channelId?: string) => {
				const state = { guild_id: "1", user_id: BOT_ID, session_id: SESSION, channel_id: channelId };
				made.main.dispatch(0, "VOICE_STATE_UPDATE", state);
			};
			see("2");
			made.main.commands.clear();
			return { ...made, see };
		}

		it("should send a changed mute at once", () => {
			const { main, credentials } = makeJoined();
			credentials.setSelfState({ mute: true });
			credentials.setSelfState({ mute: true });
			credentials.setSelfState({ deaf: true });
			credentials.setSelfState({});
			expect(said(main)).to.equal("2 true false|2 true true");
		});

		it("should keep mute and deaf with new credentials", () => {
			const { main, credentials } = makeJoined();
			credentials.setSelfState({ mute: true, deaf: true });
			credentials.request();
			main.scheduler.advance(4);
			expect(said(main)).to.equal("2 true true|- true true|2 true true");
		});

		it("should keep mute and deaf in a new main session", () => {
			const { main, credentials } = makeJoined();
			credentials.setSelfState({ mute: true });
			main.connectionOf(0).end(4009);
			main.scheduler.advance(10);
			expect(said(main)).to.equal("2 true false|2 true false");
		});

		it("should keep mute and deaf after a move", () => {
			const { main, credentials, see } = makeJoined();
			credentials.setSelfState({ mute: true });
			see("3");
			credentials.setSelfState({ deaf: true });
			credentials.request();
			main.scheduler.advance(4);
			expect(said(main)).to.equal("2 true false|3 true true|- true true|3 true true");
		});

		it("should send mutes with the next join while in no channel", () => {
			const { main, credentials, see } = makeJoined();
			see();
			credentials.setSelfState({ mute: true });
			expect(said(main)).to.equal("");
			credentials.request();
			expect(said(main)).to.equal("2 true false");
		});

		it("should send mutes while it joins", () => {
			const { main, credentials, see } = makeJoined();
			credentials.request();
			main.scheduler.advance(1);
			see(); // confirms leaving
			credentials.setSelfState({ mute: true });
			expect(said(main)).to.equal("- false false|2 false false|2 true false");
		});

		it("should join even if leaving is not confirmed", () => {
			const { main, credentials } = makeJoined();
			credentials.request();
			main.scheduler.advance(3.9);
			expect(said(main)).to.equal("- false false");
			main.scheduler.advance(0.1);
			expect(said(main)).to.equal("- false false|2 false false");
		});

		it("should end a renewal when it is unsubscribed or leaves", () => {
			for (const stop of ["unsubscribe", "leave"] as const) {
				const { main, credentials, unsubscribe } = makeJoined();
				credentials.request();
				if (stop === "leave") credentials.leave();
				else unsubscribe();
				main.scheduler.advance(10);
				expect(said(main)).to.equal(stop === "leave" ? "- false false" : "");
			}
		});

		it("should send a mute with the join of a renewal", () => {
			const { main, credentials } = makeJoined();
			credentials.request();
			main.scheduler.advance(1);
			credentials.setSelfState({ mute: true });
			expect(said(main)).to.equal("- false false");
			main.scheduler.advance(3);
			expect(said(main)).to.equal("- false false|2 true false");
		});

		it("should not report the end of the session that it renews", () => {
			const { main, credentials, heard, see } = makeJoined();
			heard.clear();
			credentials.request();
			see("2");
			main.scheduler.advance(1);
			see("2");
			see();
			expect(heard.join("|")).to.equal("");
			see("2");
			expect(heard.join("|")).to.equal("state 0:1 2");
		});

		it("should join at once if it is disconnected while it renews", () => {
			const { main, credentials, see } = makeJoined();
			credentials.request();
			see();
			main.scheduler.advance(10);
			expect(said(main)).to.equal("2 false false");
		});

		it("should report that a moderator deafens the bot (case 15)", () => {
			const { main, heard } = makeJoined();
			heard.clear();
			const state = { guild_id: "1", user_id: BOT_ID, session_id: SESSION, channel_id: "2", deaf: true };
			main.dispatch(0, "VOICE_STATE_UPDATE", state);
			expect(heard.join("|")).to.equal("state 0:1 2 deafened");
		});

		it("should report a takeover, and send nothing after it (case 21)", () => {
			const { main, credentials, heard } = makeJoined();
			heard.clear();
			credentials.request();
			const state = { guild_id: "1", user_id: BOT_ID, session_id: "another", channel_id: "2" };
			main.dispatch(0, "VOICE_STATE_UPDATE", state);
			credentials.setSelfState({ mute: true });
			credentials.request();
			credentials.leave();
			expect(credentials.leaveAsync().getStatus()).to.equal("Resolved");
			main.scheduler.advance(10);
			expect(said(main)).to.equal("");
			expect(heard.join("|")).to.equal("state another 2 foreign");
		});

		it("should resolve when the op 4 that leaves went out", () => {
			const { main, credentials } = makeJoined();
			expect(credentials.leaveAsync().getStatus()).to.equal("Resolved");
			expect(said(main)).to.equal("- false false");
		});
	});
};
