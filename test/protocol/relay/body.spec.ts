/// <reference types="@rbxts/testez/globals" />

import {
	Answer,
	BODY_OVERHEAD,
	BodyForm,
	CONTENT_TYPES,
	decodeAnswer,
	encodeRecord,
	encodeRequest,
} from "../../../src/protocol/relay/body";
import { UpRecord } from "../../../src/protocol/relay/record";
import { engineEncoding } from "../../../src/runtime/encoding";
import { fromHex } from "../../support/hex";
import link from "../../vectors/link.json";

type Wire = [number: number, socket: number, kind: string, data: string | object];

const { toJson, fromJson, fromBase64, toBase64 } = engineEncoding;

/** A record as the vectors have it, as this package has it. */
function toRecord([number, socket, kind, data]: Wire): UpRecord {
	return { number, socket, type: kind as "t", data: kind === "b" ? fromBase64(data as string) : data };
}

function write(form: BodyForm, body: { ack: number; wait_ms?: number; up: Array<Wire> }): string {
	const pieces = body.up.map((record) => encodeRecord(form, toRecord(record), engineEncoding));
	return encodeRequest(form, body.ack, body.wait_ms, pieces);
}

/** What a binary request says of its records, but for those whose JSON may be written in several ways. */
function headOf(bytes: string): string {
	const [number, socket, kind] = string.unpack("<I4I2B", bytes, 11);
	return bytes.sub(1, 10) + `${number} ${socket} ${kind}`;
}

/** Sorts the members of an object, so that equal values have equal text. */
function canonical(value: unknown): string {
	if (typeIs(value, "buffer")) return `bytes ${toBase64(value)}`;
	if (!typeIs(value, "table")) return typeIs(value, "string") ? `"${value}"` : tostring(value);
	const parts: Array<string> = [];
	for (const [key, item] of pairs(value as Record<string, unknown>)) parts.push(`${key}=${canonical(item)}`);
	parts.sort();
	return `{${parts.join(",")}}`;
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

		it("should need no more than its overhead beside the records", () => {
			for (const form of ["json", "binary"] as Array<BodyForm>) {
				expect(encodeRequest(form, 4294967295, 3600000, []).size() <= BODY_OVERHEAD).to.equal(true);
			}
		});
	});

	describe("decodeAnswer", () => {
		for (const { name, body, binary } of link.answers) {
			const expected = {
				kind: "answer",
				ack: body.ack,
				down: (body.down as unknown as Array<Wire>).map(toRecord),
				more: body.more,
				superseded: (body as { superseded?: boolean }).superseded ?? false,
			};

			it(`should read in binary: ${name}`, () => {
				expect(canonical(decodeAnswer("binary", fromHex(binary), engineEncoding))).to.equal(
					canonical(expected),
				);
			});

			it(`should read in JSON: ${name}`, () => {
				expect(canonical(decodeAnswer("json", toJson(body), engineEncoding))).to.equal(canonical(expected));
			});
		}

		for (const { name, binary } of link.malformedAnswers) {
			it(`should find malformed: ${name}`, () => {
				expect(decodeAnswer("binary", fromHex(binary), engineEncoding).kind).to.equal("malformed");
			});
		}

		const MALFORMED_JSON = [
			"",
			"null",
			"7",
			'"text"',
			"[]",
			"<html>",
			'{"ack":0}',
			'{"ack":"0","down":[]}',
			'{"ack":0,"down":7}',
			'{"ack":0,"down":[7]}',
			'{"ack":0,"down":[[]]}',
			'{"ack":0,"down":[[0,1,"t",""]]}',
			'{"ack":0,"down":[[1.5,1,"t",""]]}',
			'{"ack":0,"down":[[1,0,"t",""]]}',
			'{"ack":0,"down":[[1,1,7,""]]}',
			'{"ack":0,"down":[[1,1,"t",{"a":1}]]}',
			'{"ack":0,"down":[[1,1,"b","not base64!"]]}',
			'{"ack":0,"down":[[1,1,"b",7]]}',
			'{"ack":0,"down":[[1,1,"c","text"]]}',
			'{"ack":0,"down":[[1,1,"t","a"],[3,1,"t","b"]]}',
			'{"ack":0,"down":[[2,1,"t","a"],[1,1,"t","b"]]}',
		];
		for (const text of MALFORMED_JSON) {
			it(`should find malformed: ${text}`, () => {
				expect(decodeAnswer("json", text, engineEncoding).kind).to.equal("malformed");
			});
		}

		it("should find every answer malformed that is cut short within a record", () => {
			const whole = fromHex("01 00 03000000 0000  16000000 0100 74 05000000 68656c6c6f");
			for (const size of $range(9, whole.size() - 1)) {
				expect(decodeAnswer("binary", whole.sub(1, size), engineEncoding).kind).to.equal("malformed");
			}
			expect((decodeAnswer("binary", whole, engineEncoding) as Answer).down[0].data).to.equal("hello");
		});
	});

	describe("CONTENT_TYPES", () => {
		it("should be those of the protocol", () => {
			expect(CONTENT_TYPES.json).to.equal("application/json");
			expect(CONTENT_TYPES.binary).to.equal("application/vnd.relay-link.v1");
		});
	});
};
