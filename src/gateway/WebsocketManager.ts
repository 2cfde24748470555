/**
 * All connections of a bot to the main gateway: one `Websocket` for each shard, within the session start limit.
 * Source: Discord Docs, "Sharding", "Max Concurrency", "Session Start Limit Object".
 */

import { WebsocketStatus } from "../protocol/gateway/connectionState";
import { GatewayCommand } from "../protocol/gateway/command";
import { GatewayReady, VoiceServerBody, VoiceStateBody } from "../protocol/gateway/serverBody";
import { DEFAULT_GATEWAY_LIMITS } from "../protocol/gateway/recovery";
import { GatewayBot } from "../protocol/gateway/sessionStartLimit";
import { shardOf } from "../protocol/gateway/shard";
import { NamedCommand, transformPayload } from "../protocol/gateway/namedCommand";
import { WebsocketError } from "../protocol/gateway/WebsocketError";
import { IsolatedLogger, logCallbackFault } from "../runtime/callback";
import { createLogger, Logger } from "../runtime/Logger";
import { Signals } from "../runtime/Signals";
import { resolveEnvironment, SocketEnvironment } from "../socket/SocketEnvironment";
import { PendingPromises } from "../runtime/PendingPromises";
import { DiscoveryState, GatewayDiscovery } from "./GatewayDiscovery";
import { IdentifyAllowance } from "./IdentifyAllowance";
import { IdentifyQueue } from "./IdentifyQueue";
import { requestGatewayBot } from "./requestGatewayBot";
import { Websocket } from "./Websocket";
import { assertClient } from "./WebsocketClient";
import { WebsocketManagerClient } from "./WebsocketManagerClient";

const DEFAULT_MAX_RETRY_AFTER = 60;

/** Milliseconds in a second. */
const MILLISECONDS = 1000;

/**
 * - `idle`: before `connect`, after `destroy`, and after `connect` failed.
 * - `asking`, `waiting`, `limited`: GET /gateway/bot is in flight, failed and is repeated, or is rate-limited by Discord.
 * - `open`: there are shards; each has its own status.
 */
export type ManagerState = "idle" | DiscoveryState | "open";

export class WebsocketManager {
	private readonly signals = new Signals((name, reason) => logCallbackFault(this.log, name, reason));

	/** Fires after each change of `state`; for `waiting` and `limited` with the reason and the seconds until the next request. */
	public readonly onStateChanged = this.signals.create<[state: ManagerState, detail?: string]>("onStateChanged");
	/** Fires after each change of a shard's status. */
	public readonly onStatusChanged =
		this.signals.create<[status: WebsocketStatus, shardId: number]>("onStatusChanged");
	/** Fires for every dispatch of every shard, before the specific signal, if there is one. */
	public readonly onDispatch = this.signals.create<[name: string, d: unknown, shardId: number]>("onDispatch");
	/** Fires when a shard has opened a new session. */
	public readonly onReady = this.signals.create<[ready: GatewayReady, shardId: number]>("onReady");
	/** Fires when a shard has resumed its session. `replayed` missed dispatches were delivered first. */
	public readonly onResumed = this.signals.create<[replayed: number, shardId: number]>("onResumed");
	public readonly onVoiceState = this.signals.create<[state: VoiceStateBody, shardId: number]>("onVoiceState");
	public readonly onVoiceServer = this.signals.create<[server: VoiceServerBody, shardId: number]>("onVoiceServer");
	/** Fires when a shard has ended, and does not open again without `connect`. */
	public readonly onClosed = this.signals.create<[fault: WebsocketError, shardId: number]>("onClosed");

	/** By shard ID; empty before `connect` and after `destroy`. */
	public readonly shards: ReadonlyMap<number, Websocket>;
	/** Sockets, clock and random numbers. */
	public readonly environment: SocketEnvironment;
	/** How far `connect` has come. */
	public readonly state: ManagerState = "idle";

	/** Isolated: it neither yields nor errors. */
	private readonly log: Logger;
	/** The same map as `shards`. */
	private readonly opened = new Map<number, Websocket>();
	private readonly queue: IdentifyQueue;
	private readonly waiters = new PendingPromises<WebsocketError>();
	private readonly discovery: GatewayDiscovery;
	/** Identifies of each shard, by ID. They outlive `destroy`. */
	private readonly allowances = new Map<number, IdentifyAllowance>();
	/** Shards whose events are forwarded. */
	private readonly heard = new Set<Websocket>();

	/** @throws If `maxRetryAfter` is below 0, an option is at the wrong level, or a header is not allowed in a handshake. */
	public constructor(public readonly client: WebsocketManagerClient) {
		assertClient(client);
		const environment = resolveEnvironment(client.environment ?? {});
		this.log = new IsolatedLogger(environment.scheduler, client.logger ?? createLogger("WebsocketManager"));
		this.shards = this.opened;
		this.environment = environment;
		this.queue = new IdentifyQueue(environment.scheduler);
		const { fetchGatewayBot, limits, maxRetryAfter = DEFAULT_MAX_RETRY_AFTER } = client;
		assert(maxRetryAfter >= 0, `maxRetryAfter must be 0 s or more, got ${maxRetryAfter}`);
		this.discovery = new GatewayDiscovery(environment, this.log, {
			fetch: fetchGatewayBot ?? (() => requestGatewayBot(client.token, client.apiUrl)),
			maxAttempts: limits?.maxAttempts ?? DEFAULT_GATEWAY_LIMITS.maxAttempts,
			maxRetryAfter,
			backoff: limits?.backoff ?? DEFAULT_GATEWAY_LIMITS.backoff,
			needsUrl: client.domain === undefined,
			onState: (state, detail) => this.enter(state, detail),
		});
	}

	/** Returns a copy of the message with its opcode as a number; undefined without an opcode. @throws If no opcode has that name. */
	public static transformPayload(payload: NamedCommand): GatewayCommand | undefined {
		return transformPayload(payload);
	}

	/**
	 * Connects every shard: requests GET /gateway/bot, and identifies at the rate of `max_concurrency`. Repeats the request
	 * without an answer, up to `limits.maxAttempts`, and waits for a rate limit; `state` shows which. Opens closed shards again.
	 * Never yields.
	 *
	 * @returns Resolves when every shard is ready. Rejects with a WebsocketError if a shard ends first, no Identify is left, the
	 * token is rejected, five answers in a row are invalid, or Discord asks to wait longer than `maxRetryAfter`.
	 */
	public connect(): Promise<void> {
		if (this.isConnected()) return Promise.resolve();
		const connected = this.waiters.add();
		const closed = this.listShards().filter((shard) => shard.isClosed());
		if (closed.size() < this.shards.size()) {
			for (const shard of closed) shard.connect();
		} else if (!this.discovery.isAsking()) {
			this.discovery.ask((outcome) => {
				if (outcome.kind === "found") this.begin(outcome.bot);
				else this.fail(outcome.fault);
			});
		}
		return connected;
	}

	/** Whether every shard has a session. */
	public isConnected(): boolean {
		return this.shards.size() > 0 && this.listShards().every((shard) => shard.isConnected());
	}

	/** ID of the bot's user; undefined before the first READY. */
	public userId(): string | undefined {
		return this.listShards().find((shard) => shard.userId !== undefined)?.userId;
	}

	/** Returns the shard of a guild; undefined before `connect`. @throws If `guildId` is not decimal digits. */
	public shardOfGuild(guildId: string): Websocket | undefined {
		return this.shards.size() === 0 ? undefined : this.shards.get(shardOf(guildId, this.shards.size()));
	}

	/** A shard's socket is open: forwards its events from now on. @hidden */
	public handleOpen(shardId = 0): void {
		this.log.debug(`shard ${shardId}: the socket is open`);
		this.handleConnect(shardId);
	}

	/** Forwards the events of a shard. Safe to call twice. Does nothing for a closed shard. @hidden */
	public handleConnect(shardId = 0): void {
		const shard = this.require(shardId);
		if (shard.isClosed()) return this.log.debug(`shard ${shardId}: closed, no events`);
		if (this.heard.has(shard)) return;
		this.heard.add(shard);
		shard.onDispatch.Connect((name, d) => this.onDispatch.Fire(name, d, shardId));
		shard.onVoiceState.Connect((state) => this.onVoiceState.Fire(state, shardId));
		shard.onVoiceServer.Connect((server) => this.onVoiceServer.Fire(server, shardId));
		shard.onReady.Connect((ready) => {
			this.onReady.Fire(ready, shardId);
			this.settleIfConnected();
		});
		shard.onResumed.Connect((replayed) => {
			this.onResumed.Fire(replayed, shardId);
			this.settleIfConnected();
		});
	}

	/** A shard has ended: fires `onClosed`, and rejects pending `connect` calls. @returns Undefined. @hidden */
	public handleClose(fault: WebsocketError, shardId = 0): undefined {
		const line = `shard ${shardId} has ended: ${fault}`;
		if (fault.kind === "owner") this.log.debug(line);
		else this.log.error(line);
		this.waiters.settle(fault);
		this.onClosed.Fire(fault, shardId);
		return undefined;
	}

	/** Makes a shard resume its session on a new socket, or identify without a session. */
	public handleResume(shardId = 0): void {
		const shard = this.require(shardId);
		this.log.debug(`shard ${shardId}: ${shard.hasSession() ? "resumes" : "has no session, and identifies"}`);
		shard.reconnect();
	}

	/** Makes a shard reconnect: at the resume URL if it can resume, else at the first URL. Does nothing for a closed shard. */
	public handleReconnect(shardId = 0): void {
		const shard = this.require(shardId);
		if (shard.isClosed()) return this.log.debug(`shard ${shardId}: closed, does not reconnect`);
		shard.reconnect();
	}

	/** @throws WebsocketError The error of the close code `code`. @hidden */
	public handleError(code: number): never {
		throw WebsocketError.ofCode(code);
	}

	/**
	 * Closes every shard. `connect` starts again. Never yields.
	 *
	 * @param closeCode 1000 and 1001 end the sessions, and the bot appears offline.
	 * @returns Resolves when every socket is closed.
	 * @throws If `closeCode` is not a close code.
	 */
	public destroy(closeCode = 1000): Promise<void> {
		this.discovery.stop();
		const closing = this.listShards().map((shard) => shard.closeAsync(closeCode));
		this.opened.clear();
		this.heard.clear();
		this.enter("idle");
		this.waiters.settle(new WebsocketError("owner", "destroyed by its owner", { code: closeCode }));
		return Promise.all(closing).then(() => {});
	}

	/**
	 * Sends one message: on the shard of its `guild_id`, else on shard 0. Without a session, it is queued.
	 *
	 * @param payload Its opcode may be a name; see `transformPayload`.
	 * @returns Resolves when it went out. Rejects with the reason if it cannot.
	 */
	public send(payload: NamedCommand): Promise<void> {
		const [ok, command] = pcall(() => transformPayload(payload));
		if (!ok) return Promise.reject(tostring(command)) as Promise<void>;
		if (command === undefined) return Promise.reject("cannot send: the message has no opcode") as Promise<void>;
		const { guild_id: guildId } = (typeIs(command.d, "table") ? command.d : {}) as { guild_id?: unknown };
		const [isFound, shard] = pcall(() =>
			typeIs(guildId, "string") ? this.shardOfGuild(guildId) : this.shards.get(0),
		);
		if (!isFound) return Promise.reject(tostring(shard)) as Promise<void>;
		if (shard === undefined)
			return Promise.reject("cannot send: there is no shard, connect first") as Promise<void>;
		return shard.sendAsync(command);
	}

	private begin(bot: GatewayBot): void {
		const { remaining, reset_after: resetAfter } = bot.session_start_limit;
		if (remaining < 1) return this.fail(WebsocketError.exhausted(resetAfter / MILLISECONDS));
		const count = this.client.shardCount ?? bot.shards;
		this.log.info(`${count} shards, ${remaining} Identifies left`);
		this.queue.limit(bot);
		// All earlier shards have ended.
		this.opened.clear();
		this.heard.clear();
		const [ok, fault] = pcall(() => {
			for (const id of $range(0, count - 1)) this.opened.set(id, this.createShard(id, count, bot.url));
		});
		if (!ok) {
			this.opened.clear();
			return this.fail(new WebsocketError("unsupported", tostring(fault)));
		}
		this.enter("open");
		for (const shard of this.listShards()) shard.connect();
	}

	private createShard(id: number, count: number, url: string): Websocket {
		const { client, environment, queue } = this;
		const { limits } = client;
		const allowance = this.allowances.get(id) ?? new IdentifyAllowance(environment.scheduler, limits?.identifies);
		this.allowances.set(id, allowance);
		const shared = { environment, identifyTurns: queue, identifyAllowance: allowance };
		const options = { ...client, ...shared, shard: [id, count] as const };
		const shard = new Websocket(options, client.domain ?? url);
		shard.onStatusChanged.Connect((status) => {
			if (status === WebsocketStatus.Greeting) this.handleOpen(id);
			this.onStatusChanged.Fire(status, id);
		});
		shard.onClosed.Connect((fault) => this.handleClose(fault, id));
		return shard;
	}

	private fail(fault: WebsocketError): void {
		this.enter("idle", tostring(fault));
		this.log.error(tostring(fault));
		this.waiters.settle(fault);
	}

	private enter(state: ManagerState, detail?: string): void {
		if (state === this.state && detail === undefined) return;
		(this as Writable<WebsocketManager>).state = state;
		this.onStateChanged.Fire(state, detail);
	}

	private settleIfConnected(): void {
		if (this.isConnected()) this.waiters.settle();
	}

	/** Returns the shards in order of their IDs, in which they identify. */
	private listShards(): Array<Websocket> {
		const shards: Array<Websocket> = [];
		for (const id of $range(0, this.shards.size() - 1)) shards.push(this.shards.get(id)!);
		return shards;
	}

	private require(shardId: number): Websocket {
		const shard = this.shards.get(shardId);
		assert(shard !== undefined, `there is no shard ${shardId}, only ${this.shards.size()} shards`);
		return shard;
	}
}
