/** Unpacks and packs bodies. */

import { promisify } from "node:util";
import { gunzip, gzip } from "node:zlib";
import type { FastifyReply, FastifyRequest } from "fastify";
import { BodyError } from "../codec/BodyError.ts";
import { Refusal } from "../link/refusal.ts";

const packAsync = promisify(gzip);
const unpackAsync = promisify(gunzip);

/** Smallest body that is worth packing, in bytes. */
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

/** A body, and whether it is packed. */
export interface PackedBody {
	readonly bytes: string | Buffer;
	readonly isPacked: boolean;
}

/**
 * Packs a body if the client accepts gzip and packing is worthwhile.
 *
 * @param mayPack Asked last: whether this many bytes may be packed now.
 */
export async function pack(
	{ headers }: FastifyRequest,
	bytes: string | Buffer,
	mayPack: (size: number) => boolean = () => true,
): Promise<PackedBody> {
	const size = Buffer.byteLength(bytes);
	const isWorth = size > PACK_FROM && takesGzip(headers["accept-encoding"]) && mayPack(size);
	return isWorth ? { bytes: await packAsync(bytes), isPacked: true } : { bytes, isPacked: false };
}

/** Sends what {@link pack} made. */
export function sendPacked(reply: FastifyReply, contentType: string, { bytes, isPacked }: PackedBody): FastifyReply {
	if (isPacked) reply.header("content-encoding", "gzip").header("vary", "accept-encoding");
	return reply.type(contentType).send(bytes);
}

/** Sends a body, packed if the client accepts gzip and packing is worthwhile. */
export async function sendBody(
	request: FastifyRequest,
	reply: FastifyReply,
	contentType: string,
	body: string | Buffer,
): Promise<FastifyReply> {
	return sendPacked(reply, contentType, await pack(request, body));
}

/** RFC 9110, section 12.5.3, simplified: `gzip` or `*` without a weight of 0. */
export function takesGzip(header: string | Array<string> | undefined): boolean {
	return String(header ?? "")
		.split(",")
		.some((part) => /^\s*(gzip|\*)\s*(;\s*q=(?!0(\.0*)?\s*$).*)?$/i.test(part));
}
