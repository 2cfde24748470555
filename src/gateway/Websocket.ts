/**
 * A main gateway connection: its signals, and the members of its specification.
 * The work is done by collaborators, which GatewayConnection joins.
 */

import { isStatusReachable, WebsocketStatus } from "../protocol/gateway/connectionState";
import { GatewayCommand } from "../protocol/gateway/command";
import { GatewayPayload } from "../protocol/gateway/payload";
import { ConnectionEvent, DispatchEvent } from "../protocol/gateway/serverEvent";
import { GatewayEncoding } from "../protocol/gateway/url";
import { logCallbackFault } from "../runtime/callback";
import { settledPromise } from "../runtime/settledPromise";
import { Signals } from "../runtime/Signals";
import { assertCloseCode } from "../socket/closeCode";
import { ReadyState, WebSocket } from "../socket/WebSocket";
import { GatewayConnection } from "./GatewayConnection";
import { SchedulerLoop } from "./SchedulerLoop";
import { QueuedMessage } from "./SendQueue";
import { WebsocketClient } from "./WebsocketClient";
import { WebsocketSignals } from "./WebsocketSignals";
import { packCommand, unpackMessage } from "./wire";

const DEFAULT_CLOSE_CODE = 1000;

/** Milliseconds in a second. */
const MILLISECONDS = 1000;

/** Value of `ping`, `lastHeartbeat` and `lastResume` before the first. */
const NEVER = -1;

/** A promise for each message would cost more than the message. */
const DONE = Promise.resolve();

export class Websocket implements WebsocketSignals {
	private readonly signals = new Signals((name, reason) => logCallbackFault(this.connection.log, name, reason));

	public readonly onStatusChanged: WebsocketSignals["onStatusChanged"] = this.signals.create("onStatusChanged");
	public readonly onPayload: WebsocketSignals["onPayload"] = this.signals.create("onPayload");
	public readonly onDispatch: WebsocketSignals["onDispatch"] = this.signals.create("onDispatch");
	public readonly onReady: WebsocketSignals["onReady"] = this.signals.create("onReady");
	public readonly onResumed: WebsocketSignals["onResumed"] = this.signals.create("onResumed");
	public readonly onGuildCreate: WebsocketSignals["onGuildCreate"] = this.signals.create("onGuildCreate");
	public readonly onGuildDelete: WebsocketSignals["onGuildDelete"] = this.signals.create("onGuildDelete");
	public readonly onGuilds: WebsocketSignals["onGuilds"] = this.signals.create("onGuilds");
	public readonly onVoiceState: WebsocketSignals["onVoiceState"] = this.signals.create("onVoiceState");
	public readonly onVoiceServer: WebsocketSignals["onVoiceServer"] = this.signals.create("onVoiceServer");
	public readonly onZombified: WebsocketSignals["onZombified"] = this.signals.create("onZombified");
	public readonly onClosed: WebsocketSignals["onClosed"] = this.signals.create("onClosed");

	/** Status of the connection; docs/architecture.md has the diagram. */
	public readonly status: WebsocketStatus = WebsocketStatus.Idle;
	/** URL of the current socket, or of the last one. */
	public readonly url: string;
	public readonly encoding: GatewayEncoding;
	/** Milliseconds from a heartbeat to its ACK, as last measured; -1 before the first. */
	public readonly ping: number = NEVER;
	/** ID of the bot's user; undefined before the first READY. */
	public readonly userId?: string;
	/** IDs of the guilds that READY listed and that have not arrived yet. */
	public readonly expectedGuilds: ReadonlySet<string>;
	/** Messages that wait for a session, or for the rate limit, in order. */
	public readonly buffer: ReadonlyArray<QueuedMessage>;
	/** The current socket, if any. @hidden */
	public readonly ws?: WebSocket;

	/** Whether a loss ends the connection. */
	protected doNotReconnect = false;
	/** Milliseconds between heartbeats: what Hello said, but at least `heartbeatFloor`; undefined before the first Hello. */
	protected heartbeatInterval?: number;
	/** Clock reading, in seconds, of the last heartbeat; -1 before the first. */
	protected lastHeartbeat = NEVER;
	/** False from a heartbeat until its ACK. */
	protected lastHeartbeatAcked = true;
	/** Clock reading, in seconds, of the last RESUMED; -1 before the first. */
	protected lastResume = NEVER;
	/** Sequence of the last dispatch; undefined before the first of a session. */
	protected lastSequenceIdentifier?: number;
	/** ID of the session, if any. */
	protected sessionIdentifier?: string;
	/** The loop of all connections, while messages wait for the rate limit. */
	protected schedulerLoop?: SchedulerLoop;

	private readonly connection: GatewayConnection;

	/**
	 * @param domain Address of the gateway, as GET /gateway/bot returns it. `wss://` is added if the scheme is missing.
	 * @throws If an option is at the wrong level or out of range, `domain` has no host, a header is not allowed in a handshake,
	 * or Identify would have more than 4096 bytes.
	 */
	public constructor(
		public readonly client: WebsocketClient,
		public readonly domain: string,
	) {
		this.connection = new GatewayConnection(client, domain, {
			events: this,
			signals: this.signals,
			mayReconnect: () => !this.doNotReconnect,
			onChanged: () => this.show(),
			onSequence: (sequence) => (this.lastSequenceIdentifier = sequence),
			onLoopChanged: (loop) => (this.schedulerLoop = loop),
		});
		const { url, encoding, guilds, queue } = this.connection;
		this.url = url;
		this.encoding = encoding;
		this.expectedGuilds = guilds.expected;
		this.buffer = queue.messages;
	}

	/**
	 * Opens the connection, and keeps it up. Ends the wait for the next attempt early, but not the wait for an Identify.
	 * Does nothing while the connection opens or is open.
	 */
	public connect(): void {
		this.connection.attempts.connect();
	}

	/** Drops the socket, and resumes the session on a new one at once. Without a socket, it does the same as `connect`. */
	public reconnect(): void {
		this.connection.attempts.reconnect();
	}

	/**
	 * Closes the connection; only `connect` opens it again. Never yields, safe to call twice.
	 *
	 * @param code 1000 and 1001 end the session, and the bot appears offline. After any other code, `connect` resumes it.
	 * @throws If `code` is not a close code.
	 */
	public close(code = DEFAULT_CLOSE_CODE): void {
		assertCloseCode(code);
		this.connection.attempts.close(code);
	}

	/** Closes the connection like `close`. @returns Resolves when the socket is closed as well. */
	public closeAsync(code?: number): Promise<void> {
		const { ws } = this;
		this.close(code);
		if (ws === undefined || ws.readyState === ReadyState.Closed) return settledPromise(undefined);
		return new Promise<void>((resolve) => ws.once("close", () => resolve()));
	}

	/** Drops the socket without a close frame, as a lost network would: for a server that does not answer. */
	public terminate(): void {
		const ws = this.connection.release();
		ws?.terminate();
		this.connection.attempts.lost("lost", undefined, "terminated by its owner");
	}

	/** ID of the session, as READY named it: also the `session_id` of the bot's own voice states. */
	public sessionId(): string | undefined {
		return this.sessionIdentifier;
	}

	/** Whether there is a session that the next socket resumes. */
	public hasSession(): boolean {
		return this.connection.hasSession();
	}

	/** Whether there is no connection and no further attempt. */
	public isClosed(): boolean {
		return this.connection.attempts.isClosed();
	}

	/** Whether a session is open: messages go out, within the rate limit. */
	public isConnected(): boolean {
		return this.connection.isReady();
	}

	/** Whether the connection is on its way to a session, also between two attempts. */
	public isConnecting(): boolean {
		return !this.isClosed() && !this.isConnected();
	}

	/** Sets whether the next loss ends the connection. */
	public preventReconnect(value = true): void {
		this.doNotReconnect = value;
	}

	/**
	 * Sets the session that the next socket resumes. With an empty ID, it begins a new one.
	 *
	 * @param sequence Of the last dispatch in that session. @default the sequence of the current session
	 */
	public setSessionIdentifier(sessionIdentifier: string, sequence?: number): void {
		this.connection.hold(sessionIdentifier, sequence);
	}

	/**
	 * Sets the status, and fires `onStatusChanged`. It changes nothing else.
	 *
	 * @throws If no event leads there from the current status.
	 * @hidden
	 */
	public setStatus(status: WebsocketStatus): void {
		assert(isStatusReachable(this.status, status), `status cannot go from ${this.status} to ${status}`);
		this.connection.reconnector.force(status);
	}

	/**
	 * Sends one message, or queues it until it may go. Never yields.
	 *
	 * @throws If it is not a message, has more than 4096 bytes encoded, or the queue is full.
	 */
	public send(data: GatewayCommand): void {
		this.connection.queue.add({ message: this.connection.encode(data) });
	}

	/** Sends one message like `send`. @returns Resolves when it went out. Rejects with the reason if it cannot, or the connection closes first. */
	public sendAsync(data: GatewayCommand): Promise<void> {
		return new Promise<void>((resolve, reject) => {
			const onSettled = (fault?: string) => (fault === undefined ? resolve() : reject(fault));
			const { connection } = this;
			const [ok, reason] = pcall(() => connection.queue.add({ message: connection.encode(data), onSettled }));
			if (!ok) reject(tostring(reason));
		});
	}

	/** Sends a heartbeat ahead of the queue. Never yields. @returns Resolves when it went out. Rejects with the reason if it cannot. */
	public heartbeat(): Promise<void> {
		return settledPromise(this.connection.channel.heartbeat.beat(true));
	}

	/** Encodes one message. @throws If it contains a value that cannot be encoded. */
	protected pack(data: GatewayCommand): string | buffer {
		return packCommand(data, this.encoding);
	}

	/** Decodes one message. @throws If it is malformed. */
	protected unpack(data: string | buffer, encoding: string = this.encoding): unknown {
		return unpackMessage(data, encoding);
	}

	/** Joins the loop of all connections, which sends queued messages every 50 ms until none is left. */
	protected scheduler(): void {
		this.connection.queue.joinLoop();
	}

	/** Handles a message as received from the socket. @returns Resolved. A malformed message is logged and skipped. */
	protected onPacket(body: string | buffer): Promise<void> {
		this.connection.messages.receive(body);
		return DONE;
	}

	/** Handles a decoded message. @returns Its event, if this package reads it. */
	protected processPacket(payload: GatewayPayload): DispatchEvent | ConnectionEvent | undefined {
		return this.connection.messages.process(payload);
	}

	/** Sends Identify: begins a session, and forgets the last one. */
	protected identify(): void {
		this.connection.handshake.identify();
	}

	/** URL of the next socket: where to resume, if READY said so, or the first one. */
	protected generateURL(): string {
		return this.connection.nextUrl();
	}

	/** Starts opening a socket in place of the current one. */
	protected init(): void {
		this.connection.open();
	}

	/** Releases the socket and stops everything that runs for it. */
	protected cleanup(): void {
		this.connection.release();
	}

	/** The socket is open: Hello comes next. */
	protected onOpen(): void {
		this.connection.opened();
	}

	/** The socket ended. @param code 1006 if no close frame was received. @returns Resolved. */
	protected onClose(code: number, reason = ""): Promise<void> {
		this.connection.closed(code, reason);
		return DONE;
	}

	/** Copies what the collaborators own into the members of the specification. */
	private show(): void {
		const { reconnector, channel, session, messages, url } = this.connection;
		const { heartbeat, ws } = channel;
		const shown = this as Writable<Websocket>;
		shown.status = reconnector.state;
		shown.url = url;
		shown.ws = ws;
		shown.userId = session.userId;
		shown.ping = heartbeat.ping === undefined ? NEVER : heartbeat.ping * MILLISECONDS;
		this.heartbeatInterval = heartbeat.interval ?? this.heartbeatInterval;
		this.lastHeartbeat = heartbeat.sentAt ?? NEVER;
		this.lastHeartbeatAcked = heartbeat.acknowledged;
		this.lastResume = messages.resumedAt ?? NEVER;
		this.lastSequenceIdentifier = session.sequence;
		this.sessionIdentifier = session.id;
	}
}
