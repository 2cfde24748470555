/**
 * A relay, as a game server uses it: one link for all sockets, made with the first of them and given back after the last.
 *
 *     idle --> linking --> linked <--> away          a link that ends takes its sockets with it, and leaves `idle`
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
import { RelaySockets } from "./relay/RelaySockets";
import { Cooldown } from "./relay/Cooldown";
import { engineNetwork, goodBody, RelayHttp, RelayNetwork, RelayOutcome, tryDecode } from "./relay/RelayHttp";
import { RelayLinkContext } from "./relay/RelayLinkContext";
import { RequestBudget } from "./relay/RequestBudget";
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
	/**
	 * What gives the link back when the game server closes, with all that waits to be sent; false for nothing.
	 *
	 * @default serverClosing, which `game:BindToClose` runs
	 */
	readonly closing?: ServerClosing | false;
}

/** Said of sockets that end with `close`. */
const CLOSED = "closed by us";
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
	private readonly cooldown = new Cooldown();
	/** Where sockets go now. */
	private sockets?: RelaySockets;
	/** Those of relays that are about to end, while sockets are left on them. */
	private readonly retired = new Set<RelaySockets>();
	/** Each takes a link out of what is given back when the server closes. */
	private readonly removals = new Map<RelaySockets, () => void>();

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
	 * @param code What the far servers see; 4000 by default, which leaves sessions of Discord alive.
	 */
	public close(code?: number): void {
		for (const sockets of this.retired) sockets.close(CLOSED, code);
		this.sockets?.close(CLOSED, code);
	}

	/**
	 * Asks Discord, through the relay, where the main gateway is and how many sessions may start (Get Gateway Bot). The bot
	 * token is the relay's secret of this name, or one of `secrets`. Never yields.
	 *
	 * @returns Discord's answer, decoded. Rejects with a RelayFault, whose text is the reason.
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
			onBack: () => enter("linked", "it answers again"),
			onDraining: () => this.retire(sockets),
			onFault: (reason) => logCallbackFault(this.logger, "listener of a socket", reason),
			onEnd: (reason) => this.ended(sockets, reason),
		});
		this.sockets = sockets;
		const { closing = serverClosing } = this.options;
		if (closing !== false) {
			const remove = closing.add("release", (done) => sockets.close(CLOSED, undefined, done));
			this.removals.set(sockets, remove);
		}
		this.enter("linking", "");
		return sockets;
	}

	/** Leaves `sockets` to the sockets that it has: the next one makes a new link, with another relay if there is one. */
	private retire(sockets: RelaySockets): void {
		if (this.sockets !== sockets) return;
		this.sockets = undefined;
		this.retired.add(sockets);
		this.enter("idle", "the relay is about to end");
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
		this.reason = reason;
		if (state === this.state) return;
		this.state = state;
		const line = `${state}${reason === "" ? "" : `: ${reason}`}`;
		if (state === "away") this.logger.warn(line);
		else this.logger.info(line);
		runCallback(this.scheduler, this.logger, "onState", this.options.onState, state, reason);
	}
}

/** Why an outcome that is of no use is so. */
function faultOf(outcome: RelayOutcome): RelayFault {
	if (outcome.kind === "lost") return new RelayFault(outcome.isHopeless ? "refused" : "retry", outcome.reason);
	const refusal = readRefusal(outcome.status, tryDecode(outcome.body));
	// A good answer that cannot be read will be the same the next time.
	const action = goodBody(outcome) === undefined ? refusal.action : "refused";
	return new RelayFault(action, refusal.reason, { ...refusal, retryAfter: refusal.retryAfter ?? outcome.retryAfter });
}
