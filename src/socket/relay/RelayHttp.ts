/**
 * HTTP requests to one relay. Every request ends, and its outcome is a value.
 * Edge: HttpService, through {@link RelayNetwork}.
 */

import { HttpService } from "@rbxts/services";
import { BodyForm, CONTENT_TYPES } from "../../protocol/relay/body";
import { headerOf, retryAfterOf } from "../../protocol/retryAfter";
import { decodeJson } from "../../runtime/json";
import { Scheduler } from "../../runtime/Scheduler";

/** The network, as far as a relay's client needs it. Tests pass a fake. */
export interface RelayNetwork {
	/** Like `HttpService:RequestAsync`: yields until the answer is complete, throws if no answer comes. */
	readonly request: (request: RequestAsyncRequest) => RequestAsyncResponse;
	/** Returns a unique text, like `HttpService:GenerateGUID`. */
	readonly guid: () => string;
}

export const engineNetwork: RelayNetwork = {
	request: (request) => HttpService.RequestAsync(request),
	guid: () => HttpService.GenerateGUID(false),
};

export interface RelayCall {
	readonly method: "GET" | "POST" | "DELETE";
	/** Begins with a slash. */
	readonly path: string;
	readonly body?: string;
	/** Form of `body`, and of a successful answer. */
	readonly form: BodyForm;
	readonly headers?: Readonly<Record<string, string | Secret>>;
	/** Seconds to wait for the answer. */
	readonly limit: number;
}

export type RelayOutcome =
	| {
			readonly kind: "answer";
			readonly status: number;
			readonly body: string;
			readonly form: BodyForm;
			/** Seconds to wait, from the Retry-After header, if any. */
			readonly retryAfter?: number;
	  }
	| { readonly kind: "lost"; readonly reason: string; readonly isTimeout: boolean; readonly isHopeless: boolean };

/** The engine's text when this game may not make requests, and what the user can do. */
const NOT_ENABLED = "Http requests are not enabled";
const ENABLE = "allow HTTP requests in the experience's settings (Security)";

/** Pattern for the texts with which the engine and proxies report a timeout. */
const TIMED_OUT = "[Tt]ime[d ]*[Oo]ut";

export class RelayHttp {
	private readonly authorization: string | Secret;

	/**
	 * @param url URL of the relay, without a path.
	 * @param token Token of the relay. A Secret stays a Secret: it is only put into a header.
	 */
	public constructor(
		private readonly network: RelayNetwork,
		private readonly scheduler: Scheduler,
		private readonly url: string,
		token: string | Secret,
	) {
		this.authorization = bearer(token);
	}

	/**
	 * Makes one request on its own thread. Never yields.
	 *
	 * @param onDone Called once with the outcome, at the latest after the limit. Must neither yield nor error.
	 * @returns A function that drops the request: `onDone` is not called after it.
	 */
	public call(call: RelayCall, onDone: (outcome: RelayOutcome) => void): () => void {
		let isDone = false;
		const finish = (outcome: RelayOutcome | undefined) => {
			if (isDone) return;
			isDone = true;
			this.scheduler.cancel(deadline);
			if (outcome !== undefined) onDone(outcome);
		};
		const deadline = this.scheduler.delay(call.limit, () =>
			finish({ kind: "lost", reason: `no answer within ${call.limit} s`, isTimeout: true, isHopeless: false }),
		);
		this.scheduler.spawn(() => finish(this.request(call)));
		return () => finish(undefined);
	}

	/** Yields. */
	private request({ method, path, body, form, headers }: RelayCall): RelayOutcome {
		const sent: Record<string, string | Secret> = { ...headers };
		sent.authorization = this.authorization;
		sent.accept = CONTENT_TYPES[form];
		if (body !== undefined) sent["content-type"] = CONTENT_TYPES[form];
		const [ok, response] = pcall(() =>
			this.network.request({ Url: this.url + path, Method: method, Headers: sent, Body: body }),
		);
		if (!ok) return lost(tostring(response));
		const isBinary =
			(headerOf(response.Headers, "content-type") ?? "").find(CONTENT_TYPES.binary, 1, true)[0] !== undefined;
		return {
			kind: "answer",
			status: response.StatusCode,
			body: response.Body,
			form: isBinary ? "binary" : "json",
			retryAfter: retryAfterOf(response.Headers, undefined),
		};
	}
}

function lost(reason: string): RelayOutcome {
	const isHopeless = reason.find(NOT_ENABLED, 1, true)[0] !== undefined;
	const isTimeout = reason.match(TIMED_OUT)[0] !== undefined;
	return { kind: "lost", reason: isHopeless ? `${reason}: ${ENABLE}` : reason, isTimeout, isHopeless };
}

/** Returns the Authorization header of a token. A Secret stays a Secret. */
export function bearer(token: string | Secret): string | Secret {
	return typeIs(token, "string") ? `Bearer ${token}` : token.AddPrefix("Bearer ");
}

/** Returns the body of a 2xx answer; undefined for any other outcome. */
export function goodBody(outcome: RelayOutcome): string | undefined {
	return outcome.kind === "answer" && outcome.status >= 200 && outcome.status < 300 ? outcome.body : undefined;
}

/** Decodes JSON. Returns undefined if it is malformed. Never errors. */
export function tryDecode(text: string | undefined): unknown {
	if (text === undefined) return undefined;
	const [ok, value] = pcall(decodeJson, text);
	return ok ? value : undefined;
}
