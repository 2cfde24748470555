/** Random joins, leaves, disconnects and damaged messages. In the end all users must share one group. */

import assert from "node:assert/strict";
import { describe, it } from "node:test";
import { DaveChannel } from "../support/DaveChannel.ts";
import type { PeerMessage } from "../support/DavePeer.ts";
import { seededRandom, type Random } from "../../shared/random.ts";

const SEEDS = Number(process.env["FUZZ"] ?? 12);
const ACTIONS = 60;
const MAX_USERS = 7;

/** Rounds of timeouts that recover from the worst case: transitions, lost commits, and their consequences. */
const MAX_ROUNDS = 12;

/** Largest share of messages to the gateway that are damaged in transit. */
const MAX_DAMAGED = 0.4;

/** A user without DAVE that joins and leaves. */
const PLAIN_USER = "9";

/** Flips one bit or truncates the payload; for op 23, changes the transition ID. */
function damage(message: PeerMessage, random: Random): PeerMessage {
	if (!("payload" in message)) return { ...message, transitionId: Math.floor(random() * 2 ** 16) };
	const payload = Buffer.from(message.payload);
	const at = Math.floor(random() * payload.length);
	if (random() < 0.2) return { ...message, payload: payload.subarray(0, at) };
	payload[at]! ^= 1 << Math.floor(random() * 8);
	return { ...message, payload };
}

class Fuzz {
	public readonly channel: DaveChannel;
	public readonly log: Array<string> = [];
	private readonly random: Random;
	private readonly lost = new Set<string>();
	private nextUser = 10;
	private hasPlain = false;

	public constructor(seed: number, isDamaging: boolean, isRemoving: boolean) {
		this.random = seededRandom(seed);
		this.channel = new DaveChannel(isRemoving ? "remove" : "keep");
		const damaged = isDamaging ? this.random() * MAX_DAMAGED : 0;
		this.channel.tamper = (message) => (this.random() < damaged ? damage(message, this.random) : message);
		// as in the gateway: the connection is closed, and the client rejoins
		this.channel.onMalformed = (userId) => this.rejoin(userId);
	}

	public run(): void {
		for (let action = 0; action < ACTIONS; action += 1) {
			this.act();
			for (let steps = this.pick(30); steps > 0; steps -= 1) this.channel.step((count) => this.pick(count));
		}
	}

	/** Runs the channel until idle. */
	public rest(): void {
		this.channel.tamper = (message) => message;
		for (const userId of this.lost) this.channel.setLost(userId, false);
		if (this.hasPlain) this.togglePlain();
		this.channel.settle((count) => this.pick(count));
		this.helpStuck();
		for (let round = 0; round < MAX_ROUNDS; round += 1) this.channel.expire((count) => this.pick(count));
	}

	/** Clients report one failure and then stay silent until a transition works, so stuck members have to rejoin. */
	private helpStuck(): void {
		const { members } = this.channel.room.state();
		for (const { userId, isOut } of this.channel.peers) if (isOut && members.includes(userId)) this.rejoin(userId);
	}

	private act(): void {
		const users = this.channel.peers.map(({ userId }) => userId);
		const user = users[this.pick(users.length)];
		const choice = this.random();
		if (user === undefined || (choice < 0.3 && users.length < MAX_USERS)) this.join();
		else if (choice < 0.5) this.leave(user);
		else if (choice < 0.65) this.setLost(user, !this.lost.has(user));
		else if (choice < 0.7) this.togglePlain();
		else if (choice < 0.8) this.passTime();
	}

	/** Connections that are not lost are faster than any timeout. */
	private passTime(): void {
		this.channel.settle((count) => this.pick(count));
		this.channel.expire((count) => this.pick(count));
	}

	private join(): void {
		const userId = String(this.nextUser);
		// some users come back under their old ID
		if (this.random() < 0.7) this.nextUser += 1;
		if (this.channel.peers.some((peer) => peer.userId === userId)) return;
		this.note(`${userId} joins`);
		this.channel.join(userId);
	}

	private rejoin(userId: string): void {
		this.note(`${userId} rejoins`);
		this.channel.leave(userId);
		this.channel.join(userId);
		this.lost.delete(userId);
	}

	private leave(userId: string): void {
		this.note(`${userId} leaves`);
		this.lost.delete(userId);
		this.channel.leave(userId);
	}

	private setLost(userId: string, isLost: boolean): void {
		this.note(`${userId} ${isLost ? "disconnects" : "reconnects"}`);
		if (isLost) this.lost.add(userId);
		else this.lost.delete(userId);
		this.channel.setLost(userId, isLost);
	}

	private togglePlain(): void {
		this.hasPlain = !this.hasPlain;
		const { room } = this.channel;
		this.channel.perform(this.hasPlain ? room.join(PLAIN_USER, false) : room.leave(PLAIN_USER));
	}

	private pick(count: number): number {
		return Math.floor(this.random() * count);
	}

	private note(line: string): void {
		this.log.push(line);
	}
}

describe("a channel under random actions", () => {
	for (let seed = 1; seed <= SEEDS; seed += 1) {
		it(`should end with one group, seed ${seed}`, () => {
			// without damage nothing may fail: an exception from davey would kill the library's process
			const isDamaging = seed % 2 === 0;
			const isRemoving = seed % 4 >= 2;
			const fuzz = new Fuzz(seed, isDamaging, isRemoving);
			fuzz.run();
			fuzz.rest();
			const { peers, room } = fuzz.channel;
			const users = peers.map(({ userId }) => userId).sort();
			const state = room.state();
			const story = `${fuzz.log.join("; ")}\n${JSON.stringify(state)}\n${JSON.stringify(peers)}`;
			assert.deepEqual(state.transitions, [], story);
			if (!isDamaging) for (const { failures } of peers) assert.deepEqual(failures, [], story);
			if (users.length < 2) return assert.deepEqual(state.members, [], story);
			assert.deepEqual([...state.members].sort(), users, story);
			assert.equal(new Set(peers.map(({ privacyCode }) => privacyCode)).size, 1, story);
			for (const peer of peers) {
				assert.equal(peer.epoch, state.epoch, story);
				assert.deepEqual([...peer.groupUserIds].sort(), users, story);
				assert.match(peer.privacyCode, /^\d{30}$/, story);
			}
		});
	}
});
