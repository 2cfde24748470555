/**
 * Sessions of the relay in a gateway's room, in a random order: joins, leaves, users without DAVE, lost links, damaged
 * messages; with each way in which a gateway may treat a lost link. Nothing throws, and in the end all present members share one
 * group.
 */

import assert from "node:assert/strict";
import { describe, it } from "node:test";
import { DaveRoom } from "../../../gateway-server/dave/DaveRoom.ts";
import { ExternalSender } from "../../../gateway-server/dave/ExternalSender.ts";
import type { DaveEffect } from "../../../gateway-server/dave/Outbox.ts";
import type { DaveOutcome } from "../../../gateway-server/dave/verdict.ts";
import { seededRandom, type Random } from "../../../shared/random.ts";
import { loadDavey } from "./davey.ts";
import { DaveSession } from "./DaveSession.ts";
import type { DaveEvent, Encryption } from "./messages.ts";

const SEEDS = Number(process.env["FUZZ"] ?? 12);
const ACTIONS = 50;
const MAX_USERS = 6;
const CHANNEL = "127121515262115840";
/** A user without DAVE, who comes and goes. */
const PLAIN_USER = "9";
/** A member whose link is lost keeps its place; is removed, and asked for a key package when it is back; is removed, and told. */
const LOST_MEMBERS = ["keep", "remove", "tell"] as const;
/** Share of the lost links that the gateway notices before the Resume. */
const NOTICED = 0.8;
/** Messages at most that a relay has handled and its client has not acknowledged. */
const MAX_BEHIND = 3;
/** Share of the gateway's binary messages that are damaged on their way, in every other run. */
const DAMAGED = 0.1;
/** Share of turns in which a session is given all that waits for it. */
const BEHIND = 0.2;
/** Rounds of timeouts within which even the worst case recovers. */
const MAX_ROUNDS = 12;

const library = await loadDavey();
assert.ok(library.kind === "present");
const { create } = library;

interface Seat {
	readonly userId: string;
	readonly session: DaveSession;
	/** What comes while the link is lost waits here for the Resume. */
	readonly down: Array<DaveEvent>;
	readonly up: Array<string | Uint8Array>;
	/** What came down, oldest first. */
	readonly handled: Array<DaveEvent>;
	isLost: boolean;
	/** Whether it knows that its socket is open. */
	isLive: boolean;
	/** Whether the commit that removes it is among what it missed, or yet to come. */
	removal: "none" | "expected" | "told";
	/** Whether its rejoin is being timed. */
	isRecovering: boolean;
	encryption: Encryption;
}

class Fuzz {
	private readonly room = new DaveRoom(CHANNEL, new ExternalSender());
	private readonly seats = new Map<string, Seat>();
	private readonly waits: Array<number> = [];
	private readonly random: Random;
	private readonly isDamaging: boolean;
	private readonly lostMembers: (typeof LOST_MEMBERS)[number];
	private readonly isReplayedFirst: boolean;
	private damaged: number;
	private lastUser = 10;

	/** Twelve seeds in a row have every combination once. */
	public constructor(seed: number) {
		this.random = seededRandom(seed);
		this.isDamaging = seed % 2 === 0;
		this.lostMembers = LOST_MEMBERS[seed % LOST_MEMBERS.length] ?? "keep";
		this.isReplayedFirst = Math.floor(seed / 2) % 2 === 0;
		this.damaged = this.isDamaging ? DAMAGED : 0;
	}

	public run(): void {
		for (let action = 0; action < ACTIONS; action += 1) {
			this.act();
			for (let steps = this.pick(25); steps > 0; steps -= 1) this.step();
		}
		this.damaged = 0;
		for (const seat of this.seats.values()) if (seat.isLost) this.find(seat);
		this.perform(this.room.leave(PLAIN_USER));
		this.settle();
		for (let round = 0; round < MAX_ROUNDS; round += 1) this.passTime();
	}

	/** Throws unless all present members are in one group. */
	public check(): void {
		const seats = [...this.seats.values()];
		const { epoch, members, transitions } = this.room.state();
		assert.deepEqual(transitions, []);
		if (seats.length < 2) return;
		assert.deepEqual([...members].sort(), seats.map(({ userId }) => userId).sort());
		const [first] = seats;
		assert.ok(first?.encryption.state === "active");
		for (const { encryption } of seats) assert.deepEqual(encryption, { ...first.encryption, epoch });
	}

	private act(): void {
		const seats = [...this.seats.values()];
		const seat = seats[this.pick(seats.length)];
		const choice = this.random();
		if (seat === undefined || (choice < 0.35 && seats.length < MAX_USERS)) this.join(String((this.lastUser += 1)));
		else if (choice < 0.5) this.leave(seat.userId);
		else if (choice < 0.65) this.toggle(seat);
		else if (choice < 0.75) this.passTime();
		else if (choice < 0.8) this.togglePlain();
	}

	private join(userId: string): void {
		const session = new DaveSession({ userId, channelId: CHANNEL }, create);
		const others = [...this.seats.keys()];
		for (const { down } of this.seats.values()) down.push({ kind: "json", op: 11, d: { user_ids: [userId] } });
		const seat: Seat = {
			...{ userId, session, down: [], up: [], handled: [], encryption: { state: "none" } },
			...{ isLost: false, isLive: true, removal: "none", isRecovering: false },
		};
		this.seats.set(userId, seat);
		seat.down.push({ kind: "json", op: 11, d: { user_ids: others } });
		seat.down.push({ kind: "json", op: 4, d: { dave_protocol_version: this.room.version } });
		this.perform(this.room.join(userId, true));
	}

	private leave(userId: string): void {
		this.seats.delete(userId);
		for (const { down } of this.seats.values()) down.push({ kind: "json", op: 13, d: { user_id: userId } });
		this.perform(this.room.leave(userId));
	}

	private rejoin(userId: string): void {
		this.leave(userId);
		this.join(userId);
	}

	private toggle(seat: Seat): void {
		if (seat.isLost) this.find(seat);
		else this.lose(seat);
	}

	private togglePlain(): void {
		const isHere = this.room.state().plain.length > 0;
		this.perform(isHere ? this.room.leave(PLAIN_USER) : this.room.join(PLAIN_USER, false));
	}

	/** What is on its way up may be lost. */
	private lose(seat: Seat): void {
		seat.isLost = true;
		seat.up.length = this.pick(seat.up.length + 1);
		while (seat.up.length > 0) this.receive(seat);
		seat.isLive = false;
		seat.isRecovering = false;
		this.give(seat, { kind: "lost" });
		// the second of two losses may come before the client notices that it is back
		const replay = seat.down.filter(({ kind }) => kind !== "resumed");
		seat.down.splice(0, seat.down.length, ...replay);
		if (this.random() >= NOTICED) return;
		const isTold = this.lostMembers === "tell" && this.room.state().members.includes(seat.userId);
		seat.removal = isTold ? "expected" : "none";
		this.perform(this.room.suspend(seat.userId, this.lostMembers !== "keep"));
	}

	private find(seat: Seat): void {
		seat.isLost = false;
		// the gateway repeats, and counts, messages that the relay has already processed
		const behind = this.pick(MAX_BEHIND + 1);
		const missed = [...seat.handled.slice(seat.handled.length - behind), ...seat.down];
		if (this.isReplayedFirst) seat.down.push({ kind: "resumed" });
		else seat.down.unshift({ kind: "resumed" });
		const effects = this.room.resume(seat.userId, missed.filter(asksForKeyPackage).length);
		const isAsked = seat.removal !== "told";
		seat.removal = "none";
		this.perform(isAsked ? effects : effects.filter((effect) => effect.kind === "wait" || effect.op !== 24));
	}

	private passTime(): void {
		this.settle();
		for (const id of this.waits.splice(0)) this.perform(this.room.expire(id));
		this.settle();
		for (const seat of [...this.seats.values()]) {
			if (!seat.isRecovering || seat.isLost) continue;
			assert.ok(this.isDamaging, `${seat.userId} waits, though no message was damaged`);
			this.give(seat, { kind: "overdue" });
		}
		this.settle();
	}

	private settle(): void {
		while (this.step()) continue;
	}

	/** Delivers one message. Returns false if no message waits. */
	private step(): boolean {
		const turns = [...this.seats.values()]
			.filter(({ isLost }) => !isLost)
			.flatMap((seat) => [
				...(seat.down.length > 0 ? [() => this.deliver(seat)] : []),
				...(seat.up.length > 0 ? [() => this.receive(seat)] : []),
			]);
		turns[this.pick(turns.length)]?.();
		return turns.length > 0;
	}

	/** Delivers one event; or all that wait, as to a thread that is behind. */
	private deliver(seat: Seat): void {
		const count = this.random() < BEHIND ? seat.down.length : 1;
		const events = seat.down.splice(0, count).map((event) => this.carry(event));
		for (const [index, event] of events.entries()) {
			if (event.kind === "resumed") seat.isLive = true;
			else seat.handled.push(event);
			this.give(seat, event, events[index + 1]);
		}
	}

	private give(seat: Seat, event: DaveEvent, next?: DaveEvent): void {
		const { up, encryption, rejoin } = seat.session.take(event, next);
		seat.up.push(...up);
		seat.encryption = encryption ?? seat.encryption;
		if (rejoin === undefined || !seat.isLive) return;
		seat.isRecovering = rejoin === "begun";
		// as after 4006; of damaged messages another session knows nothing, so that there is hope
		if (rejoin === "failed" || rejoin === "hopeless") this.rejoin(seat.userId);
	}

	/** Brings an event down, or what is left of it. */
	private carry(event: DaveEvent): DaveEvent {
		// a member with another external sender makes a group that no other member can join, and no member can tell which one it is
		const isSender = event.kind === "binary" && event.op === 25;
		return !isSender && this.random() < this.damaged ? this.damage(event) : event;
	}

	private damage(event: DaveEvent): DaveEvent {
		if (event.kind !== "binary") return event;
		const payload = Buffer.from(event.payload);
		const at = this.pick(payload.length);
		payload[at] = (payload[at] ?? 0) ^ (1 << this.pick(8));
		return { ...event, payload: this.random() < 0.2 ? payload.subarray(0, at) : payload };
	}

	private perform(effects: ReadonlyArray<DaveEffect>): void {
		for (const effect of effects) {
			if (effect.kind === "wait") {
				this.waits.push(effect.id);
				continue;
			}
			const { op } = effect;
			const event: DaveEvent =
				effect.kind === "json"
					? { kind: "json", op, d: effect.d }
					: { kind: "binary", op, payload: effect.payload };
			this.seats.get(effect.to)?.down.push(event);
			if (op === 29) this.tellRemoved(event);
		}
	}

	/** Adds a commit to the missed messages of the members that it removes. */
	private tellRemoved(commit: DaveEvent): void {
		for (const seat of this.seats.values()) {
			if (seat.removal !== "expected") continue;
			seat.down.push(commit);
			seat.removal = "told";
		}
	}

	private receive(seat: Seat): void {
		const message = seat.up.shift();
		if (message === undefined) return;
		const { verdict, effects } = this.take(seat.userId, message);
		assert.notEqual(verdict.kind, "malformed", JSON.stringify(verdict));
		this.perform(effects);
	}

	private take(userId: string, message: string | Uint8Array): DaveOutcome {
		if (typeof message === "string") {
			const { op, d } = JSON.parse(message) as { op: number; d: { transition_id: number } };
			return op === 23 ? this.room.receiveReady(userId, d.transition_id) : this.room.receiveInvalid(userId);
		}
		const payload = Buffer.from(message.subarray(1));
		return message[0] === 26
			? this.room.receiveKeyPackage(userId, payload)
			: this.room.receiveCommit(userId, payload);
	}

	private pick(count: number): number {
		return Math.floor(this.random() * count);
	}
}

/** Whether a client answers a message with a key package (op 26). */
function asksForKeyPackage(event: DaveEvent): boolean {
	if (event.kind !== "json") return false;
	const { epoch, dave_protocol_version: version } = event.d as { epoch?: number; dave_protocol_version?: number };
	return (event.op === 24 && epoch === 1) || (event.op === 4 && version === 1);
}

describe("sessions in a room under random actions", { timeout: 60_000 * Math.ceil(SEEDS / 50) }, () => {
	for (let seed = 1; seed <= SEEDS; seed += 1) {
		it(`should end with one group, seed ${seed}`, () => {
			const fuzz = new Fuzz(seed);
			fuzz.run();
			fuzz.check();
		});
	}
});
