/// <reference types="@rbxts/testez/globals" />

import { field, listField, numberField, textField } from "../../src/protocol/field";

export = () => {
	describe("field", () => {
		it("should read a member of the right type only", () => {
			const body = { text: "a", number: 1 };
			expect(field(body, "text")).to.equal("a");
			expect(textField(body, "text")).to.equal("a");
			expect(textField(body, "number")).to.equal(undefined);
			expect(numberField(body, "number")).to.equal(1);
			expect(numberField(body, "text")).to.equal(undefined);
		});

		it("should find nothing in other types than tables", () => {
			for (const body of ["text", 1, true, undefined, buffer.create(1)]) {
				expect(field(body, "text")).to.equal(undefined);
			}
		});

		it("should read finite numbers only", () => {
			for (const value of [math.huge, -math.huge, 0 / 0])
				expect(numberField({ value }, "value")).to.equal(undefined);
		});
	});

	describe("listField", () => {
		it("should leave out elements of other types", () => {
			const body = { list: ["a", 1, "b", {}, true] };
			expect(listField(body, "list", "string")?.join(",")).to.equal("a,b");
			expect(listField(body, "list", "number")?.join(",")).to.equal("1");
		});

		it("should distinguish an empty list from none", () => {
			expect(listField({ list: [] }, "list", "string")?.size()).to.equal(0);
			expect(listField({ list: "a" }, "list", "string")).to.equal(undefined);
			expect(listField({}, "list", "string")).to.equal(undefined);
		});
	});
};
