import assert from "node:assert/strict";
import { describe, it } from "node:test";
import fc from "fast-check";
import { Account, type AccountOwner } from "./Account.ts";

class Root implements AccountOwner {
	public size = 0;

	public moved(bytes: number): void {
		this.size += bytes;
	}

	public left(): void {}
}

const cut = (): void => {};

describe("Account", () => {
	it("should count in every account above", () => {
		const root = new Root();
		const token = new Account(root);
		const link = token.open(cut);
		const socket = link.open(cut);
		link.take(10);
		socket.take(5);
		socket.free(2);
		assert.deepEqual([root.size, token.size, link.size, socket.size], [13, 13, 13, 3]);
	});

	it("should set its own bytes, whatever its parts hold", () => {
		const account = new Account(new Root());
		account.open().take(7);
		account.set(10);
		account.set(3);
		assert.equal(account.size, 10);
	});

	it("should free everything when closed, and take no more", () => {
		const root = new Root();
		const link = new Account(root).open(cut);
		const socket = link.open(cut);
		link.take(10);
		socket.take(5);
		link.close();
		link.close();
		socket.take(9);
		link.set(9);
		assert.deepEqual([root.size, link.size, socket.size], [0, 0, 0]);
	});

	/** By hand: bytes of a link itself and of its two parts, and which is cut. */
	const CUTS: ReadonlyArray<readonly [own: number, first: number, second: number, cut: "link" | "first" | "second"]> =
		[
			[0, 0, 0, "link"],
			[10, 0, 0, "link"],
			[10, 9, 0, "link"],
			[10, 11, 0, "first"],
			[0, 10, 20, "second"],
			[0, 10, 10, "link"],
			[5, 10, 10, "link"],
		];
	for (const [own, first, second, expected] of CUTS) {
		it(`should cut the ${expected} of ${own}, ${first} and ${second}`, () => {
			const link = new Account(new Root(), cut);
			const parts = { first: link.open(cut), second: link.open(cut) };
			link.take(own);
			parts.first.take(first);
			parts.second.take(second);
			assert.equal(link.heaviest(), { link, ...parts }[expected]);
		});
	}

	it("should cut the largest part of an account without a cut", () => {
		const token = new Account(new Root());
		const links = [token.open(cut), token.open(cut), token.open(), token.open(cut)];
		for (const [index, size] of [10, 30, 90, 20].entries()) links[index]?.take(size);
		assert.equal(token.heaviest(), links[1]);
		const empty = new Account(new Root());
		assert.equal(empty.heaviest(), empty);
	});

	it("should hold the sum of what was taken, and nothing after the end", () => {
		const depth = fc.nat({ max: 20 });
		const step = fc.oneof(
			fc.record({ kind: fc.constant("open" as const), which: depth }),
			fc.record({ kind: fc.constantFrom("take" as const, "set" as const), which: depth, bytes: fc.nat(1000) }),
			fc.record({ kind: fc.constant("close" as const), which: depth }),
		);
		fc.assert(
			fc.property(fc.array(step, { maxLength: 100 }), (steps) => {
				const root = new Root();
				const all = [{ account: new Account(root), parent: -1, own: 0, isOpen: true }];
				const isOpen = (index: number): boolean => {
					for (let at = index; at >= 0; at = all[at]?.parent ?? -1)
						if (all[at]?.isOpen !== true) return false;
					return true;
				};
				for (const next of steps) {
					const index = next.which % all.length;
					const entry = all[index] ?? assert.fail();
					if (!isOpen(index)) continue;
					if (next.kind === "open") {
						all.push({ account: entry.account.open(cut), parent: index, own: 0, isOpen: true });
					} else if (next.kind === "close") {
						entry.account.close();
						entry.isOpen = false;
					} else {
						entry.account[next.kind](next.bytes);
						entry.own = next.kind === "set" ? next.bytes : entry.own + next.bytes;
					}
				}
				const expected = all.reduce((sum, { own }, index) => sum + (isOpen(index) ? own : 0), 0);
				assert.equal(root.size, expected);
				all[0]?.account.close();
				assert.equal(root.size, 0);
			}),
		);
	});
});
