/// <reference types="@rbxts/testez/globals" />

import { ChannelMembers } from "../../src/gateway/ChannelMembers";
import { FakeMainGateway } from "../support/FakeMainGateway";

const GUILD = "41771983423143937";
const CHANNEL = "127121515262115840";
/** User IDs, which are snowflakes. */
const ANN = "80351110224678912";
const BOB = "104694319306248192";

function member(id: string, nick?: string) {
	return { nick, user: { id, username: `user ${id}`, discriminator: "0" } };
}

function make() {
	const main = new FakeMainGateway();
	const manager = main.makeManager();
	manager.connect();
	main.scheduler.advance(1);
	const members = new ChannelMembers(manager, GUILD, CHANNEL);
	const changed: Array<string> = [];
	const unsubscribe = members.subscribe((userId) => changed.push(userId));
	const state = (userId: string, more: object = {}) =>
		main.dispatch(0, "VOICE_STATE_UPDATE", { guild_id: GUILD, channel_id: CHANNEL, user_id: userId, ...more });
	const nameOf = (userId: string) => members.profileOf(userId)?.name;
	/** User IDs of each op 8. */
	const requests = () => main.commands.map(({ d }) => (d?.user_ids as Array<string>).join("+")).join(",");
	return { main, members, changed, unsubscribe, state, nameOf, requests };
}

export = () => {
	describe("ChannelMembers", () => {
		it("should read names and mutes from GUILD_CREATE, of its channel only", () => {
			const { main, members, nameOf } = make();
			main.dispatch(0, "GUILD_CREATE", {
				id: GUILD,
				members: [member(ANN, "Ann"), member(BOB, "Bob")],
				voice_states: [
					{ user_id: ANN, channel_id: CHANNEL, mute: true, deaf: false, self_mute: false, self_deaf: true },
					{ user_id: BOB, channel_id: "5" },
				],
			});
			expect(nameOf(ANN)).to.equal("Ann");
			expect(members.profileOf(ANN)?.serverMute).to.equal(true);
			expect(members.profileOf(ANN)?.serverDeaf).to.equal(false);
			expect(members.profileOf(ANN)?.selfDeaf).to.equal(true);
			expect(members.profileOf(BOB)).to.equal(undefined);
		});

		it("should read them from voice states, and report each change", () => {
			const { members, changed, state, nameOf } = make();
			state(ANN, { member: member(ANN, "Ann"), self_mute: false });
			state(ANN, { self_mute: true });
			expect(nameOf(ANN)).to.equal("Ann");
			expect(members.profileOf(ANN)?.selfMute).to.equal(true);
			expect(changed.join(",")).to.equal(`${ANN},${ANN}`);
		});

		it("should forget users who leave the channel", () => {
			const { main, state, nameOf } = make();
			state(ANN, { member: member(ANN, "Ann") });
			state(BOB, { member: member(BOB, "Bob") });
			state(ANN, { channel_id: "5" });
			main.dispatch(0, "VOICE_STATE_UPDATE", { guild_id: GUILD, user_id: BOB });
			expect(nameOf(ANN)).to.equal(undefined);
			expect(nameOf(BOB)).to.equal(undefined);
		});

		it("should read new names of users in the channel only", () => {
			const { main, state, nameOf } = make();
			state(ANN, { member: member(ANN, "Ann") });
			for (const userId of [ANN, BOB]) {
				main.dispatch(0, "GUILD_MEMBER_UPDATE", { guild_id: GUILD, ...member(userId, "New") });
			}
			main.dispatch(0, "GUILD_MEMBER_UPDATE", { guild_id: "1", ...member(ANN, "Elsewhere") });
			expect(nameOf(ANN)).to.equal("New");
			expect(nameOf(BOB)).to.equal(undefined);
		});

		it("should request missing names once", () => {
			const { main, members, changed, state, nameOf, requests } = make();
			state(ANN, { member: member(ANN, "Ann") });
			members.request([ANN, BOB]);
			members.request([BOB]);
			expect(requests()).to.equal("");
			main.scheduler.advance(1);
			expect(requests()).to.equal(BOB);
			members.request([BOB]);
			main.scheduler.advance(5);
			expect(requests()).to.equal(BOB);
			changed.clear();
			main.dispatch(0, "GUILD_MEMBERS_CHUNK", {
				guild_id: GUILD,
				members: [member(BOB, "Bob"), member("7", "X")],
			});
			expect(nameOf(BOB)).to.equal("Bob");
			expect(nameOf("7")).to.equal(undefined);
			expect(changed.join(",")).to.equal(BOB);
		});

		it("should not request names that voice states contain", () => {
			const { main, members, state, requests } = make();
			members.request([ANN, BOB]);
			state(ANN, { member: member(ANN, "Ann") });
			state(BOB, { channel_id: "5" });
			main.scheduler.advance(5);
			expect(requests()).to.equal("");
		});

		it("should request at most a hundred users at once", () => {
			const { main, members } = make();
			const userIds = new Array<string>();
			for (const number of $range(1, 150)) userIds.push(`${number}`);
			members.request(userIds);
			main.scheduler.advance(5);
			expect((main.commands[0].d?.user_ids as Array<string>).size()).to.equal(100);
		});

		it("should keep at most a thousand users", () => {
			const { members, state } = make();
			for (const number of $range(1, 1001)) state(`${number}`, { self_mute: true });
			expect(members.profileOf("1000")?.selfMute).to.equal(true);
			expect(members.profileOf("1001")).to.equal(undefined);
		});

		it("should forget the users of the last channel", () => {
			const { members, state, nameOf } = make();
			state(ANN, { member: member(ANN, "Ann") });
			members.setChannel(CHANNEL);
			expect(nameOf(ANN)).to.equal("Ann");
			members.setChannel("5");
			expect(nameOf(ANN)).to.equal(undefined);
		});

		it("should keep nothing after it is unsubscribed", () => {
			const { main, members, unsubscribe, state, nameOf, requests } = make();
			state(ANN, { member: member(ANN, "Ann") });
			members.request([BOB]);
			unsubscribe();
			state(BOB, { member: member(BOB, "Bob") });
			main.scheduler.advance(5);
			expect(nameOf(ANN)).to.equal(undefined);
			expect(nameOf(BOB)).to.equal(undefined);
			expect(requests()).to.equal("");
		});

		it("should accept bodies of any kind", () => {
			const { main, members, state } = make();
			for (const odd of [5, "x", [], { user: 5 }, { user: { id: 5 } }, { user: { id: "x" } }] as Array<defined>) {
				state(ANN, { member: odd, self_mute: odd });
				main.dispatch(0, "GUILD_CREATE", { id: GUILD, members: odd, voice_states: odd });
				main.dispatch(0, "GUILD_CREATE", { id: GUILD, members: [odd], voice_states: [odd] });
				main.dispatch(0, "GUILD_MEMBERS_CHUNK", { guild_id: GUILD, members: [odd] });
			}
			expect(members.profileOf(ANN)?.selfMute).to.equal(undefined);
		});
	});
};
