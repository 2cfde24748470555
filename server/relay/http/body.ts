/** Packed bodies, both ways. */

import { promisify } from "node:util";
import { gunzip, gzip } from "node:zlib";
import type { FastifyReply, FastifyRequest } from "fastify";
import { BodyError } from "../codec/BodyError.ts";
import { Refusal } from "../link/refusal.ts";

const packAsync = promisify(gzip);
const unpackAsync = promisify(gunzip);

/** Smaller bodies gain nothing, in bytes. */
const PACK_FROM = 1024;

/** Unpacks a request's body if it is packed. @throws Refusal, BodyError */
export async function unpack(request: FastifyRequest, body: Buffer, maxBody: number): Promise<Buffer> {
	const encoding = request.headers["content-encoding"] ?? "identity";
	if (encoding === "identity") return body;
	if (encoding !== "gzip") throw new Refusal("unsupported_media_type", "content-encoding must be gzip or none");
	try {
		return await unpackAsync(body, { maxOutputLength: maxBody });
	} catch (error) {
		if ((error as NodeJS.ErrnoException).code === "ERR_BUFFER_TOO_LARGE") {
			throw new Refusal("too_large", `body is above ${maxBody} bytes`, { limit: maxBody });
		}
		throw new BodyError("body is not gzip");
	}
}

/** Sends a body, packed if the client takes that and it is worth it. */
export async function sendBody(
	request: FastifyRequest,
	reply: FastifyReply,
	contentType: string,
	body: string | Buffer,
): Promise<FastifyReply> {
	reply.type(contentType);
	if (Buffer.byteLength(body) <= PACK_FROM || !takesGzip(request.headers["accept-encoding"])) return reply.send(body);
	return reply
		.header("content-encoding", "gzip")
		.header("vary", "accept-encoding")
		.send(await packAsync(body));
}

/** RFC 9110, section 12.5.3, as far as it goes: `gzip` or `*` without a weight of 0. */
export function takesGzip(header: string | Array<string> | undefined): boolean {
	return String(header ?? "")
		.split(",")
		.some((part) => /^\s*(gzip|\*)\s*(;\s*q=(?!0(\.0*)?\s*$).*)?$/i.test(part));
}
