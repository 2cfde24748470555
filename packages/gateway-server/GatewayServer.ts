/**
 * A Discord gateway server to test clients against: a real WebSocket server that is strict, and misbehaves on command.
 * Speaks the main gateway, version 10, and the voice gateway, versions 4 to 8; which, the handshake decides: see
 * `main/route.ts`.
 * Edge: the network.
 */

import type { IncomingMessage, ServerResponse } from "node:http";
import type { Duplex } from "node:stream";
import { WebSocketServer, type WebSocket } from "ws";
import { VoiceCloseCode } from "../../src/protocol/voice/closeCode.ts";
import { checkNames } from "./checkNames.ts";
import type { Clock } from "../shared/clock.ts";
import { CLOSE_CODE } from "../shared/closeFrame.ts";
import { ControlFlagStore } from "./flags/ControlFlagStore.ts";
import type { DaveRoomState } from "./dave/roomState.ts";
import type { DaveMode } from "./dave/mode.ts";
import type { DaveVerdict } from "./dave/verdict.ts";
import { EventHub, type GatewayListener } from "./events.ts";
import { answerHandshake, type HandshakeFaultKind } from "./faults/handshake.ts";
import { HandshakeFaults } from "./faults/HandshakeFaults.ts";
import type { FrameListener } from "./frameTap.ts";
import { GatewayCommands } from "./GatewayCommands.ts";
import type { TlsKey } from "../shared/TlsKey.ts";
import { HttpHost } from "./HttpHost.ts";
import { HttpRouter } from "./HttpRouter.ts";
import type { Guild, User } from "./main/fixtures/types.ts";
import { MainGateway } from "./main/MainGateway.ts";
import { gatewayOf } from "./main/route.ts";
import { MediaControls } from "./media/MediaControls.ts";
import type { MediaStats } from "./media/MediaCounts.ts";
import { MediaHost } from "./media/MediaHost.ts";
import type { PacketListener } from "./media/PacketTap.ts";
import { checkRange, resolveOptions, type GatewayServerOptions } from "./options.ts";
import { RestApi } from "./rest/RestApi.ts";
import { VoiceGateway } from "./voice/VoiceGateway.ts";
import type { VoiceCredentials } from "./voice/VoiceSession.ts";

/** Milliseconds from our close frame to a destroyed socket: some clients answer it, but leave the TCP end to the server. */
const CLOSE_TIMEOUT = 500;

/** HTTP status for a request that is no WebSocket handshake (RFC 9110: upgrade required). */
const UPGRADE_REQUIRED = 426;

export interface ListenOptions {
	/** Key and certificate to speak TLS with. @default plain */
	readonly tls?: TlsKey;
}

export class GatewayServer extends GatewayCommands {
	/** HTTP routes: added ones, then Discord's REST API. Without a route, paths under `/api` get 404, all others 426. */
	public readonly router: HttpRouter;
	/** What a test may do to voice media. */
	public readonly media: MediaControls;
	protected readonly flags = new ControlFlagStore();
	protected readonly voice: VoiceGateway;
	protected readonly main: MainGateway;
	private readonly handshakeFaults = new HandshakeFaults();
	private readonly clock: Clock;
	private readonly events: EventHub;
	private readonly mediaHost: MediaHost;
	private readonly host: HttpHost;
	private readonly webSockets: WebSocketServer;
	private isAccepting = true;
	private boundTo: { readonly port: number; readonly host: string; readonly options: ListenOptions } | undefined;

	/** @throws RangeError If an option is out of its range. */
	public constructor(options: GatewayServerOptions = {}) {
		super();
		const resolved = resolveOptions(options);
		const { logger } = resolved;
		this.clock = { ...resolved.timers, now: resolved.now };
		this.events = new EventHub(resolved.now, logger);
		this.voice = new VoiceGateway(resolved, this.flags, this.events, this.clock);
		this.main = new MainGateway(resolved, this.flags, this.events, this.clock, {
			register: (credentials, id) => void this.voice.sessions.add(credentials, id),
			standing: (id) => this.voice.sessions.get(id)?.state.kind,
			setVoice: (...change) => this.voice.setVoice(...change),
			remove: (...removal) => void this.voice.remove(...removal),
		});
		const socket = options.audioAddress === undefined ? this.voice.mediaSocket : undefined;
		this.mediaHost = new MediaHost(socket, logger, (address) => (this.voice.audioAddress = address));
		this.media = new MediaControls(this.voice, this.main, this.mediaHost);
		this.events.subscribe((event) => event.kind === "ended" && this.main.voiceMembers.hide(event.sessionId));
		// `closeTimeout` is missing from the types of ws
		const limits = { maxPayload: resolved.maxPayload, closeTimeout: CLOSE_TIMEOUT };
		this.webSockets = new WebSocketServer({
			noServer: true,
			clientTracking: false,
			perMessageDeflate: false,
			...limits,
		});
		const rest = new RestApi(this.main);
		this.router = new HttpRouter(logger, (...call) => rest.handle(...call));
		this.host = new HttpHost(
			(request, response) => this.handleRequest(request, response),
			(request, socket, head) => this.handleUpgrade(request, socket, head),
		);
	}

	/** Connections that neither side is closing. */
	public get connectionCount(): number {
		return this.main.openSockets.length + this.voice.openSockets.length;
	}

	/** Counts over the life of the server: connections accepted, control messages dropped for being binary, datagrams. */
	public get totals(): { readonly connections: number; readonly dropped: number; readonly packets: MediaStats } {
		const connections = this.main.connectionsTotal + this.voice.connectionsTotal;
		return { connections, dropped: this.voice.droppedTotal, packets: this.voice.media.counts.stats() };
	}

	/**
	 * Ids of the voice sessions that are registered, in the order in which they were. One that op 4 gave out is
	 * `guildId:session_id`, where its main session has the `session_id` alone.
	 */
	public get voiceSessionIds(): ReadonlyArray<string> {
		return this.voice.sessions.all().map((session) => session.id);
	}

	/** Channel of a voice session. @throws RangeError If there is no such session. */
	public channelIdOf(sessionId: string): string {
		return this.voice.sessions.require(sessionId).credentials.channelId;
	}

	/** Ids of the main sessions that have a client or may be resumed, in the order in which they began. */
	public get mainSessionIds(): ReadonlyArray<string> {
		return this.main.sessions.all().flatMap(({ isLive, id }) => (isLive ? [id] : []));
	}

	/** The bot whose sessions the main gateway has. Flags about its Identifies go under its id. */
	public get botUser(): User {
		return this.main.options.main.user;
	}

	/** The bot's guilds, whole: with what the options left out. */
	public get guilds(): ReadonlyArray<Guild> {
		return this.main.options.main.guilds;
	}

	/** `host:port`, as VOICE_SERVER_UPDATE gives it. @throws If the server does not listen. */
	public get endpoint(): string {
		return this.host.endpoint;
	}

	/** `ws://host:port`, or `wss:`, without the version that a client adds. @throws If the server does not listen. */
	public get url(): string {
		return `${this.host.isSecure ? "wss" : "ws"}://${this.endpoint}`;
	}

	/**
	 * Starts to listen, and to take voice media on any free UDP port unless the option `audioAddress` is given.
	 *
	 * @param port 0 for any free one.
	 * @throws If the port is taken, the server listens already, or an option is unknown.
	 */
	public async listen(port = 0, host = "127.0.0.1", options: ListenOptions = {}): Promise<void> {
		checkNames("option", options, ["tls"]);
		await this.host.listen(port, host, options.tls);
		try {
			await this.mediaHost.listen(host);
		} catch (error) {
			await this.host.destroy();
			throw error;
		}
		this.boundTo = { port: Number(this.endpoint.split(":").at(-1)), host, options };
		this.isAccepting = true;
	}

	/** Takes over an upgrade, to sit in any `http.Server`: the first starts IP discovery. Refuses once closed. */
	public handleUpgrade(request: IncomingMessage, socket: Duplex, head: Buffer): void {
		if (!this.isAccepting) return void socket.destroy();
		const fault = this.handshakeFaults.takeHandshakeFault();
		if (fault !== undefined) return answerHandshake(fault, socket, this.clock);
		socket.once("error", () => {}); // a reset while discovery starts: ws finds the socket destroyed
		this.mediaHost.whenStarted(request.socket.localAddress ?? "127.0.0.1", () => {
			if (!this.isAccepting) return void socket.destroy();
			this.webSockets.handleUpgrade(request, socket, head, (ready) => this.accept(ready, request, socket));
		});
	}

	/** Answers a plain HTTP request, to sit in any `http.Server`. */
	public handleRequest(request: IncomingMessage, response: ServerResponse): void {
		if (this.router.handle(request, response)) return;
		response.writeHead(UPGRADE_REQUIRED, { upgrade: "websocket" }).end();
	}

	/** Calls `listener` with each event. Returns what unsubscribes it. */
	public onEvent(listener: GatewayListener): () => void {
		return this.events.subscribe(listener);
	}

	/** Calls `listener` with each frame, cut to a size and without tokens. Returns what unsubscribes it. */
	public onFrame(listener: FrameListener): () => void {
		return this.events.frames.subscribe(listener);
	}

	/** Calls `listener` with each datagram of voice clients, without its payload. Returns what unsubscribes it. */
	public onPacket(listener: PacketListener): () => void {
		return this.voice.media.packets.subscribe(listener);
	}

	/**
	 * Shuts down: closes every connection with 1001, ends every session and frees the port.
	 *
	 * @param grace Milliseconds for clients to answer the close; then their sockets are destroyed.
	 * @throws RangeError If the grace is out of range; nothing is closed then.
	 */
	public async close(grace = 1000): Promise<void> {
		checkRange("grace", grace);
		this.isAccepting = false;
		const closing = [CLOSE_CODE.goingAway, "server is shutting down", grace] as const;
		// voice first: with its main session a voice session ends with a code of its own
		await Promise.all([this.voice.closeAll(...closing), this.main.closeAll(...closing)]);
		await this.mediaHost.close();
		await this.host.destroy();
	}

	/** Does what the death of the process would: no close frames, port free. Sessions can be resumed after `restart`. */
	public async terminate(): Promise<void> {
		this.isAccepting = false;
		this.main.terminateAll();
		this.voice.terminateAll();
		await this.mediaHost.close();
		await this.host.destroy();
	}

	/** Terminates, and listens again on the same port with the same sessions. @throws If it never listened. */
	public async restart(): Promise<void> {
		if (this.boundTo === undefined) throw new Error("server never listened, call listen() first");
		await this.terminate();
		await this.listen(this.boundTo.port, this.boundTo.host, this.boundTo.options);
	}

	/**
	 * Registers a voice session, as op 4 of the main gateway does for its client.
	 *
	 * @throws RangeError If a credential is empty, the session is registered already, or a DAVE channel gets a bad snowflake.
	 */
	public registerVoiceSession(credentials: VoiceCredentials): void {
		this.voice.dave.checkCredentials(credentials);
		this.voice.sessions.add(credentials);
	}

	/** Forgets a session and its flags; its client is closed with 4014. Returns false if it was not registered. */
	public unregisterVoiceSession(sessionId: string): boolean {
		const isRemoved = this.voice.remove(sessionId, VoiceCloseCode.Disconnected, "session was unregistered");
		if (isRemoved) this.flags.clear(sessionId);
		return isRemoved;
	}

	/** Moves the bot to another voice channel, as a moderator. Returns false if it is in none, or that is not one of them. */
	public moveBot(guildId: string, channelId: string): boolean {
		return this.main.voiceLinks.move(guildId, channelId);
	}

	/** Whether a voice channel uses E2EE. */
	public getDave(channelId: string): DaveMode {
		return this.voice.dave.mode(channelId);
	}

	/**
	 * Changes whether a voice channel uses E2EE; who is in it goes over at once.
	 *
	 * @throws RangeError If the mode is unknown, or the id of the channel or of a user registered for it is no snowflake.
	 */
	public setDave(channelId: string, mode: DaveMode): void {
		this.voice.dave.setMode(channelId, mode);
	}

	/** Version, epoch and users of a channel that uses E2EE; `undefined` if it does not, or nobody is in it. */
	public daveState(channelId: string): DaveRoomState | undefined {
		return this.voice.dave.state(channelId);
	}

	/**
	 * Notes the privacy code that a client under test has, for `daveState` and the inspector: only members of a group can work
	 * it out. Forgotten with the epoch.
	 *
	 * @param epoch Epoch that the client has it of.
	 * @param code 30 digits, without the spaces between groups of five.
	 * @returns What became of it: `ignored`, with the reason, if the user is no member, or the channel is at another epoch.
	 * @throws RangeError If an id is no snowflake, the epoch no integer from 1, or the code not 30 digits.
	 */
	public reportPrivacyCode(channelId: string, userId: string, epoch: number, code: string): DaveVerdict {
		return this.voice.dave.reportPrivacyCode(channelId, userId, epoch, code);
	}

	/** Makes the next handshakes fail, whoever asks. @throws RangeError On an unknown kind, or a count below 1. */
	public failNextHandshakes(kind: HandshakeFaultKind, count = 1): void {
		this.handshakeFaults.failNext(kind, count);
	}

	/** Takes a connection over after its WebSocket handshake. */
	protected accept(webSocket: WebSocket, request: IncomingMessage, socket: Duplex): void {
		const isVoiceAwaited = (): boolean =>
			this.voice.sessions.all().some(({ state }) => state.kind === "registered") &&
			this.main.sessions.all().every(({ state }) => state.kind !== "away");
		this[gatewayOf(request.url ?? "", isVoiceAwaited)].accept(webSocket, request, socket);
	}
}
