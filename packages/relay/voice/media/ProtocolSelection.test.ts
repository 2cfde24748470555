import assert from "node:assert/strict";
import { describe, it } from "node:test";
import { TRANSPORT_MODES } from "../../../shared/rtp/TransportCipher.ts";
import { ProtocolSelection } from "./ProtocolSelection.ts";

const OWN = { address: "192.0.2.1", port: 4000 };
const READY = { ssrc: 1, ip: "66.22.196.1", port: 5000 };

function start() {
	const sent: Array<unknown> = [];
	const selection = new ProtocolSelection((text) => sent.push((JSON.parse(text) as { d: { data: unknown } }).d.data));
	return { sent, selection };
}

describe("ProtocolSelection", () => {
	it("should repeat a selection until it is answered", () => {
		const { sent, selection } = start();
		selection.repeat();
		selection.select(OWN, TRANSPORT_MODES[0]);
		selection.repeat();
		selection.answered();
		selection.repeat();
		assert.deepEqual(sent, Array(2).fill({ ...OWN, mode: TRANSPORT_MODES[0] }));
	});

	it("should select nowhere with the best mode that is offered", () => {
		const { sent, selection } = start();
		selection.selectNowhere({ ...READY, modes: ["unknown", TRANSPORT_MODES[0]] });
		selection.selectNowhere({ ...READY, modes: ["unknown"] });
		selection.selectNowhere({ ...READY, modes: [] });
		selection.selectNowhere(undefined);
		const nowhere = { address: "127.0.0.1", port: 9 };
		assert.deepEqual(sent, [
			{ ...nowhere, mode: TRANSPORT_MODES[0] },
			{ ...nowhere, mode: "unknown" },
		]);
	});
});
