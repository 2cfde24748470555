/**
 * The game server's side of `npm start`: watches a room, reports every event, and in the end what it knows and what it cost.
 */

import { Encryption, GuildVoice, Media, Relay, RosterMember, RoomCloseReport, VoiceRoom } from "../src";

export interface RoomTimelineOptions {
	readonly relay: Relay;
	readonly guildId: string;
	/** Without one, the room of the guild. */
	readonly channelId?: string;
	/** Name of the bot. @default the relay's only bot */
	readonly bot?: string;
	/** Seconds to watch. @default until it closes */
	readonly seconds?: number;
	/** Called with each event: its kind and a description. */
	readonly report: (kind: string, text: string) => void;
	/** Links that the relay object has made; called at the end. */
	readonly links: () => number;
}

/** Seconds for the last messages to reach the relay. */
const GOODBYE = 0.2;

const nameOf = ({ userId, name }: RosterMember) => `${name ?? userId} (${userId})`;

/** Names in JSON, as text: an engine's encoder keeps no order of keys. */
const quoted = (text: string) => `"${text.gsub('[%c"\\]', "?")[0]}"`;

const FLAGS = [
	["bot", "bot"],
	["selfMute", "selfMute"],
	["selfDeaf", "selfDeaf"],
	["serverMute", "mute"],
	["serverDeaf", "deaf"],
] as const;

/** A member as JSON, always the same for the same member. Speaking is left out. */
function memberJson(member: RosterMember, channelId: string | undefined): string {
	const parts = [`"id":"${member.userId}"`];
	if (member.name !== undefined) parts.push(`"name":${quoted(member.name)}`);
	if (channelId !== undefined) parts.push(`"channel":"${channelId}"`);
	for (const [field, name] of FLAGS) if (member[field] === true) parts.push(`"${name}":true`);
	return `{${parts.join(",")}}`;
}

/** Every member as JSON, sorted by ID. */
function rosterJson(room: VoiceRoom | GuildVoice): string {
	const members = new Array<{ readonly userId: string; readonly json: string }>();
	const add = (member: RosterMember, channelId?: string) =>
		members.push({ userId: member.userId, json: memberJson(member, channelId) });
	if (room instanceof VoiceRoom) for (const [, member] of room.roster) add(member);
	else for (const [channelId, { roster }] of room.channels) for (const [, member] of roster) add(member, channelId);
	members.sort((a, b) => a.userId < b.userId);
	return `[${members.map(({ json }) => json).join(",")}]`;
}

function speakersText({ speakers }: VoiceRoom, media: Media): string {
	return media.kind === "live" ? speakers : `${speakers}: ${media.reason}`;
}

function encryptionText(encryption: Encryption): string {
	if (encryption.kind !== "active") return encryption.kind;
	const code = encryption.privacyCode.gsub("(%d%d%d%d%d)", "%1 ")[0].gsub(" $", "")[0];
	return `epoch ${encryption.epoch}, privacy code ${code}`;
}

/** Watches until the time is over or the room closes. Yields. @returns Whether the room was ready. */
export function roomTimeline(options: RoomTimelineOptions): boolean {
	const { relay, guildId, channelId, bot, seconds = math.huge, report, links } = options;
	const room =
		channelId === undefined
			? relay.watchGuildVoice({ guildId, bot })
			: relay.watchVoiceChannel({ guildId, channelId, bot });
	let wasReady = false;
	let isClosed = false;
	let lastRoster = "";
	const reportRoster = () => {
		const roster = rosterJson(room);
		if (roster !== lastRoster) report("roster", roster);
		lastRoster = roster;
	};
	report("state", room.state);
	room.onStateChanged.Connect((state, detail) => {
		wasReady = wasReady || state === "ready";
		report("state", detail === undefined || state === "closed" ? state : `${state}: ${detail}`);
	});
	room.onMemberJoined.Connect((member: RosterMember) => report("joined", nameOf(member)));
	room.onMemberLeft.Connect((member: RosterMember) => report("left", nameOf(member)));
	room.onRosterChanged.Connect(reportRoster);
	room.onClosed.Connect(({ kind, reason }: RoomCloseReport) => {
		isClosed = true;
		report("closed", `${kind}: ${reason}`);
	});
	if (room instanceof VoiceRoom) reportSpeech(room, report);

	const deadline = os.clock() + seconds;
	while (!isClosed && os.clock() < deadline) task.wait(0.05);
	report("roster", rosterJson(room));
	room.stop();
	task.wait(GOODBYE);
	const { segments, snapshots, old, holes, faults } = room.counts;
	report("requests", `${relay.budget.total} requests, ${links()} links`);
	report("segments", `${segments} segments, ${snapshots} snapshots, ${old} old, ${holes} holes, ${faults} faults`);
	return wasReady;
}

function reportSpeech(room: VoiceRoom, report: RoomTimelineOptions["report"]): void {
	room.onSpeaking.Connect(({ userId, speaking, level }) => {
		const member = room.roster.get(userId);
		const name = member === undefined ? userId : nameOf(member);
		report(speaking ? "speaks" : "silent", speaking ? string.format("%s, level %.2f", name, level) : name);
	});
	room.onMediaChanged.Connect((media) => report("speakers", speakersText(room, media)));
	room.onEncryptionChanged.Connect((encryption) => report("encrypted", encryptionText(encryption)));
}
