/** Sends the answer to a poll. Its bytes count until the client has read them. Edge: HTTP. */

import { Readable } from "node:stream";
import { setImmediate as nextTurn } from "node:timers/promises";
import type { FastifyReply, FastifyRequest } from "fastify";
import { PIECE_SIZE } from "../codec/pieces.ts";
import type { Answer, Form } from "../codec/record.ts";
import type { LinkEntry } from "../link/Links.ts";
import { pack, sendPacked } from "./body.ts";

/** Bytes of a large answer that are kept: a piece on its way, and the next one. */
const MOST_KEPT = 2 * PIECE_SIZE;

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
	const [body = Buffer.alloc(0)] = form.encodeAnswer(answer);
	const packed = await pack(request, body, (bytes) => usage.takePacking(bytes));
	if (writing.isOver) return reply.hijack();
	writing.resize(Buffer.byteLength(packed.bytes));
	return sendPacked(reply, form.contentType, packed);
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
