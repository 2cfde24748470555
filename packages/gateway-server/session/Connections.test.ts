import assert from "node:assert/strict";
import { describe, it } from "node:test";
import { FakeClock } from "../../shared/support/FakeClock.ts";
import { Connections } from "./Connections.ts";

/** A connection without a network. Records the calls. */
class Socket {
	public readonly done: Array<string> = [];
	public isOpen = true;
	public isEnding = false;

	public close(code: number, reason: string): void {
		this.finish(`close ${code} ${reason}`);
	}

	public reset(): void {
		this.finish("reset");
	}

	public terminate(): void {
		this.finish("terminate");
	}

	public end(): void {
		this.finish("end");
	}

	private finish(what: string): void {
		this.done.push(what);
		this.isOpen = false;
		this.isEnding = true;
	}
}

function make() {
	const clock = new FakeClock();
	const ends: Array<string> = [];
	const connections = new Connections<Socket>(clock, (_socket, code, reason, by) => {
		ends.push(`${code ?? "none"} ${reason} by ${by}`);
	});
	const [first, second] = [new Socket(), new Socket()];
	for (const socket of [first, second]) connections.add(socket);
	return { clock, ends, connections, first, second };
}

/** By hand: how a connection ends, the call it receives, and the reported end. */
const WAYS: ReadonlyArray<
	readonly [
		name: string,
		end: (connections: Connections<Socket>, socket: Socket) => void,
		done: string,
		heard: string,
	]
> = [
	["a close", (all, socket) => all.close(socket, 4000, "why"), "close 4000 why", "4000 why by server"],
	["a reset", (all, socket) => all.reset(socket), "reset", "none reset by the server by link"],
	["the client's close", (all, socket) => all.lost(socket, 1000, "bye", "client"), "end", "1000 bye by client"],
	["a lost connection", (all, socket) => all.lost(socket, undefined, "", "client"), "end", "none  by link"],
];

describe("Connections", () => {
	for (const [name, end, done, heard] of WAYS) {
		it(`should report ${name} once`, () => {
			const { connections, first, second, ends } = make();
			end(connections, first);
			connections.lost(first, 1006, "late", "client");
			connections.close(first, 4001, "late");
			assert.deepEqual(first.done, [done]);
			assert.deepEqual(ends, [heard]);
			assert.deepEqual(connections.open, [second]);
			assert.deepEqual([...connections.all], [first, second]);
		});
	}

	it("should terminate all, and report only those not ending yet", () => {
		const { connections, first, second, ends } = make();
		connections.close(first, 4000, "why");
		connections.terminateAll();
		assert.deepEqual([first.done, second.done], [["close 4000 why", "terminate"], ["terminate"]]);
		assert.deepEqual(ends, ["4000 why by server", "none terminated by the server by link"]);
	});

	it("should drain when all are gone, by force after the grace period", async () => {
		const { clock, connections, first, second } = make();
		let isDrained = false;
		const draining = connections.drain(1000).then(() => (isDrained = true));
		connections.delete(first);
		clock.advance(999);
		assert.deepEqual(second.done, []);
		clock.advance(1);
		assert.deepEqual(second.done, ["terminate"]);
		assert.equal(isDrained, false);
		connections.delete(second);
		await draining;
		await connections.drain(1000);
		clock.advance(5000);
		assert.deepEqual(second.done, ["terminate"]);
	});
});
