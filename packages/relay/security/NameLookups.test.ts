import assert from "node:assert/strict";
import { describe, it } from "node:test";
import { FakeClock } from "../../shared/support/FakeClock.ts";
import type { NameAnswer } from "./lookUp.ts";
import { NameLookups } from "./NameLookups.ts";

const ONE = { address: "1.1.1.1", family: 4 };
const SIX = { address: "2606:4700::1", family: 6 };

/** Lookups that the test answers. */
class Fixture {
	public readonly clock = new FakeClock();
	/** Names that were looked up, in order. */
	public readonly asked: Array<string> = [];
	public readonly lookups: NameLookups;
	private readonly pending = new Map<string, { resolve(answer: NameAnswer): void; reject(error: Error): void }>();

	public constructor() {
		const lookUp = (name: string): Promise<NameAnswer> => {
			this.asked.push(name);
			return new Promise((resolve, reject) => this.pending.set(name, { resolve, reject }));
		};
		this.lookups = new NameLookups(lookUp, this.clock);
	}

	/** Looks up a name. Returns the result: addresses, or an error code. */
	public ask(tenant: string, name: string, family = 0): Array<unknown> {
		const came: Array<unknown> = [];
		this.lookups.resolveFor(tenant)(name, { all: true, family }, (error, addresses) => {
			came.push(error === null ? addresses.map(({ address }) => address) : error.code);
		});
		return came;
	}

	public async answer(name: string, answer: Partial<NameAnswer> = {}): Promise<void> {
		this.pending.get(name)?.resolve({ addresses: [ONE], ttlMs: 0, ...answer });
		await settle();
	}

	public async fail(name: string, code: string): Promise<void> {
		this.pending.get(name)?.reject(Object.assign(new Error(code), { code }));
		await settle();
	}
}

const settle = (): Promise<void> => new Promise((resolve) => setImmediate(resolve));
const names = (prefix: string, count: number): Array<string> =>
	Array.from({ length: count }, (_, index) => `${prefix}${index}.example`);

describe("NameLookups", () => {
	it("should return addresses of the requested family", async () => {
		const fixture = new Fixture();
		const came = [0, 4, 6].map((family) => fixture.ask("one", "a.example", family));
		await fixture.answer("a.example", { addresses: [ONE, SIX] });
		assert.deepEqual(came, [[[ONE.address, SIX.address]], [[ONE.address]], [[SIX.address]]]);
	});

	it("should share one lookup, and report its failure to all", async () => {
		const fixture = new Fixture();
		const came = [fixture.ask("one", "a.example"), fixture.ask("two", "a.example")];
		await fixture.fail("a.example", "ENOTFOUND");
		assert.deepEqual([fixture.asked, came], [["a.example"], [["ENOTFOUND"], ["ENOTFOUND"]]]);
		fixture.ask("one", "a.example");
		assert.equal(fixture.asked.length, 2);
	});

	/** By hand: the TTL of an answer, and how long it is kept. */
	const KEPT: ReadonlyArray<readonly [ttlMs: number, keptMs: number]> = [
		[1000, 1000],
		[59_000, 59_000],
		[300_000, 60_000],
		[Infinity, 60_000],
	];
	for (const [ttlMs, keptMs] of KEPT) {
		it(`should keep an answer of ${ttlMs} ms for ${keptMs}`, async () => {
			const fixture = new Fixture();
			fixture.ask("one", "a.example");
			await fixture.answer("a.example", { ttlMs });
			fixture.clock.advance(keptMs - 1);
			const again = fixture.ask("two", "a.example");
			await settle();
			assert.deepEqual([fixture.asked.length, again], [1, [[ONE.address]]]);
			fixture.clock.advance(1);
			fixture.ask("two", "a.example");
			assert.equal(fixture.asked.length, 2);
		});
	}

	it("should cache at most 1024 answers with TTL and addresses", async () => {
		const fixture = new Fixture();
		fixture.ask("one", "a.example");
		await fixture.answer("a.example");
		fixture.ask("one", "b.example");
		await fixture.answer("b.example", { addresses: [], ttlMs: 60_000 });
		assert.equal(fixture.lookups.keptCount, 0);
		for (const name of names("c", 1100)) {
			fixture.ask("one", name);
			await fixture.answer(name, { ttlMs: 60_000 });
		}
		assert.equal(fixture.lookups.keptCount, 1024);
		fixture.ask("one", "c75.example");
		fixture.ask("one", "c76.example");
		assert.equal(fixture.asked.at(-1), "c75.example");
	});

	it("should look up 16 names per tenant without delaying another", async () => {
		const fixture = new Fixture();
		for (const name of names("slow", 100)) fixture.ask("loud", name);
		assert.equal(fixture.asked.length, 16);
		const came = fixture.ask("calm", "gateway.example");
		await fixture.answer("gateway.example");
		assert.deepEqual(came, [[ONE.address]]);
		await fixture.answer("slow0.example");
		await fixture.fail("slow1.example", "ETIMEOUT");
		assert.deepEqual(fixture.asked.slice(-2), ["slow16.example", "slow17.example"]);
	});

	it("should not queue a name behind another tenant's queue", async () => {
		const fixture = new Fixture();
		for (const name of [...names("slow", 16), "gateway.example"]) fixture.ask("loud", name);
		const came = fixture.ask("calm", "gateway.example");
		await fixture.answer("gateway.example", { ttlMs: 1000 });
		assert.deepEqual(came, [[ONE.address]]);
		await fixture.answer("slow0.example");
		assert.equal(fixture.asked.filter((name) => name === "gateway.example").length, 1);
	});

	it("should give up lookups that outlast a socket's timeout", async () => {
		const fixture = new Fixture();
		const came = names("slow", 20).map((name) => fixture.ask("loud", name));
		fixture.clock.advance(30_000);
		await fixture.fail("slow0.example", "ETIMEOUT");
		assert.deepEqual(came.flat(), ["ETIMEOUT", "ETIMEOUT", "ETIMEOUT", "ETIMEOUT", "ETIMEOUT"]);
		assert.equal(fixture.asked.length, 16);
	});

	it("should refuse more than 1024 waiting lookups", async () => {
		const fixture = new Fixture();
		const came = names("slow", 16 + 1024 + 1).map((name) => fixture.ask("loud", name));
		await settle();
		assert.deepEqual(came.flat(), ["EBUSY"]);
	});
});
