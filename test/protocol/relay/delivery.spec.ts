/// <reference types="@rbxts/testez/globals" />

import {
	accept,
	Delivery,
	FRESH_DELIVERY,
	keep,
	receive,
	rewrite,
	takePieces,
} from "../../../src/protocol/relay/delivery";
import { DownRecord } from "../../../src/protocol/relay/record";
import { seededRandom } from "../../support/seededRandom";

function withRecords(count: number, size = 3): Delivery {
	let delivery = FRESH_DELIVERY;
	for (const number of $range(1, count)) {
		const record = { number, socket: 1, type: "t" as const, data: "" };
		delivery = keep(delivery, { record, piece: string.rep("x", size) });
	}
	return delivery;
}

const down = (first: number, last: number) => {
	const records: Array<DownRecord> = [];
	for (const number of $range(first, last)) records.push({ number, socket: 1, type: "t", data: tostring(number) });
	return records;
};

const numbers = (delivery: Delivery) => delivery.kept.map(({ record }) => record.number).join(",");

export = () => {
	describe("accept", () => {
		it("should forget accepted records, and ignore an old ack", () => {
			const some = accept(withRecords(4), 2) as Delivery;
			expect(numbers(some)).to.equal("3,4");
			expect(some.keptSize).to.equal(6);
			expect(accept(some, 1)).to.equal(some);
			expect(accept(some, 2)).to.equal(some);
			expect(numbers(accept(some, 4) as Delivery)).to.equal("");
		});

		it("should reject an ack for a record that was never made", () => {
			expect(accept(withRecords(4), 5)).to.equal(undefined);
			expect(accept(FRESH_DELIVERY, 1)).to.equal(undefined);
		});
	});

	describe("receive", () => {
		it("should return the new records", () => {
			const first = receive(FRESH_DELIVERY, down(1, 3));
			expect(first?.fresh.size()).to.equal(3);
			const again = receive(first?.delivery as Delivery, down(2, 5));
			expect(again?.fresh.map((record) => record.data as string).join(",")).to.equal("4,5");
			expect(again?.delivery.received).to.equal(5);
			const old = receive(again?.delivery as Delivery, down(1, 5));
			expect(old?.fresh.size()).to.equal(0);
			expect(old?.delivery).to.equal(again?.delivery);
			expect(receive(FRESH_DELIVERY, [])?.fresh.size()).to.equal(0);
		});

		it("should report a gap", () => {
			expect(receive(FRESH_DELIVERY, down(2, 3))).to.equal(undefined);
		});
	});

	describe("takePieces", () => {
		it("should take the oldest records that fit, at least one", () => {
			const delivery = withRecords(5);
			expect(takePieces(delivery, 100).pieces.size()).to.equal(5);
			expect(takePieces(delivery, 100).last).to.equal(5);
			expect(takePieces(delivery, 8).last).to.equal(2);
			expect(takePieces(delivery, 7).last).to.equal(1);
			expect(takePieces(delivery, 0).last).to.equal(1);
			expect(takePieces(accept(delivery, 3) as Delivery, 8).last).to.equal(5);
		});

		it("should take nothing if no record is kept", () => {
			const { pieces, last } = takePieces(accept(withRecords(2), 2) as Delivery, 100);
			expect(pieces.size()).to.equal(0);
			expect(last).to.equal(2);
		});
	});

	describe("rewrite", () => {
		it("should encode every kept record again", () => {
			const delivery = rewrite(withRecords(3), (record) => `#${record.number}`);
			expect(takePieces(delivery, 100).pieces.join(" ")).to.equal("#1 #2 #3");
			expect(delivery.keptSize).to.equal(6);
		});
	});

	describe("delivery", () => {
		it("should deliver each record once and in order under random faults", () => {
			for (const seed of $range(1, 50)) {
				const random = seededRandom(seed);
				let client = FRESH_DELIVERY;
				let relayAccepted = 0;
				const relayCarried: Array<number> = [];
				const clientGot: Array<number> = [];
				let relayMade = 0;
				let relayAcked = 0;
				/** Answers that may still arrive, in any order. */
				const answers: Array<{ readonly ack: number; readonly records: Array<DownRecord> }> = [];
				for (const _ of $range(1, 300)) {
					const step = random(4);
					if (step === 0) {
						const record = { number: client.made + 1, socket: 1, type: "t" as const, data: "" };
						client = keep(client, { record, piece: tostring(record.number) });
					} else if (step === 1) {
						relayMade += random(3);
					} else if (step === 2) {
						// A request arrives, perhaps twice.
						const { pieces } = takePieces(client, 10 + random(40));
						for (const _again of $range(0, random(2))) {
							for (const piece of pieces) {
								const number = tonumber(piece) as number;
								if (number <= relayAccepted) continue;
								expect(number).to.equal(relayAccepted + 1);
								relayAccepted = number;
								relayCarried.push(number);
							}
							relayAcked = math.max(relayAcked, client.received);
							answers.push({ ack: relayAccepted, records: down(relayAcked + 1, relayMade) });
						}
					} else if (answers.size() > 0) {
						const answer = answers.remove(random(answers.size()))!;
						// Half of the answers are lost.
						if (random(2) === 0) continue;
						client = accept(client, answer.ack) as Delivery;
						const received = receive(client, answer.records);
						expect(received).to.be.ok();
						client = received!.delivery;
						for (const record of received!.fresh) clientGot.push(record.number);
					}
				}
				clientGot.forEach((number, index) => expect(number).to.equal(index + 1));
				relayCarried.forEach((number, index) => expect(number).to.equal(index + 1));
				expect(clientGot.size() > 0 && relayCarried.size() > 0).to.equal(true);
			}
		});
	});
};
