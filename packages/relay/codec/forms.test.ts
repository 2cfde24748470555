import assert from "node:assert/strict";
import { readFileSync } from "node:fs";
import { describe, it } from "node:test";
import type { DownType } from "../../../src/protocol/relay/recordType.ts";
import { binaryForm, decodeBinaryRequest, encodeDownRecord } from "./binaryForm.ts";
import { BodyError } from "./BodyError.ts";
import { decodeJsonRequest, jsonForm } from "./jsonForm.ts";
import type { Answer, EncodedRecord, Form } from "./record.ts";
import { sharedText } from "./SharedText.ts";

interface Vectors {
	readonly requests: ReadonlyArray<{ readonly name: string; readonly body: object; readonly binary: string }>;
	readonly answers: ReadonlyArray<{ readonly name: string; readonly body: AnswerBody; readonly binary: string }>;
	readonly malformedRequests: ReadonlyArray<{ readonly name: string; readonly binary: string }>;
}

interface AnswerBody {
	readonly ack: number;
	readonly down: ReadonlyArray<readonly [number: number, socket: number, type: DownType, data: unknown]>;
	readonly more: boolean;
	readonly pace_ms: number;
	readonly superseded?: boolean;
}

const VECTORS = JSON.parse(
	readFileSync(new URL("../../../test/vectors/link.json", import.meta.url), "utf8"),
) as Vectors;

const bytes = (hex: string): Buffer => Buffer.from(hex.replaceAll(" ", ""), "hex");

/** Makes a link's answer from its JSON form. */
function answer(form: Form, body: AnswerBody): Answer {
	const down = body.down.map(([number, socket, type, data]) => {
		const own =
			type === "t" ? String(data) : type === "b" ? Buffer.from(String(data), "base64") : JSON.stringify(data);
		return encodeDownRecord({ number, socket, type, data: own });
	});
	const { ack, more, pace_ms: paceMs, superseded = false } = body;
	const downSize = down.reduce((sum, record) => sum + form.recordSize(record), 0);
	return { ack, down, downSize, more, paceMs, superseded };
}

/** Encodes the whole answer, and checks its stated size. */
function write(form: Form, made: Answer): Buffer {
	const written = Buffer.concat([...form.encodeAnswer(made)]);
	assert.equal(written.length, form.answerSize(made));
	return written;
}

describe("shared records", () => {
	const texts = ['[1,2,"s",[["m","1",{"name":"é \\"x\\""}]]]', '[1,3,"d",[]]'];
	for (const [name, form] of [
		["binary", binaryForm],
		["JSON", jsonForm],
	] as const) {
		for (let count = 0; count <= texts.length; count += 1) {
			it(`should write ${count} shared texts like one text, in ${name} form`, () => {
				const some = texts.slice(0, count);
				const shared = { number: 7, socket: 2, texts: some.map((text) => sharedText(Buffer.from(text))) };
				const other = encodeDownRecord({ number: 8, socket: 1, type: "t", data: "other" });
				const whole = encodeDownRecord({ number: 7, socket: 2, type: "t", data: `[${some.join(",")}]` });
				const make = (first: EncodedRecord): Buffer => {
					const downSize = form.recordSize(first) + form.recordSize(other);
					const down = [first, other];
					return write(form, { ack: 1, down, downSize, more: false, paceMs: 5, superseded: false });
				};
				assert.deepEqual(make(shared), make(whole));
			});
		}
	}
});

describe("binary form", () => {
	for (const { name, body, binary } of VECTORS.requests) {
		it(`should read a request alike in both forms: ${name}`, () => {
			const json = decodeJsonRequest(Buffer.from(JSON.stringify(body)));
			assert.deepEqual(decodeBinaryRequest(bytes(binary)), json);
			const { ack, up } = body as { ack: number; up: Array<unknown> };
			assert.deepEqual([json.ack, json.up.length], [ack, up.length]);
		});
	}

	for (const { name, body, binary } of VECTORS.answers) {
		it(`should write an answer: ${name}`, () => {
			const written = write(binaryForm, answer(binaryForm, body));
			assert.equal(written.toString("hex"), bytes(binary).toString("hex"));
		});
	}

	for (const { name, binary } of VECTORS.malformedRequests) {
		it(`should refuse ${name}`, () => {
			assert.throws(() => decodeBinaryRequest(bytes(binary)), BodyError);
		});
	}

	it("should report the wrong record and the supported version", () => {
		const second = bytes("01 00 00000000 00000000  01000000 0100 74 00000000  02000000 0000 74 00000000");
		assert.throws(() => decodeBinaryRequest(second), { index: 1, message: "socket must be above 0" });
		const version = bytes("07 00 00000000 00000000");
		assert.throws(() => decodeBinaryRequest(version), { code: "bad_version", message: "version must be 1, got 7" });
	});

	it("should refuse a truncated request unless cut between records", () => {
		const whole = bytes(VECTORS.requests.find(({ name }) => name.startsWith("empty text"))?.binary ?? "");
		const ends = new Set([10, 21, 32]);
		for (let size = 0; size <= whole.length; size += 1) {
			const cut = whole.subarray(0, size);
			if (ends.has(size)) decodeBinaryRequest(cut);
			else assert.throws(() => decodeBinaryRequest(cut), BodyError, `cut at ${size}`);
		}
	});

	it("should cap a pace above two bytes", () => {
		const empty = { ack: 0, down: [], downSize: 0, more: false, paceMs: 70_000, superseded: false };
		const written = write(binaryForm, empty);
		assert.equal(written.toString("hex"), "010000000000ffff");
	});

	it("should refuse too many records before reading them", () => {
		const body = bytes("01 00 00000000 00000000  01000000 0100 74 00000000  02000000 0000 74 00000000");
		assert.throws(() => decodeBinaryRequest(body, 1), { code: "too_large", fields: { limit: 1 } });
	});

	for (const type of ["t", "o", "c", "i", "k"]) {
		it(`should refuse data of ${type} that is not UTF-8`, () => {
			const head = "01 00 00000000 00000000  01000000 0100";
			const code = type.charCodeAt(0).toString(16);
			const message = `data of ${type} must be UTF-8`;
			assert.throws(() => decodeBinaryRequest(bytes(`${head} ${code} 02000000 c328`)), { index: 0, message });
		});
	}

	it("should copy a record's bytes out of the body", () => {
		const body = bytes("01 00 00000000 00000000  01000000 0100 62 02000000 0102");
		const [record] = decodeBinaryRequest(body).up;
		body.fill(0xff);
		assert.deepEqual(record?.data, Buffer.from([1, 2]));
	});
});

/** By hand: bodies that are refused, why, and at which record. */
const MALFORMED: ReadonlyArray<readonly [body: string, message: RegExp, index?: number]> = [
	["", /body is not JSON/],
	["secret", /^body is not JSON$/],
	["null", /body must be an object/],
	["7", /body must be an object/],
	["[1]", /body must be an object/],
	["[]", /ack must be an integer from 0 to 4294967295$/],
	['{"ack":-1}', /ack must be an integer from 0 to 4294967295, got -1/],
	['{"ack":1.5}', /ack must be .* got 1.5/],
	['{"ack":"1"}', /ack must be an integer from 0 to 4294967295$/],
	['{"ack":4294967296}', /ack must be .* got 4294967296/],
	['{"ack":0,"wait_ms":-1}', /wait_ms must be an integer/],
	['{"ack":0,"up":{"a":1}}', /up must be an array/],
	['{"ack":0,"up":[7]}', /record must be an array of 4/, 0],
	['{"ack":0,"up":[[1,1,"t"]]}', /record must be an array of 4/, 0],
	['{"ack":0,"up":[[0,1,"t",""]]}', /record number must be an integer from 1/, 0],
	['{"ack":0,"up":[[1,0,"t",""]]}', /socket must be an integer from 1 to 65535, got 0/, 0],
	['{"ack":0,"up":[[1,65536,"t",""]]}', /socket must be .* got 65536/, 0],
	['{"ack":0,"up":[[1,1,"p",{}]]}', /type must be one of o, t, b, c, i, k/, 0],
	['{"ack":0,"up":[[1,1,7,""]]}', /type must be one of/, 0],
	['{"ack":0,"up":[[1,1,"t",7]]}', /data of t must be a string/, 0],
	['{"ack":0,"up":[[1,1,"t","\\ud83d"]]}', /data of t must not have half of a surrogate pair/, 0],
	['{"ack":0,"up":[[1,1,"t","\\ude00\\ud83d"]]}', /half of a surrogate pair/, 0],
	['{"ack":0,"up":[[1,1,"b",{}]]}', /data of b must be a string/, 0],
	['{"ack":0,"up":[[1,1,"b","AQI"]]}', /data of b must be base64 with padding/, 0],
	['{"ack":0,"up":[[1,1,"b","AQ-_"]]}', /data of b must be base64/, 0],
	['{"ack":0,"up":[[1,1,"o",""]]}', /data of o must be an object/, 0],
	['{"ack":0,"up":[[1,1,"o",null]]}', /data of o must be an object/, 0],
	['{"ack":0,"up":[[1,1,"c",[1]]]}', /data of c must be an object/, 0],
	['{"ack":0,"up":[[1,1,"t",""],[3,1,"t",""]]}', /3 came where 2 was due/, 1],
	['{"ack":0,"up":[[2,1,"t",""],[2,1,"t",""]]}', /2 came where 3 was due/, 1],
];

describe("JSON form", () => {
	for (const [body, message, index] of MALFORMED) {
		it(`should refuse ${body === "" ? "nothing" : body}`, () => {
			assert.throws(() => decodeJsonRequest(Buffer.from(body)), { name: "BodyError", message, index });
		});
	}

	it("should refuse too many records before reading them", () => {
		const body = Buffer.from('{"ack":0,"up":[[1,1,"t",""],7]}');
		assert.throws(() => decodeJsonRequest(body, 1), { code: "too_large", fields: { limit: 1 } });
		assert.equal(decodeJsonRequest(Buffer.from('{"ack":0,"up":[[1,1,"t",""]]}'), 1).up.length, 1);
	});

	it("should read Roblox's empty array as an empty object", () => {
		const { up } = decodeJsonRequest(Buffer.from('{"ack":0,"up":[[1,1,"c",[]]]}'));
		assert.deepEqual(up, [{ number: 1, socket: 1, type: "c", data: {} }]);
	});

	it("should refuse invalid UTF-8 anywhere", () => {
		for (const [head, tail] of [
			['{"ack":0,"x":"', '"}'],
			['{"ack":0,"up":[[1,1,"t","', '"]]}'],
			['{"ack":0,"', '":1}'],
			["", ""],
		] as const) {
			const body = Buffer.concat([Buffer.from(head), Buffer.from([0xc3, 0x28]), Buffer.from(tail)]);
			assert.throws(() => decodeJsonRequest(body), { name: "BodyError", message: "body must be UTF-8" });
		}
	});

	it("should treat null fields as absent", () => {
		const nothing = { ack: 0, waitMs: undefined, up: [] };
		assert.deepEqual(decodeJsonRequest(Buffer.from('{"ack":0}')), nothing);
		assert.deepEqual(decodeJsonRequest(Buffer.from('{"ack":0,"wait_ms":null,"up":null}')), nothing);
	});

	for (const { name, body } of VECTORS.answers) {
		it(`should write an answer: ${name}`, () => {
			assert.deepEqual(JSON.parse(String(write(jsonForm, answer(jsonForm, body)))), body);
		});
	}

	it("should write any text so that JSON.parse restores it", () => {
		for (const text of ['"', "\\", "\u0000\u001f", "\u2028", "é€😀"]) {
			const body = { ack: 0, down: [[1, 1, "t", text]], more: false, pace_ms: 0 } as const;
			assert.deepEqual(JSON.parse(String(write(jsonForm, answer(jsonForm, body)))), body);
		}
	});
});
