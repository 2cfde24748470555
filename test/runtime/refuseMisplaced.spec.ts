/// <reference types="@rbxts/testez/globals" />

import { environmentIn, refuseMisplaced } from "../../src/runtime/refuseMisplaced";

export = () => {
	describe("refuseMisplaced", () => {
		it("should accept options at the right level", () => {
			refuseMisplaced("Owner", {}, { voice: "elsewhere" });
			refuseMisplaced("Owner", { token: "t" }, { voice: "elsewhere" });
		});

		it("should name the option and its replacement", () => {
			expect(() => refuseMisplaced("Owner", { voice: {} }, { voice: "elsewhere" })).to.throw(
				"Owner has no option voice: write elsewhere",
			);
			expect(() => refuseMisplaced("Owner", { voice: false }, { voice: "elsewhere" })).to.throw("voice");
		});
	});

	describe("environmentIn", () => {
		it("should name the owner of each environment part", () => {
			const places = environmentIn("voice");
			for (const name of ["createSocket", "scheduler", "random", "heartbeatFloor"]) {
				expect(places[name]).to.equal(`voice: { ${name} }`);
			}
		});
	});
};
