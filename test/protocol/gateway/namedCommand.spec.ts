/// <reference types="@rbxts/testez/globals" />

import { gatewayOpcodeOf, transformPayload } from "../../../src/protocol/gateway/namedCommand";

export = () => {
	describe("gatewayOpcodeOf", () => {
		it("should accept every spelling", () => {
			for (const name of ["PRESENCE_UPDATE", "PresenceUpdate", "presenceUpdate", "presence update"]) {
				expect(gatewayOpcodeOf(name)).to.equal(3);
			}
		});

		it("should return undefined for any other name", () => {
			for (const name of ["", "Login", "10", "Voice"]) expect(gatewayOpcodeOf(name)).to.equal(undefined);
		});
	});

	describe("transformPayload", () => {
		it("should accept names in any spelling, and numbers", () => {
			for (const op of ["Resume", "RESUME", "resume", 6]) expect(transformPayload({ op, d: 1 })?.op).to.equal(6);
			expect(transformPayload({ op: 77 })?.op).to.equal(77);
		});

		it("should return a copy; undefined without an opcode", () => {
			const payload = { op: "Hello", d: { a: 1 } };
			const transformed = transformPayload(payload);
			expect(transformed).never.to.equal(payload);
			expect(transformed?.d).to.equal(payload.d);
			expect(payload.op).to.equal("Hello");
			expect(transformPayload({})).to.equal(undefined);
		});

		it("should reject an unknown name", () => {
			expect(() => transformPayload({ op: "Nope" })).to.throw('there is no opcode "Nope"');
		});
	});
};
