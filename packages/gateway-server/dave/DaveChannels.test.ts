/** DAVE over real sockets: modes, versions, resumes and timeouts, with davey clients. */

import assert from "node:assert/strict";
import { describe, it } from "node:test";
import { DaveClient, settleAll } from "../support/DaveClient.ts";
import { ALICE, BOB, connect, identifyOf, startServer } from "../support/fixtures.ts";
import { makeCommit, makeKeyPackage, makeSigner } from "../../shared/support/mlsFixtures.ts";
import { GatewayServer } from "../GatewayServer.ts";
import type { GatewayServerOptions } from "../options.ts";
import type { VoiceCredentials } from "../voice/VoiceSession.ts";

const CHANNEL = ALICE.channelId;
const CODE = "1".repeat(30);
const CAROL: VoiceCredentials = { ...ALICE, userId: "104694319306248194", sessionId: "session-of-carol" };

/** Checks that these clients share an epoch and a privacy code. Returns both. */
function assertShared(...clients: ReadonlyArray<DaveClient>): string {
	const codes = [...new Set(clients.map(({ peer }) => `${peer.epoch}: ${peer.privacyCode}`))];
	assert.equal(codes.length, 1, codes.join());
	assert.match(codes[0]!, /^\d+: \d{30}$/);
	for (const { peer } of clients) assert.deepEqual(peer.failures, []);
	return codes[0]!;
}

/** Expected result for a user with DAVE version 0 or 1 in each mode: the close code, or the version in op 4. */
const MODES = [
	["off", 0, undefined, 0],
	["off", 1, undefined, 0],
	["offered", 0, undefined, 0],
	["offered", 1, undefined, 1],
	["required", 0, 4017, undefined],
	["required", 1, undefined, 1],
] as const;

describe("a channel", () => {
	for (const [mode, version, closeCode, described] of MODES) {
		const outcome = closeCode ?? `version ${described}`;
		it(`should answer DAVE ${version} with ${outcome} where it is ${mode}`, async (context) => {
			const { server } = await startServer(context, { daveChannels: { [CHANNEL]: mode } });
			const client = await DaveClient.join(server, ALICE, version);
			if (closeCode !== undefined) return assert.equal((await client.client.ended).code, closeCode);
			await settleAll(client);
			assert.deepEqual(client.versions, [described]);
			assert.equal(server.daveState(CHANNEL) === undefined, mode === "off");
			assert.equal(client.opcodes.includes(25), described === 1);
		});
	}

	it("should use the default mode unless it has its own", async (context) => {
		const { server } = await startServer(context, { dave: "required", daveChannels: { "5": "off" } });
		assert.deepEqual([server.getDave(CHANNEL), server.getDave("5")], ["required", "off"]);
		server.setDave("5", "offered");
		assert.deepEqual([server.getDave(CHANNEL), server.getDave("5")], ["required", "offered"]);
	});

	it("should not reveal its mode to unauthorized clients", async (context) => {
		const { server } = await startServer(context, { dave: "required" });
		const stranger = await connect(server);
		stranger.send(0, { ...identifyOf(ALICE), token: "wrong" });
		assert.equal((await stranger.ended).code, 4004);
	});
});

describe("clients in a channel with DAVE", () => {
	it("should share an epoch through joins and leaves", async (context) => {
		const { server, events } = await startServer(context, { dave: "required" });
		const [alice, bob] = [await DaveClient.join(server, ALICE), await DaveClient.join(server, BOB)];
		await settleAll(alice, bob);
		const codes = new Set([assertShared(alice, bob)]);
		const carol = await DaveClient.join(server, CAROL);
		await settleAll(alice, bob, carol);
		codes.add(assertShared(alice, bob, carol));
		bob.client.socket.close(1000);
		await bob.client.ended;
		await settleAll(alice, carol);
		codes.add(assertShared(alice, carol));
		assert.equal(codes.size, 3);
		assert.deepEqual(server.daveState(CHANNEL), {
			version: 1,
			epoch: 3,
			members: server.daveState(CHANNEL)!.members,
			privacyCodes: {},
			joining: [],
			pending: [],
			plain: [],
			proposals: 0,
			transitions: [],
		});
		assert.deepEqual([...server.daveState(CHANNEL)!.members].sort(), [ALICE.userId, CAROL.userId]);
		const verdicts = events.flatMap((event) => (event.kind === "dave" ? [event.verdict?.kind] : []));
		assert.ok(verdicts.includes("taken") && verdicts.includes("ignored"));
		assert.ok(!verdicts.includes(undefined) && !verdicts.includes("malformed"));
	});

	for (const replayOrder of ["before", "after"] as const) {
		it(`should keep its epoch over a Resume replaying ${replayOrder} op 9`, async (context) => {
			const { server } = await startServer(context, { dave: "required", replayOrder });
			const [alice, bob] = [await DaveClient.join(server, ALICE), await DaveClient.join(server, BOB)];
			await settleAll(alice, bob);
			server.dropSession(BOB.sessionId);
			await bob.client.ended;
			const carol = await DaveClient.join(server, CAROL);
			await settleAll(alice, carol);
			assert.deepEqual(server.daveState(CHANNEL)!.transitions, [{ id: 2, awaited: [BOB.userId] }]);
			await bob.resume();
			await settleAll(alice, bob, carol);
			assertShared(alice, bob, carol);
			assert.deepEqual(server.daveState(CHANNEL)!.transitions, []);
			assert.equal(server.stats(BOB.sessionId).identifies, 1);
			for (const { peer } of [alice, bob, carol]) assert.equal(peer.executed.at(-1), 2);
		});
	}

	for (const replayOrder of ["before", "after"] as const) {
		it(`should readmit removed members on Resume replaying ${replayOrder} op 9`, async (context) => {
			const options = { dave: "required", daveLostMembers: "remove", replayOrder } as const;
			const { server } = await startServer(context, options);
			const clients = [];
			for (const who of [ALICE, BOB, CAROL]) clients.push(await DaveClient.join(server, who));
			const [alice, bob, carol] = clients as [DaveClient, DaveClient, DaveClient];
			await settleAll(...clients);
			const codes = new Set([assertShared(...clients)]);
			server.dropSession(BOB.sessionId);
			await bob.client.ended;
			await settleAll(alice, carol);
			codes.add(assertShared(alice, carol));
			const { members, joining, transitions } = server.daveState(CHANNEL)!;
			assert.deepEqual([...members].sort(), [ALICE.userId, CAROL.userId]);
			assert.deepEqual([joining, transitions], [[BOB.userId], []]);
			await bob.resume();
			await settleAll(...clients);
			codes.add(assertShared(...clients));
			assert.equal(codes.size, 3);
			const { identifies, resumes } = server.stats(BOB.sessionId);
			assert.deepEqual([identifies, resumes, bob.versions], [1, 1, [1]]);
		});
	}

	it("should answer replayed requests after a Resume", async (context) => {
		const { server } = await startServer(context, { dave: "required" });
		const [alice, bob] = [await DaveClient.join(server, ALICE), await DaveClient.join(server, BOB)];
		await settleAll(alice, bob);
		server.dropSession(BOB.sessionId);
		await bob.client.ended;
		server.setDave(CHANNEL, "off");
		server.setDave(CHANNEL, "required");
		await settleAll(alice);
		assert.deepEqual(server.daveState(CHANNEL)!.joining, [BOB.userId]);
		await bob.resume();
		await settleAll(alice, bob);
		assertShared(alice, bob);
	});

	it("should be asked again for a lost key package", async (context) => {
		const { server } = await startServer(context, { dave: "required" });
		const [alice, bob] = [await DaveClient.join(server, ALICE), await DaveClient.join(server, BOB)];
		await settleAll(alice);
		await bob.turn();
		await bob.turn(false);
		assert.deepEqual(bob.versions, [1]);
		server.dropSession(BOB.sessionId);
		await bob.client.ended;
		await bob.resume();
		await settleAll(alice, bob);
		assertShared(alice, bob);
	});

	it("should wait two seconds for a disconnected member", async (context) => {
		const { server, clock } = await startServer(context, { dave: "required" });
		const [alice, bob] = [await DaveClient.join(server, ALICE), await DaveClient.join(server, BOB)];
		await settleAll(alice, bob);
		server.dropSession(BOB.sessionId);
		const carol = await DaveClient.join(server, CAROL);
		await settleAll(alice, carol);
		clock.advance(1999);
		await settleAll(alice, carol);
		assert.equal(alice.peer.executed.at(-1), 1);
		clock.advance(1);
		await settleAll(alice, carol);
		assert.equal(alice.peer.executed.at(-1), 2);
	});

	it("should continue without a member that does not resume", async (context) => {
		const { server, clock } = await startServer(context, { dave: "required", resumeTimeout: 10_000 });
		const clients = [];
		for (const who of [ALICE, BOB, CAROL]) clients.push(await DaveClient.join(server, who));
		const [alice, bob, carol] = clients as [DaveClient, DaveClient, DaveClient];
		await settleAll(...clients);
		server.dropSession(BOB.sessionId);
		await bob.client.ended;
		clock.advance(10_000);
		await settleAll(alice, carol);
		assertShared(alice, carol);
		assert.deepEqual([...alice.peer.groupUserIds].sort(), [ALICE.userId, CAROL.userId]);
	});

	it("should accept a client that identifies again", async (context) => {
		const { server } = await startServer(context, { dave: "required" });
		const [alice, bob] = [await DaveClient.join(server, ALICE), await DaveClient.join(server, BOB)];
		await settleAll(alice, bob);
		const again = await DaveClient.join(server, BOB);
		await settleAll(alice, again);
		assertShared(alice, again);
	});

	it("should keep only the latest session of a user", async (context) => {
		const { server } = await startServer(context, { dave: "required" });
		const [alice, bob] = [await DaveClient.join(server, ALICE), await DaveClient.join(server, BOB)];
		await settleAll(alice, bob);
		const again = await DaveClient.join(server, { ...BOB, sessionId: "session-of-bob-2" });
		assert.equal((await bob.client.ended).code, 4006);
		await settleAll(alice, again);
		assertShared(alice, again);
	});
});

describe("a client without DAVE where DAVE is offered", () => {
	it("should suspend encryption until it leaves", async (context) => {
		const { server } = await startServer(context, { dave: "offered" });
		const [alice, bob] = [await DaveClient.join(server, ALICE), await DaveClient.join(server, BOB)];
		await settleAll(alice, bob);
		const plain = await DaveClient.join(server, CAROL, 0);
		await settleAll(alice, bob, plain);
		assert.deepEqual(plain.versions, [0]);
		assert.deepEqual([alice.peer.version, bob.peer.version], [0, 0]);
		assert.deepEqual(server.daveState(CHANNEL)!.plain, [CAROL.userId]);
		plain.client.socket.close(1000);
		await plain.client.ended;
		await settleAll(alice, bob);
		assertShared(alice, bob);
	});
});

describe("setDave", () => {
	it("should start and stop encryption in an active channel", async (context) => {
		const { server } = await startServer(context);
		const [alice, bob] = [await DaveClient.join(server, ALICE), await DaveClient.join(server, BOB)];
		await settleAll(alice, bob);
		assert.equal(server.daveState(CHANNEL), undefined);
		server.setDave(CHANNEL, "offered");
		await settleAll(alice, bob);
		assertShared(alice, bob);
		server.setDave(CHANNEL, "off");
		await settleAll(alice, bob);
		assert.deepEqual([alice.peer.version, bob.peer.version], [0, 0]);
		const carol = await DaveClient.join(server, CAROL);
		await settleAll(alice, bob, carol);
		assert.deepEqual(carol.versions, [0]);
		server.setDave(CHANNEL, "required");
		await settleAll(alice, bob, carol);
		assertShared(alice, bob, carol);
	});

	it("should close clients without DAVE once it is required", async (context) => {
		const { server } = await startServer(context, { dave: "offered" });
		const [alice, bob] = [await DaveClient.join(server, ALICE), await DaveClient.join(server, BOB)];
		const plain = await DaveClient.join(server, CAROL, 0);
		await settleAll(alice, bob, plain);
		server.setDave(CHANNEL, "required");
		assert.equal((await plain.client.ended).code, 4017);
		assert.equal(server.stats(CAROL.sessionId).state, "ended");
		await settleAll(alice, bob);
		assertShared(alice, bob);
	});

	it("should reject unknown modes and invalid ids", async (context) => {
		const { server } = await startServer(context);
		assert.throws(
			() => server.setDave(CHANNEL, "on" as "off"),
			/mode must be one of off, offered, required, got on/,
		);
		assert.throws(() => server.setDave("general", "offered"), /id must be a decimal/);
		server.registerVoiceSession({ ...CAROL, channelId: "5", userId: "carol" });
		assert.throws(() => server.setDave("5", "offered"), /id must be a decimal/);
		server.setDave("6", "offered");
		const carol = { ...CAROL, sessionId: "other", channelId: "6", userId: "carol" };
		assert.throws(() => server.registerVoiceSession(carol), /id must be a decimal/);
	});
});

/** Reports with arbitrary values, as in JSON, and the expected errors. */
const BAD_REPORTS: ReadonlyArray<readonly [name: string, report: ReadonlyArray<unknown>, message: RegExp]> = [
	[
		"a non-numeric channel ID",
		["general", ALICE.userId, 1, CODE],
		/id must be a decimal below 2\^64 for DAVE, got general/,
	],
	["a non-numeric user ID", [CHANNEL, "alice", 1, CODE], /id must be a decimal below 2\^64 for DAVE, got alice/],
	["epoch 0", [CHANNEL, ALICE.userId, 0, CODE], /epoch must be an integer from 1 to 9007199254740991, got 0/],
	["29 digits", [CHANNEL, ALICE.userId, 1, CODE.slice(1)], /privacy code must be 30 digits, got "1{29}"/],
];

describe("reportPrivacyCode", () => {
	it("should show members' codes until the epoch ends", async (context) => {
		const { server, logs, events } = await startServer(context, { dave: "required" });
		const [alice, bob] = [await DaveClient.join(server, ALICE), await DaveClient.join(server, BOB)];
		await settleAll(alice, bob);
		const report = ({ userId }: VoiceCredentials, { peer }: DaveClient) =>
			server.reportPrivacyCode(CHANNEL, userId, peer.epoch!, peer.privacyCode);
		assert.deepEqual(report(ALICE, alice), { kind: "taken" });
		assert.deepEqual(report(BOB, bob), { kind: "taken" });
		const { privacyCode: code } = alice.peer;
		assert.deepEqual(server.daveState(CHANNEL)!.privacyCodes, { [ALICE.userId]: code, [BOB.userId]: code });
		const carol = await DaveClient.join(server, CAROL);
		await settleAll(alice, bob, carol);
		assert.deepEqual(server.daveState(CHANNEL)!.privacyCodes, {});
		const late = server.reportPrivacyCode(CHANNEL, ALICE.userId, 1, code);
		assert.deepEqual(late, { kind: "ignored", reason: "channel is at epoch 2, not 1" });
		assert.deepEqual(report(CAROL, carol), { kind: "taken" });
		assert.deepEqual(server.daveState(CHANNEL)!.privacyCodes, { [CAROL.userId]: carol.peer.privacyCode });
		for (const told of [logs, events]) assert.ok(!JSON.stringify(told).includes(code));
	});

	it("should be ignored where no code can exist", async (context) => {
		const { server } = await startServer(context, { daveChannels: { [CHANNEL]: "offered" } });
		const reason = "channel does not use DAVE or is empty";
		for (const channelId of ["5", CHANNEL]) {
			assert.deepEqual(server.reportPrivacyCode(channelId, ALICE.userId, 1, CODE), { kind: "ignored", reason });
		}
		const plain = await DaveClient.join(server, ALICE, 0);
		await settleAll(plain);
		const told = server.reportPrivacyCode(CHANNEL, ALICE.userId, 1, CODE);
		assert.deepEqual(told, { kind: "ignored", reason: "user is plain" });
	});

	for (const [name, report, message] of BAD_REPORTS) {
		it(`should reject ${name}`, async (context) => {
			const { server } = await startServer(context, { dave: "required" });
			const call = () => server.reportPrivacyCode(...(report as [string, string, number, string]));
			assert.throws(call, { name: "RangeError", message });
		});
	}
});

/** Options with arbitrary values, as in JSON, and the expected errors. */
const BAD_OPTIONS: ReadonlyArray<readonly [options: object, message: RegExp]> = [
	[{ dave: true }, /dave must be one of off, offered, required, got true/],
	[{ daveChannels: [] }, /daveChannels must be an object/],
	[{ daveChannels: { "5": "on" } }, /daveChannels\[5\] must be one of/],
	[{ daveChannels: { general: "offered" } }, /id must be a decimal/],
];

describe("DAVE options", () => {
	for (const [options, message] of BAD_OPTIONS) {
		it(`should reject ${JSON.stringify(options)}`, () => {
			assert.throws(() => new GatewayServer(options as GatewayServerOptions), message);
		});
	}
});

/** Binary messages from a client waiting for its Welcome, and the expected close code. */
const STRANGE: ReadonlyArray<readonly [name: string, message: Buffer, closeCode: number | undefined]> = [
	["an empty key package", Buffer.of(26), 4020],
	["a key package of another user", Buffer.concat([Buffer.of(26), makeKeyPackage(makeSigner("5"))]), 4020],
	["an empty commit", Buffer.of(28), 4020],
	["a late commit", Buffer.concat([Buffer.of(28), makeCommit({ epoch: 9n })]), undefined],
];

describe("an unexpected message", () => {
	for (const [name, message, closeCode] of STRANGE) {
		it(`should ${closeCode === undefined ? "be ignored" : `close with ${closeCode}`}: ${name}`, async (context) => {
			const { server, events } = await startServer(context, { dave: "required" });
			const alice = await DaveClient.join(server, ALICE);
			await settleAll(alice);
			alice.client.sendRaw(message);
			if (closeCode !== undefined) assert.equal((await alice.client.ended).code, closeCode);
			else assert.deepEqual(await alice.client.settle(), []);
			const event = events.filter(({ kind }) => kind === "dave").at(-1);
			assert.ok(event?.kind === "dave");
			assert.equal(event.verdict?.kind, closeCode === undefined ? "ignored" : "malformed");
		});
	}
});

describe("a script", () => {
	it("should be able to switch DAVE inside a listener", async (context) => {
		const { server } = await startServer(context, { dave: "required" });
		let isDone = false;
		server.onEvent((event) => {
			if (event.kind !== "dave" || event.opcode !== 28 || isDone) return;
			isDone = true;
			server.setDave(CHANNEL, "off");
			server.setDave(CHANNEL, "required");
		});
		const [alice, bob] = [await DaveClient.join(server, ALICE), await DaveClient.join(server, BOB)];
		await settleAll(alice, bob);
		assert.ok(isDone);
		const codes = new Set([alice, bob].map(({ peer }) => peer.privacyCode));
		assert.equal(codes.size, 1);
		assert.match([...codes].join(), /^\d{30}$/);
	});

	it("should leave no timers when all clients are gone", async (context) => {
		const { server, clock } = await startServer(context, { dave: "required" });
		const before = clock.pending;
		const [alice, bob] = [await DaveClient.join(server, ALICE), await DaveClient.join(server, BOB)];
		await settleAll(alice, bob);
		for (const client of [alice, bob]) {
			client.client.socket.close(1000);
			await client.client.ended;
		}
		assert.equal(server.daveState(CHANNEL), undefined);
		assert.equal(clock.pending, before);
	});
});
