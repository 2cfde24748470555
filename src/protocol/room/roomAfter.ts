/**
 * A room after a message of the relay.
 * Pure. Runs under Luau and Node. Never errors, whatever a relay sends.
 */

import { positionOf } from "./position";
import { readSegments, RoomSegment } from "./readSegments";
import { RoomDraft } from "./RoomDraft";
import { freshRoom, membersOf, RoomState, RoomStep } from "./roomState";

/** What a message did. */
export interface RoomReading {
	readonly state: RoomState;
	/** In order. Several for a user who, say, started and stopped speaking. */
	readonly steps: ReadonlyArray<RoomStep>;
	/** Descriptions of the malformed parts, and of changes that do not fit, all of which were skipped. */
	readonly faults: ReadonlyArray<string>;
	/** Segments that were processed. */
	readonly segments: number;
	/** Snapshots among them. */
	readonly snapshots: number;
	/** Segments that precede the cursor, and were skipped. */
	readonly old: number;
	/** Segments that do not continue the cursor, and were skipped. */
	readonly holes: number;
}

/** Applies a decoded message: a list of segments. */
export function roomAfter(state: RoomState, message: unknown): RoomReading {
	const { segments, faults } = readSegments(message);
	const reader = new RoomReader(state, faults);
	for (const segment of segments) reader.take(segment);
	return reader.finish();
}

/**
 * The steps from one room to another: what a watcher missed between them. The last step, if any, shows `to`, except for its
 * cursor.
 */
export function stepsBetween(from: RoomState, to: RoomState): ReadonlyArray<RoomStep> {
	const draft = new RoomDraft(from);
	const after = membersOf(to);
	for (const [userId] of membersOf(from)) if (!after.has(userId)) draft.apply({ kind: "left", userId });
	for (const [channelId, { name }] of to.channels) draft.apply({ kind: "channel", channelId, name });
	draft.apply({ kind: "speakers", speakers: to.speakers, reason: to.reason });
	draft.apply({ kind: "encryption", encryption: to.encryption });
	for (const [userId, { channelId, member }] of after)
		draft.apply({ kind: "member", userId, channelId, profile: member });
	for (const [channelId] of from.channels)
		if (!to.channels.has(channelId)) draft.apply({ kind: "channelGone", channelId });
	for (const [userId, { member }] of after) {
		if (member.speaking === true) draft.apply({ kind: "speaks", userId, level: member.level });
		else draft.apply({ kind: "silent", userId });
	}
	return draft.finish();
}

/** The same room, except that nobody is known to speak, for this reason. */
export function withoutSpeech(state: RoomState, reason: string): RoomState {
	const draft = new RoomDraft(state);
	draft.apply({ kind: "speakers", speakers: "none", reason });
	return stateAfter(state, draft.finish());
}

/** The same room, whose next snapshot may be of any position. */
export function withoutCursor(state: RoomState): RoomState {
	return { ...state, cursor: undefined };
}

function stateAfter(state: RoomState, steps: ReadonlyArray<RoomStep>): RoomState {
	let last = state;
	for (const step of steps) last = step.state;
	return last;
}

/** Applies segments one by one. */
class RoomReader {
	private steps = new Array<RoomStep>();
	private readonly faults = new Array<string>();
	private segments = 0;
	private snapshots = 0;
	private old = 0;
	private holes = 0;

	public constructor(
		private state: RoomState,
		faults: ReadonlyArray<string>,
	) {
		for (const fault of faults) this.faults.push(fault);
	}

	public take(segment: RoomSegment): void {
		const { term, n } = segment;
		const position = positionOf(this.state.cursor, segment);
		switch (position) {
			case "present":
				return;
			case "old":
				this.old += 1;
				return;
			case "hole":
				this.holes += 1;
				this.state = { ...this.state, isBroken: true };
				return;
			case "snapshot":
				this.snapshots += 1;
				this.segments += 1;
				this.replace(segment);
				this.state = { ...this.state, cursor: { term, n }, isBroken: false };
				return;
			case "next":
				this.segments += 1;
				this.show(this.applyTo(this.state, segment));
				this.state = { ...this.state, cursor: { term, n } };
				return;
			default:
				return position satisfies never;
		}
	}

	public finish(): RoomReading {
		const { state, steps, faults, segments, snapshots, old, holes } = this;
		return { state, steps, faults, segments, snapshots, old, holes };
	}

	private replace(segment: RoomSegment): void {
		const fresh = freshRoom(this.state.channelId);
		const target = stateAfter(fresh, this.applyTo(fresh, segment));
		this.show(stepsBetween(this.state, target));
		for (const change of segment.changes)
			if (change.kind === "gap") this.show([{ state: this.state, events: [change] }]);
	}

	private applyTo(state: RoomState, { changes }: RoomSegment): ReadonlyArray<RoomStep> {
		const draft = new RoomDraft(state);
		for (const change of changes) {
			const fault = draft.apply(change);
			if (fault !== undefined) this.faults.push(fault);
		}
		return draft.finish();
	}

	private show(steps: ReadonlyArray<RoomStep>): void {
		for (const step of steps) this.steps.push(step);
		this.state = stateAfter(this.state, steps);
	}
}
