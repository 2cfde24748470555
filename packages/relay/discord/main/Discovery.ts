/**
 * Repeats GET /gateway/bot until it is answered: waits the time of a rate limit, backs off without an answer, and gives up if
 * Discord rejects the token.
 */

import "../../../shared/luau/globals.ts";
import { backoffDelay } from "../../../../src/protocol/backoff.ts";
import { readGatewayBot, type GatewayBot } from "../../../../src/protocol/gateway/sessionStartLimit.ts";
import { isGatewayDomain } from "../../../../src/protocol/gateway/url.ts";
import type { Clock } from "../../../shared/clock.ts";
import type { Random } from "../../../shared/random.ts";
import { RecordFault } from "../../link/RecordFault.ts";
import { Refusal } from "../../link/refusal.ts";
import { OneTimer } from "../session/OneTimer.ts";

export interface DiscoveryOptions {
	readonly clock: Clock;
	readonly random: Random;
	/** Returns the answer as JSON. @throws Refusal or RecordFault Neither names a secret. */
	readonly ask: () => Promise<string>;
	/** There is no answer yet. Must not throw. */
	readonly onProblem: (problem: DiscoveryProblem) => void;
}

export interface DiscoveryProblem {
	readonly reason: string;
	/** Whether no answer will come: it has stopped asking. */
	readonly isFinal: boolean;
}

interface Failure extends DiscoveryProblem {
	/** Seconds that Discord asks to wait; 0 if it does not. */
	readonly seconds: number;
}

const BACKOFF = { base: 1, cap: 60 };
const UNAUTHORIZED = 401;

export class Discovery {
	private attempts = 0;
	private isStopped = false;
	private readonly timer: OneTimer;

	public constructor(private readonly options: DiscoveryOptions) {
		this.timer = new OneTimer(options.clock);
	}

	/** Asks until there is an answer. @param onFound Called once. Must not throw. */
	public start(onFound: (bot: GatewayBot) => void): void {
		this.attempts += 1;
		void this.once().then((outcome) => {
			if (this.isStopped) return;
			if ("url" in outcome) return onFound(outcome);
			const { reason, isFinal, seconds } = outcome;
			if (!isFinal) {
				const delay = Math.max(seconds, backoffDelay(this.attempts, this.options.random(), BACKOFF));
				this.timer.start(delay, () => this.start(onFound));
			}
			this.options.onProblem({ reason, isFinal });
		});
	}

	/** Asks once. Never rejects. */
	public async refresh(): Promise<GatewayBot | undefined> {
		const outcome = await this.once();
		return "url" in outcome ? outcome : undefined;
	}

	/** Stops asking. Safe to call twice. */
	public stop(): void {
		this.isStopped = true;
		this.timer.stop();
	}

	private async once(): Promise<GatewayBot | Failure> {
		try {
			const bot = readGatewayBot(JSON.parse(await this.options.ask()), true);
			if (bot !== undefined && isGatewayDomain(bot.url)) return bot;
			return { reason: "GET /gateway/bot returned no gateway", isFinal: false, seconds: 0 };
		} catch (error) {
			return failureOf(error);
		}
	}
}

function failureOf(error: unknown): Failure {
	if (error instanceof RecordFault) return { reason: error.message, isFinal: true, seconds: 0 };
	if (!(error instanceof Refusal)) return { reason: "GET /gateway/bot failed", isFinal: false, seconds: 0 };
	const { code, message, fields } = error;
	if (fields.status === UNAUTHORIZED) {
		const reason = "the bot token is wrong, or was reset: copy it from the developer portal again";
		return { reason, isFinal: true, seconds: 0 };
	}
	const seconds = typeof fields.retry_after === "number" ? fields.retry_after : 0;
	const wait = code === "discord_rate_limited" ? ` for ${Math.ceil(seconds)} s` : "";
	return { reason: `GET /gateway/bot: ${message}${wait}`, isFinal: false, seconds };
}
