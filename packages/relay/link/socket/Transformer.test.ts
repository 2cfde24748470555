import assert from "node:assert/strict";
import { describe, it } from "node:test";
import { TestLink } from "../../support/TestLink.ts";
import type { CreateTransformer, TransformedSocket } from "./Transformer.ts";

/** A link with a transformer that marks each message, and drops those that ask for it. */
function made() {
	const ends: Array<unknown> = [];
	const sockets: Array<TransformedSocket> = [];
	const voice: CreateTransformer = (socket, { host, port }) => {
		sockets.push(socket);
		ends.push([host, port]);
		return {
			fromClient: (text) => (text === "drop" ? undefined : `up ${text}`),
			bytesFromClient: (bytes) => (bytes.length === 0 ? undefined : Buffer.concat([Buffer.of(1), bytes])),
			fromServer: (text) => (text === "secret" ? "cut" : text),
			bytesFromServer: (bytes) => (bytes.length === 0 ? "stub" : Buffer.concat([Buffer.of(2), bytes])),
			readOn: () => void ends.push("readOn"),
			end: (by, code) => void ends.push([by, code]),
		};
	};
	return { link: new TestLink({}, {}, voice), ends, sockets };
}

describe("a socket with a transformer", () => {
	it("should have one only if it asks", () => {
		const { link, ends } = made();
		const far = link.open();
		link.up({ number: 2, socket: 1, type: "t", data: "text" });
		far.listener.onBinary(Buffer.alloc(0));
		assert.deepEqual([far.log, ends], [["text"], []]);
		assert.deepEqual(link.peek().at(-1), [2, 1, "b", ""]);
	});

	it("should have none where the relay offers none", () => {
		const link = new TestLink();
		const far = link.open({ dave: true });
		link.up({ number: 2, socket: 1, type: "t", data: "text" });
		assert.deepEqual(far.log, ["text"]);
	});

	for (const name of ["dave", "media"]) {
		it(`should refuse ${name} that is not true or false`, () => {
			const { link } = made();
			link.up({ number: 1, socket: 1, type: "o", data: { url: "wss://gateway.discord.gg/", [name]: 1 } });
			const [, , type, data] = link.peek()[0] ?? [];
			assert.deepEqual([type, (data as { message: string }).message], ["e", `${name} must be true or false`]);
		});
	}

	it("should have one for media alone", () => {
		const { link } = made();
		const far = link.open({ media: true });
		link.up({ number: 2, socket: 1, type: "t", data: "a" });
		assert.deepEqual(far.log, ["up a"]);
	});

	it("should show its address and whether the client keeps up", () => {
		const { link, sockets, ends } = made();
		const far = link.open({ media: true });
		const [socket] = sockets;
		assert.deepEqual([socket?.peerAddress, socket?.isHeld], [far.peerAddress, false]);
		for (let count = 0; count < 80; count += 1) far.listener.onText(Buffer.from("text"));
		assert.equal(socket?.isHeld, true);
		assert.deepEqual(ends.slice(1), []);
		socket?.tell("m", { state: "live" });
		const records = link.poll(0, 0).answer?.down.length ?? 0;
		assert.ok(records > 0);
		for (let ack = link.peek().at(-1)?.[0] ?? 0, last = -1; ack !== last;) {
			last = ack;
			ack = link.peek(ack).at(-1)?.[0] ?? ack;
		}
		assert.deepEqual([socket?.isHeld, ends.slice(1)], [false, ["readOn"]]);
	});

	it("should send what the transformer returns, if anything", () => {
		const { link, ends } = made();
		const far = link.open({ dave: true });
		link.up(
			{ number: 2, socket: 1, type: "t", data: "a" },
			{ number: 3, socket: 1, type: "t", data: "drop" },
			{ number: 4, socket: 1, type: "b", data: Buffer.of(9) },
			{ number: 5, socket: 1, type: "b", data: Buffer.alloc(0) },
		);
		assert.deepEqual(far.log, ["up a", ["binary", "0109"]]);
		far.listener.onText(Buffer.from("text"));
		far.listener.onText(Buffer.from("secret"));
		far.listener.onBinary(Buffer.of(9));
		far.listener.onBinary(Buffer.alloc(0));
		assert.deepEqual(link.peek().slice(1), [
			[2, 1, "t", "text"],
			[3, 1, "t", "cut"],
			[4, 1, "b", "Agk="],
			[5, 1, "t", "stub"],
		]);
		assert.deepEqual(ends, [["gateway.discord.gg", 443]]);
	});

	it("should transform queued messages only when they are sent", () => {
		const { link } = made();
		link.up(
			{ number: 1, socket: 1, type: "o", data: { url: "wss://gateway.discord.gg/", dave: true } },
			{ number: 2, socket: 1, type: "t", data: "a" },
		);
		assert.deepEqual(link.last.log, []);
		link.last.listener.onOpen("");
		assert.deepEqual(link.last.log, ["up a"]);
	});

	it("should obey the transformer only while the socket is open", () => {
		const { link, sockets } = made();
		link.up({ number: 1, socket: 1, type: "o", data: { url: "wss://gateway.discord.gg/", dave: true } });
		const [socket] = sockets;
		assert.ok(socket !== undefined);
		const ask = (): void => {
			socket.sendText("text");
			socket.sendBinary(Buffer.of(1));
			socket.tell("d", { state: "none" });
		};
		ask();
		assert.deepEqual(link.last.log, []);
		link.last.listener.onOpen("");
		ask();
		assert.deepEqual(link.last.log, ["text", ["binary", "01"]]);
		assert.deepEqual(link.peek().at(-1), [2, 1, "d", { state: "none" }]);
		socket.end(4006, "over");
		socket.end(4006, "over");
		ask();
		assert.deepEqual(link.last.log.at(-1), ["close", 4000, ""]);
		assert.deepEqual(link.peek().at(-1), [3, 1, "c", { code: 4006, reason: "over", clean: false, by: "relay" }]);
	});

	for (const [name, bring] of [
		["bytes", (link) => link.last.listener.onBinary(Buffer.of(1))],
		["a text", (link) => link.last.listener.onText(Buffer.from("text"))],
	] as ReadonlyArray<readonly [name: string, bring: (link: TestLink) => void]>) {
		it(`should not deliver ${name} that ended it`, () => {
			const link = new TestLink({}, {}, (socket) => {
				const end = <Given>(given: Given): Given => {
					socket.end(4006, "over");
					return given;
				};
				return {
					fromClient: (text) => text,
					bytesFromClient: (bytes) => bytes,
					fromServer: end,
					bytesFromServer: end,
					readOn: () => {},
					end: () => {},
				};
			});
			link.open({ dave: true });
			bring(link);
			assert.deepEqual(
				link.peek().map(([, , type]) => type),
				["o", "c"],
			);
		});
	}

	/** Ends of a socket, and what its transformer gets. */
	const ENDS: ReadonlyArray<
		readonly [name: string, end: (link: TestLink) => void, heard: readonly [string, unknown]]
	> = [
		["the far server closes it", closes("peer", 4014), ["peer", 4014]],
		["the client closes it", closed(1000, 1000), ["client", 1000]],
		["the client closes it, and gets another code for an answer", closed(4000, 1001), ["client", 4000]],
		["the client closes it, and gets none", closed(1000, 1006), ["client", 1000]],
		["the connection is lost", closes("network", 1006), ["other", 1006]],
		["the relay ends it", closes("relay", 1009), ["other", 1009]],
		["it is abandoned with its link", (link) => link.link.end("idle"), ["client", 4000]],
		["the client ends the link for good", (link) => link.link.end("deleted", 1000), ["client", 1000]],
	];
	for (const [name, end, heard] of ENDS) {
		it(`should end the transformer once when ${name}`, () => {
			const { link, ends } = made();
			link.open({ dave: true });
			end(link);
			assert.deepEqual(ends.slice(1), [heard]);
		});
	}
});

/** The client closes with a code, and the far server answers with one. */
function closed(code: number, answer: number) {
	return (link: TestLink): void => {
		link.up({ number: 2, socket: 1, type: "c", data: { code } });
		closes("client", answer)(link);
	};
}

function closes(by: "peer" | "client" | "network" | "relay", code: number) {
	return (link: TestLink): void => link.last.listener.onEnd({ kind: "closed", code, reason: "", by });
}
