import assert from "node:assert/strict";
import { describe, it } from "node:test";
import { startFar, startRelay, TOKEN } from "../../packages/relay/support/startRelay.ts";
import type { LinkAnswer } from "./LeanLink.ts";
import { LeanLinks } from "./LeanLinks.ts";

const PACE = { RELAY_PACE_PER_MIN: "6000", RELAY_PACE_BURST: "1000" };
const LINKS = 3;
const MESSAGES = 200;

describe("LeanLinks", () => {
	for (const form of ["json", "binary"] as const) {
		for (const acceptsGzip of [false, true]) {
			it(`should receive every message in ${form} form, ${acceptsGzip ? "packed" : "unpacked"}`, async (context) => {
				const server = await startFar(context);
				const { url } = await startRelay(context, [server.endpoint], PACE);
				const links = new LeanLinks();
				context.after(() => links.close());
				const texts: Array<string> = [];
				let onWhole = (): void => {};
				const whole = new Promise<void>((resolve) => (onWhole = resolve));
				const sockets = Array.from({ length: LINKS }, server.nextSocket);
				const onAnswer = ({ records }: LinkAnswer): void => {
					for (const [, , type, data] of records) if (type === "t") texts.push(String(data));
					if (texts.length === LINKS * MESSAGES) onWhole();
				};
				const up = [[1, 1, "o", { url: server.url }]] as const;
				await links.open({ url, token: TOKEN, form, acceptsGzip, up, count: LINKS, onAnswer });
				for (const far of await Promise.all(sockets)) {
					for (let index = 0; index < MESSAGES; index += 1) far.send(`message ${index}`);
				}
				await whole;
				const expected = Array.from(
					{ length: LINKS * MESSAGES },
					(_, index) => `message ${Math.floor(index / LINKS)}`,
				);
				assert.deepEqual(texts.toSorted(byNumber), expected);
			});
		}
	}

	it("should report a refusal", async (context) => {
		const { url } = await startRelay(context);
		const links = new LeanLinks();
		const opening = links.open({ url, token: "another token", form: "json", up: [], count: 1, onAnswer: () => {} });
		await assert.rejects(opening, /the relay answered 401/);
	});
});

function byNumber(one: string, other: string): number {
	return Number(one.split(" ")[1]) - Number(other.split(" ")[1]);
}
