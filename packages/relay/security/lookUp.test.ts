import assert from "node:assert/strict";
import { createSocket } from "node:dgram";
import { once } from "node:events";
import { describe, it, type TestContext } from "node:test";
import { promisify } from "node:util";
import { gzip } from "node:zlib";
import { createLookUp, createResolver, usableFamilies, type LookUp } from "./lookUp.ts";

const HEADER = 12;
const A = 1;

interface NameServer {
	/** Asks it. */
	readonly lookUp: LookUp;
	/** Names that it was asked for. */
	readonly asked: ReadonlySet<string>;
}

/** A name server: `1.2.3.4` for `found.example`, for 77 s; no such name for `missing.example`; silence for all others. */
async function startNameServer(
	context: TestContext,
	hosts: ReadonlyMap<string, ReadonlyArray<string>> = new Map(),
): Promise<NameServer> {
	const socket = createSocket("udp4");
	const asked = new Set<string>();
	socket.on("message", (query, { port, address }) => {
		const [name, end] = readName(query);
		asked.add(name);
		if (name !== "found.example" && name !== "missing.example") return;
		const isFound = name === "found.example" && query.readUInt16BE(end) === A;
		const header = Buffer.from(query.subarray(0, HEADER));
		// a response; recursion is available; 3: no such name
		header.writeUInt16BE(0x8180 | (name === "found.example" ? 0 : 3), 2);
		header.writeUInt16BE(isFound ? 1 : 0, 6);
		header.writeUInt32BE(0, 8);
		const question = query.subarray(HEADER, end + 4);
		const answer = Buffer.from([0xc0, HEADER, 0, A, 0, 1, 0, 0, 0, 77, 0, 4, 1, 2, 3, 4]);
		socket.send(Buffer.concat([header, question, ...(isFound ? [answer] : [])]), port, address);
	});
	socket.bind(0, "127.0.0.1");
	await once(socket, "listening");
	const resolver = createResolver();
	resolver.setServers([`127.0.0.1:${socket.address().port}`]);
	context.after(() => {
		resolver.cancel();
		socket.close();
	});
	return { lookUp: createLookUp({ hosts, resolver }), asked };
}

/** @returns The name of a query, and where its type begins. */
function readName(query: Buffer): readonly [name: string, end: number] {
	const labels: Array<string> = [];
	let at = HEADER;
	for (let size = query[at] ?? 0; size > 0; size = query[at] ?? 0) {
		labels.push(query.toString("latin1", at + 1, at + 1 + size).toLowerCase());
		at += 1 + size;
	}
	return [labels.join("."), at + 1];
}

describe("createLookUp", () => {
	it("should ask the name servers, and return the TTL", async (context) => {
		const { lookUp } = await startNameServer(context);
		const answer = await lookUp("found.example");
		assert.deepEqual(answer, { addresses: [{ address: "1.2.3.4", family: 4 }], ttlMs: 77_000 });
	});

	it("should report an unknown name", async (context) => {
		const { lookUp } = await startNameServer(context);
		await assert.rejects(lookUp("missing.example"), { code: "ENOTFOUND" });
	});

	it("should prefer the hosts file", async (context) => {
		const hosts = new Map([["found.example", ["9.9.9.9", "2606:4700::1"]]]);
		const { lookUp, asked } = await startNameServer(context, hosts);
		const { addresses } = await lookUp("found.example");
		assert.deepEqual(addresses, [
			{ address: "9.9.9.9", family: 4 },
			{ address: "2606:4700::1", family: 6 },
		]);
		assert.equal(asked.size, 0);
	});

	it("should block no pool thread while name servers are silent", async (context) => {
		const { lookUp } = await startNameServer(context);
		let answered = 0;
		for (let count = 0; count < 64; count += 1) {
			lookUp(`slow${count}.example`).catch(() => (answered += 1));
		}
		await promisify(gzip)(Buffer.alloc(1000));
		await lookUp("found.example");
		assert.equal(answered, 0);
	});
});

describe("usableFamilies", () => {
	const loopback = { address: "127.0.0.1", family: "IPv4", internal: true } as const;
	const four = { address: "10.0.0.2", family: "IPv4", internal: false } as const;
	const six = { address: "2001:db8::2", family: "IPv6", internal: false } as const;
	const local = { address: "FE80::2", family: "IPv6", internal: false } as const;

	/** By hand: addresses of the machine, and what is worth asking for. */
	const MACHINES: ReadonlyArray<
		readonly [why: string, addresses: Parameters<typeof usableFamilies>[0], families: ReadonlyArray<number>]
	> = [
		["IPv4 alone", { lo: [loopback], eth0: [four, local] }, [4]],
		["IPv6 alone", { lo: [loopback], eth0: [six] }, [6]],
		["both", { eth0: [six], eth1: [four] }, [4, 6]],
		["none", { lo: [loopback] }, [4, 6]],
		["nothing", {}, [4, 6]],
		["no addresses", { eth0: undefined }, [4, 6]],
	];
	for (const [why, addresses, families] of MACHINES) {
		it(`should see ${why}`, () => assert.deepEqual(usableFamilies(addresses), families));
	}
});
