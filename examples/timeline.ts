/**
 * The Roblox side of `npm start`: joins a voice channel, reports every event, leaves, and checks that no message was lost.
 */

import {
	FixedCredentials,
	fixedCredentials,
	gateway,
	joinVoiceChannel,
	openWebStream,
	Relay,
	SocketFactory,
	VoiceConnection,
} from "../src";
import { Ledger } from "./Ledger";

/** A bot that joins through the main gateway. */
export interface BotJourney {
	/** Bot token, or the relay's placeholder for it. */
	readonly token: string;
	readonly guildId: string;
	readonly channelId: string;
	/** Base URL of the API. @default Discord's */
	readonly apiUrl?: string;
	/** Whether the voice server has no TLS, like the servers on this machine. */
	readonly isPlain: boolean;
}

export interface TimelineOptions {
	/** The bot to join with; without one, `credentials` are required. */
	readonly bot?: BotJourney;
	readonly credentials?: FixedCredentials;
	/** The relay to use; without one, the engine's own sockets. */
	readonly relay?: Relay;
	/** Seconds to stay in the channel. */
	readonly seconds: number;
	/** Called with each event: its kind and a description. */
	readonly report: (kind: string, text: string) => void;
}

/** The intents GUILDS and GUILD_VOICE_STATES. */
const INTENTS = 1 + 128;

/** Seconds for the last messages to reach the relay. */
const GOODBYE = 0.2;

const milliseconds = (seconds: number | undefined) => string.format("%.1f ms", (seconds ?? 0) * 1000);

/** Connects to the main gateway. Reports the reason and returns undefined if that fails. */
function connectBot({ token, apiUrl }: BotJourney, createSocket: SocketFactory, { relay, report }: TimelineOptions) {
	const manager = new gateway.WebsocketManager({
		token,
		apiUrl,
		intents: INTENTS,
		environment: { createSocket },
		fetchGatewayBot: relay === undefined ? undefined : () => relay.getGatewayBotAsync(),
	});
	manager.onReady.Connect(({ guilds }) => report("gateway", `ready, guilds: ${guilds.size()}`));
	manager.onResumed.Connect((replayed) => report("gateway", `resumed, ${replayed} missed dispatches replayed`));
	manager.onVoiceState.Connect(({ channel_id: channelId, user_id: userId }) => {
		if (userId === manager.userId()) report("bot", channelId === undefined ? "left" : `in channel ${channelId}`);
	});
	manager.onClosed.Connect((fault) => report("gateway", tostring(fault)));
	const [connected, fault] = manager.connect().await();
	if (connected) return manager;
	report("closed", tostring(fault));
	return undefined;
}

/** Runs the session. Yields until it is over. Returns false if it never became ready or lost a message. */
export function timeline(options: TimelineOptions): boolean {
	const { bot, credentials, relay, seconds, report } = options;
	const base = relay?.createSocket ?? openWebStream;
	// an endpoint has no scheme and implies TLS
	const createSocket: SocketFactory =
		bot?.isPlain === true
			? (url, listener, socketOptions) => base(url.gsub("^wss:", "ws:")[0], listener, socketOptions)
			: base;
	const manager = bot === undefined ? undefined : connectBot(bot, createSocket, options);
	if (bot !== undefined && manager === undefined) return false;
	// fixed instead of random, so that every run of the demo is the same
	const environment = { createSocket, random: () => 0.6 };
	const connection =
		bot === undefined || manager === undefined
			? new VoiceConnection({ ...environment, credentials: fixedCredentials(credentials!) })
			: joinVoiceChannel(manager, { ...bot, voice: environment });
	const ledger = new Ledger();
	const pings: Array<number> = [];
	let resumes = 0;
	let isClosed = false;

	connection.onStateChanged.Connect((state, detail) => {
		if (state !== "closed") report("state", detail === undefined ? state : `${state}: ${detail}`);
	});
	connection.onMessage.Connect(({ op, seq, d }) => {
		if (typeIs(d, "buffer")) {
			ledger.binary += 1;
			report("binary", `opcode ${op}, seq ${seq}, ${buffer.len(d)} bytes`);
		} else {
			ledger.json += 1;
		}
		if (seq !== undefined) ledger.enter(seq);
		const ping = connection.ping();
		if (op === 6 && ping !== undefined) {
			pings.push(ping);
			report("ping", milliseconds(ping));
		}
	});
	connection.onReady.Connect(({ ssrc, modes }) => {
		ledger.startSession();
		report("ready", `ssrc ${ssrc}, modes ${modes.join(", ")}`);
	});
	/** Returns the name and the ID, which the reader of the report needs to distinguish users. */
	const nameOf = (userId: string) => {
		const name = connection.roster.get(userId)?.name;
		return name === undefined ? userId : `${name} (${userId})`;
	};
	connection.onClientsConnect.Connect((userIds) => report("joined", userIds.map(nameOf).join(", ")));
	connection.onClientDisconnect.Connect((userId) => report("left", nameOf(userId)));
	connection.onSpeakerMapped.Connect(({ userId, ssrc, flags }) =>
		report("mapped", `${nameOf(userId)}, ssrc ${ssrc}, flags ${flags}`),
	);
	connection.onMediaChanged.Connect((media) => {
		report("media", media.kind === "live" ? media.kind : `${media.kind}: ${media.reason}`);
	});
	connection.onSpeaking.Connect(({ userId, speaking, level }) => {
		const loudness = string.format(", level %.2f", level);
		report(speaking ? "speaks" : "silent", `${nameOf(userId)}${speaking ? loudness : ""}`);
	});
	let privacyCode = "none, DAVE needs a relay";
	connection.onEncryptionChanged.Connect((encryption) => {
		if (encryption.kind !== "active") return report("encrypted", encryption.kind);
		privacyCode = encryption.privacyCode.gsub("(%d%d%d%d%d)", "%1 ")[0].gsub(" $", "")[0];
		report("encrypted", `epoch ${encryption.epoch}, privacy code ${privacyCode}`);
	});
	connection.onZombified.Connect(() => report("zombified", "a heartbeat was not acknowledged, closing the socket"));
	connection.onResumed.Connect(() => {
		resumes += 1;
		report("resumed", `acknowledged up to seq ${connection.transport.sequenceAcknowledgement}`);
	});
	connection.onClosed.Connect(({ reason }) => {
		isClosed = true;
		report("closed", reason);
	});

	const [opened] = connection.connectAsync().await();
	const deadline = os.clock() + seconds;
	while (!isClosed && os.clock() < deadline) task.wait(0.05);
	const endedEarly = isClosed;
	connection.disconnectAsync();
	manager?.destroy();
	if (relay !== undefined) {
		relay.close(1000);
		task.wait(GOODBYE);
	}

	pings.sort((a, b) => a < b);
	const { json, binary, numbered, lost, repeated } = ledger;
	report("frames", `${json} JSON, ${binary} binary, ${connection.transport.malformedCount} malformed`);
	report("heartbeats", `${pings.size()} answered, ping ${milliseconds(pings[pings.size() >> 1])} (median)`);
	report("resumes", `${resumes}`);
	report("requests", relay === undefined ? "none, connected directly" : `${relay.budget.total} over HTTP`);
	report("privacy", privacyCode);
	report("numbered", `${numbered} messages, ${lost} lost, ${repeated} repeated`);
	return opened && !endedEarly && lost === 0 && repeated === 0;
}
