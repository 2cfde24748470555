/**
 * The rosters of every voice channel of a guild, watched through a relay. They need no voice session, so nobody sees the bot
 * join. Made by `Relay.watchGuildVoice`.
 * Source: docs/rooms.md.
 */

import { RoomCloseReport } from "../protocol/room/roomClose";
import { RoomChannel, RoomEvent, RoomState } from "../protocol/room/roomState";
import { Roster, RosterMember } from "../protocol/voice/roster";
import { logCallbackFault } from "../runtime/callback";
import { Signals } from "../runtime/Signals";
import { RoomRequest } from "./RoomCarrier";
import { feedSteps, RoomFeedEvents } from "./RoomFeed";
import { RoomConnectionState, RoomCounts, RoomEnvironment, RoomWatch } from "./RoomWatch";

/** The room with its read-only fields writable. */
type Shown = Writable<GuildVoice>;

export class GuildVoice {
	private readonly signals: Signals = new Signals((name, reason) =>
		logCallbackFault(this.environment.log, name, reason),
	);

	public readonly guildId: string;
	/** As in `VoiceRoom`. */
	public readonly state: RoomConnectionState = "connecting";
	/** Every voice channel, by ID: its name, and its users. A new value at each change, so a UI may compare it. */
	public readonly channels: ReadonlyMap<string, RoomChannel> = new Map();
	/** Counters since the room began. */
	public readonly counts: Readonly<RoomCounts>;

	/** Fires after each change of `state`, and of its reason. */
	public readonly onStateChanged =
		this.signals.create<[state: RoomConnectionState, detail?: string]>("onStateChanged");
	/** A user joined a channel, moved to it, or was there when the room opened. */
	public readonly onMemberJoined = this.signals.create<[member: RosterMember, channelId: string]>("onMemberJoined");
	/** A user left a channel, or moved from it; then `onMemberJoined` follows. */
	public readonly onMemberLeft = this.signals.create<[member: RosterMember, channelId: string]>("onMemberLeft");
	/** The roster of a channel has changed. Fires after the signals of these changes. */
	public readonly onRosterChanged = this.signals.create<[channelId: string, roster: Roster]>("onRosterChanged");
	/** A channel is new, or has another name. */
	public readonly onChannelNamed = this.signals.create<[channelId: string, name: string]>("onChannelNamed");
	/** A channel is gone. */
	public readonly onChannelGone = this.signals.create<[channelId: string]>("onChannelGone");
	/** The room has ended for good. Fires once, and last. */
	public readonly onClosed = this.signals.create<[report: RoomCloseReport]>("onClosed");

	private readonly watch: RoomWatch;

	/**
	 * @param request Validated.
	 * @hidden
	 */
	public constructor(
		request: RoomRequest,
		private readonly environment: RoomEnvironment,
	) {
		this.guildId = request.guildId;
		const { signals } = this;
		const feed: RoomFeedEvents = { show: (state) => this.show(state), fire: (event) => this.fire(event) };
		this.watch = new RoomWatch(request, environment, {
			onSteps: (steps) => feedSteps(signals, steps, feed),
			onState: (state, detail) => {
				(this as Shown).state = state;
				signals.fire(this.onStateChanged, state, detail);
			},
			onClosed: (report) => signals.fire(this.onClosed, report),
		});
		this.counts = this.watch.counts;
		this.watch.start();
	}

	/** As in `VoiceRoom`. */
	public stop(): void {
		this.watch.stop("stopped by its owner");
	}

	private show({ channels }: RoomState): void {
		(this as Shown).channels = channels;
	}

	private fire(event: RoomEvent): void {
		const { signals } = this;
		switch (event.kind) {
			case "joined":
				return signals.fire(this.onMemberJoined, event.member, event.channelId);
			case "left":
				return signals.fire(this.onMemberLeft, event.member, event.channelId);
			case "roster":
				return signals.fire(this.onRosterChanged, event.channelId, event.roster);
			case "channel":
				return signals.fire(this.onChannelNamed, event.channelId, event.name);
			case "channelGone":
				return signals.fire(this.onChannelGone, event.channelId);
			case "speaking":
			case "speakers":
			case "encryption":
			case "gap":
				return;
			default:
				return event satisfies never;
		}
	}
}
