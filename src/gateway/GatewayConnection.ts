/** A main gateway connection behind its facade: creates the collaborators, and connects each with those that it needs. */

import { nextStatus, WebsocketStatus } from "../protocol/gateway/connectionState";
import { GatewayCommand, heartbeatPayload } from "../protocol/gateway/command";
import { DEFAULT_GATEWAY_LIMITS, FRESH_RECOVERY, opened, recover, stabilised } from "../protocol/gateway/recovery";
import { GatewayEncoding, gatewayUrl } from "../protocol/gateway/url";
import { WebsocketError } from "../protocol/gateway/WebsocketError";
import { IsolatedLogger } from "../runtime/callback";
import { createLogger, Logger } from "../runtime/Logger";
import { Reconnector } from "../runtime/Reconnector";
import { Scheduler } from "../runtime/Scheduler";
import { Signals } from "../runtime/Signals";
import { NO_CLOSE_FRAME } from "../socket/closeCode";
import { resolveEnvironment, SocketEnvironment } from "../socket/SocketEnvironment";
import { WebSocket } from "../socket/WebSocket";
import { Attempts, GatewayReconnector, KEEP_SESSION_CODE } from "./Attempts";
import { GatewayDeadlines, resolveGatewayDeadlines } from "./deadlines";
import { GatewayChannel } from "./GatewayChannel";
import { GatewaySession } from "./GatewaySession";
import { GuildWait } from "./GuildWait";
import { Handshake } from "./Handshake";
import { IdentifyAllowance } from "./IdentifyAllowance";
import { IdentifyQueue } from "./IdentifyQueue";
import { SchedulerLoop } from "./SchedulerLoop";
import { SendQueue } from "./SendQueue";
import { MessageEvents, ServerMessages } from "./ServerMessages";
import { assertClient, WebsocketClient } from "./WebsocketClient";
import { WebsocketSignals } from "./WebsocketSignals";
import { packChecked, packCommand } from "./wire";

/** Seconds. */
const DEFAULT_STABLE_AFTER = 10;

/** State that the facade shows, and its settings. No function yields or errors. */
export interface ConnectionFacade extends MessageEvents {
	/** Whether another attempt may follow a loss. */
	readonly mayReconnect: () => boolean;
	/** The queue joined the loop to wait for the rate limit, or left it. */
	readonly onLoopChanged: (loop?: SchedulerLoop) => void;
}

export class GatewayConnection {
	public readonly encoding: GatewayEncoding;
	public readonly scheduler: Scheduler;
	/** Isolated: it neither yields nor errors. */
	public readonly log: Logger;
	public readonly reconnector: GatewayReconnector;
	public readonly session: GatewaySession;
	public readonly channel: GatewayChannel;
	public readonly queue: SendQueue;
	public readonly guilds: GuildWait;
	public readonly attempts: Attempts;
	public readonly handshake: Handshake;
	public readonly messages: ServerMessages;
	/** URL of the current socket, or of the last one. */
	public url: string;

	private readonly environment: SocketEnvironment;
	private readonly deadlines: GatewayDeadlines;
	private readonly allowance: IdentifyAllowance;
	private readonly events: WebsocketSignals;
	private readonly signals: Signals;

	/** @throws See the constructor of `Websocket`. */
	public constructor(
		private readonly client: WebsocketClient,
		private readonly domain: string,
		private readonly facade: ConnectionFacade,
	) {
		assertClient(client);
		this.events = facade.events;
		this.signals = facade.signals;
		this.environment = resolveEnvironment(client.environment ?? {});
		this.encoding = client.encoding ?? "json";
		this.url = gatewayUrl(domain, this.encoding);
		const { scheduler } = this.environment;
		this.scheduler = scheduler;
		const logger = client.logger ?? createLogger("Websocket");
		this.log = new IsolatedLogger(scheduler, logger);
		this.deadlines = resolveGatewayDeadlines(client.deadlines);
		this.allowance = client.identifyAllowance ?? new IdentifyAllowance(scheduler, client.limits?.identifies);
		this.session = new GatewaySession(client, this.log);
		this.encode(this.session.identify());
		this.reconnector = this.makeReconnector();
		this.channel = this.makeChannel(logger);
		this.queue = this.makeQueue();
		this.guilds = new GuildWait(scheduler, this.deadlines.guilds, (missing) =>
			this.signals.fire(this.events.onGuilds, missing),
		);
		this.handshake = this.makeHandshake();
		this.attempts = this.makeAttempts();
		this.messages = new ServerMessages(this, facade);
	}

	/** Whether a session is open. */
	public isReady(): boolean {
		return this.reconnector.state === WebsocketStatus.Ready;
	}

	/** Whether the next socket resumes a session. */
	public hasSession(): boolean {
		return this.reconnector.held.hasSession && this.session.isResumable();
	}

	/** Holds the session `id`; with an empty ID, none. */
	public hold(id: string, sequence?: number): void {
		const { reconnector, session } = this;
		session.hold(id, sequence);
		const hasSession = session.id !== undefined;
		const hasResumeUrl = hasSession && reconnector.held.hasResumeUrl;
		reconnector.held = { ...reconnector.held, hasSession, hasResumeUrl };
		this.facade.onChanged();
	}

	/** URL of the next socket: where to resume, if READY said so, or the first one. */
	public nextUrl(): string {
		const domain = this.reconnector.held.hasResumeUrl ? this.session.resumeDomain : undefined;
		return gatewayUrl(domain ?? this.domain, this.encoding);
	}

	/** Starts opening a socket in place of the current one. */
	public open(): void {
		this.release();
		this.url = this.nextUrl();
		this.channel.open(this.url);
		this.handshake.await("connect", "the socket did not open in time");
	}

	/** Releases the socket and stops everything that runs for it. Returns the socket, which is still open. */
	public release(): WebSocket | undefined {
		const ws = this.channel.release();
		this.queue.leaveLoop();
		this.handshake.reset();
		this.guilds.stop();
		return ws;
	}

	/** The socket is open. */
	public opened(): void {
		if (this.encoding === "etf" && this.channel.ws?.capabilities.binary === false) {
			this.release()?.close(KEEP_SESSION_CODE);
			const reason = "this socket sends text only, and ETF is binary: use json";
			return this.attempts.finish(new WebsocketError("unsupported", reason));
		}
		if (this.reconnector.go("opened")) this.handshake.await("hello", "Hello did not arrive in time");
	}

	/** The socket ended. @param code 1006 if no close frame was received. */
	public closed(code: number, reason: string): void {
		const seen = code === NO_CLOSE_FRAME ? undefined : code;
		this.attempts.lost(
			"lost",
			seen,
			reason === "" ? "the server closed the connection, or the network lost it" : reason,
		);
	}

	/** Encodes a message. @throws If Discord would refuse it. */
	public encode(command: GatewayCommand): string | buffer {
		return packChecked(command, this.encoding);
	}

	/** Sends a message at once. Returns why it failed, if it did. */
	private send(command: GatewayCommand): string | undefined {
		return this.channel.transmit(this.encode(command));
	}

	private makeReconnector(): GatewayReconnector {
		const { scheduler, random } = this.environment;
		const limits = { ...DEFAULT_GATEWAY_LIMITS, ...this.client.limits };
		return new Reconnector({
			...{ scheduler, random, log: this.log },
			rules: {
				next: nextStatus,
				opened,
				stabilised,
				recover: (held, loss, share) => recover(held, loss, share, limits),
			},
			state: WebsocketStatus.Idle,
			held: FRESH_RECOVERY,
			stableAfter: this.client.stableAfter ?? DEFAULT_STABLE_AFTER,
			onChanged: (status, detail) => {
				this.facade.onChanged();
				this.signals.fire(this.events.onStatusChanged, status, detail);
			},
		});
	}

	private makeChannel(logger: Logger): GatewayChannel {
		const { environment, log, client, session, facade } = this;
		return new GatewayChannel({
			...{ environment, logger, log, headers: client.headers, onChanged: facade.onChanged },
			encodeBeat: () => packCommand(heartbeatPayload(session.sequence), this.encoding),
			onOpen: () => this.opened(),
			onMessage: (data) => this.messages.receive(data),
			onClose: (code, reason) => this.closed(code, reason),
			onZombie: () => {
				this.signals.fire(this.events.onZombified);
				this.attempts.drop("lost", "the server stopped answering heartbeats and sent nothing else");
			},
		});
	}

	private makeQueue(): SendQueue {
		return new SendQueue({
			...{ scheduler: this.scheduler, log: this.log, limit: this.client.bufferLimit },
			isOpen: () => this.isReady(),
			untilFree: () => this.channel.untilFree(),
			transmit: (message) => this.channel.transmit(message),
			onLoopChanged: this.facade.onLoopChanged,
		});
	}

	private makeHandshake(): Handshake {
		const { environment, log, deadlines, reconnector, session, allowance, client } = this;
		const { scheduler } = environment;
		return new Handshake({
			...{ scheduler, log, deadlines, reconnector, session, allowance, shardId: client.shard?.[0] },
			turns: client.identifyTurns ?? new IdentifyQueue(scheduler),
			hasSession: () => this.hasSession(),
			send: (command) => this.send(command),
			drop: (reason) => this.attempts.drop("lost", reason),
			forget: () => this.hold(""),
			finish: (fault) => this.attempts.finish(fault),
		});
	}

	private makeAttempts(): Attempts {
		const { reconnector, allowance, log, queue, signals, events } = this;
		return new Attempts({
			...{ reconnector, allowance, log, mayReconnect: this.facade.mayReconnect },
			hasSession: () => this.hasSession(),
			open: () => this.open(),
			release: (code) => {
				const ws = this.release();
				if (code !== undefined) ws?.close(code);
			},
			forget: () => this.hold(""),
			onEnding: (fault) => queue.discard(tostring(fault)),
			onEnd: (fault) => signals.fire(events.onClosed, fault),
		});
	}
}
