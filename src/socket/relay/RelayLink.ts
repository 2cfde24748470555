/**
 * One link to a relay: carries the records of all sockets of this game server in both directions, over HTTP requests that
 * may be lost, repeated or late.
 *
 *     linking --> linked --> ended          one poll is always held; urgent records go in a send beside it
 *
 * Edge: each request and each wait has its own thread.
 * Source: docs/relay.md, "What a client does".
 */

import { decodeAnswer } from "../../protocol/relay/answer";
import { LinkInfo, readLinkInfo } from "../../protocol/relay/linkInfo";
import { DownRecord, UpRecord } from "../../protocol/relay/record";
import { UpType } from "../../protocol/relay/recordType";
import { readRefusal, RelayRefusal } from "../../protocol/relay/refusal";
import { engineEncoding } from "../../runtime/encoding";
import { Inbox } from "./Inbox";
import { ANSWER_LIMIT, createCall, deleteCall, exchangeCall } from "./linkCalls";
import { LinkRecords } from "./LinkRecords";
import { PollHold } from "./PollHold";
import { goodBody, RelayCall, RelayOutcome, tryDecode } from "./RelayHttp";
import { RelayLinkContext, RelayLinkEvents } from "./RelayLinkContext";
import { RelayRequests } from "./RelayRequests";
import { RetryPolicy } from "./RetryPolicy";
import { TokenBucket } from "./TokenBucket";

const MILLISECONDS = 1000;

/** Seconds for which urgent records are collected before they are sent: about a frame. */
const GATHER = 0.02;
/** Sends per minute, and in a row. Beyond them, records wait for the poll. */
const SENDS_PER_MINUTE = 30;
const SENDS_BURST = 10;
/** Seconds to wait for the answer to a poll, beyond its hold. */
const HOLD_MARGIN = 8;

export class RelayLink {
	private state: "linking" | "linked" | "ended" = "linking";
	private name = "";
	private readonly records = new LinkRecords();
	private readonly hold = new PollHold();
	private readonly retries: RetryPolicy;
	private isPolling = false;
	private isSending = false;
	private isSendPlanned = false;
	private readonly sends: TokenBucket;
	private readonly requests: RelayRequests;
	private readonly inbox: Inbox;

	public constructor(
		private readonly context: RelayLinkContext,
		private readonly events: RelayLinkEvents,
	) {
		const now = context.scheduler.now();
		const wait = context.cooldown.untilFree(now);
		this.retries = new RetryPolicy(now + wait);
		this.requests = new RelayRequests(context.scheduler, context.http, context.budget);
		this.sends = new TokenBucket(SENDS_PER_MINUTE, SENDS_BURST, now);
		this.inbox = new Inbox({
			now: () => context.scheduler.now(),
			nextFrame: (callback) => this.requests.delay(0, callback),
			deliver: (records) => this.deliver(records),
		});
		// The caller pushes its first records after this, and no event may fire before it returns.
		this.requests.delay(wait, () => this.create());
	}

	/**
	 * Adds a record. Never yields.
	 *
	 * @param isUrgent Whether it cannot wait for the next poll.
	 * @throws If it is too large, or the queue is full.
	 */
	public push(socket: number, kind: UpType, data: UpRecord["data"], isUrgent: boolean): void {
		this.records.push(socket, kind, data, isUrgent);
		if (isUrgent) this.planSend(GATHER);
	}

	/**
	 * Sends the queued records, and ends the link. Never yields, safe to call twice.
	 *
	 * @param code Close code for the remote servers; 4000 by default.
	 * @param onGone Called when the relay has answered, or cannot be reached; at once if there is no link to end.
	 */
	public close(code?: number, onGone: () => void = () => {}): void {
		const { state, records, context } = this;
		// If this request is lost, the relay ends the link after a time without polls.
		const give = () => context.http.call(deleteCall(this.name, code), onGone);
		if (state !== "linked") onGone();
		else {
			context.budget.take();
			if (records.isEmpty()) give();
			else {
				context.budget.take();
				context.http.call(this.makeCall("send", ANSWER_LIMIT), give);
			}
		}
		this.stop();
	}

	private create(): void {
		const { nonce, secrets } = this.context;
		const makeCall = () => createCall(nonce, secrets, this.records.take().pieces);
		this.requests.send(makeCall, (outcome) => {
			const info = readLinkInfo(tryDecode(goodBody(outcome)));
			if (info !== undefined) this.linked(info);
			else this.failed(outcome, () => this.create());
		});
	}

	private linked(info: LinkInfo): void {
		this.state = "linked";
		this.name = info.link;
		this.hold.allow(info.hold);
		this.retries.linked(info.idle);
		this.records.limitBody(info.maxBody);
		if (!this.accepted(info.ack)) return;
		if (this.context.form === "binary" && info.features.has("binary")) this.records.useBinary();
		this.answered();
		this.events.onLinked(info);
		this.poll();
	}

	private poll(): void {
		if (this.isPolling || this.state !== "linked") return;
		this.isPolling = true;
		let askedAt = 0;
		const makeCall = () => {
			askedAt = this.context.scheduler.now();
			const { seconds } = this.hold;
			return this.makeCall("poll", seconds + HOLD_MARGIN, math.floor(seconds * MILLISECONDS));
		};
		this.requests.send(makeCall, (outcome) =>
			// Until its records are processed, the answer counts as a poll, so urgent records go in a send.
			this.take(outcome, (isGood) => {
				this.isPolling = false;
				if (isGood) return this.poll();
				const isBrokenOff = outcome.kind === "lost" && outcome.isTimeout;
				if (isBrokenOff) this.hold.shorten(this.context.scheduler.now() - askedAt);
				this.failed(outcome, () => this.poll());
			}),
		);
	}

	/** Schedules a send in `seconds`, or as soon as the budgets allow. Does nothing if a poll carries the records first. */
	private planSend(seconds: number): void {
		if (this.isSendPlanned || this.state !== "linked") return;
		this.isSendPlanned = true;
		this.requests.delay(math.max(seconds, this.untilSend()), () => {
			this.isSendPlanned = false;
			this.send();
		});
	}

	private untilSend(): number {
		return math.max(this.sends.untilFree(this.context.scheduler.now()), this.context.budget.untilFree());
	}

	private send(): void {
		// Without a held poll, the next one is about to go out, and carries the records.
		if (!this.records.hasUrgent() || !this.isPolling || this.isSending) return;
		if (this.untilSend() > 0) return this.planSend(0);
		this.isSending = true;
		this.sends.take(this.context.scheduler.now());
		this.requests.send(
			() => this.makeCall("send", ANSWER_LIMIT),
			(outcome) =>
				this.take(outcome, (isGood) => {
					this.isSending = false;
					if (!isGood) return this.failed(outcome, () => this.planSend(0));
					if (this.records.hasUrgent()) this.planSend(GATHER);
				}),
		);
	}

	private makeCall(kind: "poll" | "send", limit: number, wait?: number): RelayCall {
		const { form, ack, pieces } = this.records.take();
		return exchangeCall(this.name, { kind, form, ack, wait, limit }, pieces);
	}

	/** Processes an answer, and calls `onTaken` with whether it was good, unless it ends the link. */
	private take(outcome: RelayOutcome, onTaken: (isGood: boolean) => void): void {
		const body = goodBody(outcome);
		if (body === undefined || outcome.kind === "lost") return onTaken(false);
		const answer = decodeAnswer(outcome.form, body, engineEncoding);
		if (answer.kind === "malformed") return onTaken(false);
		if (!this.accepted(answer.ack)) return;
		this.inbox.take(answer.read, (isWhole) => {
			if (isWhole) this.answered();
			onTaken(isWhole);
		});
	}

	private accepted(ack: number): boolean {
		const isPossible = this.records.accept(ack);
		if (!isPossible) this.end(`the relay accepted record ${ack}, which was never sent`);
		return isPossible;
	}

	/** Returns false if the link has ended. */
	private deliver(down: ReadonlyArray<DownRecord>): boolean {
		const fresh = this.records.receive(down);
		if (fresh === undefined) {
			this.end("the relay has lost records");
			return false;
		}
		for (const record of fresh) {
			if (this.state !== "linked") return false;
			this.events.onRecord(record);
		}
		return this.state === "linked";
	}

	private answered(): void {
		if (this.retries.answered(this.context.scheduler.now())) this.events.onBack();
	}

	/** A request failed: calls `again` to repeat it, if that can help. */
	private failed(outcome: RelayOutcome, again: () => void): void {
		this.records.resend();
		if (outcome.kind === "lost") {
			if (outcome.isHopeless) this.end(outcome.reason, true);
			else this.retry(outcome.reason, again);
		} else if (goodBody(outcome) !== undefined) {
			this.retry("the answer is not a relay's", again);
		} else {
			this.obey(readRefusal(outcome.status, tryDecode(outcome.body), outcome.retryAfter), again);
		}
	}

	private obey({ action, reason, retryAfter, expected }: RelayRefusal, again: () => void): void {
		// A draining relay has ended the link. It makes no new link either, but the next relay will.
		const isOver = action === "refused" || action === "gone" || (action === "leave" && this.state === "linked");
		if (isOver) return this.end(reason, action === "refused");
		if (action === "retry" || action === "wait" || action === "leave") return this.retry(reason, again, retryAfter);
		if (action === "shrink") {
			return this.records.shrink() ? again() : this.end(reason);
		}
		// The gap can be filled if the missing records are still kept.
		if (expected === undefined || !this.records.isKept(expected)) return this.end(reason);
		if (this.accepted(expected - 1)) this.retry(reason, again);
	}

	/** Repeats a request: in `seconds` if the relay named a time, which the next link respects too. Ends the link if that is too late. */
	private retry(reason: string, again: () => void, seconds?: number): void {
		const { scheduler, random, cooldown } = this.context;
		const now = scheduler.now();
		const named = seconds === undefined ? undefined : cooldown.extend(now, seconds);
		const wait = this.retries.failed(now, random(), named);
		if (wait === undefined) return this.end(`gave up after ${this.retries.passed(now)} s: ${reason}`);
		this.events.onAway(reason);
		this.requests.delay(wait, again);
	}

	private end(reason: string, isRefused = false): void {
		if (this.state === "ended") return;
		this.stop();
		this.events.onEnd(reason, isRefused);
	}

	private stop(): void {
		this.state = "ended";
		this.requests.stop();
	}
}
