/**
 * A scripted member of a voice channel, implemented as a real client: joins over a WebSocket, discovers its address,
 * maps its SSRC with a single op 5, and speaks in encrypted packets. Reconnects after a lost connection.
 * Edge: the network. Time comes from a clock.
 */

import { systemClock, type Clock } from "../../shared/clock.ts";
import type { GatewayServer } from "../GatewayServer.ts";
import type { Random } from "../../shared/random.ts";
import type { VoiceCredentials } from "../voice/VoiceSession.ts";
import { preferredMode, type TransportMode } from "../../shared/rtp/TransportCipher.ts";
import { ClientMedia } from "./ClientMedia.ts";
import { localUrlOf } from "./localUrl.ts";
import { PacketPace } from "./PacketPace.ts";
import { samplesOf, SCRIPTS, writePacket, type Script, type ScriptName } from "./speech.ts";
import { VoiceSceneClient, type VoiceReady } from "./VoiceSceneClient.ts";

export interface SpeakerOptions {
	/** Session to join with. `join` registers it if the server does not know it. */
	readonly credentials: VoiceCredentials;
	/** Display name in the voice state shown to main sessions. @default not shown */
	readonly name?: string;
	/** @default the clock of the process */
	readonly clock?: Clock;
	/** Transport mode to select. @default the preferred one offered by Ready */
	readonly mode?: TransportMode;
	/** Whether packets have header extensions, like those of Discord's clients but not of bots. @default true */
	readonly hasExtension?: boolean;
	/** Whether it maps its SSRC with op 5 before it speaks. @default true */
	readonly isMapped?: boolean;
	/**
	 * Whether it receives packets. Otherwise it selects port 0, which discards them: 99 speakers would each receive the
	 * packets of 98 others. @default false
	 */
	readonly listens?: boolean;
	/** Initial sequence number and timestamp. @default 0 */
	readonly first?: { readonly sequence?: number; readonly timestamp?: number };
	/** Randomness of the sound. @default Math.random */
	readonly random?: Random;
}

export interface SpeechOptions {
	/** Loudness from 0 to 1. @default 0.75 */
	readonly level?: number;
}

/** Flags of op 5. */
const MICROPHONE = 1;

/** Receiver report with one block, 8 words in total (RFC 3550, 6.4.2), and the size of the block after its SSRC. */
const REPORT_HEAD = Buffer.from("81c90007", "hex");
const REPORT_BLOCK_SIZE = 20;

const DEFAULT_LEVEL = 0.75;

export class Speaker {
	/** SSRC of its latest Ready; 0 before that. */
	public ssrc = 0;
	/** Number of RTP packets sent. */
	public sentCount = 0;
	private readonly client: VoiceSceneClient;
	private readonly media: ClientMedia;
	private readonly pace: PacketPace;
	private readonly random: Random;
	private isMapped = false;
	private endsInSilence = false;
	private hasLeft = false;
	private sequence: number;
	private timestamp: number;
	private onReady = (): void => {};
	/** Settles once it has a key and can speak. */
	public readonly ready = new Promise<void>((resolve) => (this.onReady = resolve));

	/** @param url URL of the server, without a query. */
	public constructor(
		url: string,
		private readonly options: SpeakerOptions,
	) {
		const { clock = systemClock, first = {}, random = Math.random } = options;
		this.client = new VoiceSceneClient(url, options.credentials, clock, {
			ready: (d) => void this.discover(d),
			described: ({ mode, secret_key: key }) => this.begin(mode, Uint8Array.from(key)),
		});
		this.media = new ClientMedia(clock);
		this.pace = new PacketPace(clock);
		this.random = random;
		this.sequence = first.sequence ?? 0;
		this.timestamp = first.timestamp ?? 0;
	}

	/** Starts joining the channel. Reconnects after a lost connection. See `ready`. */
	public static enter(server: GatewayServer, options: SpeakerOptions): Speaker {
		const { credentials, name } = options;
		if (!server.voiceSessionIds.includes(credentials.sessionId)) server.registerVoiceSession(credentials);
		if (name !== undefined) server.media.show(credentials.sessionId, name);
		const speaker = new Speaker(localUrlOf(server), options);
		speaker.start();
		return speaker;
	}

	/** Like `enter`, but settles once it can speak. */
	public static async join(server: GatewayServer, options: SpeakerOptions): Promise<Speaker> {
		const speaker = Speaker.enter(server, options);
		await speaker.ready;
		return speaker;
	}

	/** Joins, and reconnects until `leave`. */
	public start(): void {
		this.client.start();
	}

	/** Whether it is currently sending packets. */
	public get isSpeaking(): boolean {
		return this.pace.isRunning;
	}

	/**
	 * Speaks, and ends with five silence frames. Stops the current script.
	 *
	 * @param milliseconds Duration. @default until `stop`
	 * @returns Settles after the last silence frame.
	 * @throws RangeError (as rejection) If the level is out of range.
	 */
	public speak(milliseconds = Infinity, options: SpeechOptions = {}): Promise<void> {
		const name = this.options.hasExtension === false ? "botSpeech" : "speech";
		return new Promise((resolve) => {
			this.run(SCRIPTS[name], milliseconds, options, () => {
				if (this.endsInSilence) this.run(SCRIPTS.silence, Infinity, options, resolve);
				else resolve();
			});
			this.endsInSilence = true;
		});
	}

	/**
	 * Sends the packets of a script. Stops the current script.
	 *
	 * @param milliseconds Duration. @default the script's own packet count, or no limit
	 * @returns Settles after the last packet.
	 * @throws RangeError (as rejection) If the level is out of range.
	 */
	public play(name: ScriptName, milliseconds = Infinity, options: SpeechOptions = {}): Promise<void> {
		return new Promise((resolve) => this.run(SCRIPTS[name], milliseconds, options, resolve));
	}

	/** Ends speech with five silence frames, or any other script immediately. */
	public stop(): void {
		this.pace.stop();
	}

	/** Stops sending packets without silence frames, as if the network had failed. */
	public cease(): void {
		this.endsInSilence = false;
		this.pace.stop();
	}

	/** Sends a receiver report (RTCP 201) about itself. */
	public report(): void {
		const ssrc = Buffer.alloc(4);
		ssrc.writeUInt32BE(this.ssrc);
		this.media.sendSealed(
			Buffer.concat([REPORT_HEAD, ssrc]),
			Buffer.concat([ssrc, Buffer.alloc(REPORT_BLOCK_SIZE)]),
		);
	}

	/** Sends an arbitrary datagram unchanged. */
	public sendRaw(datagram: Uint8Array): void {
		this.media.send(datagram);
	}

	/** Maps its SSRC with op 5. The server forwards it the first time, and when the flags change. */
	public map(flags = MICROPHONE): void {
		this.isMapped = true;
		this.client.map(this.ssrc, flags);
	}

	/** Leaves the channel. Safe to call twice. */
	public leave(): void {
		this.hasLeft = true;
		this.cease();
		this.media.close();
		this.client.stop();
	}

	private async discover({ ssrc, ip, port, modes }: VoiceReady): Promise<void> {
		if (this.hasLeft) return;
		this.ssrc = ssrc;
		this.isMapped = false;
		const address = await this.media.discover({ ip, port }, ssrc);
		if (address === undefined || this.ssrc !== ssrc) return;
		const { listens = false, mode = preferredMode(modes) } = this.options;
		if (mode !== undefined) this.client.select(listens ? address : { ...address, port: 0 }, mode);
	}

	private begin(mode: TransportMode, key: Uint8Array): void {
		if (this.hasLeft) return;
		this.media.useKey(mode, key);
		this.onReady();
	}

	private run(
		script: Script,
		milliseconds: number,
		{ level = DEFAULT_LEVEL }: SpeechOptions,
		onEnd: () => void,
	): void {
		if (!(level >= 0 && level <= 1)) throw new RangeError(`level must be from 0 to 1, got ${level}`);
		this.cease();
		if (!this.isMapped && this.options.isMapped !== false) this.map();
		const { interval, count = Infinity } = script;
		const most = milliseconds === Infinity ? count : Math.ceil(milliseconds / interval);
		this.pace.run(interval, most, () => this.sendPacket(script, level), onEnd);
	}

	private sendPacket(script: Script, level: number): void {
		const { ssrc, sequence, timestamp, random } = this;
		const { clear, body } = writePacket(script, { ssrc, sequence, timestamp }, { level, random });
		this.sequence = (sequence + 1) % 2 ** 16;
		this.timestamp = (timestamp + samplesOf(script)) % 2 ** 32;
		this.sentCount += 1;
		this.media.sendSealed(clear, body);
	}
}
