/// <reference types="@rbxts/testez/globals" />

import { decodeAnswer } from "../../../src/protocol/relay/answer";
import { BodyForm, encodeRecord } from "../../../src/protocol/relay/body";
import { DownRecord } from "../../../src/protocol/relay/record";
import { engineEncoding } from "../../../src/runtime/encoding";
import { canonical } from "../../support/canonical";
import { fromHex } from "../../support/hex";
import link from "../../vectors/link.json";

type Wire = [number: number, socket: number, kind: string, data: string | object];

const { toJson, fromBase64 } = engineEncoding;

/** Converts a record of the vectors to this package's form. */
function toRecord([number, socket, kind, data]: Wire): DownRecord {
	return { number, socket, type: kind, data: kind === "b" ? fromBase64(data as string) : data };
}

/** Decodes an answer with all its records. */
function readWhole(form: BodyForm, body: string) {
	const answer = decodeAnswer(form, body, engineEncoding);
	if (answer.kind === "malformed") return answer.kind;
	const down: Array<DownRecord> = [];
	const [ok] = pcall(() => {
		for (let records = answer.read(2); records.size() > 0; records = answer.read(2)) {
			for (const record of records) down.push(record);
		}
	});
	if (!ok) return "malformed";
	const { ack, more, superseded } = answer;
	return { ack, down, more, superseded };
}

export = () => {
	describe("decodeAnswer", () => {
		for (const { name, body, binary } of link.answers) {
			const expected = {
				ack: body.ack,
				down: (body.down as unknown as Array<Wire>).map(toRecord),
				more: body.more,
				superseded: (body as { superseded?: boolean }).superseded ?? false,
			};

			it(`should read in binary: ${name}`, () => {
				expect(canonical(readWhole("binary", fromHex(binary)))).to.equal(canonical(expected));
			});

			it(`should read in JSON: ${name}`, () => {
				expect(canonical(readWhole("json", toJson(body)))).to.equal(canonical(expected));
			});
		}

		for (const { name, binary } of link.malformedAnswers) {
			it(`should reject ${name}`, () => {
				expect(readWhole("binary", fromHex(binary))).to.equal("malformed");
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
			it(`should reject ${text}`, () => {
				expect(readWhole("json", text)).to.equal("malformed");
			});
		}

		it("should reject an answer that ends within a record", () => {
			const whole = fromHex("01 00 03000000 0000  16000000 0100 74 05000000 68656c6c6f");
			for (const size of $range(9, whole.size() - 1)) {
				expect(readWhole("binary", whole.sub(1, size))).to.equal("malformed");
			}
			const answer = readWhole("binary", whole);
			assert(answer !== "malformed");
			expect(answer.down[0].data).to.equal("hello");
		});

		for (const form of ["binary", "json"] as Array<BodyForm>) {
			it(`should read records in slices, in ${form}`, () => {
				const answer = decodeAnswer(form, writeRecords(form, 5), engineEncoding);
				assert(answer.kind === "answer");
				const sizes = [2, 2, 2, 2].map((limit) => answer.read(limit).size());
				expect(sizes.join(",")).to.equal("2,2,1,0");
			});

			it(`should reject a gap in the numbers, in ${form}`, () => {
				const answer = decodeAnswer(form, writeRecords(form, 4, 3), engineEncoding);
				assert(answer.kind === "answer");
				expect(answer.read(2).size()).to.equal(2);
				expect(() => answer.read(2)).to.throw("record 9 after 2");
			});
		}
	});
};

/** An answer with `count` records. The record at `odd`, from 1, has the number 9. */
function writeRecords(form: BodyForm, count: number, odd = 0): string {
	const record = (number: number) => ({
		number: number === odd ? 9 : number,
		socket: 1,
		type: "t" as const,
		data: "x",
	});
	const pieces: Array<string> = [];
	for (const number of $range(1, count)) pieces.push(encodeRecord(form, record(number), engineEncoding));
	if (form === "json") return `{"ack":0,"down":[${pieces.join(",")}]}`;
	return `${fromHex("01 00 00000000 0000")}${pieces.join("")}`;
}
