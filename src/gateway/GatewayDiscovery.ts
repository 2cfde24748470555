/**
 * Repeats GET /gateway/bot until it is answered: waits the time of a rate limit, backs off without an answer, and gives up if
 * the answer would not change.
 * Edge: a thread for each request, and one timer on the injected scheduler.
 */

import { backoffDelay, BackoffOptions } from "../protocol/backoff";
import { GatewayBot, readGatewayBot } from "../protocol/gateway/sessionStartLimit";
import { WebsocketError } from "../protocol/gateway/WebsocketError";
import { Logger } from "../runtime/Logger";
import { Timers } from "../runtime/Timers";
import { SocketEnvironment } from "../socket/SocketEnvironment";
import { CauseLog } from "../runtime/CauseLog";
import { gatewayBotFault } from "./gatewayBotFault";

/**
 * - `asking`: a request is in flight.
 * - `waiting`: the request failed, and is repeated with growing delays.
 * - `limited`: Discord limits the bot, and the request is repeated when the limit ends.
 */
export type DiscoveryState = "asking" | "waiting" | "limited";

export interface DiscoveryOptions {
	/** Returns the answer, or a promise of it. May yield and throw. */
	readonly fetch: () => unknown;
	/** Maximum number of failed requests in a row. */
	readonly maxAttempts: number;
	/** Maximum time that Discord may ask to wait, in seconds. */
	readonly maxRetryAfter: number;
	readonly backoff: BackoffOptions;
	/** Whether the answer must contain the URL of the gateway. */
	readonly needsUrl: boolean;
	/** Must neither yield nor error. */
	readonly onState: (state: DiscoveryState, detail?: string) => void;
}

export type DiscoveryOutcome =
	{ readonly kind: "found"; readonly bot: GatewayBot } | { readonly kind: "failed"; readonly fault: WebsocketError };

/** Maximum number of invalid answers in a row: the answer to the same request rarely changes. */
const MAX_ODD_ANSWERS = 5;

export class GatewayDiscovery {
	private readonly causes: CauseLog;
	private readonly timers: Timers<"next">;
	/** Called once with the outcome; undefined while idle. */
	private onDone?: (outcome: DiscoveryOutcome) => void;
	/** Counts `ask` and `stop`, so that a late answer to an earlier one is ignored. */
	private generation = 0;
	private attempts = 0;
	private oddAnswers = 0;
	/** Clock reading, in seconds, when Discord's rate limit ends. */
	private limitedUntil = 0;

	/** @param log Isolated: it neither yields nor errors. */
	public constructor(
		private readonly environment: SocketEnvironment,
		log: Logger,
		private readonly options: DiscoveryOptions,
	) {
		this.causes = new CauseLog(log);
		this.timers = new Timers(environment.scheduler);
	}

	/** Starts asking. Never yields. `onDone` is called once, and must neither yield nor error. */
	public ask(onDone: (outcome: DiscoveryOutcome) => void): void {
		this.stop();
		this.onDone = onDone;
		this.attempts = 0;
		this.oddAnswers = 0;
		const seconds = this.limitedUntil - this.environment.scheduler.now();
		if (seconds > 0) this.failed(WebsocketError.rateLimited(seconds));
		else this.request();
	}

	/** Stops asking: `onDone` is not called. Never yields, safe to call twice. */
	public stop(): void {
		this.generation += 1;
		this.onDone = undefined;
		this.timers.stopAll();
		this.causes.clear();
	}

	/** Whether the outcome is still open. */
	public isAsking(): boolean {
		return this.onDone !== undefined;
	}

	private request(): void {
		this.attempts += 1;
		const { generation } = this;
		this.options.onState("asking");
		this.environment.scheduler.spawn(() => {
			if (generation !== this.generation) return; // stopped by a state handler
			const [ok, answer] = answerOf(this.options.fetch);
			if (generation !== this.generation) return;
			const bot = ok ? readGatewayBot(answer, this.options.needsUrl) : undefined;
			if (bot !== undefined) this.finish({ kind: "found", bot });
			else if (ok || answer === undefined)
				this.failed(new WebsocketError("noGateway", "GET /gateway/bot returned no gateway"));
			else this.failed(gatewayBotFault(answer));
		});
	}

	private failed(fault: WebsocketError): void {
		const { scheduler, random } = this.environment;
		const { kind, retryAfter = 0 } = fault;
		if (kind === "rateLimited") this.limitedUntil = scheduler.now() + retryAfter;
		this.oddAnswers = kind === "noGateway" ? this.oddAnswers + 1 : 0;
		if (this.isFinal(fault)) return this.finish({ kind: "failed", fault });
		const named = math.min(retryAfter, this.options.maxRetryAfter);
		const delay = math.max(named, backoffDelay(math.max(this.attempts, 1), random(), this.options.backoff));
		const detail = `${fault}; next request in ${string.format("%.1f", delay)} s`;
		const isLimited = kind === "rateLimited";
		// The timer first, since a state handler may stop it.
		this.timers.start("next", delay, () => this.request());
		this.causes.add(isLimited ? kind : tostring(fault), `${detail}; repeating the request until it is answered`);
		this.options.onState(isLimited ? "limited" : "waiting", detail);
	}

	private isFinal({ kind, retryAfter = 0 }: WebsocketError): boolean {
		if (kind === "unauthorized" || this.attempts >= this.options.maxAttempts) return true;
		if (kind === "rateLimited") return retryAfter > this.options.maxRetryAfter;
		return kind === "noGateway" ? this.oddAnswers >= MAX_ODD_ANSWERS : kind !== "unreachable";
	}

	private finish(outcome: DiscoveryOutcome): void {
		const { onDone } = this;
		this.stop();
		onDone?.(outcome);
	}
}

/** Calls `fetch`, and waits for a promise. Yields. (`expect` would prefix the reason with the position of a script.) */
function answerOf(fetch: () => unknown): LuaTuple<[ok: boolean, answer: unknown]> {
	const [ok, answer] = pcall(fetch);
	if (ok) return Promise.resolve(answer).await();
	return $tuple(false, answer);
}
