/**
 * A relay: connects configuration, links, network and HTTP; listens, drains and ends.
 * Protocol: docs/relay.md.
 */

import { randomBytes } from "node:crypto";
import { Server as HttpsServer } from "node:https";
import { performance } from "node:perf_hooks";
import type { AddressInfo } from "node:net";
import type { FastifyInstance } from "fastify";
import type { Logger } from "pino";
import { systemTimers, type Clock } from "../shared/clock.ts";
import type { RelayConfig } from "./config/readConfig.ts";
import { createApp, HTTP_TIMES, type HttpTimes } from "./http/createApp.ts";
import type { WatchServer } from "./http/rooms/WatchServer.ts";
import { Intake } from "./intake/Intake.ts";
import type { LinkObserver, SocketEvent } from "./link/LinkObserver.ts";
import { Memory } from "./memory/Memory.ts";
import { Links } from "./link/Links.ts";
import { WatchBook } from "./link/room/WatchBook.ts";
import { OwnHub } from "./hub/OwnHub.ts";
import type { Hub } from "./room/Hub.ts";
import { roomName } from "./room/RoomKey.ts";
import { Grants } from "./security/Grants.ts";
import { createLog } from "./telemetry/log.ts";
import { Metrics } from "./telemetry/metrics.ts";
import { roomsReport, type RoomsReport } from "./telemetry/roomsReport.ts";
import type { LookUp } from "./security/lookUp.ts";
import { openLookups, type LookupFor } from "./security/openLookups.ts";
import { Secrets, type Destination } from "./security/secrets.ts";
import { socketEnd, socketLabels } from "./telemetry/socketLabels.ts";
import { createConnect } from "./upstream/connectUpstream.ts";
import { createAskGatewayBot } from "./upstream/gatewayBot.ts";
import type { Connect } from "./upstream/Upstream.ts";
import { GatewayBotCache } from "./upstream/GatewayBotCache.ts";
import { loadDavey, type DaveyLibrary } from "./voice/dave/davey.ts";
import { noTotals } from "./voice/media/MediaPart.ts";
import { openVoice, type Voice } from "./voice/openVoice.ts";

/** Replacements for tests. */
export interface RelayDeps {
	readonly clock?: Clock;
	readonly log?: Logger;
	/** Looks up host names that are not listed as insecure. */
	readonly lookUp?: LookUp;
	/** Watches rooms. Absent: the relay has no bots. */
	readonly hub?: Hub;
	/** The MLS library, or why it is absent. */
	readonly davey?: DaveyLibrary;
	/** Timeouts of client connections. */
	readonly httpTimes?: Partial<HttpTimes>;
}

/** Logged characters of a link ID after the node's name: a link cannot be guessed from the log. */
const SHOWN_ID = 6;
const ID_BYTES = 24;
/** Tenant of the relay's own lookups, sockets and voice sessions; no token has this name. */
const OWN = "";
/** Connections waiting to be accepted: the clients of a dead relay arrive all at once. The system may allow fewer. */
const BACKLOG = 4096;

const systemClock: Clock = { ...systemTimers, now: () => performance.now() };

export class Relay {
	private readonly links: Links;
	private readonly log: Logger;
	private readonly clock: Clock;
	private readonly metrics: Metrics;
	private readonly lookupFor: LookupFor;
	private readonly hub: Hub | undefined;
	/** The hub of RELAY_BOTS. */
	private readonly ownHub: OwnHub | undefined;
	private readonly secrets: Secrets;
	private readonly gatewayBot: GatewayBotCache;
	private readonly davey: DaveyLibrary | undefined;
	private readonly httpTimes: HttpTimes;
	private readonly intake = new Intake();
	private readonly book = new WatchBook();
	private voice: Voice | undefined;
	private app: FastifyInstance | undefined;
	private watches: WatchServer | undefined;
	private isDraining = false;

	public constructor(
		private readonly config: RelayConfig,
		{ clock = systemClock, log, lookUp, hub, davey, httpTimes }: RelayDeps = {},
	) {
		this.clock = clock;
		this.log = log ?? createLog(config.logLevel);
		this.lookupFor = openLookups(clock, lookUp);
		this.davey = davey;
		this.secrets = new Secrets(config.secrets, config.secretRules);
		this.httpTimes = { ...HTTP_TIMES, ...httpTimes };
		this.gatewayBot = this.createGatewayBot();
		this.ownHub = hub === undefined && config.bots.length > 0 ? this.createHub() : undefined;
		this.hub = hub ?? this.ownHub?.rooms;
		const memory = new Memory(config.bufferTotal);
		this.metrics = new Metrics({
			links: () => this.links.count,
			sockets: () => this.links.socketCount,
			bufferedBytes: () => memory.size,
			daveSessions: () => this.voice?.daveCount ?? 0,
			mediaSessions: (state) => this.voice?.media.count(state) ?? 0,
			rooms: () => this.roomsReport(),
			mediaPackets: () => this.voice?.media.totals ?? noTotals(),
		});
		this.links = new Links({
			clock,
			memory,
			connectFor: (token) => this.connectFor(token),
			limits: config.limits,
			tokenLimits: config.tokenLimits,
			maxLinks: config.maxLinks,
			requestsPerMin: config.requestsPerMin,
			upstreamBuffer: config.upstreamBuffer,
			answerMs: config.answerMs,
			targets: config.targets,
			allowedHeaders: config.allowedHeaders,
			voice: (token) => this.voice?.transformerFor(token),
			rooms: { hub: this.hub, grants: new Grants(config.grants, config.tokens.length), book: this.book },
			newId: () => `${config.node}_${randomBytes(ID_BYTES).toString("base64url")}`,
			observe: (id) => this.observer(id),
			onCreate: (id, token, client) => this.log.info({ link: this.shown(id), owner: token, client }, "link made"),
			onEnd: (id, reason) => {
				this.metrics.linkEnds.inc({ reason });
				this.log.info({ link: this.shown(id), reason }, "link ended");
			},
		});
	}

	/** `http://host:port`, or with https. @throws Error If it does not listen. */
	public get url(): string {
		const address = (this.app?.server.address() ?? null) as AddressInfo | null;
		if (address === null) throw new Error("relay is not listening, call listen() first");
		const host = address.family === "IPv6" ? `[${address.address}]` : address.address;
		return `http${this.config.tls === undefined ? "" : "s"}://${host}:${address.port}`;
	}

	/** @throws Error If the port is taken, the key does not match, or it already listens. */
	public async listen(): Promise<void> {
		if (this.app !== undefined) throw new Error("relay listens already");
		const { config, clock, links, metrics, log } = this;
		const onRejoin = (news: string): void => metrics.daveRecoveries.inc({ news });
		this.voice = openVoice(config.voice, {
			davey: this.davey ?? (await loadDavey()),
			openAccount: (token, cut) => links.usage(token).account.open(cut),
			clock,
			log,
			onRejoin,
		});
		const { app, watches } = await createApp({
			config,
			log,
			clock,
			intake: this.intake,
			times: this.httpTimes,
			links,
			metrics,
			secrets: this.secrets,
			maxRecord: config.maxRecord,
			bodyRecords: config.bodyRecords,
			features: [...this.voice.features, ...((this.hub?.bots.length ?? 0) > 0 ? ["rooms"] : [])],
			metricsToken: config.metricsToken,
			node: config.node,
			rooms: () => this.roomsReport(),
			isDraining: () => this.isDraining,
			discord: this.discord(),
			gatewayBot: this.gatewayBot,
		});
		this.app = app;
		this.watches = watches;
		await this.app.listen({ host: config.host, port: config.port, backlog: BACKLOG });
		this.ownHub?.open(this.voice, OWN);
	}

	/** Replaces certificate and key for new connections. @throws Error If it does not listen with TLS. */
	public renewTls(tls: NonNullable<RelayConfig["tls"]>): void {
		const server = this.app?.server;
		if (!(server instanceof HttpsServer)) throw new Error("relay does not listen with TLS");
		server.setSecureContext(tls);
	}

	/** Ends gracefully: lets every client fetch its records, for `RELAY_DRAIN_MS` at most. Then closes. */
	public async drain(): Promise<void> {
		this.isDraining = true;
		this.log.info({ links: this.links.count }, "draining");
		let timer: unknown;
		const timeout = new Promise<void>((resolve) => {
			timer = this.clock.setTimeout(resolve, this.config.drainMs);
		});
		// before media stops, since a seat would rejoin for it
		if (this.ownHub !== undefined) await this.ownHub.close();
		this.voice?.media.stop("the relay is about to end");
		this.watches?.drain();
		await Promise.race([this.links.drain(), timeout]);
		this.clock.clearTimeout(timer);
		await this.close();
	}

	/** Ends at once. Safe to call twice. */
	public async close(): Promise<void> {
		this.links.close();
		this.watches?.close();
		await this.ownHub?.close();
		// answers to held polls are sent first
		await new Promise<void>((resolve) => setImmediate(resolve));
		await this.app?.close();
		this.voice?.close();
	}

	private roomsReport(): RoomsReport {
		return roomsReport(this.hub, this.book, this.watches?.count ?? 0);
	}

	private createHub(): OwnHub {
		const { config, clock, log, secrets, gatewayBot } = this;
		const connect = this.connectFor(OWN);
		return new OwnHub(config, { clock, log, secrets, gatewayBot, connect, discord: this.discord() });
	}

	private createGatewayBot(): GatewayBotCache {
		const { config, clock } = this;
		const lookup = this.lookupFor(OWN, this.discord().isInsecure);
		return new GatewayBotCache(createAskGatewayBot({ api: config.discordApi, clock, lookup }), clock);
	}

	private discord(): Destination {
		const { discordApi: api, targets } = this.config;
		const port = api.port === "" ? (api.protocol === "https:" ? 443 : 80) : Number(api.port);
		return { host: api.hostname, port, isInsecure: targets.insecure.has(`${api.hostname}:${port}`) };
	}

	private connectFor(token: string): Connect {
		return createConnect({
			maxRecord: this.config.maxRecord,
			intake: this.intake,
			owner: token,
			lookupFor: (isInsecure) => this.lookupFor(token, isInsecure),
		});
	}

	private shown(id: string): string {
		return id.slice(0, this.config.node.length + 1 + SHOWN_ID);
	}

	private observer(id: string): LinkObserver {
		const { metrics } = this;
		return {
			onUp: (type, size) => {
				metrics.records.inc({ direction: "up", type });
				metrics.bytes.inc({ direction: "up" }, size);
			},
			onDown: (type, size) => {
				metrics.records.inc({ direction: "down", type });
				metrics.bytes.inc({ direction: "down" }, size);
			},
			onSocket: (event) => this.socketEvent(id, event),
		};
	}

	private socketEvent(id: string, event: SocketEvent): void {
		const link = this.shown(id);
		if (event.kind === "ended") {
			const end = socketEnd(event.type, event.data);
			this.metrics.socketEnds.inc({ ...socketLabels(end) });
			this.log.info({ link, socket: event.socket, ...end }, "socket ended");
		} else if (event.kind === "watching") {
			this.log.info({ link, socket: event.socket, room: roomName(event.room) }, "socket watches a room");
		} else if (event.kind === "open") this.log.debug({ link, socket: event.socket }, "socket open");
		else this.log.info({ link, socket: event.socket, host: event.host }, "socket opening");
	}
}
