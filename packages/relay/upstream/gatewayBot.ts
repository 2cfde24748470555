/**
 * Asks Discord's REST for `/gateway/bot`.
 * Edge: the network.
 */

import { request as requestHttp, type IncomingMessage } from "node:http";
import { request as requestHttps } from "node:https";
import type { LookupFunction } from "node:net";
import type { Clock } from "../../shared/clock.ts";
import { Refusal } from "../link/refusal.ts";
import { readRateLimit, type RateLimit } from "./retryAfter.ts";

/** Discord's answer: its JSON unchanged, or a time to wait. */
export type GatewayBotReply =
	{ readonly kind: "answer"; readonly body: string } | ({ readonly kind: "limited" } & RateLimit);

/** @throws Refusal If Discord cannot be asked, or answers anything else. It names no secret. */
export type AskGatewayBot = (secret: string) => Promise<GatewayBotReply>;

export interface GatewayBotOptions {
	/** Base of the REST API. */
	readonly api: URL;
	readonly lookup: LookupFunction;
	readonly clock: Clock;
}

/** Milliseconds. */
const TIMEOUT = 10_000;
/** Bytes; the real one has about 200. */
const MAX_ANSWER = 16_384;
const USER_AGENT = "DiscordBot (voice-gateway-relay, 1)";

export function createAskGatewayBot({ api, lookup, clock }: GatewayBotOptions): AskGatewayBot {
	const url = new URL(`${api.href.replace(/\/$/, "")}/gateway/bot`);
	const request = url.protocol === "https:" ? requestHttps : requestHttp;
	return async (secret) => {
		const abort = new AbortController();
		const timer = clock.setTimeout(() => abort.abort(), TIMEOUT);
		try {
			const response = await new Promise<IncomingMessage>((resolve, reject) => {
				const headers = {
					authorization: `Bot ${secret}`,
					"user-agent": USER_AGENT,
					accept: "application/json",
				};
				const options = { headers, signal: abort.signal, lookup };
				request(url, options, resolve).on("error", reject).end();
			});
			return readReply(response, await readBody(response));
		} catch (error) {
			if (error instanceof Refusal) throw error;
			if (abort.signal.aborted) throw new Refusal("discord_timeout", `Discord did not answer in ${TIMEOUT} ms`);
			const { code } = error as NodeJS.ErrnoException;
			throw new Refusal("discord_unreachable", `Discord cannot be reached: ${code ?? "connection failed"}`);
		} finally {
			clock.clearTimeout(timer);
		}
	};
}

async function readBody(response: IncomingMessage): Promise<string> {
	const chunks: Array<Buffer> = [];
	let size = 0;
	for await (const chunk of response as AsyncIterable<Buffer>) {
		size += chunk.length;
		if (size > MAX_ANSWER)
			throw new Refusal("discord_unreachable", `Discord's answer is above ${MAX_ANSWER} bytes`);
		chunks.push(chunk);
	}
	return Buffer.concat(chunks).toString("utf8");
}

/** @throws Refusal For anything but a 429 and a 200 with JSON; redirects are not followed. */
function readReply({ statusCode: status, headers }: IncomingMessage, body: string): GatewayBotReply {
	if (status === 429) return { kind: "limited", ...readRateLimit(headers["retry-after"], body) };
	if (status !== 200) throw new Refusal("discord_status", `Discord answered ${status}`, { status });
	try {
		JSON.parse(body);
		return { kind: "answer", body };
	} catch {
		throw new Refusal("discord_unreachable", "Discord's answer is not JSON");
	}
}
