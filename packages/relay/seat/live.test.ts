/** A seat over real sockets, against GatewayServer: real UDP, real DAVE, and the faults of both gateways. */

import assert from "node:assert/strict";
import { describe, it } from "node:test";
import { IDS } from "../../gateway-server/main/fixtures/ids.ts";
import { Speaker } from "../../gateway-server/scene/Speaker.ts";
import { DaveClient } from "../../gateway-server/support/DaveClient.ts";
import { LiveCell, LiveSeat } from "../support/LiveSeat.ts";

const ANNA = {
	serverId: IDS.guild,
	channelId: IDS.voiceChannel,
	userId: "104694319306248301",
	sessionId: "session-of-anna",
	token: "token-of-anna",
};

/** Starts with a seat in the voice channel. */
async function startLive(...parameters: Parameters<typeof LiveSeat.start>): Promise<LiveSeat> {
	const live = await LiveSeat.start(...parameters);
	live.seat.want(IDS.voiceChannel);
	await live.hears("none", "live");
	return live;
}

/** The voice session of the bot, for commands of the server. */
function voiceSessionOf({ cell }: LiveSeat): string {
	return `${IDS.guild}:${cell.sessionId}`;
}

describe("Seat over real sockets", { timeout: 120_000 }, () => {
	it("should report who speaks", async (context) => {
		const live = await startLive(context);
		const { clock, server } = live;
		const anna = Speaker.enter(server, { credentials: ANNA, clock });
		let isReady = false;
		void anna.ready.then(() => (isReady = true));
		await live.until(() => isReady, "a speaker");
		void anna.speak(500);
		await live.hears(`+${ANNA.userId}`, `-${ANNA.userId}`);
		void anna.speak();
		await live.hears(`+${ANNA.userId}`);
		anna.leave();
		await live.hears(`-${ANNA.userId}`);
	});

	it("should join an encrypted group", async (context) => {
		const live = await LiveSeat.start(context, { daveChannels: { [IDS.voiceChannel]: "required" } });
		const anna = await DaveClient.join(live.server, ANNA);
		live.seat.want(IDS.voiceChannel);
		let isSettling = false;
		await live.until(() => {
			if (!isSettling) {
				isSettling = true;
				void anna.turn().then(() => (isSettling = false));
			}
			return live.told.includes("encryption active");
		}, "an encrypted group");
		assert.ok(live.told.includes("live"));
		live.seat.unwant(IDS.voiceChannel);
		await live.pass(61);
		assert.equal(live.told.at(-2), "encryption none");
		anna.leave();
	});

	it("should resume after a crash of the voice server", async (context) => {
		const live = await startLive(context);
		let resumes = 0;
		live.server.onEvent(({ kind }) => {
			if (kind === "resumed") resumes += 1;
		});
		live.server.disconnectSession(voiceSessionOf(live), 4015);
		await live.hears("none", "live");
		await live.until(() => resumes === 1, "a Resume");
	});

	it("should resume after the server went silent", async (context) => {
		const live = await startLive(context);
		live.server.setStopHeartbeatAcks(voiceSessionOf(live), true);
		await live.pass(100);
		live.server.setStopHeartbeatAcks(voiceSessionOf(live), false);
		await live.hears("none", "live");
		assert.ok(live.logs.some((line) => line.includes("stopped answering heartbeats")));
	});

	it("should get new credentials after 4006", async (context) => {
		const live = await startLive(context);
		live.server.disconnectSession(voiceSessionOf(live), 4006);
		await live.hears("none", "live");
		assert.equal(live.seat.view.state, "open");
	});

	it("should rest after a kick until a new watch asks", async (context) => {
		const live = await startLive(context);
		live.server.channels.disconnectBot(IDS.guild);
		await live.hears("none");
		await live.pass(120);
		assert.deepEqual(
			live.told.filter((line) => line === "live"),
			[],
		);
		live.seat.want(IDS.voiceChannel);
		await live.hears("live");
	});

	it("should follow a drag", async (context) => {
		const live = await startLive(context);
		live.server.moveBot(IDS.guild, IDS.otherVoiceChannel);
		await live.hears("moved", "elsewhere");
		await live.until(() => live.seat.view.state === "open", "a session in the other channel");
		assert.equal(live.seat.view.channelId, IDS.otherVoiceChannel);
	});

	it("should rest after its channel was deleted", async (context) => {
		const live = await startLive(context);
		live.server.channels.delete(IDS.voiceChannel);
		await live.hears("none");
		await live.pass(120);
		assert.equal(live.seat.view.state, "out");
	});

	it("should try a full channel until there is room", async (context) => {
		const live = await LiveSeat.start(context);
		live.server.channels.update(IDS.voiceChannel, { user_limit: 1 });
		live.seat.want(IDS.voiceChannel);
		await live.pass(11);
		assert.match(live.seat.speakersOf(IDS.voiceChannel).reason, /may be full/);
		live.server.channels.update(IDS.voiceChannel, { user_limit: 99 });
		await live.pass(10);
		await live.hears("live");
	});

	for (const voiceTheft of [4014, 4006, "both"] as const) {
		it(`should not fight another process (${voiceTheft})`, async (context) => {
			const live = await startLive(context, { voiceTheft });
			// an Identify every 5 s
			await live.pass(6);
			const thief = await LiveCell.open(live.server, live.clock);
			context.after(() => thief.close());
			let states = 0;
			thief.onDispatch = (name) => {
				if (name === "VOICE_STATE_UPDATE") states += 1;
			};
			const steal = async (): Promise<void> => {
				thief.updateVoiceState(IDS.guild, IDS.otherVoiceChannel);
				await live.hears("robbed");
			};
			await steal();
			await live.pass(55);
			assert.equal(states, 1);
			await live.pass(5);
			await live.hears("live");
			thief.updateVoiceState(IDS.guild, null);
			await live.pass(1);
			await steal();
			const before = states;
			await live.pass(300);
			assert.equal(states, before);
			assert.equal(live.seat.view.state, "out");
		});
	}

	it("should never log a token or a session ID", async (context) => {
		const live = await startLive(context);
		live.server.disconnectSession(voiceSessionOf(live), 4006);
		await live.hears("none", "live");
		assert.ok(live.logs.length > 4);
		for (const line of live.logs) assert.ok(!line.includes(live.cell.sessionId ?? "x"), line);
	});
});
