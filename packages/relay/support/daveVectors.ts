/** Proposals of a gateway, signed by an external sender that shares no code with the relay, around a key package of davey. */

import { readFileSync } from "node:fs";

interface Vectors {
	readonly add: { readonly message: string; readonly ref: string };
	readonly otherAdd: { readonly message: string; readonly ref: string };
	readonly remove: { readonly message: string; readonly ref: string };
	readonly append: string;
	readonly revoke: string;
}

const text = readFileSync(new URL("../voice/dave/proposals.vectors.json", import.meta.url), "utf8");
const { add, otherAdd, remove, append, revoke } = JSON.parse(text) as Vectors;

const proposal = ({ message, ref }: { readonly message: string; readonly ref: string }) => ({
	message: Buffer.from(message, "hex"),
	ref,
});

export const VECTORS = {
	add: proposal(add),
	otherAdd: proposal(otherAdd),
	remove: proposal(remove),
	/** Payload of op 27 with add, remove and the other add. */
	append: Buffer.from(append, "hex"),
	/** Payload of op 27 that takes add and remove back. */
	revoke: Buffer.from(revoke, "hex"),
};
