/**
 * Asks Discord's `/gateway/bot` as seldom as possible: callers with the same secret share one request, its answer for some
 * seconds, and a rate limit until it is over.
 * No network and no clock of its own.
 */

import { createHmac, randomBytes } from "node:crypto";
import type { Clock } from "../../shared/clock.ts";
import { Refusal } from "../link/refusal.ts";
import type { AskGatewayBot } from "./gatewayBot.ts";
import { SharedAnswer } from "./SharedAnswer.ts";

/** Milliseconds for which an answer is shared. */
const ANSWER_MS = 5000;
/** Milliseconds for which a failure is. */
const FAILURE_MS = 1000;
/** Secrets that are remembered at a time. */
const MAX_ENTRIES = 1000;

type Outcome =
	| { readonly kind: "answer"; readonly answer: SharedAnswer; readonly until: number }
	| { readonly kind: "limited"; readonly until: number }
	| { readonly kind: "failed"; readonly error: unknown; readonly until: number };

interface Entry {
	readonly outcome: Promise<Outcome>;
	/** Moment at which it is forgotten; infinite while Discord has not answered. */
	until: number;
}

export class GatewayBotCache {
	/** By a keyed hash of the secret, oldest first. */
	private readonly entries = new Map<string, Entry>();
	private readonly key = randomBytes(32);
	/** Moment until which Discord accepts nothing from this address. */
	private closedUntil = -Infinity;

	public constructor(
		private readonly ask: AskGatewayBot,
		private readonly clock: Clock,
	) {}

	/**
	 * @param admit Called before Discord is asked; throws if the caller may not ask.
	 * @returns JSON.
	 * @throws Refusal That names no secret.
	 */
	public async get(secret: string, admit: () => void): Promise<string> {
		const outcome = await this.entryOf(secret, admit).outcome;
		if (outcome.kind === "failed") throw outcome.error;
		const shared = outcome.kind === "answer" ? outcome.answer.next(this.clock.now()) : undefined;
		if (shared !== undefined) return shared;
		throw this.limited(outcome.until);
	}

	private entryOf(secret: string, admit: () => void): Entry {
		const key = createHmac("sha256", this.key).update(secret).digest("base64");
		const now = this.clock.now();
		const known = this.entries.get(key);
		if (known !== undefined && now < known.until) return known;
		if (now < this.closedUntil) throw this.limited(this.closedUntil);
		admit();
		this.makeRoom(now);
		const entry: Entry = { outcome: this.outcomeOf(secret), until: Infinity };
		void entry.outcome.then(({ until }) => (entry.until = until));
		this.entries.delete(key);
		this.entries.set(key, entry);
		return entry;
	}

	/** Never rejects: an entry must not outlive what it was made for. */
	private async outcomeOf(secret: string): Promise<Outcome> {
		try {
			const reply = await this.ask(secret);
			const now = this.clock.now();
			if (reply.kind === "answer") {
				return { kind: "answer", answer: new SharedAnswer(reply.body, now), until: now + ANSWER_MS };
			}
			const until = now + reply.waitMs;
			if (reply.isForAll) this.closedUntil = until;
			return { kind: "limited", until };
		} catch (error) {
			return { kind: "failed", error, until: this.clock.now() + FAILURE_MS };
		}
	}

	private makeRoom(now: number): void {
		if (this.entries.size < MAX_ENTRIES) return;
		for (const [key, { until }] of this.entries) if (until <= now) this.entries.delete(key);
		const [oldest] = this.entries.keys();
		if (this.entries.size >= MAX_ENTRIES && oldest !== undefined) this.entries.delete(oldest);
	}

	private limited(until: number): Refusal {
		const wait = Math.max(0, Math.ceil(until - this.clock.now()));
		return new Refusal("discord_rate_limited", "Discord says wait", { retry_after: wait / 1000 });
	}
}
