/**
 * GET /gateway/bot until it is answered: waits as Discord says where it limits the bot, backs off while there is no
 * answer, and gives up where another answer is not to be expected.
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
 * - `asking`: a request is under way.
 * - `waiting`: it came to nothing, and is repeated later and later.
 * - `limited`: Discord limits the bot, and is asked again when it said.
 */
export type DiscoveryState = "asking" | "waiting" | "limited";

export interface DiscoveryOptions {
	/** May yield, throw, or promise the answer. */
	readonly fetch: () => unknown;
	/** Requests in a row that may come to nothing. */
	readonly maxAttempts: number;
	/** Seconds that Discord may ask to wait. */
	readonly maxRetryAfter: number;
	readonly backoff: BackoffOptions;
	/** Whether an answer must say where the gateway is. */
	readonly needsUrl: boolean;
	/** Must neither yield nor error. */
	readonly onState: (state: DiscoveryState, detail?: string) => void;
}

export type DiscoveryOutcome =
	{ readonly kind: "found"; readonly bot: GatewayBot } | { readonly kind: "failed"; readonly fault: WebsocketError };

/** Answers in a row that are no gateway before it gives up: the same request is answered in the same way. */
const MAX_ODD_ANSWERS = 5;

export class GatewayDiscovery {
	private readonly causes: CauseLog;
	private readonly timers: Timers<"next">;
	/** Called once with what came of it; undefined while nothing is asked for. */
	private onDone?: (outcome: DiscoveryOutcome) => void;
	/** Counts `ask` and `stop`, so that a late answer to an earlier one is ignored. */
	private generation = 0;
	private attempts = 0;
	private oddAnswers = 0;
	/** Clock reading, in seconds, until which Discord does not want to be asked. */
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

	/** Asks until there is an outcome. Never yields. `onDone` must neither yield nor error. */
	public ask(onDone: (outcome: DiscoveryOutcome) => void): void {
		this.stop();
		this.onDone = onDone;
		this.attempts = 0;
		this.oddAnswers = 0;
		const seconds = this.limitedUntil - this.environment.scheduler.now();
		if (seconds > 0) this.failed(WebsocketError.rateLimited(seconds));
		else this.request();
	}

	/** Asks no more: `onDone` is not called. Never yields, safe to call twice. */
	public stop(): void {
		this.generation += 1;
		this.onDone = undefined;
		this.timers.stopAll();
		this.causes.clear();
	}

	/** Whether an outcome is awaited. */
	public isAsking(): boolean {
		return this.onDone !== undefined;
	}

	private request(): void {
		this.attempts += 1;
		const { generation } = this;
		this.options.onState("asking");
		this.environment.scheduler.spawn(() => {
			if (generation !== this.generation) return; // stopped by a handler of the state
			const [ok, answer] = answerOf(this.options.fetch);
			if (generation !== this.generation) return;
			const bot = ok ? readGatewayBot(answer, this.options.needsUrl) : undefined;
			if (bot !== undefined) this.finish({ kind: "found", bot });
			else if (ok || answer === undefined)
				this.failed(new WebsocketError("noGateway", "GET /gateway/bot gave no gateway"));
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
		const detail = `${fault}; asked again in ${string.format("%.1f", delay)} s`;
		const isLimited = kind === "rateLimited";
		// First the timer: a handler of the state may stop it.
		this.timers.start("next", delay, () => this.request());
		this.causes.add(isLimited ? kind : tostring(fault), `${detail}, and until it is answered`);
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

/** Calls `fetch`, and waits for what it may promise: `expect` would put a script's position before the reason. Yields. */
function answerOf(fetch: () => unknown): LuaTuple<[ok: boolean, answer: unknown]> {
	const [ok, answer] = pcall(fetch);
	if (ok) return Promise.resolve(answer).await();
	return $tuple(false, answer);
}
