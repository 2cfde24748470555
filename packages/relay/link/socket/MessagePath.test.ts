import assert from "node:assert/strict";
import { describe, it } from "node:test";
import type { Upstream } from "../../upstream/Upstream.ts";
import { MessagePath } from "./MessagePath.ts";
import type { Outgoing } from "./Outgoing.ts";
import type { Transformer } from "./Transformer.ts";

const UPPER: Transformer = {
	fromClient: (text) => (text === "" ? undefined : text.toUpperCase()),
	bytesFromClient: (bytes) => (bytes.length === 0 ? undefined : Buffer.from([...bytes, 9])),
	fromServer: (text) => `${text}!`,
	bytesFromServer: (bytes) => `${bytes.length} bytes`,
	readOn: () => {},
	end: () => {},
};

function start(transformer?: Transformer) {
	const sent: Array<unknown> = [];
	const sizes: Array<number> = [];
	const upstream = {
		sendText: (text: string) => sent.push(text),
		sendBinary: (bytes: Buffer) => sent.push([...bytes]),
	};
	const run = (size: number, action: () => void): void => {
		sizes.push(size);
		action();
	};
	const path = new MessagePath({ run } as unknown as Outgoing, () => upstream as unknown as Upstream, transformer);
	return { path, sent, sizes };
}

describe("MessagePath", () => {
	it("should pass messages unchanged without a transformer", () => {
		const { path, sent } = start();
		path.sendText("é", false);
		path.sendBinary(Buffer.from([1]));
		assert.deepEqual(sent, ["é", [1]]);
		assert.deepEqual(path.receiveText(Buffer.from("a")), Buffer.from("a"));
		assert.deepEqual(path.receiveBinary(Buffer.from([2])), Buffer.from([2]));
	});

	it("should send and deliver what the transformer returns", () => {
		const { path, sent } = start(UPPER);
		for (const text of ["a", ""]) path.sendText(text, false);
		for (const bytes of [Buffer.from([1]), Buffer.alloc(0)]) path.sendBinary(bytes);
		assert.deepEqual(sent, ["A", [1, 9]]);
		assert.equal(path.receiveText(Buffer.from("a")), "a!");
		assert.equal(path.receiveBinary(Buffer.from([2])), "1 bytes");
	});

	it("should count the bytes of a text only while the socket connects", () => {
		const { path, sent, sizes } = start();
		path.sendText("é", true);
		path.sendText("é", false);
		assert.deepEqual(
			[sent, sizes],
			[
				["é", "é"],
				[2, 0],
			],
		);
	});
});
