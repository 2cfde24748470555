/**
 * One link to a relay: carries the records of all sockets of this game server, both ways, over HTTP requests that may be
 * lost, repeated or late.
 *
 *     linking --> linked --> ended          one poll is always held; a send goes beside it when something cannot wait
 *
 * Edge: each request and each wait is a thread of its own.
 * Source: docs/relay.md, "What a client does".
 */

import { backoffDelay, BackoffOptions } from "../../protocol/backoff";
import { Answer, BODY_OVERHEAD, BodyForm, decodeAnswer, encodeRecord, encodeRequest } from "../../protocol/relay/body";
import { accept, Delivery, FRESH_DELIVERY, keep, receive, rewrite, takePieces } from "../../protocol/relay/delivery";
import { LinkInfo, readLinkInfo } from "../../protocol/relay/linkInfo";
import { UpRecord, UpType } from "../../protocol/relay/record";
import { RelayVerdict, relayVerdict } from "../../protocol/relay/verdict";
import { engineEncoding } from "../../runtime/encoding";
import { encodeJson } from "../../runtime/json";
import { Errands } from "./Errands";
import { goodBody, RelayCall, RelayOutcome, tryDecode } from "./RelayHttp";
import { RelayLinkContext, RelayLinkEvents } from "./RelayLinkContext";
import { TokenBucket } from "./TokenBucket";

const BACKOFF: BackoffOptions = { base: 1, cap: 30 };
const MILLISECONDS = 1000;
const CLIENT = "voice-gateway";

/** Seconds that urgent records are gathered before they are sent: about a frame. */
const GATHER = 0.02;
/** Sends a minute, and in a row: what comes beyond waits for the poll. */
const SENDS_PER_MINUTE = 30;
const SENDS_BURST = 10;
/** Seconds in which an answer that is not held must come, and what a held one is given beyond its hold. */
const ANSWER_LIMIT = 15;
const HOLD_MARGIN = 8;
/** Seconds in which the relay must make a link. */
const LINKING_LIMIT = 30;
/** Seconds that a poll is held at most, whatever the relay allows: the engine gives an answer about 30. */
const MAX_HOLD = 20;
/** What the relay holds a poll for after a proxy broke one off, as a share of the time that took; at least a second. */
const HOLD_SHARE = 0.8;
const MIN_HOLD = 1;
/** Bytes of a body before the relay has told its limit. */
const FIRST_BODY = 65536;
/** Bytes below which no smaller body is tried. */
const MIN_BODY = 1024;
/** Records and bytes that wait for the relay at most. */
const MAX_KEPT = 4096;
const MAX_KEPT_SIZE = 4194304;

export class RelayLink {
	private state: "linking" | "linked" | "ended" = "linking";
	private delivery: Delivery = FRESH_DELIVERY;
	private form: BodyForm = "json";
	private name = "";
	private maxBody = FIRST_BODY;
	/** Seconds that a poll asks to be held. */
	private hold = 0;
	/** Seconds without an answer after which the link is given up. */
	private patience = LINKING_LIMIT;
	/** Requests in a row that failed. */
	private failures = 0;
	private answeredAt: number;
	/** Last up record in a request that is under way or was answered. */
	private handed = 0;
	/** Last up record that cannot wait for a poll. */
	private urgent = 0;
	private isPolling = false;
	private isSending = false;
	private isSendPlanned = false;
	private readonly sends: TokenBucket;
	private readonly errands: Errands;

	public constructor(
		private readonly context: RelayLinkContext,
		private readonly events: RelayLinkEvents,
	) {
		this.answeredAt = context.scheduler.now();
		this.errands = new Errands(context.scheduler, context.http, context.budget);
		this.sends = new TokenBucket(SENDS_PER_MINUTE, SENDS_BURST, this.answeredAt);
		// The first records are still to come, and no event may come before this returns.
		this.errands.later(0, () => this.create());
	}

	/**
	 * Adds a record. Never yields.
	 *
	 * @param isUrgent Whether it cannot wait for the poll that is held.
	 * @throws If it is too large, or too much waits for the relay already.
	 */
	public push(socket: number, kind: UpType, data: UpRecord["data"], isUrgent: boolean): void {
		const { delivery, form } = this;
		const record = { number: delivery.made + 1, socket, type: kind, data };
		const piece = encodeRecord(form, record, engineEncoding);
		const size = piece.size();
		const room = this.maxBody - BODY_OVERHEAD;
		assert(size <= room, `the relay takes messages up to about ${room} bytes, got ${size}`);
		const isFull = delivery.kept.size() >= MAX_KEPT || delivery.keptSize + size > MAX_KEPT_SIZE;
		assert(!isFull, `${delivery.kept.size()} messages wait for the relay already`);
		this.delivery = keep(delivery, { record, piece });
		if (!isUrgent) return;
		this.urgent = record.number;
		this.planSend(GATHER);
	}

	/** Has the relay take what was pushed, close what is open and forget the link. Never yields, safe to call twice. */
	public close(code?: number): void {
		const { state, delivery, context } = this;
		if (state === "linked") {
			const path = `/v1/links/${this.name}` + (code === undefined ? "" : `?code=${code}`);
			// If it is lost, the relay ends the link by itself once nobody polls.
			const give = () =>
				context.http.call({ method: "DELETE", path, form: "json", limit: ANSWER_LIMIT }, () => {});
			context.budget.take();
			if (delivery.kept.size() === 0) give();
			else {
				context.budget.take();
				context.http.call(this.makeCall("send", ANSWER_LIMIT), give);
			}
		}
		this.stop();
	}

	private create(): void {
		const { nonce, secrets } = this.context;
		const makeCall = (): RelayCall => {
			const { pieces, last } = takePieces(this.delivery, FIRST_BODY);
			this.handed = last;
			const head = encodeJson({ v: 1, nonce, client: CLIENT });
			const body = `${head.sub(1, -2)},"up":[${pieces.join(",")}]}`;
			return { method: "POST", path: "/v1/links", body, form: "json", headers: secrets, limit: ANSWER_LIMIT };
		};
		this.errands.ask(makeCall, (outcome) => {
			const info = readLinkInfo(tryDecode(goodBody(outcome)));
			if (info !== undefined) this.linked(info);
			else this.failed(outcome, () => this.create());
		});
	}

	private linked(info: LinkInfo): void {
		this.state = "linked";
		this.name = info.link;
		this.hold = math.min(info.hold, MAX_HOLD);
		this.patience = info.idle;
		this.maxBody = info.maxBody;
		if (!this.accepted(info.ack)) return;
		if (this.context.form === "binary" && info.features.has("binary")) {
			this.form = "binary";
			this.delivery = rewrite(this.delivery, (record) => encodeRecord("binary", record, engineEncoding));
		}
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
			return this.makeCall("poll", this.hold + HOLD_MARGIN, this.hold * MILLISECONDS);
		};
		this.errands.ask(makeCall, (outcome) => {
			this.isPolling = false;
			if (this.take(outcome)) return this.poll();
			if (outcome.kind === "lost" && outcome.isTimeout) this.shortenHold(askedAt);
			this.failed(outcome, () => this.poll());
		});
	}

	/** The engine, or a proxy, has broken off a poll that was asked for at `askedAt`. */
	private shortenHold(askedAt: number): void {
		const passed = this.context.scheduler.now() - askedAt;
		this.hold = math.max(math.min(this.hold, passed * HOLD_SHARE), MIN_HOLD);
	}

	/** Has urgent records sent in `seconds`, or as soon as the budgets allow, unless a poll takes them first. */
	private planSend(seconds: number): void {
		if (this.isSendPlanned || this.state !== "linked") return;
		this.isSendPlanned = true;
		this.errands.later(math.max(seconds, this.untilSend()), () => {
			this.isSendPlanned = false;
			this.send();
		});
	}

	private untilSend(): number {
		return math.max(this.sends.untilFree(this.context.scheduler.now()), this.context.budget.untilFree());
	}

	private send(): void {
		// Without a poll one is about to go out, and takes them along.
		if (this.urgent <= this.handed || !this.isPolling || this.isSending) return;
		if (this.untilSend() > 0) return this.planSend(0);
		this.isSending = true;
		this.sends.take(this.context.scheduler.now());
		this.errands.ask(
			() => this.makeCall("send", ANSWER_LIMIT),
			(outcome) => {
				this.isSending = false;
				if (!this.take(outcome)) return this.failed(outcome, () => this.planSend(0));
				if (this.urgent > this.handed) this.planSend(GATHER);
			},
		);
	}

	private makeCall(kind: "poll" | "send", limit: number, wait?: number): RelayCall {
		const { pieces, last } = takePieces(this.delivery, this.maxBody - BODY_OVERHEAD);
		this.handed = math.max(this.handed, last);
		const whole = wait === undefined ? undefined : math.floor(wait);
		const body = encodeRequest(this.form, this.delivery.received, whole, pieces);
		return { method: "POST", path: `/v1/links/${this.name}/${kind}`, body, form: this.form, limit };
	}

	/** Deals with a good answer. Returns false if it is none. */
	private take(outcome: RelayOutcome): boolean {
		const body = goodBody(outcome);
		if (body === undefined || outcome.kind === "lost") return false;
		const answer = decodeAnswer(outcome.form, body, engineEncoding);
		if (answer.kind === "malformed") return false;
		this.answered();
		if (this.accepted(answer.ack)) this.deliver(answer);
		return true;
	}

	private accepted(ack: number): boolean {
		const delivery = accept(this.delivery, ack);
		if (delivery === undefined) this.end(`the relay accepted record ${ack}, which was never made`);
		else this.delivery = delivery;
		return delivery !== undefined;
	}

	private deliver({ down }: Answer): void {
		const received = receive(this.delivery, down);
		if (received === undefined) return this.end("the relay has lost records");
		this.delivery = received.delivery;
		for (const record of received.fresh) {
			if (this.state !== "linked") return;
			this.events.onRecord(record);
		}
	}

	private answered(): void {
		this.answeredAt = this.context.scheduler.now();
		if (this.failures > 0) this.events.onBack();
		this.failures = 0;
	}

	/** A request has brought no good answer: `again` repeats it, if that can help. */
	private failed(outcome: RelayOutcome, again: () => void): void {
		// What it carried may be lost.
		this.handed = this.delivery.accepted;
		if (outcome.kind === "lost") {
			if (outcome.isHopeless) this.end(outcome.reason);
			else this.retry(outcome.reason, again);
		} else if (goodBody(outcome) !== undefined) {
			this.retry("the answer is not a relay's", again);
		} else {
			this.obey(relayVerdict(outcome.status, tryDecode(outcome.body)), again);
		}
	}

	private obey({ action, reason, retryAfter, expected }: RelayVerdict, again: () => void): void {
		// A relay that is about to end has nothing for a link any more; it makes none either, but the next one will.
		const isOver = action === "refused" || action === "gone" || (action === "leave" && this.state === "linked");
		if (isOver) return this.end(reason);
		if (action === "retry" || action === "wait" || action === "leave") return this.retry(reason, again, retryAfter);
		if (action === "shrink") {
			if (this.delivery.kept.size() <= 1 || this.maxBody <= MIN_BODY) return this.end(reason);
			this.maxBody = math.floor(this.maxBody / 2);
			return again();
		}
		// A gap that can be filled is one before records that are still kept.
		if (expected === undefined || expected <= this.delivery.accepted) return this.end(reason);
		if (this.accepted(expected - 1)) this.retry(reason, again);
	}

	/** Repeats later: in `seconds` if the relay has named a time. Gives the link up if that would be too late for it. */
	private retry(reason: string, again: () => void, seconds?: number): void {
		const { scheduler, random } = this.context;
		this.failures += 1;
		const wait = seconds ?? backoffDelay(this.failures, random(), BACKOFF);
		const passed = scheduler.now() - this.answeredAt;
		if (passed + wait >= this.patience) return this.end(`given up after ${math.floor(passed)} s: ${reason}`);
		this.events.onAway(reason);
		this.errands.later(wait, again);
	}

	private end(reason: string): void {
		if (this.state === "ended") return;
		this.stop();
		this.events.onEnd(reason);
	}

	private stop(): void {
		this.state = "ended";
		this.errands.stop();
	}
}
