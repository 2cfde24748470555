/**
 * A Discord gateway server to test clients against: a real WebSocket server that is strict and misbehaves on command.
 * Speaks the main gateway, versions 6 to 10, and the voice gateway, versions 4 to 8. The handshake selects one; see
 * `main/wire/route.ts`. A facade: all rules are in collaborators.
 */

import type { IncomingMessage, ServerResponse } from "node:http";
import type { Duplex } from "node:stream";
import type { Clock } from "../shared/clock.ts";
import { ConnectionCommands, type InvalidateOptions } from "./commands/ConnectionCommands.ts";
import { MessageCommands } from "./commands/MessageCommands.ts";
import { SettingCommands } from "./commands/SettingCommands.ts";
import { SessionSockets, type SessionStats } from "./commands/SessionSockets.ts";
import { VoiceCommands } from "./commands/VoiceCommands.ts";
import type { DaveMode } from "./dave/mode.ts";
import type { DaveRoomState } from "./dave/roomState.ts";
import type { DaveVerdict } from "./dave/verdict.ts";
import { EventHub, type GatewayListener } from "./events.ts";
import type { FrameListener } from "./session/frameTap.ts";
import type { HandshakeFaultKind } from "./faults/handshake.ts";
import type { ConnectionControlFlags } from "./flags/ConnectionControlFlags.ts";
import { ControlFlagStore } from "./flags/ControlFlagStore.ts";
import { askForUpgrade } from "./http/askForUpgrade.ts";
import { HttpRouter } from "./http/HttpRouter.ts";
import { ServerLifecycle, type ListenOptions } from "./http/ServerLifecycle.ts";
import { WebSocketHost } from "./http/WebSocketHost.ts";
import { ChannelControls } from "./main/channels/ChannelControls.ts";
import type { Guild, User } from "./main/fixtures/types.ts";
import { MainGateway } from "./main/MainGateway.ts";
import { gatewayOf } from "./main/wire/route.ts";
import { MediaControls } from "./media/MediaControls.ts";
import type { MediaStats } from "./media/MediaCounts.ts";
import { MediaHost } from "./media/MediaHost.ts";
import type { PacketListener } from "./media/PacketTap.ts";
import { resolveOptions, type GatewayServerOptions } from "./options.ts";
import { RestApi } from "./rest/RestApi.ts";
import { VoiceGateway } from "./voice/VoiceGateway.ts";
import type { VoiceCredentials } from "./voice/VoiceSession.ts";
import { voiceSideOf } from "./voice/voiceSideOf.ts";
import type { ReceivedMessage } from "./session/RecordLog.ts";

/** Public members of a collaborator that the server exposes. They are documented there. */
type Members<Collaborator> = Pick<Collaborator, keyof Collaborator>;

export class GatewayServer
	implements Members<ConnectionCommands>, Members<MessageCommands>, Members<SettingCommands>, Members<ServerLifecycle>
{
	/** HTTP routes: added ones, then Discord's REST API. Other paths under `/api` get 404, the rest 426. */
	public readonly router: HttpRouter;
	/** Controls of voice media. */
	public readonly media: MediaControls;
	/** Controls of channels and of who is in them. */
	public readonly channels: ChannelControls;
	private readonly flags = new ControlFlagStore();
	private readonly voice: VoiceGateway;
	private readonly main: MainGateway;
	private readonly events: EventHub;
	private readonly host: WebSocketHost;
	private readonly sockets: SessionSockets;
	private readonly connectionCommands: ConnectionCommands;
	private readonly messageCommands: MessageCommands;
	private readonly settings: SettingCommands;
	private readonly voiceCommands: VoiceCommands;
	private readonly lifecycle: ServerLifecycle;

	/** @throws RangeError If an option is unknown or out of range. */
	public constructor(options: GatewayServerOptions = {}) {
		const resolved = resolveOptions(options);
		const { logger } = resolved;
		const clock: Clock = { ...resolved.timers, now: resolved.now };
		this.events = new EventHub(resolved.now, logger);
		this.voice = new VoiceGateway(resolved, this.flags, this.events, clock);
		this.main = new MainGateway(resolved, this.flags, this.events, clock, voiceSideOf(this.voice));
		this.sockets = new SessionSockets(this.main, this.voice);
		this.connectionCommands = new ConnectionCommands(this.main, this.voice, this.sockets);
		this.settings = new SettingCommands(this.main, this.voice, this.flags);
		this.voiceCommands = new VoiceCommands(this.main, this.voice, this.flags);
		this.messageCommands = new MessageCommands(this.main, this.voice, this.sockets);
		const socket = options.audioAddress === undefined ? this.voice.mediaSocket : undefined;
		const mediaHost = new MediaHost(socket, logger, (address) => (this.voice.audioAddress = address));
		this.media = new MediaControls(this.voice, this.main, mediaHost);
		this.channels = new ChannelControls(this.main, this.voice);
		this.events.subscribe((event) => event.kind === "ended" && this.main.voiceMembers.hide(event.sessionId));
		const rest = new RestApi(this.main);
		this.router = new HttpRouter(logger, (...call) => rest.handle(...call));
		this.host = new WebSocketHost({
			maxPayload: resolved.maxPayload,
			timers: clock,
			onRequest: (request, response) => this.handleRequest(request, response),
			onConnection: (webSocket, request, stream) =>
				this[gatewayOf(request.url ?? "", () => this.sockets.isVoiceAwaited)].accept(
					webSocket,
					request,
					stream,
				),
			whenReady: (...call) => mediaHost.whenStarted(...call),
		});
		this.lifecycle = new ServerLifecycle(this.host, mediaHost, this.main, this.voice);
	}

	/** Number of open connections. */
	public get connectionCount(): number {
		return this.main.openSockets.length + this.voice.openSockets.length;
	}

	/** Totals over the life of the server: accepted connections, control messages dropped as binary frames, datagrams. */
	public get totals(): { readonly connections: number; readonly dropped: number; readonly packets: MediaStats } {
		const connections = this.main.connectionsTotal + this.voice.connectionsTotal;
		return { connections, dropped: this.voice.droppedTotal, packets: this.voice.media.counts.stats() };
	}

	public get voiceSessionIds(): ReadonlyArray<string> {
		return this.voiceCommands.voiceSessionIds;
	}

	/** IDs of the main sessions that are connected or can be resumed, oldest first. */
	public get mainSessionIds(): ReadonlyArray<string> {
		return this.main.sessions.all().flatMap(({ isLive, id }) => (isLive ? [id] : []));
	}

	/** The bot of the main gateway. Flags about its Identifies go under its ID. */
	public get botUser(): User {
		return this.main.options.main.user;
	}

	/** The bot's guilds, completed with defaults. Their channels are the present ones. */
	public get guilds(): ReadonlyArray<Guild> {
		return this.main.guilds.all;
	}

	/** `host:port`, as in VOICE_SERVER_UPDATE. @throws If the server is not listening. */
	public get endpoint(): string {
		return this.host.endpoint;
	}

	/** `ws://host:port` or `wss://host:port`, without the version that a client adds. @throws If the server is not listening. */
	public get url(): string {
		return this.host.url;
	}

	public listen(port?: number, host?: string, options?: ListenOptions): Promise<void> {
		return this.lifecycle.listen(port, host, options);
	}

	public close(grace?: number): Promise<void> {
		return this.lifecycle.close(grace);
	}

	public terminate(): Promise<void> {
		return this.lifecycle.terminate();
	}

	public restart(): Promise<void> {
		return this.lifecycle.restart();
	}

	/** Handles an upgrade of any `http.Server`. The first one opens the UDP port. Rejects all once closed. */
	public handleUpgrade(request: IncomingMessage, socket: Duplex, head: Buffer): void {
		this.host.handleUpgrade(request, socket, head);
	}

	/** Answers a plain HTTP request of any `http.Server`. */
	public handleRequest(request: IncomingMessage, response: ServerResponse): void {
		if (!this.router.handle(request, response)) askForUpgrade(response);
	}

	/** Calls `listener` with each event. Returns a function that unsubscribes it. */
	public onEvent(listener: GatewayListener): () => void {
		return this.events.subscribe(listener);
	}

	/** Calls `listener` with each frame, cut to a size and without tokens. Returns a function that unsubscribes it. */
	public onFrame(listener: FrameListener): () => void {
		return this.events.frames.subscribe(listener);
	}

	/** Calls `listener` with each datagram of voice clients, without its payload. Returns a function that unsubscribes it. */
	public onPacket(listener: PacketListener): () => void {
		return this.voice.media.packets.subscribe(listener);
	}

	/** Makes the next handshakes fail. @throws RangeError If the kind is unknown or the count is below 1. */
	public failNextHandshakes(kind: HandshakeFaultKind, count = 1): void {
		this.host.faults.failNext(kind, count);
	}

	/** Latest messages that the client of a session sent, oldest first. @throws RangeError If there is no such session. */
	public received(sessionId: string): ReadonlyArray<ReceivedMessage> {
		return this.sockets.require(sessionId).records.all();
	}

	/** Returns statistics of a session's client. @throws RangeError If there is no such session. */
	public stats(sessionId: string): SessionStats {
		return this.sockets.require(sessionId).stats();
	}

	public getHeartbeatInterval(): number {
		return this.settings.getHeartbeatInterval();
	}

	public setHeartbeatInterval(interval: number): void {
		return this.settings.setHeartbeatInterval(interval);
	}

	public getMuteHello(): boolean {
		return this.settings.getMuteHello();
	}

	public setMuteHello(mute: boolean): void {
		return this.settings.setMuteHello(mute);
	}

	public setStopHeartbeatAcks(sessionId: string, stop: boolean): void {
		return this.settings.setStopHeartbeatAcks(sessionId, stop);
	}

	public getControlFlags(sessionId: string): ConnectionControlFlags | undefined {
		return this.settings.getControlFlags(sessionId);
	}

	public setControlFlags(sessionId: string, flags: ConnectionControlFlags): void {
		return this.settings.setControlFlags(sessionId, flags);
	}

	public clearControlFlags(sessionId: string): void {
		return this.settings.clearControlFlags(sessionId);
	}

	public registerVoiceSession(credentials: VoiceCredentials): void {
		return this.voiceCommands.registerVoiceSession(credentials);
	}

	public unregisterVoiceSession(sessionId: string): boolean {
		return this.voiceCommands.unregisterVoiceSession(sessionId);
	}

	public channelIdOf(sessionId: string): string {
		return this.voiceCommands.channelIdOf(sessionId);
	}

	public moveBot(guildId: string, channelId: string): boolean {
		return this.voiceCommands.moveBot(guildId, channelId);
	}

	public getDave(channelId: string): DaveMode {
		return this.voiceCommands.getDave(channelId);
	}

	public setDave(channelId: string, mode: DaveMode): void {
		return this.voiceCommands.setDave(channelId, mode);
	}

	public daveState(channelId: string): DaveRoomState | undefined {
		return this.voiceCommands.daveState(channelId);
	}

	public reportPrivacyCode(channelId: string, userId: string, epoch: number, code: string): DaveVerdict {
		return this.voiceCommands.reportPrivacyCode(channelId, userId, epoch, code);
	}

	public disconnectSession(sessionId: string, closeCode: number, reason?: string): number {
		return this.connectionCommands.disconnectSession(sessionId, closeCode, reason);
	}

	public dropSession(sessionId: string): number {
		return this.connectionCommands.dropSession(sessionId);
	}

	public reconnect(sessionId: string): number {
		return this.connectionCommands.reconnect(sessionId);
	}

	public invalidateSession(sessionId: string, options?: InvalidateOptions): boolean {
		return this.connectionCommands.invalidateSession(sessionId, options);
	}

	public pingSession(sessionId: string): number {
		return this.connectionCommands.pingSession(sessionId);
	}

	public dispatchToSession(sessionId: string, event: string, data: unknown, guildId?: string): number {
		return this.messageCommands.dispatchToSession(sessionId, event, data, guildId);
	}

	public dispatch(event: string, data: unknown, guildId?: string): number {
		return this.messageCommands.dispatch(event, data, guildId);
	}

	public sendToSession(sessionId: string, opcode: number, d: unknown): number {
		return this.messageCommands.sendToSession(sessionId, opcode, d);
	}

	public sendBinaryToSession(sessionId: string, opcode: number, payload: Uint8Array): number {
		return this.messageCommands.sendBinaryToSession(sessionId, opcode, payload);
	}

	public sendRawToSession(sessionId: string, data: string | Buffer): number {
		return this.messageCommands.sendRawToSession(sessionId, data);
	}

	public sendHello(sessionId: string, interval?: number): number {
		return this.messageCommands.sendHello(sessionId, interval);
	}

	public requestHeartbeat(sessionId: string): number {
		return this.messageCommands.requestHeartbeat(sessionId);
	}
}
