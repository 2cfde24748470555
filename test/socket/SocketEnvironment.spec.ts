/// <reference types="@rbxts/testez/globals" />

import { taskScheduler } from "../../src/runtime/Scheduler";
import { createAdapter } from "../../src/socket/createAdapter";
import { resolveEnvironment } from "../../src/socket/SocketEnvironment";
import { FakeNetwork } from "../support/FakeSocket";
import { FakeScheduler } from "../support/FakeScheduler";

export = () => {
	describe("resolveEnvironment", () => {
		it("should use the engine by default", () => {
			const { createSocket, scheduler, random, heartbeatFloor } = resolveEnvironment({});
			expect(heartbeatFloor).to.equal(1000);
			expect(createSocket).to.equal(createAdapter);
			expect(scheduler).to.equal(taskScheduler);
			for (const _ of $range(1, 100)) {
				const share = random();
				expect(share >= 0 && share < 1).to.equal(true);
			}
		});

		it("should keep given values", () => {
			const given = {
				createSocket: new FakeNetwork().createSocket,
				scheduler: new FakeScheduler(),
				random: () => 0.5,
				heartbeatFloor: 20,
			};
			const resolved = resolveEnvironment(given);
			expect(resolved.createSocket).to.equal(given.createSocket);
			expect(resolved.scheduler).to.equal(given.scheduler);
			expect(resolved.random).to.equal(given.random);
			expect(resolved.heartbeatFloor).to.equal(20);
		});

		it("should reject a heartbeat floor that is not above 0 and finite", () => {
			for (const heartbeatFloor of [0, -1, math.huge, 0 / 0]) {
				expect(() => resolveEnvironment({ heartbeatFloor })).to.throw(
					"heartbeatFloor must be finite and above 0 ms",
				);
			}
		});
	});
};
