/**
 * A main gateway on a fake clock that answers automatically: Hello, READY, RESUMED, ACKs. The test reads the messages it
 * received, and makes it fail. Every answer is delayed, like over a network.
 */

import { WebsocketManager } from "../../src/gateway/WebsocketManager";
import { GatewayBot } from "../../src/protocol/gateway/sessionStartLimit";
import { decodeJson, encodeJson } from "../../src/runtime/json";
import { SocketAdapter, SocketFactory, SocketListener } from "../../src/socket/SocketAdapter";
import { FakeScheduler } from "./FakeScheduler";
import { BOT_ID, DOMAIN, RESUME_DOMAIN } from "./gatewayHarness";
import { RecordingLogger } from "./RecordingLogger";

/** Seconds until an answer. */
const LATENCY = 0.02;

interface Message {
	readonly op: number;
	readonly d?: Record<string, unknown>;
}

class Connection implements SocketAdapter {
	public readonly capabilities = { binary: true, closeCode: true };
	public shardId = -1;
	public sessionId?: string;
	public isOpen = true;

	public constructor(
		private readonly gateway: FakeMainGateway,
		private readonly listener: SocketListener,
	) {
		this.later(() => {
			listener.onOpen();
			this.say({ op: 10, d: { heartbeat_interval: gateway.heartbeatInterval } });
		});
	}

	public send(message: string | buffer): void {
		this.gateway.hear(this, decodeJson(message as string) as Message);
	}

	public close(): void {
		if (!this.isOpen) return;
		this.isOpen = false;
		this.gateway.connections.delete(this);
		this.listener.onClose(undefined, "");
	}

	public end(code?: number): void {
		if (!this.isOpen) return;
		this.isOpen = false;
		this.gateway.connections.delete(this);
		this.listener.onClose(code, "");
	}

	public say(message: object): void {
		if (this.isOpen) this.listener.onMessage(encodeJson(message));
	}

	public later(action: () => void): void {
		this.gateway.scheduler.delay(LATENCY, () => {
			if (this.isOpen) action();
		});
	}
}

export type { Connection as FakeConnection };

export class FakeMainGateway {
	public readonly scheduler = new FakeScheduler(0);
	public readonly connections = new Set<Connection>();
	/** Times and shards of the received Identifies. */
	public readonly identifies: Array<{ readonly at: number; readonly shardId: number }> = [];
	/** Received commands, without those of the connection itself, in order. */
	public readonly commands: Array<Message & { readonly shardId: number }> = [];
	public resumes = 0;
	/** Times of the received heartbeats, by shard. */
	public readonly beats = new Map<number, Array<number>>();
	public heartbeatInterval = 41_250;
	/** Opened sockets. */
	public connects = 0;
	/** Called for each Identify, in place of READY if it returns true. */
	public refuse: (connection: Connection) => boolean = () => false;
	/** Called for each Resume, in place of RESUMED if it returns true. */
	public refuseResume: (connection: Connection) => boolean = () => false;
	/** Called after each READY and RESUMED. */
	public onSession: (connection: Connection) => void = () => {};
	/** Called with each command. */
	public onCommand?: () => void;
	private sessions = 0;
	private readonly sequences = new Map<string, number>();

	public readonly createSocket: SocketFactory = (_url, listener) => {
		const connection = new Connection(this, listener);
		this.connects += 1;
		this.connections.add(connection);
		return connection;
	};

	/** Returns the environment for a client of this gateway. */
	public environment() {
		return { createSocket: this.createSocket, scheduler: this.scheduler, random: () => 0.5 };
	}

	public bot(shards: number, maxConcurrency = 1, remaining = 1000): GatewayBot {
		const limit = { total: 1000, remaining, reset_after: 86_400_000, max_concurrency: maxConcurrency };
		return { url: DOMAIN, shards, session_start_limit: limit };
	}

	/** Makes a manager with one shard on this gateway. */
	public makeManager(): WebsocketManager {
		const logger = new RecordingLogger();
		const fetchGatewayBot = () => this.bot(1);
		return new WebsocketManager({
			token: "t",
			intents: 1,
			environment: this.environment(),
			logger,
			fetchGatewayBot,
		});
	}

	/** The connection of a shard. @throws If it has none. */
	public connectionOf(shardId: number): Connection {
		for (const connection of this.connections) if (connection.shardId === shardId) return connection;
		return error(`no connection of shard ${shardId}`);
	}

	/** Sends an event to a shard, numbered in its session. */
	public dispatch(shardId: number, name: string, d?: unknown): void {
		this.number(this.connectionOf(shardId), name, d);
	}

	public hear(connection: Connection, { op, d = {} }: Message): void {
		if (op === 1) this.beat(connection);
		else if (op === 2) this.identify(connection, (d.shard as [number] | undefined)?.[0] ?? 0);
		else if (op === 6) this.resume(connection, d.session_id as string);
		else {
			this.commands.push({ op, d, shardId: connection.shardId });
			this.onCommand?.();
		}
	}

	private beat(connection: Connection): void {
		const beats = this.beats.get(connection.shardId) ?? [];
		this.beats.set(connection.shardId, beats);
		beats.push(this.scheduler.now());
		connection.later(() => connection.say({ op: 11 }));
	}

	private identify(connection: Connection, shardId: number): void {
		this.identifies.push({ at: this.scheduler.now(), shardId });
		connection.shardId = shardId;
		if (this.refuse(connection)) return;
		this.sessions += 1;
		connection.sessionId = `${shardId}:${this.sessions}`;
		const { sessionId } = connection;
		const ready = { session_id: sessionId, resume_gateway_url: RESUME_DOMAIN, user: { id: BOT_ID }, guilds: [] };
		connection.later(() => {
			this.number(connection, "READY", ready);
			this.onSession(connection);
		});
	}

	private resume(connection: Connection, sessionId: string): void {
		this.resumes += 1;
		connection.sessionId = sessionId;
		connection.shardId = tonumber(sessionId.split(":")[0])!;
		if (this.refuseResume(connection)) return;
		connection.later(() => {
			this.number(connection, "RESUMED", {});
			this.onSession(connection);
		});
	}

	private number(connection: Connection, name: string, d?: unknown): void {
		const { sessionId = "" } = connection;
		const sequence = (this.sequences.get(sessionId) ?? 0) + 1;
		this.sequences.set(sessionId, sequence);
		connection.say({ op: 0, t: name, s: sequence, d });
	}
}
