/** Routes of links. Source: docs/relay.md, "Requests". */

import type { FastifyInstance, FastifyReply, FastifyRequest } from "fastify";
import { binaryForm, decodeBinaryRequest } from "../codec/binaryForm.ts";
import { BodyError } from "../codec/BodyError.ts";
import { decodeCreateRequest } from "../codec/createRequest.ts";
import { decodeJsonRequest, jsonForm } from "../codec/jsonForm.ts";
import type { Answer, Form, LinkRequest } from "../codec/record.ts";
import type { Poll } from "../link/PollSlot.ts";
import { goneRefusal, Refusal } from "../link/refusal.ts";
import type { LinkEntry, Links } from "../link/Links.ts";
import type { Metrics } from "../telemetry/metrics.ts";
import type { Secrets } from "../security/secrets.ts";
import { sendBody } from "./body.ts";
import { readCloseQuery, type Query } from "./query.ts";
import { readSecretHeaders } from "./secretHeaders.ts";
import { sendAnswer, wholeAnswer } from "./sendAnswer.ts";
import type { Turns } from "./Turns.ts";

export interface LinkRouteParts {
	readonly links: Links;
	readonly secrets: Secrets;
	readonly metrics: Metrics;
	readonly maxRecord: number;
	/** Records of one body. */
	readonly bodyRecords: number;
	/** Turns of tokens at the processor. */
	readonly turns: Turns;
	/** Features besides those that every relay offers. */
	readonly features: ReadonlyArray<string>;
}

type LinkParams = { readonly Params: { readonly link: string } };
type DeleteQuery = LinkParams & { readonly Querystring: Query };

const FEATURES = ["binary", "gzip", "keepalive", "ping", "secrets"];
const MILLISECONDS = 1000;

export function addLinkRoutes(app: FastifyInstance, parts: LinkRouteParts): void {
	const { links, metrics, bodyRecords, turns } = parts;

	// before the body is read
	app.addHook("onRequest", async (request) => links.usage(request.relayToken).takeRequest());
	const onRequest = async ({ relayToken, params }: FastifyRequest): Promise<void> => {
		links.admit(relayToken, (params as LinkParams["Params"]).link);
	};

	app.post("/links", async (request, reply) => {
		links.usage(request.relayToken).takeBytes(bodyOf(request).length);
		const wanted = decodeCreateRequest(jsonBody(request), bodyRecords);
		const values = readSecretHeaders(request.headers);
		const size = [...values].reduce((sum, [name, value]) => sum + name.length + value.length, 0);
		const secrets = { secrets: parts.secrets.with(values), size };
		const entry = links.create(request.relayToken, wanted, secrets);
		await entry.acceptance.accept({ ack: 0, waitMs: undefined, up: wanted.up }, () =>
			turns.take(request.relayToken),
		);
		reply.code(entry.isNew ? 201 : 200);
		return sendBody(request, reply, jsonForm.contentType, JSON.stringify(describe(entry, parts)));
	});

	app.post<LinkParams>("/links/:link/poll", { onRequest }, async (request, reply) => {
		const { link, wanted } = await accept(parts, request);
		link.answers.clear();
		const answer = await held(link, wanted, request, reply, metrics);
		// the client has disconnected
		if (answer === undefined) return reply.hijack();
		return sendAnswer(link, { answer, form: answerForm(request) }, request, reply);
	});

	app.post<LinkParams>("/links/:link/send", { onRequest }, async (request, reply) => {
		const { link } = await accept(parts, request);
		const form = answerForm(request);
		return sendBody(request, reply, form.contentType, wholeAnswer(form, link.link.acknowledgement()));
	});

	app.delete<DeleteQuery>("/links/:link", async (request, reply) => {
		const { code, reason } = readCloseQuery(request.query);
		links.delete(request.relayToken, request.params.link, code, reason);
		return reply.code(204).send();
	});
}

/** Processes the records of a poll or send. */
async function accept(
	{ links, turns, bodyRecords }: LinkRouteParts,
	request: FastifyRequest<LinkParams>,
): Promise<{ readonly link: LinkEntry; readonly wanted: LinkRequest }> {
	const { relayToken, params, headers } = request;
	const link = links.find(relayToken, params.link);
	const body = bodyOf(request);
	link.usage.takeBytes(body.length);
	const isBinaryBody = isBinary(headers["content-type"]);
	const wanted = isBinaryBody ? decodeBinaryRequest(body, bodyRecords) : decodeJsonRequest(body, bodyRecords);
	await link.acceptance.accept(wanted, () => turns.take(relayToken));
	return { link, wanted };
}

/** @returns The answer, or `undefined` if the client disconnected first. */
function held(
	{ link }: LinkEntry,
	{ waitMs }: LinkRequest,
	request: FastifyRequest,
	reply: FastifyReply,
	metrics: Metrics,
): Promise<Answer | undefined> {
	const since = performance.now();
	metrics.heldPolls.inc();
	return new Promise<Answer | undefined>((resolve, reject) => {
		const poll: Poll = {
			form: answerForm(request),
			waitMs,
			onAnswer: resolve,
			onGone: (reason) => reject(goneRefusal(reason)),
		};
		// the client may have disconnected while its records were processed
		if (reply.raw.closed) return resolve(undefined);
		reply.raw.once("close", () => {
			if (reply.raw.writableFinished) return;
			link.brokeOff(poll);
			resolve(undefined);
		});
		link.poll(poll);
	}).finally(() => {
		metrics.heldPolls.dec();
		metrics.pollSeconds.observe((performance.now() - since) / MILLISECONDS);
	});
}

function describe({ id, link, limits }: LinkEntry, { maxRecord, features }: LinkRouteParts): object {
	return {
		link: id,
		ack: link.ack,
		hold_ms: limits.holdMs,
		idle_ms: limits.idleMs,
		max_body: limits.maxBody,
		max_record: maxRecord,
		max_sockets: limits.maxSockets,
		buffer: { records: limits.bufferRecords, bytes: limits.bufferBytes },
		pace: { per_min: limits.perMin, burst: limits.burst },
		features: [...FEATURES, ...features],
	};
}

function bodyOf({ body }: FastifyRequest): Buffer {
	if (Buffer.isBuffer(body)) return body;
	throw new BodyError("request has no body");
}

function jsonBody(request: FastifyRequest): Buffer {
	if (!isBinary(request.headers["content-type"])) return bodyOf(request);
	throw new Refusal("unsupported_media_type", "a link is made in JSON form");
}

function isBinary(header: string | undefined): boolean {
	return header?.includes(binaryForm.contentType) === true;
}

function answerForm({ headers }: FastifyRequest): Form {
	return isBinary(headers.accept) ? binaryForm : jsonForm;
}
