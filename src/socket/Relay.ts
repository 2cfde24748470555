/**
 * A relay, as a game server uses it: one link for all sockets and rooms, made for the first of them and ended after the last.
 *
 *     idle --> linking --> linked <--> away          when a link ends, its sockets close and the state is `idle`
 *
 * Edge: HTTP requests, within a budget.
 * Source: docs/relay.md.
 */

import { BodyForm } from "../protocol/relay/body";
import { RelayFault } from "../protocol/relay/RelayFault";
import { readRefusal } from "../protocol/relay/refusal";
import { IsolatedLogger, logCallbackFault, runCallback } from "../runtime/callback";
import { createLogger, Logger } from "../runtime/Logger";
import { Scheduler, taskScheduler } from "../runtime/Scheduler";
import { ServerClosing, serverClosing } from "../runtime/ServerClosing";
import { GuildVoice } from "../room/GuildVoice";
import { GuildVoiceOptions, VoiceChannelOptions } from "../room/roomOptions";
import { VoiceRoom } from "../room/VoiceRoom";
import { RoomCarrier } from "../room/RoomCarrier";
import { RelayRooms } from "./relay/RelayRooms";
import { RelaySockets } from "./relay/RelaySockets";
import { Cooldown } from "./relay/Cooldown";
import { bearer, engineNetwork, goodBody, RelayHttp, RelayNetwork, RelayOutcome, tryDecode } from "./relay/RelayHttp";
import { RelayLinkContext } from "./relay/RelayLinkContext";
import { RequestBudget } from "./relay/RequestBudget";
import { RoomStream } from "./relay/RoomStream";
import { SocketAdapter, SocketFactory, SocketListener, SocketOptions } from "./SocketAdapter";
import { assertSocketUrl } from "./url";
import { openWebStream } from "./WebStreamAdapter";

/**
 * - `idle`: there is no link, and no request is made.
 * - `linking`: a link is being made.
 * - `linked`: the relay answers.
 * - `away`: the relay does not answer, and requests are repeated. Sockets stay open until the link is known to have ended.
 */
export type RelayState = "idle" | "linking" | "linked" | "away";

export interface RelayOptions {
	/** URL of the relay, such as `https://relay.example:8443`. */
	readonly url: string;
	/** One of the relay's tokens: preferably a Secret from `HttpService:GetSecret`. Never logged. */
	readonly token: string | Secret;
	/** Values for `${secret:name}` in messages, by name, for secrets that the relay does not hold itself. */
	readonly secrets?: Readonly<Record<string, string | Secret>>;
	/** Form of bodies: "json" is readable. @default "binary", if the relay supports it */
	readonly form?: BodyForm;
	/**
	 * How rooms come from the relay: over its link, or over a WebSocket, in Studio alone, which delivers without the delay of a poll.
	 *
	 * @default "http"
	 */
	readonly rooms?: "http" | "socket";
	/** May be shared by several users. @default a budget for this relay, 120 requests a minute */
	readonly budget?: RequestBudget;
	/** Called with each new state, and the reason. */
	readonly onState?: (state: RelayState, reason: string) => void;
	/** @default a logger that prints warnings and errors */
	readonly logger?: Logger;
	/** @default taskScheduler */
	readonly scheduler?: Scheduler;
	/** Random share, 0 up to 1, for the jitter of repeated requests. @default math.random */
	readonly random?: () => number;
	/** @default HttpService */
	readonly network?: RelayNetwork;
	/**
	 * Ends the link when the game server shuts down, after the queued messages were sent; false to disable.
	 *
	 * @default serverClosing, which `game:BindToClose` runs
	 */
	readonly closing?: ServerClosing | false;
}

/** Close reason of sockets that `close` ends. */
const CLOSED = "closed by us";
/** Names of secrets that the relay accepts. */
const SECRET_NAME = "^[a-z0-9_-]+$";
/** Seconds to wait for the answer of Discord. The relay itself waits ten. */
const GATEWAY_BOT_LIMIT = 15;

export class Relay {
	public readonly state: RelayState = "idle";
	/** Reason for the state, for people; may be empty. */
	public readonly reason: string = "";
	/** Counts its requests; see `lastMinute()` and `total`. */
	public readonly budget: RequestBudget;
	/** Opens sockets through this relay: pass it as an option wherever sockets are needed. */
	public readonly createSocket: SocketFactory = (url, listener, options) => this.open(url, listener, options);
	private readonly scheduler: Scheduler;
	private readonly logger: Logger;
	private readonly http: RelayHttp;
	private readonly network: RelayNetwork;
	private readonly cooldown = new Cooldown();
	/** The link for new sockets. */
	private sockets?: RelaySockets;
	/** Links of relays that are shutting down, while sockets are left on them. */
	private readonly retired = new Set<RelaySockets>();
	/** Each function removes a link from `closing`. */
	private readonly removals = new Map<RelaySockets, () => void>();
	private readonly closing?: ServerClosing;
	private readonly rooms: RelayRooms;

	/** @throws If `url` is not an HTTP URL of host and port, or `token` is empty. */
	public constructor(private readonly options: RelayOptions) {
		const { url, token } = options;
		assert(typeIs(url, "string"), `url of the relay must be a string, got ${typeOf(url)}`);
		const [address] = url.match("^(https?://[^/?#]+)/*$");
		assert(address !== undefined, `url of the relay must be https:// with host and port alone, got ${url}`);
		assert(token !== undefined && token !== "", "token of the relay must not be empty");
		this.scheduler = options.scheduler ?? taskScheduler;
		this.network = options.network ?? engineNetwork;
		this.logger = new IsolatedLogger(this.scheduler, options.logger ?? createLogger("relay"));
		this.budget = options.budget ?? new RequestBudget({ scheduler: this.scheduler });
		this.http = new RelayHttp(this.network, this.scheduler, address as string, token);
		const { closing = serverClosing } = options;
		if (closing !== false) this.closing = closing;
		this.rooms = this.createRooms(address as string);
	}

	/**
	 * Watches a voice channel: who is in it, and who is speaking. The relay's bot does the rest, for all game servers with one
	 * session. The room stays up over losses of the relay, and reports what is wrong in `onClosed`. Never yields.
	 *
	 * @throws If an option is invalid, with its value.
	 */
	public watchVoiceChannel(options: VoiceChannelOptions): VoiceRoom {
		return this.rooms.watchVoiceChannel(options);
	}

	/**
	 * Watches the rosters of every voice channel of a guild, without speakers. Otherwise like `watchVoiceChannel`.
	 *
	 * @param options The guild's ID, or more.
	 * @throws If an option is invalid, with its value.
	 */
	public watchGuildVoice(options: string | GuildVoiceOptions): GuildVoice {
		return this.rooms.watchGuildVoice(options);
	}

	/**
	 * Closes every socket and room, and ends the link. The next socket or room makes a new link. Never yields.
	 *
	 * @param code Close code for the remote servers. @default 4000, which keeps sessions of Discord
	 */
	public close(code?: number): void {
		this.rooms.close();
		for (const sockets of this.retired) sockets.close(CLOSED, code);
		this.sockets?.close(CLOSED, code);
	}

	/**
	 * Asks Discord, through the relay, for the URL of the main gateway and the session start limit (Get Gateway Bot). Never
	 * yields.
	 *
	 * @param secret Name of the bot token: a secret of the relay, or one of `secrets`.
	 * @returns Resolves with Discord's answer, decoded. Rejects with a RelayFault, whose text is the reason.
	 */
	public getGatewayBotAsync(secret = "bot"): Promise<unknown> {
		assert(secret.match(SECRET_NAME)[0] !== undefined, `name of a secret must be of a-z 0-9 _ -, got ${secret}`);
		const path = `/v1/discord/gateway/bot?secret=${secret}`;
		const call = {
			method: "GET",
			path,
			form: "json",
			headers: this.secretHeaders(),
			limit: GATEWAY_BOT_LIMIT,
		} as const;
		return new Promise((resolve, reject) => {
			this.budget.take();
			this.http.call(call, (outcome) => {
				const answer = tryDecode(goodBody(outcome));
				if (answer !== undefined) resolve(answer);
				else reject(faultOf(outcome));
			});
		});
	}

	/** @param address URL without a path. */
	private createRooms(address: string): RelayRooms {
		const { scheduler, options, logger: log } = this;
		const overLink: RoomCarrier = {
			watch: (request, from, listener) => (this.sockets ?? this.makeSockets()).watch(request, from, listener),
		};
		const { rooms = "http", random = () => math.random(), token } = options;
		assert(rooms === "http" || rooms === "socket", `rooms must be "http" or "socket", got ${tostring(rooms)}`);
		const openStream = () =>
			new RoomStream({
				url: address,
				authorization: bearer(token),
				createSocket: openWebStream,
				scheduler,
				log,
			});
		const carrier = rooms === "http" ? overLink : openStream();
		return new RelayRooms({ carrier, scheduler, random, log }, this.closing);
	}

	private open(url: string, listener: SocketListener, options: SocketOptions = {}): SocketAdapter {
		assertSocketUrl(url);
		const sockets = this.sockets ?? this.makeSockets();
		return sockets.open(url, listener, options);
	}

	private makeSockets(): RelaySockets {
		const context: RelayLinkContext = {
			http: this.http,
			scheduler: this.scheduler,
			random: this.options.random ?? (() => math.random()),
			budget: this.budget,
			cooldown: this.cooldown,
			form: this.options.form ?? "binary",
			nonce: this.network.guid(),
			secrets: this.secretHeaders(),
		};
		const enter = (state: RelayState, reason: string) => {
			if (this.sockets === sockets) this.enter(state, reason);
		};
		const sockets: RelaySockets = new RelaySockets(context, {
			onLinked: () => enter("linked", ""),
			onAway: (reason) => enter("away", reason),
			onBack: () => enter("linked", "the relay answers again"),
			onDraining: () => this.retire(sockets),
			onFault: (reason) => logCallbackFault(this.logger, "listener of a socket", reason),
			onEnd: (reason) => this.ended(sockets, reason),
		});
		this.sockets = sockets;
		const remove = this.closing?.add("release", (done) => sockets.close(CLOSED, undefined, done));
		if (remove !== undefined) this.removals.set(sockets, remove);
		this.enter("linking", "");
		return sockets;
	}

	/** Opens no more sockets on the link of `sockets`: the next socket makes a new link, possibly with another relay. */
	private retire(sockets: RelaySockets): void {
		if (this.sockets !== sockets) return;
		this.sockets = undefined;
		this.retired.add(sockets);
		this.enter("idle", "the relay is shutting down");
		sockets.retire();
	}

	private ended(sockets: RelaySockets, reason: string): void {
		this.retired.delete(sockets);
		this.removals.get(sockets)?.();
		this.removals.delete(sockets);
		if (this.sockets !== sockets) return;
		this.sockets = undefined;
		this.enter("idle", reason);
	}

	private secretHeaders(): Record<string, string | Secret> {
		const headers: Record<string, string | Secret> = {};
		for (const [name, value] of pairs(this.options.secrets ?? {})) headers[`relay-secret-${name}`] = value;
		return headers;
	}

	private enter(state: RelayState, reason: string): void {
		const shown = this as Writable<Relay>;
		shown.reason = reason;
		if (state === this.state) return;
		shown.state = state;
		const line = `${state}${reason === "" ? "" : `: ${reason}`}`;
		if (state === "away") this.logger.warn(line);
		else this.logger.info(line);
		runCallback(this.scheduler, this.logger, "onState", this.options.onState, state, reason);
	}
}

/** Returns the fault of an outcome without a usable answer. */
function faultOf(outcome: RelayOutcome): RelayFault {
	if (outcome.kind === "lost") return new RelayFault(outcome.isHopeless ? "refused" : "retry", outcome.reason);
	const refusal = readRefusal(outcome.status, tryDecode(outcome.body));
	// A 2xx answer that cannot be decoded would be the same the next time.
	const action = goodBody(outcome) === undefined ? refusal.action : "refused";
	return new RelayFault(action, refusal.reason, { ...refusal, retryAfter: refusal.retryAfter ?? outcome.retryAfter });
}
