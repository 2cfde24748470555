/** Cost of a join for the relay: CPU time of a session that joins a group of a given size, all on one thread. */

import { DaveRoom } from "../../packages/gateway-server/dave/DaveRoom.ts";
import { ExternalSender } from "../../packages/gateway-server/dave/ExternalSender.ts";
import type { DaveEffect } from "../../packages/gateway-server/dave/Outbox.ts";
import { loadDavey, type CreateMls, type Mls } from "../../packages/relay/voice/dave/davey.ts";
import { DaveSession } from "../../packages/relay/voice/dave/DaveSession.ts";
import type { DaveEvent } from "../../packages/relay/voice/dave/messages.ts";
import { makeKeyPackage, makeSigner } from "../../packages/shared/support/mlsFixtures.ts";

const CHANNEL = "127121515262115840";
const READY = 23;
const KEY_PACKAGE = 26;
const COMMIT = 28;

/** CPU time in milliseconds. */
class Meter {
	public milliseconds = 0;

	public run<Value>(action: () => Value): Value {
		const before = process.cpuUsage();
		try {
			return action();
		} finally {
			const { user, system } = process.cpuUsage(before);
			this.milliseconds += (user + system) / 1000;
		}
	}
}

/** A session in a room, and its CPU time. */
interface Seat {
	readonly userId: string;
	readonly session: DaveSession;
	readonly whole: Meter;
	/** CPU time in davey. */
	readonly library: Meter;
	isActive: boolean;
}

export interface JoinCost {
	/** Total CPU time in milliseconds. */
	readonly whole: number;
	/** CPU time in davey in milliseconds. */
	readonly library: number;
}

/** The same library with every call measured. */
function metered(create: CreateMls, meter: Meter): CreateMls {
	return (...ids) => {
		const mls = meter.run(() => create(...ids));
		return new Proxy(mls, {
			get(target, name: keyof Mls) {
				const member = meter.run(() => target[name]);
				if (typeof member !== "function") return member;
				return (...args: Array<unknown>) => meter.run(() => Reflect.apply(member, target, args) as unknown);
			},
		});
	};
}

/** A channel with all its members, without a network. */
class Channel {
	private readonly room = new DaveRoom(CHANNEL, new ExternalSender());
	private readonly seats = new Map<string, Seat>();
	private readonly queue: Array<() => void> = [];

	public constructor(private readonly create: CreateMls) {}

	/** Adds a member that sends only a key package. */
	public joinSilently(userId: string): void {
		for (const seat of this.seats.values()) this.give(seat, { kind: "json", op: 11, d: { user_ids: [userId] } });
		this.perform(this.room.join(userId, true));
		this.perform(this.room.receiveKeyPackage(userId, makeKeyPackage(makeSigner(userId))).effects);
	}

	public join(userId: string, others: ReadonlyArray<string>): Seat {
		for (const seat of this.seats.values()) this.give(seat, { kind: "json", op: 11, d: { user_ids: [userId] } });
		const [whole, library] = [new Meter(), new Meter()];
		const session = new DaveSession({ userId, channelId: CHANNEL }, metered(this.create, library));
		const seat: Seat = { userId, session, whole, library, isActive: false };
		this.seats.set(userId, seat);
		this.give(seat, { kind: "json", op: 11, d: { user_ids: others } });
		this.give(seat, { kind: "json", op: 4, d: { dave_protocol_version: 1 } });
		this.perform(this.room.join(userId, true));
		return seat;
	}

	public settle(): void {
		for (let next = this.queue.shift(); next !== undefined; next = this.queue.shift()) next();
	}

	private perform(effects: ReadonlyArray<DaveEffect>): void {
		for (const effect of effects) {
			if (effect.kind === "wait") continue;
			const { op } = effect;
			this.queue.push(() => {
				const seat = this.seats.get(effect.to);
				if (seat === undefined) return;
				if (effect.kind === "json") this.give(seat, { kind: "json", op, d: effect.d });
				else this.give(seat, { kind: "binary", op, payload: effect.payload });
			});
		}
	}

	private give(seat: Seat, event: DaveEvent): void {
		const { up, encryption } = seat.whole.run(() => seat.session.take(event));
		if (encryption !== undefined) seat.isActive = encryption.state === "active";
		for (const message of up) this.queue.push(() => this.perform(this.receive(seat.userId, message)));
	}

	private receive(userId: string, message: string | Uint8Array): ReadonlyArray<DaveEffect> {
		if (typeof message === "string") {
			const { op, d } = JSON.parse(message) as { op: number; d: { transition_id: number } };
			if (op !== READY) throw new Error(`session sent op ${op}`);
			return this.room.receiveReady(userId, d.transition_id).effects;
		}
		const payload = Buffer.from(message.subarray(1));
		if (message[0] === KEY_PACKAGE) return this.room.receiveKeyPackage(userId, payload).effects;
		if (message[0] === COMMIT) return this.room.receiveCommit(userId, payload).effects;
		throw new Error(`session sent op ${message[0]}`);
	}
}

/** Measures a join into a channel with `members` members. @throws If davey is not installed. */
export async function joinCost(members: number): Promise<JoinCost> {
	const library = await loadDavey();
	if (library.kind === "absent") throw new Error(library.reason);
	const channel = new Channel(library.create);
	const others = Array.from({ length: members }, (_, index) => String(1000 + index));
	const [first = "", ...silent] = others;
	channel.join(first, []);
	for (const userId of silent) channel.joinSilently(userId);
	channel.settle();
	const seat = channel.join("999", others);
	channel.settle();
	if (!seat.isActive) throw new Error(`the join into a group of ${members} failed`);
	return { whole: seat.whole.milliseconds, library: seat.library.milliseconds };
}
