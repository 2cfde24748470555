/**
 * A relay, as a game server uses it: one link for all sockets, made with the first of them and given back after the last.
 *
 *     idle --> linking --> linked <--> away          a link that ends takes its sockets with it, and leaves `idle`
 *
 * Edge: HTTP requests, within a budget.
 * Source: docs/relay.md.
 */

import { BodyForm } from "../protocol/relay/body";
import { LinkInfo } from "../protocol/relay/linkInfo";
import { DownRecord, MAX_SOCKET } from "../protocol/relay/record";
import { relayVerdict } from "../protocol/relay/verdict";
import { IsolatedLogger, runCallback } from "../runtime/callback";
import { createLogger, Logger } from "../runtime/Logger";
import { Scheduler, taskScheduler } from "../runtime/Scheduler";
import { engineNetwork, goodBody, RelayHttp, RelayNetwork, tryDecode } from "./relay/RelayHttp";
import { RelayLink } from "./relay/RelayLink";
import { RequestBudget } from "./relay/RequestBudget";
import { RelayAdapter } from "./RelayAdapter";
import { SocketAdapter, SocketFactory, SocketListener, SocketOptions } from "./SocketAdapter";
import { assertSocketUrl } from "./url";

/**
 * - `idle`: there is no link, and no request is made.
 * - `linking`: a link is being made.
 * - `linked`: the relay answers.
 * - `away`: it does not, and requests are repeated; sockets stay as they are until the link is known to be gone.
 */
export type RelayState = "idle" | "linking" | "linked" | "away";

export interface RelayOptions {
	/** Of the relay, such as `https://relay.example:8443`. */
	readonly url: string;
	/** One of the relay's tokens: better a Secret, from `HttpService:GetSecret`, than text. Never logged. */
	readonly token: string | Secret;
	/** Values for `${secret:name}` in what is sent, by name, where the relay does not hold them itself. */
	readonly secrets?: Readonly<Record<string, string | Secret>>;
	/** Form of bodies: "json" can be read by people. @default "binary", as far as the relay has it */
	readonly form?: BodyForm;
	/** Shared by everything that makes requests with it. @default one for this relay, 120 requests a minute */
	readonly budget?: RequestBudget;
	/** Called with each new state, and why. */
	readonly onState?: (state: RelayState, reason: string) => void;
	/** @default a logger that prints warnings and errors */
	readonly logger?: Logger;
	/** @default taskScheduler */
	readonly scheduler?: Scheduler;
	/** Random share, 0 up to 1, for the jitter of repeated requests. @default math.random */
	readonly random?: () => number;
	/** @default HttpService */
	readonly network?: RelayNetwork;
}

/** Seconds that the link is kept after its last socket: the next one is often not far. */
const LINGER = 10;
/** What the relay takes for the name of a secret. */
const SECRET_NAME = "^[a-z0-9_-]+$";
/** Seconds in which Discord must answer; the relay gives it ten. */
const GATEWAY_BOT_LIMIT = 15;

export class Relay {
	public state: RelayState = "idle";
	/** Why it is in this state, for a person; may be empty. */
	public reason = "";
	/** What its requests cost; see `lastMinute()` and `total`. */
	public readonly budget: RequestBudget;
	/** Opens sockets through this relay: give it to what needs sockets. */
	public readonly createSocket: SocketFactory = (url, listener, options) => this.open(url, listener, options);
	private readonly scheduler: Scheduler;
	private readonly logger: Logger;
	private readonly http: RelayHttp;
	private readonly network: RelayNetwork;
	private link?: RelayLink;
	private features: ReadonlySet<string> = new Set<string>();
	private readonly sockets = new Map<number, RelayAdapter>();
	private lastSocket = 0;
	/** Ends the link when nobody has come for some time. */
	private lingerer?: thread;

	/** @throws If `url` is not one of HTTP, or `token` is empty. */
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
	}

	/**
	 * Closes every socket and gives the link back. Never yields; a socket that is opened later makes a new link.
	 *
	 * @param code What the far servers see; 4000 unless told, which leaves sessions of Discord alive.
	 */
	public close(code?: number): void {
		this.link?.close(code);
		this.ended("closed by us");
	}

	/**
	 * Asks Discord, through the relay, where the main gateway is and how many sessions may start (Get Gateway Bot). The bot
	 * token is the relay's secret of this name, or one of `secrets`. Never yields.
	 *
	 * @returns Discord's answer, decoded. Rejects with the reason.
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
				else if (outcome.kind === "lost") reject(`relay: ${outcome.reason}`);
				else reject(`relay: ${relayVerdict(outcome.status, tryDecode(outcome.body)).reason}`);
			});
		});
	}

	private open(url: string, listener: SocketListener, options: SocketOptions = {}): SocketAdapter {
		assertSocketUrl(url);
		const link = this.link ?? this.startLink();
		const socket = this.freeNumber();
		const adapter = new RelayAdapter(
			{
				push: (kind, data, isUrgent) => link.push(socket, kind, data, isUrgent),
				features: () => this.features,
				release: () => this.release(link, socket),
			},
			listener,
		);
		link.push(socket, "o", { url, headers: options.headers, pings: true }, true);
		this.sockets.set(socket, adapter);
		this.stopLingering();
		return adapter;
	}

	private startLink(): RelayLink {
		const link: RelayLink = new RelayLink(
			{
				http: this.http,
				scheduler: this.scheduler,
				random: this.options.random ?? (() => math.random()),
				budget: this.budget,
				form: this.options.form ?? "binary",
				nonce: this.network.guid(),
				secrets: this.secretHeaders(),
			},
			{
				onLinked: (info) => this.linked(info),
				onRecord: (record) => this.receive(record),
				onAway: (reason) => this.enter("away", reason),
				onBack: () => this.enter("linked", "it answers again"),
				onEnd: (reason) => this.ended(reason),
			},
		);
		this.link = link;
		this.enter("linking", "");
		return link;
	}

	private secretHeaders(): Record<string, string | Secret> {
		const headers: Record<string, string | Secret> = {};
		for (const [name, value] of pairs(this.options.secrets ?? {})) headers[`relay-secret-${name}`] = value;
		return headers;
	}

	private linked(info: LinkInfo): void {
		this.features = info.features;
		this.enter("linked", "");
	}

	private receive(record: DownRecord): void {
		this.sockets.get(record.socket)?.receive(record);
	}

	private ended(reason: string): void {
		if (this.link === undefined) return;
		this.link = undefined;
		this.stopLingering();
		const lost: Array<RelayAdapter> = [];
		for (const [, adapter] of this.sockets) lost.push(adapter);
		this.sockets.clear();
		this.lastSocket = 0;
		this.enter("idle", reason);
		for (const adapter of lost) adapter.lose(`relay: ${reason}`);
	}

	private release(link: RelayLink, socket: number): void {
		if (this.link !== link || !this.sockets.delete(socket) || next(this.sockets)[0] !== undefined) return;
		this.stopLingering();
		this.lingerer = this.scheduler.delay(LINGER, () => {
			this.lingerer = undefined;
			this.close();
		});
	}

	private stopLingering(): void {
		if (this.lingerer !== undefined) this.scheduler.cancel(this.lingerer);
		this.lingerer = undefined;
	}

	private freeNumber(): number {
		do {
			this.lastSocket = (this.lastSocket % MAX_SOCKET) + 1;
		} while (this.sockets.has(this.lastSocket));
		return this.lastSocket;
	}

	private enter(state: RelayState, reason: string): void {
		this.reason = reason;
		if (state === this.state) return;
		this.state = state;
		const line = `${state}${reason === "" ? "" : `: ${reason}`}`;
		if (state === "away") this.logger.warn(line);
		else this.logger.info(line);
		runCallback(this.scheduler, this.logger, "onState", this.options.onState, state, reason);
	}
}
