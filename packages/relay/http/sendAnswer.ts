/** Sends the answer to a poll. Its bytes count until the client has read them. Edge: HTTP. */

import { Readable } from "node:stream";
import { setImmediate as nextTurn } from "node:timers/promises";
import type { FastifyReply, FastifyRequest } from "fastify";
import { gzipParts } from "../codec/gzipParts.ts";
import { PIECE_SIZE } from "../codec/pieces.ts";
import type { Answer, Form } from "../codec/record.ts";
import type { LinkEntry } from "../link/Links.ts";
import { pack, sendPacked, takesGzip, type PackedBody } from "./body.ts";

/** Bytes of a large answer that are kept: a piece on its way, and the next one. */
const MOST_KEPT = 2 * PIECE_SIZE;

/** Smallest answer with shared texts that is worth packing, in bytes. */
const SHARED_FROM = 256;
/** Share of the size at which packing is worthwhile. */
const MOST_SHARE = 3 / 4;

/** An answer as one buffer: for those that fit in a piece. */
export function wholeAnswer(form: Form, answer: Answer): Buffer {
	return Buffer.concat([...form.encodeAnswer(answer)]);
}

export async function sendAnswer(
	{ answers, usage }: LinkEntry,
	{ answer, form }: { readonly answer: Answer; readonly form: Form },
	request: FastifyRequest,
	reply: FastifyReply,
): Promise<FastifyReply> {
	// sent alongside the answer to the newer poll, and has no records
	if (answer.superseded) return reply.type(form.contentType).send(wholeAnswer(form, answer));
	const size = form.answerSize(answer);
	// counted before it is made
	const writing = answers.begin(Math.min(size, MOST_KEPT), () => reply.raw.destroy());
	reply.raw.once("close", writing.done).once("finish", writing.done);
	if (size > PIECE_SIZE) return sendPieces(form, answer, reply);
	const packed =
		(await packShared(form, answer, request)) ??
		(await pack(request, onePiece(form, answer), (bytes) => usage.takePacking(bytes)));
	if (writing.isOver) return reply.hijack();
	writing.resize(Buffer.byteLength(packed.bytes));
	return sendPacked(reply, form.contentType, packed);
}

/** The only piece of an answer that fits in one. */
function onePiece(form: Form, answer: Answer): Buffer {
	const [piece = Buffer.alloc(0)] = form.encodeAnswer(answer);
	return piece;
}

/** Packs an answer with shared texts, if the client accepts gzip and that saves enough. Only joins what was packed once. */
async function packShared(form: Form, answer: Answer, { headers }: FastifyRequest): Promise<PackedBody | undefined> {
	const size = form.answerSize(answer);
	if (size < SHARED_FROM || answer.down.every(Buffer.isBuffer)) return undefined;
	if (!takesGzip(headers["accept-encoding"])) return undefined;
	const bytes = await gzipParts([...form.answerParts(answer)], size * MOST_SHARE);
	return bytes && { bytes, isPacked: true };
}

/** Sends a large answer as it is: a piece is made when the one before is on its way, and others have had their turn. */
function sendPieces(form: Form, answer: Answer, reply: FastifyReply): FastifyReply {
	const pieces = async function* (): AsyncGenerator<Buffer, void> {
		for (const piece of form.encodeAnswer(answer)) {
			yield piece;
			await nextTurn();
		}
	};
	reply.header("content-length", form.answerSize(answer)).type(form.contentType);
	return reply.send(Readable.from(pieces()));
}
