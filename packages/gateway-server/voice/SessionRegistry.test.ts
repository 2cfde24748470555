import assert from "node:assert/strict";
import { describe, it } from "node:test";
import { ALICE } from "../support/fixtures.ts";
import { resolveOptions } from "../options.ts";
import { SessionRegistry } from "./SessionRegistry.ts";

const nameOf = ({ serverId, sessionId }: typeof ALICE) => ({ server_id: serverId, session_id: sessionId });

describe("SessionRegistry", () => {
	it("should support one session id in several guilds", () => {
		const registry = new SessionRegistry(resolveOptions({ ssrc: 7 }));
		const other = { ...ALICE, serverId: "2" };
		const first = registry.add(ALICE, "1:x");
		const second = registry.add(other, "2:x");
		assert.deepEqual([first.id, second.id, second.ssrc], ["1:x", "2:x", 8]);
		assert.equal(registry.named(nameOf(ALICE)), first);
		assert.equal(registry.named(nameOf(other)), second);
		assert.equal(registry.require("2:x"), second);
	});

	it("should reject a duplicate id or name", () => {
		const registry = new SessionRegistry(resolveOptions({}));
		registry.add(ALICE);
		assert.throws(() => registry.add({ ...ALICE, serverId: "2" }), /already registered: session-of-alice/);
		assert.throws(() => registry.add(ALICE, "1:x"), /already registered/);
	});

	it("should distinguish stale from wrong credentials", () => {
		const registry = new SessionRegistry(resolveOptions({}));
		const session = registry.add(ALICE);
		assert.equal(registry.isStale(nameOf(ALICE), "wrong"), false);
		assert.equal(registry.isStale({ ...nameOf(ALICE), server_id: "2" }, ALICE.token), false);
		assert.equal(registry.isStale({ ...nameOf(ALICE), session_id: "none" }, ALICE.token), true);
		registry.remove(session);
		assert.equal(registry.named(nameOf(ALICE)), undefined);
		registry.add({ ...ALICE, token: "new" });
		assert.equal(registry.isStale(nameOf(ALICE), ALICE.token), true);
		assert.equal(registry.isStale(nameOf(ALICE), "wrong"), false);
	});

	it("should remember a bounded number of removed sessions", () => {
		const registry = new SessionRegistry(resolveOptions({}));
		for (let index = 0; index <= 1000; index += 1)
			registry.remove(registry.add({ ...ALICE, token: `token ${index}` }));
		registry.add(ALICE);
		assert.equal(registry.isStale(nameOf(ALICE), "token 0"), false);
		assert.equal(registry.isStale(nameOf(ALICE), "token 1"), true);
	});
});
