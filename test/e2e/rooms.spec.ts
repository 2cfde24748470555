/// <reference types="@rbxts/testez/globals" />

import { ServerScriptService, Workspace } from "@rbxts/services";
import { speakerList } from "../../examples/speakerList";
import { watchChannel } from "../../examples/watchChannel";
import { watchGuild } from "../../examples/watchGuild";
import * as VoiceGateway from "../../src";
import { makeRelayClient, restartRelay } from "../support/relayPlace";
import { waitUntil } from "../support/waitUntil";

type WatchChannelLuau = (
	this: void,
	voiceGateway: typeof VoiceGateway,
	...options: Parameters<typeof watchChannel>
) => VoiceGateway.VoiceRoom;

/** The relay plays the room: Ada (1) and Linus (2) are there, Ada speaks and stops, Grace (3) comes and goes. */
const IDS = { guildId: "7", channelId: "9" };

/** Seconds for a relay to start, and for the next attempt after that. */
const RECOVERY = 30;

const REFUSED: ReadonlyArray<readonly [channelId: string, kind: VoiceGateway.RoomCloseKind]> = [
	["403", "permissionMissing"],
	["404", "channelUnknown"],
	["42", "notAVoiceChannel"],
];

export = () => {
	const relayUrl = Workspace.GetAttribute("RelayUrl") as string;
	const luauModule = ServerScriptService.WaitForChild("examples").WaitForChild("watchChannelLuau") as ModuleScript;
	const watchChannelLuau = require(luauModule) as WatchChannelLuau;

	const EXAMPLES: ReadonlyArray<readonly [name: string, start: typeof watchChannel]> = [
		["watchChannel", watchChannel],
		["watchChannelLuau", (...options) => watchChannelLuau(VoiceGateway, ...options)],
	];

	for (const [name, start] of EXAMPLES) {
		it(`${name} should hear Ada start and stop, in two places`, () => {
			const rooms = [start(relayUrl, "7", "9"), start(relayUrl, "7", "9")];
			const heard = rooms.map((room) => {
				const changes: Array<string> = [];
				room.onSpeaking.Connect(({ userId, speaking }) => changes.push(`${userId} ${speaking}`));
				return changes;
			});
			waitUntil("two changes in both places", () => heard.every((changes) => changes.size() >= 2));
			rooms.forEach((room, index) => {
				expect(room.roster.get("1")?.name).to.equal("Ada");
				expect(room.roster.get("2")?.bot).to.equal(true);
				expect(heard[index].includes("1 true")).to.equal(true);
				room.stop();
			});
		});
	}

	for (const [channelId, kind] of REFUSED) {
		it(`a room should close with ${kind} for channel ${channelId}`, () => {
			const relay = makeRelayClient();
			let report: VoiceGateway.RoomCloseReport | undefined;
			relay.watchVoiceChannel({ guildId: "7", channelId }).onClosed.Connect((closed) => (report = closed));
			waitUntil("closed", () => report !== undefined);
			expect(report?.kind).to.equal(kind);
			expect(report?.reason.find("use 9", 1, true)[0]).to.be.ok();
			relay.close();
		});
	}

	it("a room should be there again after the relay was killed", () => {
		const relay = makeRelayClient();
		const room = relay.watchVoiceChannel(IDS);
		waitUntil("ready", () => room.state === "ready");
		const states: Array<string> = [];
		room.onStateChanged.Connect((state) => states.push(state));
		restartRelay();
		waitUntil("away and back", () => states.includes("away") && room.state === "ready", RECOVERY);
		expect(room.roster.get("2")?.name).to.equal("Linus");
		expect(room.counts.faults).to.equal(0);
		relay.close();
		expect(room.state).to.equal("closed");
	});

	it("watchGuild should show who is in each channel", () => {
		const relay = makeRelayClient();
		const guild = watchGuild(relay, "7");
		waitUntil("ready", () => guild.state === "ready");
		expect(guild.channels.get("9")?.name).to.equal("General");
		expect(guild.channels.get("9")?.roster.size()).to.equal(2);
		relay.close();
	});

	it("speakerList should show a room", () => {
		const relay = makeRelayClient();
		let text = "";
		speakerList(relay.watchVoiceChannel(IDS), (shown) => (text = shown));
		waitUntil("Ada speaks", () => text.find("Ada |||", 1, true)[0] !== undefined);
		waitUntil("Ada is silent", () => text.find("Ada |", 1, true)[0] === undefined);
		relay.close();
		expect(text.find("(closed)", 1, true)[0]).to.be.ok();
	});
};
