/// <reference types="@rbxts/testez/globals" />

import { readLinkInfo } from "../../../src/protocol/relay/linkInfo";

const GOOD = {
	link: "a_4hTq-x.y~z",
	ack: 2,
	hold_ms: 20000,
	idle_ms: 90000,
	max_body: 1048576,
	features: ["binary", "ping"],
};

const BAD: ReadonlyArray<object> = [
	{ link: 7 },
	{ link: "" },
	{ link: "a/../b" },
	{ link: "a?b" },
	{ hold_ms: 0 },
	{ hold_ms: "20000" },
	{ idle_ms: -1 },
	{ max_body: math.huge },
];

export = () => {
	describe("readLinkInfo", () => {
		it("should read a link, with times in seconds", () => {
			const info = readLinkInfo(GOOD);
			expect(info?.link).to.equal("a_4hTq-x.y~z");
			expect(info?.ack).to.equal(2);
			expect(info?.hold).to.equal(20);
			expect(info?.idle).to.equal(90);
			expect(info?.maxBody).to.equal(1048576);
			expect(info?.features.has("binary")).to.equal(true);
			expect(info?.features.has("gzip")).to.equal(false);
		});

		it("should accept a link without optional fields", () => {
			const info = readLinkInfo({ ...GOOD, ack: undefined, features: "none" });
			expect(readLinkInfo({ link: "a", hold_ms: 1, idle_ms: 1, max_body: 1 })?.ack).to.equal(0);
			expect(info?.features.size()).to.equal(0);
		});

		it("should reject any other value", () => {
			for (const body of [undefined, 7, "text", {}, []]) expect(readLinkInfo(body)).to.equal(undefined);
			for (const change of BAD) expect(readLinkInfo({ ...GOOD, ...change })).to.equal(undefined);
		});
	});
};
