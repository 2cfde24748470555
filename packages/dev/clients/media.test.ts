/** Packets of `@discordjs/voice` through the gateway server: the other clients receive what one client sends. */

import assert from "node:assert/strict";
import { setTimeout as delay } from "node:timers/promises";
import { describe, it, type TestContext } from "node:test";
import { systemTimers } from "../../shared/clock.ts";
import type { GatewayServer } from "../../gateway-server/GatewayServer.ts";
import { TRANSPORT_MODES, type TransportMode } from "../../shared/rtp/TransportCipher.ts";
import { ALICE, startServer } from "../../gateway-server/support/fixtures.ts";
import { toneFrames } from "../support/tone.ts";
import type { Hearing } from "./Hearing.ts";
import { until } from "./RelayedChannel.ts";
import { VoiceUser } from "./VoiceUser.ts";

const [ANNA, BEN, CLEO] = ["104694319306248201", "104694319306248202", "104694319306248203"] as const;

/** Half a second each, at different pitches. */
const TONES = new Map([
	[ANNA, toneFrames(500, 440)],
	[BEN, toneFrames(500, 660)],
]);

/** Milliseconds until the library reports a user as silent, plus a margin for a slow machine. */
const END_PATIENCE = 300;

const REAL_TIME = { now: () => performance.now(), timers: systemTimers };

interface Setting {
	readonly mode: TransportMode;
	readonly isEncrypted: boolean;
}

const SETTINGS: ReadonlyArray<Setting> = TRANSPORT_MODES.flatMap((mode) =>
	[false, true].map((isEncrypted) => ({ mode, isEncrypted })),
);

/** Waits until these clients are in one group with one privacy code. */
async function agree(server: GatewayServer, users: ReadonlyArray<VoiceUser>): Promise<void> {
	await until("common code", () => {
		const state = server.daveState(ALICE.channelId);
		const codes = new Set(users.map(({ connection }) => connection.voicePrivacyCode));
		const isAtRest = state?.members.length === users.length && state.transitions.length === 0;
		return (isAtRest && codes.size === 1 && !codes.has(undefined) && !codes.has("")) || undefined;
	});
}

/** Joins published clients and waits until each knows the SSRCs of all others. */
async function gather(
	context: TestContext,
	{ mode, isEncrypted }: Setting,
	userIds: ReadonlyArray<string>,
): Promise<{ readonly server: GatewayServer; readonly users: ReadonlyArray<VoiceUser> }> {
	const dave = isEncrypted ? "required" : "off";
	const { server } = await startServer(context, { ...REAL_TIME, modes: [mode], dave, replayOrder: "after" });
	const users = await Promise.all(
		userIds.map((userId) => VoiceUser.join(context, server, { dave: isEncrypted, userId })),
	);
	if (isEncrypted) await agree(server, users);
	for (const user of users) user.announce();
	await until(
		"complete set of SSRCs",
		() => users.every(({ mapped }) => mapped.length >= users.length - 1) || undefined,
	);
	return { server, users };
}

/** Speaks, and repeats it if the library misread a packet. */
async function unmisread<Pair extends { readonly hearing: Hearing }>(
	speak: () => Promise<ReadonlyArray<Pair>>,
): Promise<ReadonlyArray<Pair>> {
	for (;;) {
		const pairs = await speak();
		await delay(END_PATIENCE);
		if (pairs.every(({ hearing }) => hearing.misread === 0)) return pairs;
	}
}

describe("packets of @discordjs/voice", { timeout: 60_000 }, () => {
	for (const setting of SETTINGS) {
		const { mode, isEncrypted } = setting;
		const where = `${mode.slice(5, 12)}, ${isEncrypted ? "with" : "without"} DAVE`;

		it(`should arrive unchanged, ${where} (case 22)`, async (context) => {
			const { server, users } = await gather(context, setting, [ANNA, BEN, CLEO]);
			const [anna, ben, cleo] = users as [VoiceUser, VoiceUser, VoiceUser];
			const hearings = await unmisread(async () => {
				const pairs = [
					{ hearing: ben.receive(ANNA), from: ANNA },
					{ hearing: cleo.receive(ANNA), from: ANNA },
					{ hearing: anna.receive(BEN), from: BEN },
					{ hearing: cleo.receive(BEN), from: BEN },
				];
				// one after the other; the next test has both at once
				await anna.play(TONES.get(ANNA)!);
				await ben.play(TONES.get(BEN)!);
				return pairs;
			});
			for (const { hearing, from } of hearings) {
				assert.equal(hearing.fault, undefined);
				assert.deepEqual(hearing.speech, TONES.get(from));
				const told = hearing.events.map(({ speaking }) => speaking);
				assert.deepEqual([told[0], told.at(-1)], [true, false]);
			}
			assert.deepEqual(server.totals.packets.dropped, {});
		});
	}

	it("should stay apart while two clients speak (case 22)", async (context) => {
		const setting = { mode: TRANSPORT_MODES[0], isEncrypted: true };
		const { users } = await gather(context, setting, [ANNA, BEN, CLEO]);
		const [anna, ben, cleo] = users as [VoiceUser, VoiceUser, VoiceUser];
		const heard = await unmisread(async () => {
			const pairs = [{ hearing: cleo.receive(ANNA) }, { hearing: cleo.receive(BEN) }];
			await Promise.all([anna.play(TONES.get(ANNA)!), ben.play(TONES.get(BEN)!)]);
			return pairs;
		});
		assert.deepEqual(
			heard.map(({ hearing }) => hearing.speech),
			[TONES.get(ANNA), TONES.get(BEN)],
		);
	});
});
