/**
 * A voice channel, watched through a relay. The relay owns the bot's session and shares it, so any number of game servers
 * watch a channel, without a token, intents or a gateway of their own. Made by `Relay.watchVoiceChannel`.
 * Source: docs/rooms.md.
 */

import { RoomCloseReport } from "../protocol/room/roomClose";
import { RoomEvent, RoomState } from "../protocol/room/roomState";
import { RoomSpeakers } from "../protocol/room/segment";
import { Encryption, NO_ENCRYPTION } from "../protocol/voice/encryption";
import { Media, Speaking, unavailable } from "../protocol/voice/media";
import { EMPTY_ROSTER, Roster, RosterMember } from "../protocol/voice/roster";
import { logCallbackFault } from "../runtime/callback";
import { Signals } from "../runtime/Signals";
import { RoomRequest } from "./RoomCarrier";
import { feedSteps, RoomFeedEvents } from "./RoomFeed";
import { RoomConnectionState, RoomCounts, RoomEnvironment, RoomWatch } from "./RoomWatch";
import { VoiceView } from "./VoiceView";

/** The room with its read-only fields writable. */
type Shown = Writable<VoiceRoom>;

const LIVE: Media = { kind: "live" };
const OPENING = "opening: the relay has not described the room yet";

export class VoiceRoom implements VoiceView {
	private readonly signals: Signals = new Signals((name, reason) =>
		logCallbackFault(this.environment.log, name, reason),
	);

	public readonly guildId: string;
	public readonly channelId: string;
	/** Name of the channel; empty until the relay has described the room. */
	public readonly channelName: string = "";
	/**
	 * - `connecting`: the relay has not described the room yet.
	 * - `ready`: the room is up to date.
	 * - `away`: the relay does not answer. The room shows what it last said; speakers for 10 s at most.
	 * - `closed`: ended for good, see `onClosed`.
	 */
	public readonly state: RoomConnectionState = "connecting";
	/** The users in the channel and their speaking state, by user ID. A new value at each change, so a UI may compare it. */
	public readonly roster: Roster = EMPTY_ROSTER;
	/** `live`; `elsewhere` if the bot is in another channel of the guild; else `none`. `media` has the reason. */
	public readonly speakers: RoomSpeakers = "none";
	/** Whether speakers are known; if not, why, and what can be done. */
	public readonly media: Media = unavailable(OPENING);
	/** Whether the channel is encrypted end to end (DAVE); with its epoch and privacy code. */
	public readonly encryption: Encryption = NO_ENCRYPTION;

	/** Fires after each change of `state`, and of its reason. */
	public readonly onStateChanged =
		this.signals.create<[state: RoomConnectionState, detail?: string]>("onStateChanged");
	/** A user joined, or was there when the room opened. */
	public readonly onMemberJoined = this.signals.create<[member: RosterMember]>("onMemberJoined");
	/** A user left. `roster` no longer has them. If they spoke, their stop came before. */
	public readonly onMemberLeft = this.signals.create<[member: RosterMember]>("onMemberLeft");
	/**
	 * A user started or stopped speaking. A stop always follows a start, even when they leave, when the bot leaves, when the
	 * relay is away for 10 s, and when the room ends.
	 */
	public readonly onSpeaking = this.signals.create<[speaking: Speaking]>("onSpeaking");
	/** Fires after changes of `roster`, and after the signals of these changes. */
	public readonly onRosterChanged = this.signals.create<[roster: Roster]>("onRosterChanged");
	/** Fires after each change of `media` and `speakers`. */
	public readonly onMediaChanged = this.signals.create<[media: Media]>("onMediaChanged");
	/** Fires after each change of `encryption`. */
	public readonly onEncryptionChanged = this.signals.create<[encryption: Encryption]>("onEncryptionChanged");
	/** Fires after each change of `channelName`. */
	public readonly onRenamed = this.signals.create<[name: string]>("onRenamed");
	/** The room has ended for good. Fires once, and last. */
	public readonly onClosed = this.signals.create<[report: RoomCloseReport]>("onClosed");

	/** Counters since the room began. */
	public readonly counts: Readonly<RoomCounts>;
	private readonly watch: RoomWatch;

	/**
	 * @param request Validated.
	 * @hidden
	 */
	public constructor(
		request: RoomRequest & { readonly channelId: string },
		private readonly environment: RoomEnvironment,
	) {
		this.guildId = request.guildId;
		this.channelId = request.channelId;
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

	/**
	 * Stops watching, for this game server alone. Never yields. When it returns, nothing is left running; `onClosed` has fired,
	 * or fires after the current handler. Safe to call twice.
	 */
	public stop(): void {
		this.watch.stop("stopped by its owner");
	}

	private show({ channels, speakers, reason, encryption }: RoomState): void {
		const shown = this as Shown;
		const channel = channels.get(this.channelId);
		shown.channelName = channel?.name ?? "";
		shown.roster = channel?.roster ?? EMPTY_ROSTER;
		shown.speakers = speakers;
		shown.encryption = encryption;
		shown.media = mediaOf(speakers, reason);
	}

	private fire(event: RoomEvent): void {
		const { signals } = this;
		switch (event.kind) {
			case "joined":
				return signals.fire(this.onMemberJoined, event.member);
			case "left":
				return signals.fire(this.onMemberLeft, event.member);
			case "speaking":
				return signals.fire(this.onSpeaking, event.speaking);
			case "roster":
				return signals.fire(this.onRosterChanged, event.roster);
			case "speakers":
				return signals.fire(this.onMediaChanged, mediaOf(event.speakers, event.reason));
			case "encryption":
				return signals.fire(this.onEncryptionChanged, event.encryption);
			case "channel":
				return signals.fire(this.onRenamed, event.name);
			case "channelGone":
			case "gap":
				return;
			default:
				return event satisfies never;
		}
	}
}

function mediaOf(speakers: RoomSpeakers, reason: string): Media {
	return speakers === "live" ? LIVE : unavailable(reason);
}
