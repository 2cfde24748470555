/**
 * A relay without a network, on a virtual clock: JSON bodies, the rules of docs/relay.md, and faults on request. It keeps the records of
 * each socket, and sends what the test tells it to.
 */

import { field } from "../../src/protocol/field";
import { decodeJson, encodeJson } from "../../src/runtime/json";
import { Scheduler } from "../../src/runtime/Scheduler";
import { RelayNetwork } from "../../src/socket/relay/RelayHttp";
import { TokenBucket } from "../../src/socket/relay/TokenBucket";

/** What the network does to a request. */
export type Fault = "loseRequest" | "loseAnswer" | "repeat";

/** An answer in place of the relay's own. */
export interface Reply {
	readonly status: number;
	readonly body: string;
	readonly headers?: Record<string, string>;
}

export interface SeenRequest {
	/** `create`, `poll`, `send`, `delete`, `other`. */
	readonly kind: string;
	readonly path: string;
	readonly at: number;
	readonly body: string;
	readonly headers: Record<string, string | Secret>;
}

type Up = [number: number, socket: number, kind: string, data: unknown];
type Down = [number: number, socket: number, kind: string, data: unknown];

interface Link {
	readonly name: string;
	readonly nonce: string;
	accepted: number;
	made: number;
	down: Array<Down>;
	/** Counts polls. The newest one wins. */
	polls: number;
	readonly pace: TokenBucket;
	wasMore: boolean;
}

interface Body {
	readonly nonce: string;
	readonly ack?: number;
	readonly wait_ms?: number;
	readonly up?: Array<Up>;
}

/** Seconds that a message takes each way. */
const LATENCY = 0.04;
/** Seconds between two checks of a held poll. */
const TICK = 0.01;
const HOLD = 20;
const IDLE = 90;
/** Seconds after which the engine gives up a lost request. */
const ENGINE_LIMIT = 30;

export class FakeRelay implements RelayNetwork {
	/** Every request, in order. */
	public readonly seen: Array<SeenRequest> = [];
	/** Performed up records, in order: `socket kind data`. */
	public readonly carried: Array<string> = [];
	/** Decides what happens to each request. @default nothing */
	public fault?: (kind: string) => Fault | undefined;
	/** Answers that replace the relay's own, first one first. `"error: …"` is thrown. */
	public readonly replies: Array<Reply | string> = [];
	/** Called with each performed up record. */
	public onUp?: (socket: number, kind: string, data: unknown) => void;
	/** Whether each `o` is answered with `o`. */
	public opens = true;
	public features = ["keepalive", "ping"];
	/** Seconds for which it claims to hold a poll. */
	public saysHold = HOLD;
	/** Most records in one answer. */
	public maxRecords = 100;
	/** The newest link. */
	private link?: Link;
	private readonly links = new Map<string, Link>();
	private count = 0;

	public constructor(private readonly scheduler: Scheduler) {}

	public readonly guid = () => {
		this.count += 1;
		return string.format("nonce-%04d", this.count);
	};

	public readonly request = (request: RequestAsyncRequest): RequestAsyncResponse => {
		const url = request.Url as string;
		const [path] = url.match("^https://relay%.example(/.*)$");
		assert(path !== undefined, `not for this relay: ${url}`);
		const kind =
			request.Method === "DELETE"
				? "delete"
				: (((path as string).match("/(%l+)$")[0] as string | undefined) ?? "other");
		const name = kind === "links" ? "create" : kind;
		const headers = request.Headers as Record<string, string | Secret>;
		this.seen.push({
			kind: name,
			path: path as string,
			at: this.scheduler.now(),
			body: request.Body ?? "",
			headers,
		});
		const forced = this.replies.shift();
		if (typeIs(forced, "string")) error(forced, 0);
		const fault = this.fault?.(name);
		this.scheduler.wait(LATENCY);
		if (forced !== undefined) return this.answer(forced as Reply);
		if (fault === "loseRequest") return this.lose();
		if (fault === "repeat") this.scheduler.spawn(() => this.serve(name, path as string, request.Body));
		const reply = this.serve(name, path as string, request.Body);
		if (fault === "loseAnswer") return this.lose();
		this.scheduler.wait(LATENCY);
		return this.answer(reply);
	};

	/** Returns how many requests of a kind there were. */
	public requestCount(kind: string): number {
		return this.seen.filter((request) => request.kind === kind).size();
	}

	/** Sends a message from the far server of `socket`. */
	public send(socket: number, text: string): void {
		this.push(socket, "t", text);
	}

	/** Adds a down record. @param name Name of the link. @default the newest link */
	public push(socket: number, kind: string, data: unknown, name?: string): void {
		const link = name === undefined ? this.link : this.links.get(name);
		assert(link !== undefined, "the relay has no link");
		link.made += 1;
		link.down.push([link.made, socket, kind, data]);
	}

	/** Forgets all links, as after a crash. */
	public forget(): void {
		this.link = undefined;
		this.links.clear();
	}

	public hasLink(): boolean {
		return this.linkCount() > 0;
	}

	public linkCount(): number {
		return this.links.size();
	}

	private answer({ status, body, headers }: Reply): RequestAsyncResponse {
		return {
			Success: status < 300,
			StatusCode: status,
			StatusMessage: "",
			Headers: { "content-type": "application/json", ...headers },
			Body: body,
		};
	}

	private lose(): never {
		this.scheduler.wait(ENGINE_LIMIT);
		error("HttpError: Timedout", 0);
	}

	private serve(kind: string, path: string, text: string | undefined): Reply {
		const body = (text === undefined ? {} : decodeJson(text)) as Body;
		if (kind === "create") return this.create(body);
		const link = this.links.get((path.match("^/v1/links/([^/?]+)")[0] as string | undefined) ?? "");
		if (link === undefined) return fault(404, "link_unknown", {});
		if (kind === "delete") {
			this.links.delete(link.name);
			if (this.link === link) this.link = undefined;
			return { status: 204, body: "" };
		}
		const refusal = this.take(link, body);
		if (refusal !== undefined) return refusal;
		return kind === "send" ? this.answerOf(link, [], false) : this.hold(link, (body.wait_ms ?? 20000) / 1000);
	}

	private create(body: Body): Reply {
		let link = this.link;
		if (link === undefined || link.nonce !== body.nonce) {
			const pace = new TokenBucket(60, 10, this.scheduler.now());
			const name = `a_${body.nonce}`;
			link = { name, nonce: body.nonce, accepted: 0, made: 0, down: [], polls: 0, pace, wasMore: false };
			this.link = link;
			this.links.set(name, link);
		}
		const refusal = this.take(link, body);
		if (refusal !== undefined) return refusal;
		const info = {
			link: link.name,
			ack: link.accepted,
			hold_ms: this.saysHold * 1000,
			idle_ms: IDLE * 1000,
			max_body: 1048576,
			features: this.features,
		};
		return { status: 201, body: encodeJson(info) };
	}

	private take(link: Link, body: Body): Reply | undefined {
		for (const [number, socket, kind, data] of body.up ?? []) {
			if (number <= link.accepted) continue;
			if (number > link.accepted + 1) return fault(409, "up_gap", { expected: link.accepted + 1 });
			link.accepted = number;
			this.carried.push(`${socket} ${kind} ${typeIs(data, "string") ? data : encodeJson(data)}`);
			const room = field(data, "room");
			if (kind === "o" && this.opens)
				this.push(socket, "o", room === undefined ? { protocol: "" } : { room }, link.name);
			this.onUp?.(socket, kind, data);
		}
		const ack = body.ack ?? 0;
		if (ack > link.made) return fault(400, "bad_ack", {});
		link.down = link.down.filter(([number]) => number > ack);
		return undefined;
	}

	private hold(link: Link, seconds: number): Reply {
		const { scheduler } = this;
		link.polls += 1;
		const mine = link.polls;
		const until_ = scheduler.now() + math.min(seconds, HOLD);
		while (scheduler.now() < until_) {
			if (this.links.get(link.name) !== link) return fault(404, "link_unknown", {});
			if (link.polls !== mine) return this.answerOf(link, [], false, true);
			if (link.down.size() > 0 && (link.wasMore || link.pace.untilFree(scheduler.now()) === 0)) break;
			scheduler.wait(TICK);
		}
		if (!link.wasMore && link.down.size() > 0) link.pace.take(scheduler.now());
		const records = link.down.filter((_, index) => index < this.maxRecords);
		link.wasMore = link.down.size() > this.maxRecords;
		return this.answerOf(link, records, link.wasMore);
	}

	private answerOf(link: Link, down: Array<Down>, more: boolean, superseded = false): Reply {
		return { status: 200, body: encodeJson({ ack: link.accepted, down, more, pace_ms: 0, superseded }) };
	}
}

/** A response of the relay that is not 2xx. */
export function fault(status: number, code: string, fields: object): Reply {
	return { status, body: encodeJson({ error: { code, message: "said the relay", ...fields } }) };
}
