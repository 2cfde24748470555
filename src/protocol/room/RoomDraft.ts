/**
 * A room while changes are applied to it. Cuts them into steps: a step ends before a change to a user, or to anything else,
 * that has an event in it. So `state` of a step shows each user as their event leaves them, and a segment copies a roster
 * a few times at most, however many changes it has.
 * Pure. Runs under Luau and Node.
 */

import { isSameEncryption } from "../voice/encryption";
import { EMPTY_ROSTER, MemberProfile, profileOf, RosterMember } from "../voice/roster";
import { RoomChange } from "./roomChange";
import { membersOf, RoomChannel, RoomEvent, RoomState, RoomStep } from "./roomState";
import { RoomSpeakers } from "./segment";

/** Keys of events that are about no user or channel. IDs are digits. */
const SPEAKERS = "speakers";
const ENCRYPTION = "encryption";

export class RoomDraft {
	private readonly steps = new Array<RoomStep>();
	private events = new Array<RoomEvent>();
	/** Users, channels and the rest that have an event in this step. */
	private touched = new Set<string>();
	/** Channels whose roster changed in this step. */
	private changed = new Set<string>();
	private hasNews = false;
	/** Writable copies. The step's end shares them, and the next change copies again. */
	private channels?: Map<string, RoomChannel> | undefined;
	private rosters = new Map<string, Map<string, RosterMember>>();
	/** Channel of each user, in the room of a guild. */
	private whereabouts?: Map<string, string> | undefined;

	public constructor(private state: RoomState) {}

	/** @returns Undefined, or why the change does not fit. */
	public apply(change: RoomChange): string | undefined {
		switch (change.kind) {
			case "member":
				return this.put(change.userId, change.profile, change.channelId);
			case "left":
				return this.remove(change.userId);
			case "speaks":
				return this.speak(change.userId, change.level);
			case "silent":
				return this.hush(change.userId);
			case "level":
				return this.setLevel(change.userId, change.level);
			case "speakers":
				return this.setSpeakers(change.speakers, change.reason);
			case "channel":
				return this.nameChannel(change.channelId, change.name);
			case "channelGone":
				return this.dropChannel(change.channelId);
			case "encryption":
				return this.encrypt(change);
			case "gap":
				return this.report(change);
			default:
				return change satisfies never;
		}
	}

	/** Returns the steps, and starts over from the last one. */
	public finish(): ReadonlyArray<RoomStep> {
		this.cut();
		return this.steps;
	}

	/** A user joined, moved or changed. */
	private put(userId: string, profile: MemberProfile, named: string | undefined): string | undefined {
		const channelId = this.state.channelId ?? named;
		if (channelId === undefined) return "a member without a channel";
		const before = this.find(userId);
		const isHere = before?.channelId === channelId;
		if (before !== undefined && !isHere) this.remove(userId);
		else this.settle(userId);
		const { speaking, level } = before?.member ?? { speaking: this.silence(), level: 0 };
		const member: RosterMember = { userId, speaking, level, ...profileOf(profile) };
		if (isHere && isSame(member, before.member)) return undefined;
		this.set(channelId, member);
		if (isHere) return undefined;
		this.events.push({ kind: "joined", channelId, member });
		this.touched.add(userId);
		return undefined;
	}

	private remove(userId: string): undefined {
		this.hush(userId);
		const found = this.find(userId);
		if (found === undefined) return;
		this.settle(userId);
		this.rosterOf(found.channelId).delete(userId);
		this.whereabouts?.delete(userId);
		this.add(userId, { kind: "left", ...found });
	}

	private speak(userId: string, level: number): string | undefined {
		const found = this.find(userId);
		if (this.state.speakers !== "live") return "a speaker although speakers are not live";
		if (found === undefined) return "a speaker who is not in the channel";
		if (found.member.speaking === true) return this.setLevel(userId, level);
		this.settle(userId);
		this.set(found.channelId, { ...found.member, speaking: true, level });
		return this.add(userId, { kind: "speaking", speaking: { userId, speaking: true, level } });
	}

	private hush(userId: string): undefined {
		const found = this.find(userId);
		if (found?.member.speaking !== true) return;
		this.settle(userId);
		this.set(found.channelId, { ...found.member, speaking: false, level: 0 });
		this.add(userId, { kind: "speaking", speaking: { userId, speaking: false, level: 0 } });
	}

	private setLevel(userId: string, level: number): undefined {
		const found = this.find(userId);
		if (found?.member.speaking !== true || found.member.level === level) return;
		this.settle(userId);
		this.set(found.channelId, { ...found.member, level });
	}

	private setSpeakers(speakers: RoomSpeakers, reason: string): undefined {
		const { state } = this;
		if (speakers === state.speakers && reason === state.reason) return;
		const wasLive = state.speakers === "live";
		if (wasLive && speakers !== "live") {
			for (const [userId] of membersOf(this.state)) this.hush(userId);
			this.cut();
		}
		this.settle(SPEAKERS);
		this.state = { ...this.state, speakers, reason };
		if (wasLive !== (speakers === "live")) this.setSilence();
		this.add(SPEAKERS, { kind: "speakers", speakers, reason });
	}

	private nameChannel(channelId: string, name: string): string | undefined {
		const { state } = this;
		if (state.channelId !== undefined && state.channelId !== channelId) return "a name of another channel";
		const held = state.channels.get(channelId);
		if (held?.name === name) return undefined;
		this.settle(channelId);
		this.setChannel(channelId, { name, roster: held?.roster ?? EMPTY_ROSTER });
		return this.add(channelId, { kind: "channel", channelId, name });
	}

	private dropChannel(channelId: string): string | undefined {
		if (this.state.channelId !== undefined) return "the room's channel is gone, but the room is not";
		const channel = this.state.channels.get(channelId);
		if (channel === undefined) return undefined;
		for (const [userId] of channel.roster) this.remove(userId);
		this.settle(channelId);
		this.setChannel(channelId, undefined);
		return this.add(channelId, { kind: "channelGone", channelId });
	}

	private encrypt(change: RoomChange & { readonly kind: "encryption" }): undefined {
		if (isSameEncryption(change.encryption, this.state.encryption)) return;
		this.settle(ENCRYPTION);
		this.state = { ...this.state, encryption: change.encryption };
		this.add(ENCRYPTION, change);
	}

	private report(change: RoomChange & { readonly kind: "gap" }): undefined {
		this.add(undefined, change);
	}

	/** `speaking` of a member who does not speak. */
	private silence(): false | undefined {
		return this.state.speakers === "live" ? false : undefined;
	}

	private setSilence(): void {
		const speaking = this.silence();
		for (const [, { channelId, member }] of membersOf(this.state))
			this.set(channelId, { ...member, speaking, level: 0 });
	}

	private find(userId: string): { readonly channelId: string; readonly member: RosterMember } | undefined {
		const channelId = this.state.channelId ?? this.channelOf(userId);
		const member = channelId === undefined ? undefined : this.state.channels.get(channelId)?.roster.get(userId);
		return channelId === undefined || member === undefined ? undefined : { channelId, member };
	}

	private channelOf(userId: string): string | undefined {
		if (this.whereabouts === undefined) {
			this.whereabouts = new Map();
			for (const [known, { channelId }] of membersOf(this.state)) this.whereabouts.set(known, channelId);
		}
		return this.whereabouts.get(userId);
	}

	private set(channelId: string, member: RosterMember): void {
		this.rosterOf(channelId).set(member.userId, member);
		this.whereabouts?.set(member.userId, channelId);
	}

	/** A writable roster. */
	private rosterOf(channelId: string): Map<string, RosterMember> {
		this.changed.add(channelId);
		this.hasNews = true;
		const writable = this.rosters.get(channelId);
		if (writable !== undefined) return writable;
		const { name, roster } = this.state.channels.get(channelId) ?? { name: "", roster: EMPTY_ROSTER };
		const fresh = new Map<string, RosterMember>();
		for (const [userId, member] of roster) fresh.set(userId, member);
		this.rosters.set(channelId, fresh);
		this.setChannel(channelId, { name, roster: fresh });
		return fresh;
	}

	private setChannel(channelId: string, channel: RoomChannel | undefined): void {
		if (this.channels === undefined) {
			this.channels = new Map();
			for (const [known, held] of this.state.channels) this.channels.set(known, held);
			this.state = { ...this.state, channels: this.channels };
		}
		if (channel === undefined) this.channels.delete(channelId);
		else this.channels.set(channelId, channel);
	}

	private add(key: string | undefined, event: RoomEvent): undefined {
		this.events.push(event);
		this.hasNews = true;
		if (key !== undefined) this.touched.add(key);
	}

	/** Ends the step if `key` has an event in it. */
	private settle(key: string): void {
		if (this.touched.has(key)) this.cut();
	}

	/** Ends the step. */
	private cut(): void {
		if (!this.hasNews) return;
		for (const channelId of this.changed) {
			const roster = this.state.channels.get(channelId)?.roster;
			if (roster !== undefined) this.events.push({ kind: "roster", channelId, roster });
		}
		this.steps.push({ state: this.state, events: this.events });
		this.events = new Array();
		this.touched = new Set();
		this.changed = new Set();
		this.rosters = new Map();
		this.channels = undefined;
		this.hasNews = false;
	}
}

function isSame(one: RosterMember, other: RosterMember): boolean {
	for (const [name, value] of pairs(one)) if (other[name] !== value) return false;
	for (const [name, value] of pairs(other)) if (one[name] !== value) return false;
	return true;
}
