/** Counts request bodies in the account of their token, from before they are read until they are answered. */

import type { FastifyInstance, FastifyRequest } from "fastify";
import type { Account } from "../memory/Account.ts";

declare module "fastify" {
	interface FastifyRequest {
		/** Account of its body; undefined without a body. */
		bodyAccount: Account | undefined;
	}
}

/**
 * @param accountOf Returns the account of a request's token.
 * @param maxBody Bytes counted for a body of unknown size.
 */
export function addBodyAccounts(
	app: FastifyInstance,
	accountOf: (request: FastifyRequest) => Account,
	maxBody: number,
): void {
	app.decorateRequest("bodyAccount", undefined);
	app.addHook("preParsing", async (request, reply, payload) => {
		const size = toldSize(request, maxBody);
		if (size === 0) return payload;
		const account = accountOf(request).open(() => request.raw.destroy());
		account.take(size);
		request.bodyAccount = account;
		reply.raw.once("close", () => account.close());
		return payload;
	});
	// the body was unpacked, or is shorter than counted
	app.addHook("preHandler", async ({ body, bodyAccount }) => {
		if (Buffer.isBuffer(body)) bodyAccount?.set(body.length);
	});
}

function toldSize({ headers }: FastifyRequest, maxBody: number): number {
	if (headers["content-length"] !== undefined) return Math.min(Number(headers["content-length"]), maxBody);
	return headers["transfer-encoding"] === undefined ? 0 : maxBody;
}
