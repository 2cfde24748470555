/** The users in the channel, from the voice gateway, media and the main gateway. */

import { SpeakerLevel, Speaking } from "../protocol/voice/media";
import {
	EMPTY_ROSTER,
	Roster,
	rosterAfter,
	withLevel,
	RosterMember,
	withoutSpeakers,
	withProfile,
	withSpeaking,
} from "../protocol/voice/roster";
import { ServerEvent, SpeakerMapping } from "../protocol/voice/serverEvent";
import { MemberDirectory } from "./CredentialSource";

/** No function yields or errors. */
export interface VoiceRosterEvents {
	/** The roster to show from now on. */
	readonly show: (roster: Roster) => void;
	/** A user is new. Called after the signal of the change. */
	readonly onJoined: (member: RosterMember) => void;
	/** A user is gone. Called after the signal of the change. */
	readonly onLeft: (member: RosterMember) => void;
	/** The roster has changed. Called last. */
	readonly onChanged: (roster: Roster) => void;
}

/** Fires the signal of the change. Its handlers see the new roster. */
type Announce = () => void;

export class VoiceRoster {
	private roster = EMPTY_ROSTER;
	/** `speaking` of a silent user: false while media is live, else undefined. */
	private silence?: false;
	private readonly unsubscribe?: () => void;

	/** @param members Profiles of the users in the channel, if there is a main gateway. */
	public constructor(
		private readonly members: MemberDirectory | undefined,
		private readonly events: VoiceRosterEvents,
	) {
		this.unsubscribe = members?.subscribe((userId) => this.set(this.withProfiles(this.roster, [userId])));
	}

	/** Users joined. Requests their profiles from the main gateway. */
	public connect(userIds: Array<string>, announce: Announce): void {
		this.follow({ kind: "clientsConnect", userIds }, userIds, announce);
		this.members?.request(userIds);
	}

	/** A user's audio was mapped. */
	public map(mapping: SpeakerMapping, announce: Announce): void {
		this.follow({ kind: "speakerMapped", mapping }, [mapping.userId], announce);
	}

	/** A user left. */
	public disconnect(userId: string): void {
		this.set(rosterAfter(this.roster, { kind: "clientDisconnect", userId }));
	}

	/** A user started or stopped speaking. */
	public speak(speaking: Speaking, announce: Announce): void {
		this.set(withSpeaking(this.roster, speaking), announce);
	}

	public level(level: SpeakerLevel): void {
		this.set(withLevel(this.roster, level));
	}

	/** Media became live, or is no longer live. Either way, no user is known to speak. */
	public silenceAll(isLive: boolean, announce: Announce): void {
		this.silence = isLive ? false : undefined;
		this.set(withoutSpeakers(this.roster, this.silence), announce);
	}

	/** A new session begins. */
	public clear(): void {
		this.set(EMPTY_ROSTER);
	}

	/** Stops accepting profiles. */
	public close(): void {
		this.unsubscribe?.();
	}

	private follow(event: ServerEvent, userIds: ReadonlyArray<string>, announce: Announce): void {
		this.set(this.withProfiles(rosterAfter(this.roster, event, this.silence), userIds), announce);
	}

	private set(roster: Roster, announce?: Announce): void {
		const before = this.roster;
		this.roster = roster;
		this.events.show(roster);
		announce?.();
		if (roster === before) return;
		for (const [userId, member] of before) if (!roster.has(userId)) this.events.onLeft(member);
		for (const [userId, member] of roster) if (!before.has(userId)) this.events.onJoined(member);
		this.events.onChanged(roster);
	}

	private withProfiles(roster: Roster, userIds: ReadonlyArray<string>): Roster {
		let after = roster;
		for (const userId of userIds) {
			const profile = this.members?.profileOf(userId);
			if (profile !== undefined) after = withProfile(after, userId, profile);
		}
		return after;
	}
}
