/// <reference types="@rbxts/testez/globals" />

import { LinkRecords } from "../../../src/socket/relay/LinkRecords";

/** Records numbered 1 to `count`, each a text message of one digit. */
function make(count: number, isUrgent = false): LinkRecords {
	const records = new LinkRecords();
	for (const number of $range(1, count)) records.push(1, "t", tostring(number), isUrgent);
	return records;
}

const down = (number: number) => ({ number, socket: 1, type: "t", data: "" });

export = () => {
	describe("LinkRecords", () => {
		it("should carry a record in each request until it is accepted", () => {
			const records = make(2);
			expect(records.take().pieces.join("|")).to.equal('[1,1,"t","1"]|[2,1,"t","2"]');
			expect(records.accept(1)).to.equal(true);
			expect(records.take().pieces.join("|")).to.equal('[2,1,"t","2"]');
			expect(records.isEmpty()).to.equal(false);
			expect(records.accept(2)).to.equal(true);
			expect(records.isEmpty()).to.equal(true);
		});

		it("should refuse an ack for a record that was never made", () => {
			const records = make(1);
			expect(records.accept(2)).to.equal(false);
			expect(records.take().pieces.size()).to.equal(1);
		});

		it("should know whether an urgent record is in no request", () => {
			const records = make(1, true);
			expect(records.hasUrgent()).to.equal(true);
			records.take();
			expect(records.hasUrgent()).to.equal(false);
			records.resend();
			expect(records.hasUrgent()).to.equal(true);
			expect(make(1, false).hasUrgent()).to.equal(false);
		});

		it("should return new down records once, and acknowledge them", () => {
			const records = make(0);
			expect(records.receive([down(1), down(2)])?.size()).to.equal(2);
			expect(records.receive([down(2), down(3)])?.size()).to.equal(1);
			expect(records.take().ack).to.equal(3);
			expect(records.receive([down(5)])).to.equal(undefined);
		});

		it("should encode queued records again in binary form", () => {
			const records = make(1);
			records.useBinary();
			const { form, pieces } = records.take();
			expect(form).to.equal("binary");
			expect(pieces[0]).to.equal(string.pack("<I4I2BI4", 1, 1, "t".byte()[0], 1) + "1");
		});

		it("should halve the limit of a body while more than one record is queued", () => {
			const records = new LinkRecords();
			for (const _ of $range(1, 40)) records.push(1, "t", string.rep("x", 1000), false);
			expect(records.take().pieces.size()).to.equal(40);
			expect(records.shrink()).to.equal(true);
			expect(records.take().pieces.size() < 40).to.equal(true);
			for (const _ of $range(1, 20)) records.shrink();
			expect(records.shrink()).to.equal(false);
			expect(make(1).shrink()).to.equal(false);
		});

		it("should refuse a record above the limit of a body, with both sizes", () => {
			const records = new LinkRecords();
			records.limitBody(1000);
			expect(() => records.push(1, "t", string.rep("x", 1000), false)).to.throw(
				"up to about 936 bytes, got 1012",
			);
		});

		it("should refuse more records than may be queued", () => {
			const records = make(4096);
			expect(() => records.push(1, "t", "", false)).to.throw("4096 messages are already waiting for the relay");
		});

		it("should know which record can still be sent again", () => {
			const records = make(3);
			records.accept(2);
			expect(records.isKept(2)).to.equal(false);
			expect(records.isKept(3)).to.equal(true);
		});
	});
};
