/// <reference types="@rbxts/testez/globals" />

import { freshRoom } from "../../src/protocol/room/roomState";
import { RoomView } from "../../src/room/RoomView";
import { linesOf } from "../support/roomLines";

const PRESENT = [
	["n", "9", "General"],
	["w", "live", ""],
	["e", { state: "pending" }],
	["m", "1", {}],
	["s", "1", 15],
];
const VEILED = "1 silent 0 | 9: 1=-\nspeakers none away | 9: 1=?";
const UNVEILED = "speakers live , 1 speaks 1 | 9: 1=1";

/** A view of a room in which 1 speaks. */
function make() {
	const view = new RoomView(freshRoom("9"));
	view.take([[3, 1, "s", PRESENT]]);
	return view;
}

export = () => {
	describe("RoomView", () => {
		it("should show what a message did", () => {
			expect(linesOf(make().take([[3, 2, "d", [["q", "1"]]]]).steps)).to.equal("1 silent 0 | 9: 1=-");
		});

		it("should know whether anyone speaks", () => {
			const view = make();
			expect(view.hasSpeaker()).to.equal(true);
			view.veil("away");
			expect(view.hasSpeaker()).to.equal(false);
			expect(new RoomView(freshRoom("9")).hasSpeaker()).to.equal(false);
		});

		it("should veil speakers, and unveil them", () => {
			const view = make();
			expect(linesOf(view.veil("away"))).to.equal(VEILED);
			expect(linesOf(view.veil("away"))).to.equal("");
			expect(linesOf(view.unveil())).to.equal(UNVEILED);
			expect(linesOf(view.unveil())).to.equal("");
		});

		it("should lift the veil with the next message", () => {
			const view = make();
			view.veil("away");
			expect(linesOf(view.take([]).steps)).to.equal(UNVEILED);
			view.veil("away");
			const { steps } = view.take([
				[
					3,
					2,
					"d",
					[
						["q", "1"],
						["m", "2", {}],
					],
				],
			]);
			expect(linesOf(steps)).to.equal("speakers live , 2 joined 9 | 9: 1=- 2=-");
		});

		it("should keep its cursor under the veil, and none after a hole", () => {
			const view = make();
			view.veil("away");
			expect(view.cursor()?.n).to.equal(1);
			view.take([[3, 3, "d", []]]);
			expect(view.cursor()).to.equal(undefined);
			view.take([[3, 3, "s", PRESENT]]);
			expect(view.cursor()?.n).to.equal(3);
		});

		it("should accept any position after it forgot its cursor", () => {
			for (const isVeiled of [true, false]) {
				const view = make();
				if (isVeiled) view.veil("away");
				view.forgetCursor();
				expect(view.cursor()).to.equal(undefined);
				expect(view.hasSpeaker()).to.equal(!isVeiled);
				view.take([[2, 9, "s", PRESENT]]);
				expect(view.cursor()?.term).to.equal(2);
			}
		});

		it("should show neither speakers nor encryption once closed", () => {
			expect(linesOf(make().close("away"))).to.equal(
				"1 silent 0 | 9: 1=-\nspeakers none away, encryption none | 9: 1=?",
			);
		});
	});
};
