/**
 * What goes over one socket of a main gateway connection: messages in its encoding, within the limits of Discord, and
 * heartbeats.
 * Edge: the heartbeat's thread, and the loop that sends what waits.
 * Source: Discord Docs, "Gateway" (v10): "Sending Events", "Rate Limiting", "Heartbeat Interval".
 */

import { WebsocketStatus } from "../protocol/gateway/connectionState";
import { decodeEtf } from "../protocol/gateway/decodeEtf";
import { encodeEtf } from "../protocol/gateway/etf";
import { encodeNullableJson } from "../protocol/gateway/json";
import { GatewayCommand, heartbeatPayload } from "../protocol/gateway/payload";
import { SendWindow } from "../protocol/gateway/sendWindow";
import { GatewayEncoding } from "../protocol/gateway/url";
import { standInFor, startHeartbeat } from "../protocol/heartbeat";
import { IsolatedLogger } from "../runtime/callback";
import { decodeJson, encodeJson } from "../runtime/json";
import { createLogger, Logger } from "../runtime/Logger";
import { Pacemaker } from "../runtime/Pacemaker";
import { settle } from "../runtime/settle";
import { assertMessage } from "../socket/message";
import { resolveEnvironment, SocketEnvironment } from "../socket/SocketEnvironment";
import { ReadyState, WebSocket } from "../socket/WebSocket";
import { SchedulerLoop } from "./SchedulerLoop";
import { WebsocketClient } from "./WebsocketClient";
import { WebsocketEvents } from "./WebsocketEvents";

/** Bytes that a message may have: above them the gateway closes with 4002. */
const MAX_MESSAGE_SIZE = 4096;

const DEFAULT_BUFFER_LIMIT = 1000;

/** Milliseconds in a second. */
const MILLISECONDS = 1000;

/** Value of `ping` before the first ACK, and of `lastHeartbeat` before the first beat. */
export const NEVER = -1;

/** A message that waits to be sent. */
export interface BufferedMessage {
	readonly message: string | buffer;
	/** Called once: with a reason if it will not be sent. */
	readonly onSettled?: (fault?: string) => void;
}

export abstract class WebsocketChannel extends WebsocketEvents {
	/** Where the connection stands; docs/architecture.md draws it. */
	public status = WebsocketStatus.Idle;
	/** The socket in use; undefined between two. */
	public ws?: WebSocket;
	/** What was sent too early, or waits for the rate limit, in order. */
	public buffer: Array<BufferedMessage> = [];
	public readonly encoding: GatewayEncoding;
	/** Milliseconds from the last answered heartbeat to its ACK; -1 before the first. */
	public ping = NEVER;

	/** Milliseconds between heartbeats, as Hello said; undefined before the first Hello. */
	protected heartbeatInterval?: number;
	/** Clock reading, in seconds, of the last heartbeat; -1 before the first. */
	protected lastHeartbeat = NEVER;
	/** False from a scheduled beat until an ACK. */
	protected lastHeartbeatAcked = true;
	/** Sequence of the last dispatch; undefined in a session that had none. */
	protected lastSequenceIdentifier?: number;
	/** The loop of all sockets, while something of this one runs in it. */
	protected schedulerLoop?: SchedulerLoop;
	protected readonly environment: SocketEnvironment;
	protected readonly logger: Logger;

	private readonly window = new SendWindow();
	private readonly pacemaker: Pacemaker;
	/** Clock readings, in seconds, of the beats without an ACK. */
	private beatsAt: Array<number> = [];
	private readonly tick = () => this.flush();

	public constructor(
		public readonly client: WebsocketClient,
		public readonly domain: string,
	) {
		const environment = resolveEnvironment(client.environment ?? {});
		const logger = client.logger ?? createLogger("Websocket");
		super(new IsolatedLogger(environment.scheduler, logger));
		this.environment = environment;
		this.logger = logger;
		this.encoding = client.encoding ?? "json";
		this.pacemaker = new Pacemaker(environment.scheduler, () => this.beat());
	}

	/** Whether a session is open: what is sent goes out, within the rate limit. */
	public isConnected(): boolean {
		return this.status === WebsocketStatus.Ready;
	}

	/**
	 * Sends one message, or keeps it until it may go. Never yields.
	 *
	 * @throws If it is no message, has more than 4096 bytes encoded, or too many wait already.
	 */
	public send(data: GatewayCommand): void {
		this.enqueue({ message: this.packChecked(data) });
	}

	/** As `send`. @returns Resolves when it went out; rejects with the reason if it cannot, or the connection closes first. */
	public sendAsync(data: GatewayCommand): Promise<void> {
		return new Promise<void>((resolve, reject) => {
			const onSettled = (fault?: string) => (fault === undefined ? resolve() : reject(fault));
			const [ok, reason] = pcall(() => this.enqueue({ message: this.packChecked(data), onSettled }));
			if (!ok) reject(tostring(reason));
		});
	}

	/** Sends a heartbeat, whatever waits. Never yields. @returns Resolves when it went out; rejects with the reason if not. */
	public heartbeat(): Promise<void> {
		return settle(this.sendBeat());
	}

	/** What one message looks like on the wire. @throws If it holds what the encoding cannot. */
	protected pack(data: GatewayCommand): string | buffer {
		return this.encoding === "etf" ? encodeEtf(data) : encodeNullableJson(data, encodeJson);
	}

	/** Reads one message. @throws If it is malformed; `onPacket` catches. */
	protected unpack(data: string | buffer, encoding: string = this.encoding): unknown {
		if (encoding !== "etf") return decodeJson(typeIs(data, "buffer") ? buffer.tostring(data) : data);
		const result = decodeEtf(typeIs(data, "buffer") ? data : buffer.fromstring(data));
		return result.kind === "term" ? result.value : error(result.reason, 0);
	}

	/** Joins the loop of all sockets, which calls `flush` every 50 ms until nothing waits. */
	protected scheduler(): void {
		this.schedulerLoop = SchedulerLoop.of(this.environment.scheduler);
		this.schedulerLoop.add(this.tick);
	}

	/** Packs, and refuses what Discord would. */
	protected packChecked(data: GatewayCommand): string | buffer {
		assert(typeIs(data, "table") && typeIs(data.op, "number"), "a message must be a table whose op is a number");
		const message = this.pack(data);
		const size = typeIs(message, "buffer") ? buffer.len(message) : message.size();
		assert(size <= MAX_MESSAGE_SIZE, `a message must have at most ${MAX_MESSAGE_SIZE} bytes, got ${size}`);
		assertMessage(message);
		return message;
	}

	/** Hands a message to the socket at once, and counts it. Returns why it could not, if so. */
	protected transmit(message: string | buffer): string | undefined {
		const { ws } = this;
		if (ws === undefined || ws.readyState !== ReadyState.Open) return "cannot send: no socket is open";
		const [ok, reason] = pcall(() => ws.send(message));
		if (!ok) return tostring(reason);
		if ((ws.readyState as ReadyState) !== ReadyState.Open) return "cannot send: the network failed";
		this.window.record(this.environment.scheduler.now());
		return undefined;
	}

	/** Sends what waits, as far as the rate limit lets it; for the rest, the loop comes back. */
	protected flush(): void {
		const { scheduler } = this.environment;
		while (this.isConnected() && this.buffer.size() > 0 && this.window.untilFree(scheduler.now()) === 0) {
			const [first] = this.buffer;
			if (this.transmit(first.message) !== undefined) break; // it stays, for the next socket
			this.buffer.shift();
			first.onSettled?.();
		}
		if (this.isConnected() && this.buffer.size() > 0) this.scheduler();
		else this.leaveLoop();
	}

	/** Lets go of what waits: it will not be sent. */
	protected discardBuffer(reason: string): void {
		const discarded = this.buffer;
		this.buffer = [];
		if (discarded.size() > 0) this.log.warn(`${discarded.size()} messages were not sent: ${reason}`);
		for (const { onSettled } of discarded) onSettled?.(reason);
	}

	/** Hello: beats every `interval` milliseconds, the first after a random share of it. */
	protected startBeats(interval: number): void {
		const { scheduler, random } = this.environment;
		this.heartbeatInterval = interval;
		this.window.reserve(interval / MILLISECONDS);
		this.pacemaker.start(startHeartbeat(interval, scheduler.now(), interval * random()));
		this.pacemaker.release();
	}

	/** Sends a heartbeat at once. Returns why it could not, if so. */
	protected sendBeat(): string | undefined {
		const message = this.pack(heartbeatPayload(this.lastSequenceIdentifier));
		const fault = this.transmit(message);
		if (fault !== undefined) return fault;
		if (typeIs(message, "string")) this.delegate(message);
		this.lastHeartbeat = this.environment.scheduler.now();
		this.beatsAt.push(this.lastHeartbeat);
		return undefined;
	}

	/**
	 * Where the socket can, has a beat sent for us if our next one is late: a game server that stalls keeps its session. What
	 * it acknowledges is what we have dealt with, never more.
	 */
	private delegate(text: string): void {
		if (this.heartbeatInterval === undefined || this.ws?.capabilities.keepAlive !== true) return;
		this.ws.keepAlive({ ...standInFor(this.heartbeatInterval), text });
	}

	/** Heartbeat ACK: they come in the order of the beats. */
	protected acknowledge(): void {
		const sentAt = this.beatsAt.shift();
		this.lastHeartbeatAcked = true;
		if (sentAt !== undefined) this.ping = (this.environment.scheduler.now() - sentAt) * MILLISECONDS;
	}

	/** Forgets what belongs to one socket, and lets nothing of it run on. */
	protected resetChannel(): void {
		this.pacemaker.stop();
		this.leaveLoop();
		this.window.clear();
		this.beatsAt = [];
		this.lastHeartbeatAcked = true;
	}

	/** A beat was due while the last was not answered. */
	protected abstract zombified(): void;

	/** Only scheduled beats are held against their ACK: one that the server asks for may go out a moment before. */
	private beat(): void {
		if (!this.lastHeartbeatAcked) return this.zombified();
		this.lastHeartbeatAcked = false;
		const fault = this.sendBeat();
		if (fault !== undefined) this.log.debug(`no heartbeat: ${fault}`);
	}

	private enqueue(entry: BufferedMessage): void {
		const limit = this.client.bufferLimit ?? DEFAULT_BUFFER_LIMIT;
		assert(this.buffer.size() < limit, `at most ${limit} messages may wait to be sent, and as many do`);
		this.buffer.push(entry);
		this.flush();
	}

	private leaveLoop(): void {
		this.schedulerLoop?.remove(this.tick);
		this.schedulerLoop = undefined;
	}
}
