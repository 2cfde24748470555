/**
 * A room with davey clients, connected in memory. Messages are delivered one by one, so that tests can vary their
 * order.
 */

import { VoiceOpcode } from "../../../src/protocol/voice/opcode.ts";
import { DaveRoom } from "../dave/DaveRoom.ts";
import { ExternalSender } from "../dave/ExternalSender.ts";
import type { DaveEffect } from "../dave/Outbox.ts";
import type { DaveOutcome, DaveVerdict } from "../dave/verdict.ts";
import { makeKeyPackage, makeSigner } from "../../shared/support/mlsFixtures.ts";
import { DavePeer, type PeerMessage } from "./DavePeer.ts";

export const CHANNEL_ID = "127121515262115840";

/** Number of messages after which a channel is considered never to become idle. */
const MAX_STEPS = 10_000;

/** A message to a client. */
interface Delivery {
	/** Whether it requests a key package. */
	readonly isRequest: boolean;
	run(): ReadonlyArray<PeerMessage>;
}

/**
 * The message queues between a client and the room. They keep their order, and deliver nothing while the client is
 * lost.
 */
interface Link {
	readonly peer: DavePeer;
	readonly down: Array<Delivery>;
	readonly up: Array<PeerMessage>;
	isLost: boolean;
}

export class DaveChannel {
	public readonly room: DaveRoom;
	/** Verdicts of the room, oldest first. */
	public readonly verdicts: Array<DaveVerdict> = [];
	/** JSON and binary messages to clients, by opcode, oldest first. */
	public readonly sent: Array<{ readonly to: string; readonly op: VoiceOpcode }> = [];
	/** Modifies a message on its way to the room. */
	public tamper: (message: PeerMessage) => PeerMessage = (message) => message;
	/** Called after a malformed message. */
	public onMalformed: (userId: string) => void = () => {};
	private readonly links = new Map<string, Link>();
	private readonly users = new Set<string>();
	private readonly waits: Array<number> = [];
	private readonly sender = new ExternalSender();

	/** @param lostMembers What to do with lost members, like the option `daveLostMembers`. */
	public constructor(private readonly lostMembers: "keep" | "remove" = "keep") {
		this.room = new DaveRoom(CHANNEL_ID, this.sender);
	}

	public get peers(): ReadonlyArray<DavePeer> {
		return [...this.links.values()].map(({ peer }) => peer);
	}

	public peer(userId: string): DavePeer {
		return this.link(userId).peer;
	}

	/** Adds a client to the channel like the gateway does: op 11, op 4, then the room. */
	public join(userId: string): DavePeer {
		const peer = new DavePeer(userId, CHANNEL_ID);
		const link: Link = { peer, down: [], up: [], isLost: false };
		for (const other of this.users) peer.recognized.add(other);
		this.announce(userId);
		this.links.set(userId, link);
		const { version } = this.room;
		link.down.push({ isRequest: version > 0, run: () => peer.describe(version) });
		this.perform(this.room.join(userId, true));
		return peer;
	}

	/** Adds a user that sends a key package and nothing else: cheap, for large groups. */
	public joinSilently(userId: string): void {
		this.announce(userId);
		this.perform(this.room.join(userId, true));
		const { verdict, effects } = this.room.receiveKeyPackage(userId, makeKeyPackage(makeSigner(userId)));
		this.verdicts.push(verdict);
		this.perform(effects);
	}

	public leave(userId: string): void {
		this.links.delete(userId);
		this.users.delete(userId);
		for (const { peer, down } of this.links.values()) down.push(notice(() => peer.recognized.delete(userId)));
		this.perform(this.room.leave(userId));
	}

	/** Makes a client rejoin the group, as after a message that it could not process. */
	public rejoinGroup(userId: string): void {
		const { peer, up } = this.link(userId);
		up.push(
			...peer.describe(this.room.version),
			...peer.receiveBinary(VoiceOpcode.DaveMlsExternalSender, this.sender.package),
		);
	}

	/**
	 * Disconnects or reconnects a client. As with a Resume, messages from the server arrive later, but messages from
	 * the client that were in transit are lost.
	 */
	public setLost(userId: string, isLost: boolean): void {
		const link = this.link(userId);
		if (link.isLost === isLost) return;
		link.isLost = isLost;
		if (!isLost)
			return this.perform(this.room.resume(userId, link.down.filter(({ isRequest }) => isRequest).length));
		link.up.splice(0);
		this.perform(this.room.suspend(userId, this.lostMembers === "remove"));
	}

	/** Delivers one message, chosen by `pick`. Returns false if there are none. */
	public step(pick: (count: number) => number = () => 0): boolean {
		const turns = [...this.links.values()]
			.filter(({ isLost }) => !isLost)
			.flatMap((link) => [
				...(link.down.length > 0 ? [() => void link.up.push(...link.down.shift()!.run())] : []),
				...(link.up.length > 0 ? [() => this.receive(link.peer.userId, link.up.shift()!)] : []),
			]);
		if (turns.length === 0) return false;
		turns[pick(turns.length)]!();
		return true;
	}

	/** Delivers all messages. @throws Error If that never ends. */
	public settle(pick?: (count: number) => number): void {
		for (let count = 0; this.step(pick); count += 1) {
			if (count === MAX_STEPS) throw new Error(`still not idle after ${MAX_STEPS} messages`);
		}
	}

	/** Delivers messages until `isReached`. @throws Error If the channel becomes idle first. */
	public stepUntil(isReached: () => boolean, pick?: (count: number) => number): void {
		while (!isReached()) if (!this.step(pick)) throw new Error(`idle before ${isReached}`);
	}

	/** Expires all current waits and delivers the resulting messages. */
	public expire(pick?: (count: number) => number): void {
		for (const id of this.waits.splice(0)) this.perform(this.room.expire(id));
		this.settle(pick);
	}

	public perform(effects: ReadonlyArray<DaveEffect>): void {
		for (const effect of effects) {
			if (effect.kind === "wait") {
				this.waits.push(effect.id);
				continue;
			}
			this.sent.push({ to: effect.to, op: effect.op });
			const link = this.links.get(effect.to);
			link?.down.push({
				isRequest: effect.op === VoiceOpcode.DavePrepareEpoch,
				run: () =>
					effect.kind === "json"
						? link.peer.receiveJson(effect.op, effect.d)
						: link.peer.receiveBinary(effect.op, effect.payload),
			});
		}
	}

	private announce(userId: string): void {
		this.users.add(userId);
		for (const { peer, down } of this.links.values()) down.push(notice(() => peer.recognized.add(userId)));
	}

	private receive(userId: string, original: PeerMessage): void {
		const outcome = receiveIn(this.room, userId, this.tamper(original));
		this.verdicts.push(outcome.verdict);
		this.perform(outcome.effects);
		if (outcome.verdict.kind === "malformed") this.onMalformed(userId);
	}

	private link(userId: string): Link {
		const link = this.links.get(userId);
		if (link === undefined) throw new Error(`no client in the channel has the ID ${userId}`);
		return link;
	}
}

function notice(run: () => void): Delivery {
	return {
		isRequest: false,
		run: () => {
			run();
			return [];
		},
	};
}

function receiveIn(room: DaveRoom, userId: string, message: PeerMessage): DaveOutcome {
	switch (message.op) {
		case VoiceOpcode.DaveMlsKeyPackage:
			return room.receiveKeyPackage(userId, message.payload);
		case VoiceOpcode.DaveMlsCommitWelcome:
			return room.receiveCommit(userId, message.payload);
		case VoiceOpcode.DaveTransitionReady:
			return room.receiveReady(userId, message.transitionId);
		case VoiceOpcode.DaveMlsInvalidCommitWelcome:
			return room.receiveInvalid(userId);
	}
}
