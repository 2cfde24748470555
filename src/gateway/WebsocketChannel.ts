/**
 * What goes over one socket of a main gateway connection: messages in its encoding, within the limits of Discord, and
 * heartbeats.
 * Edge: the heartbeat's thread, and the loop that sends what waits.
 * Source: Discord Docs, "Gateway" (v10): "Sending Events", "Rate Limiting", "Heartbeat Interval".
 */

import { BeatTimes } from "../protocol/gateway/beatTimes";
import { WebsocketStatus } from "../protocol/gateway/connectionState";
import { decodeEtf } from "../protocol/gateway/decodeEtf";
import { encodeEtf } from "../protocol/gateway/etf";
import { encodeNullableJson } from "../protocol/gateway/json";
import { GatewayCommand, heartbeatPayload } from "../protocol/gateway/payload";
import { SendWindow } from "../protocol/gateway/sendWindow";
import { GatewayEncoding } from "../protocol/gateway/url";
import { heartbeatIntervalOf, standInFor, startHeartbeat } from "../protocol/heartbeat";
import { IsolatedLogger } from "../runtime/callback";
import { HeartbeatAnswers } from "../runtime/HeartbeatAnswers";
import { decodeJson, encodeJson } from "../runtime/json";
import { createLogger, Logger } from "../runtime/Logger";
import { BeatTimer } from "../runtime/BeatTimer";
import { settledPromise } from "../runtime/settledPromise";
import { assertMessage } from "../socket/message";
import { resolveEnvironment, SocketEnvironment } from "../socket/SocketEnvironment";
import { ReadyState, WebSocket } from "../socket/WebSocket";
import { SchedulerLoop } from "./SchedulerLoop";
import { assertClient, WebsocketClient } from "./WebsocketClient";
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

	/** Milliseconds between heartbeats, as Hello said, but at least `heartbeatFloor`; undefined before the first Hello. */
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
	/** Messages that have come, of any kind: each is a life sign. */
	protected messages = 0;

	private readonly window = new SendWindow();
	private readonly pacemaker: BeatTimer;
	private readonly answers: HeartbeatAnswers;
	private readonly beatTimes = new BeatTimes();
	/** `messages` at the last scheduled beat. */
	private messagesAtBeat = 0;
	private readonly tick = () => this.flush();

	/** @throws If an option is at the wrong level, or a header cannot stand in a handshake. */
	public constructor(
		public readonly client: WebsocketClient,
		public readonly domain: string,
	) {
		assertClient(client);
		const environment = resolveEnvironment(client.environment ?? {});
		const logger = client.logger ?? createLogger("Websocket");
		super(new IsolatedLogger(environment.scheduler, logger));
		this.environment = environment;
		this.logger = logger;
		this.encoding = client.encoding ?? "json";
		const { scheduler } = environment;
		this.pacemaker = new BeatTimer(scheduler, () => this.beat());
		this.answers = new HeartbeatAnswers(
			scheduler,
			() => this.beatNow(),
			(now) => this.window.untilAnswer(now),
		);
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
		return settledPromise(this.sendBeat());
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

	/**
	 * Hello: beats every `asked` milliseconds, the first after a random share of it. A Hello that comes again replaces the
	 * schedule, and the first beat is a whole interval away: Hellos in a row make no beats in a row.
	 */
	protected startBeats(asked: number): void {
		const { scheduler, random, heartbeatFloor } = this.environment;
		const isFirst = this.pacemaker.thread === undefined;
		const interval = heartbeatIntervalOf(asked, heartbeatFloor);
		this.heartbeatInterval = interval;
		this.window.reserve(interval / MILLISECONDS);
		this.pacemaker.start(startHeartbeat(interval, scheduler.now(), isFirst ? interval * random() : interval));
		this.pacemaker.release();
	}

	/** The server asks for a heartbeat: sends one at once, or one in answer to many, within the rate limit. */
	protected answerHeartbeat(): void {
		this.answers.request();
	}

	/** Sends a heartbeat at once. Returns why it could not, if so. */
	protected sendBeat(): string | undefined {
		const message = this.pack(heartbeatPayload(this.lastSequenceIdentifier));
		const fault = this.transmit(message);
		if (fault !== undefined) return fault;
		if (typeIs(message, "string")) this.delegate(message);
		this.lastHeartbeat = this.environment.scheduler.now();
		this.beatTimes.record(this.lastHeartbeat);
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

	/** Heartbeat ACK, however late. */
	protected acknowledge(): void {
		this.lastHeartbeatAcked = true;
		const seconds = this.beatTimes.acknowledge(this.environment.scheduler.now());
		if (seconds !== undefined) this.ping = seconds * MILLISECONDS;
	}

	/** Forgets what belongs to one socket, and lets nothing of it run on. */
	protected resetChannel(): void {
		this.pacemaker.stop();
		this.leaveLoop();
		this.answers.stop();
		this.window.clear();
		this.beatTimes.clear();
		this.lastHeartbeatAcked = true;
	}

	/** A beat was due, and the server had shown no life sign since the last one. */
	protected abstract zombified(): void;

	/**
	 * A scheduled beat is due. The connection is a zombie if neither an ACK nor any other message came since the last
	 * scheduled beat: an ACK may queue behind a backlog of dispatches, and then each dispatch is the life sign. The voice
	 * transport has the stricter rule of its specification: there an unacknowledged heartbeat alone makes a zombie.
	 */
	private beat(): void {
		if (!this.lastHeartbeatAcked && this.messages === this.messagesAtBeat) return this.zombified();
		this.lastHeartbeatAcked = false;
		this.messagesAtBeat = this.messages;
		this.beatNow();
	}

	private beatNow(): void {
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
