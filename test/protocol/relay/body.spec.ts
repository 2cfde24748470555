/// <reference types="@rbxts/testez/globals" />

import { BODY_OVERHEAD, BodyForm, CONTENT_TYPES, encodeRecord, encodeRequest } from "../../../src/protocol/relay/body";
import { UpRecord } from "../../../src/protocol/relay/record";
import { engineEncoding } from "../../../src/runtime/encoding";
import { canonical } from "../../support/canonical";
import { fromHex } from "../../support/hex";
import link from "../../vectors/link.json";

type Wire = [number: number, socket: number, kind: string, data: string | object];

const { fromJson, fromBase64 } = engineEncoding;

/** Converts a record of the vectors to this package's form. */
function toRecord([number, socket, kind, data]: Wire): UpRecord {
	return { number, socket, type: kind as "t", data: kind === "b" ? fromBase64(data as string) : data };
}

function write(form: BodyForm, body: { ack: number; wait_ms?: number; up: Array<Wire> }): string {
	const pieces = body.up.map((record) => encodeRecord(form, toRecord(record), engineEncoding));
	return encodeRequest(form, body.ack, body.wait_ms, pieces);
}

/** The records of a binary request, except those whose JSON has several encodings. */
function headOf(bytes: string): string {
	const [number, socket, kind] = string.unpack("<I4I2B", bytes, 11);
	return bytes.sub(1, 10) + `${number} ${socket} ${kind}`;
}

export = () => {
	describe("encodeRequest", () => {
		for (const { name, exact, body, binary } of link.requests) {
			it(`should write in binary: ${name}`, () => {
				const written = write("binary", body as never);
				const expected = fromHex(binary);
				if (exact) expect(written).to.equal(expected);
				else {
					expect(headOf(written)).to.equal(headOf(expected));
					expect(canonical(fromJson(written.sub(22)))).to.equal(canonical(fromJson(expected.sub(22))));
				}
			});

			it(`should write in JSON: ${name}`, () => {
				expect(canonical(fromJson(write("json", body as never)))).to.equal(canonical(body));
			});
		}

		it("should need no more than the overhead besides the records", () => {
			for (const form of ["json", "binary"] as Array<BodyForm>) {
				expect(encodeRequest(form, 4294967295, 3600000, []).size() <= BODY_OVERHEAD).to.equal(true);
			}
		});
	});

	describe("CONTENT_TYPES", () => {
		it("should be the types of the protocol", () => {
			expect(CONTENT_TYPES.json).to.equal("application/json");
			expect(CONTENT_TYPES.binary).to.equal("application/vnd.relay-link.v1");
		});
	});
};
