/// <reference types="@rbxts/testez/globals" />

import { WebsocketManager } from "../../src/gateway/WebsocketManager";
import { WebsocketManagerClient } from "../../src/gateway/WebsocketManagerClient";
import { WebsocketError } from "../../src/protocol/gateway/WebsocketError";
import { RelayFault } from "../../src/protocol/relay/RelayFault";
import { FakeMainGateway } from "../support/FakeMainGateway";
import { isSame } from "../support/isSame";
import { RecordingLogger } from "../support/RecordingLogger";
import { rejection } from "../support/rejection";

/** Guild of shard 1 of 2: `4194304 >> 22` is 1. */
const GUILD_OF_ONE = "4194304";

function make(shards = 1, options: Partial<WebsocketManagerClient> = {}, maxConcurrency = 1) {
	const gateway = new FakeMainGateway();
	const logger = new RecordingLogger();
	let fetches = 0;
	const manager = new WebsocketManager({
		token: "bot-token",
		intents: 1,
		environment: gateway.environment(),
		logger,
		fetchGatewayBot: () => {
			fetches += 1;
			return gateway.bot(shards, maxConcurrency, 1000 - gateway.identifies.size());
		},
		...options,
	});
	const closures: Array<string> = [];
	manager.onClosed.Connect((fault, shardId) => closures.push(`${shardId} ${fault.kind} ${fault.code ?? "none"}`));
	return { gateway, scheduler: gateway.scheduler, logger, manager, closures, fetched: () => fetches };
}

/** A manager whose shards are all ready. */
function connected(shards = 1, maxConcurrency = shards) {
	const bench = make(shards, {}, maxConcurrency);
	const promise = bench.manager.connect();
	bench.scheduler.advance(1);
	assert(promise.getStatus() === "Resolved", promise.getStatus());
	return bench;
}

export = () => {
	describe("connect", () => {
		it("should make one Websocket per shard, and identify at the allowed rate", () => {
			const { gateway, scheduler, manager } = make(6, {}, 2);
			const promise = manager.connect();
			scheduler.advance(1);
			expect(gateway.identifies.map(({ shardId }) => shardId).join(",")).to.equal("0,1");
			expect(promise.getStatus()).to.equal("Started");
			scheduler.advance(11);
			expect(gateway.identifies.map(({ shardId }) => shardId).join(",")).to.equal("0,1,2,3,4,5");
			expect(promise.getStatus()).to.equal("Resolved");
			expect(manager.shards.size()).to.equal(6);
			expect(manager.isConnected()).to.equal(true);
			expect(manager.connect().getStatus()).to.equal("Resolved");
		});

		it("should ask for the gateway once", () => {
			const { scheduler, manager, fetched, gateway } = make();
			manager.connect();
			manager.connect();
			scheduler.advance(1);
			manager.connect();
			expect(fetched()).to.equal(1);
			expect(gateway.identifies.size()).to.equal(1);
		});

		it("should reject with the time until the reset when no Identify is left", () => {
			const gateway = new FakeMainGateway();
			const bench = make(1, { fetchGatewayBot: () => gateway.bot(1, 1, 0) });
			const fault = rejection(bench.manager.connect()) as WebsocketError;
			expect(fault.kind).to.equal("exhausted");
			expect(fault.resetAfter).to.equal(86_400);
			expect(bench.manager.shards.size()).to.equal(0);
			bench.scheduler.advance(100_000);
			expect(bench.gateway.identifies.size()).to.equal(0);
		});

		it("should give up after its last attempt, with the reason", () => {
			let fetches = 0;
			const { scheduler, manager } = make(1, {
				limits: { maxAttempts: 5 },
				fetchGatewayBot: () => {
					fetches += 1;
					return error("no route", 0);
				},
			});
			const promise = manager.connect();
			scheduler.advance(0.4);
			expect(fetches).to.equal(1);
			scheduler.advance(0.2);
			expect(fetches).to.equal(2);
			scheduler.advance(100);
			expect(fetches).to.equal(5);
			const fault = rejection(promise) as WebsocketError;
			expect(`${fault.kind}: ${fault}`).to.equal("unreachable: no route");
		});

		it("should connect when the relay is back after hours", () => {
			const gateway = new FakeMainGateway();
			let isAway = true;
			const { manager, logger } = make(1, {
				environment: gateway.environment(),
				fetchGatewayBot: () =>
					isAway ? Promise.reject(new RelayFault("leave", "draining", { code: "draining" })) : gateway.bot(1),
			});
			const states: Array<string> = [];
			manager.onStateChanged.Connect((state) => {
				if (states[states.size() - 1] !== state) states.push(state);
			});
			const promise = manager.connect();
			gateway.scheduler.advance(4 * 3600);
			expect(promise.getStatus()).to.equal("Started");
			expect(manager.state).to.equal("waiting");
			expect(logger.count("warn: relay: draining")).to.equal(1);
			isAway = false;
			gateway.scheduler.advance(100);
			expect(promise.getStatus()).to.equal("Resolved");
			expect(manager.state).to.equal("open");
			expect(states[states.size() - 1]).to.equal("open");
		});

		it("should wait for the rate limit, through a relay as well", () => {
			for (const limit of [
				() => {
					throw WebsocketError.rateLimited(20);
				},
				() => Promise.reject(new RelayFault("wait", "limit", { code: "discord_rate_limited", retryAfter: 20 })),
			]) {
				const gateway = new FakeMainGateway();
				let fetches = 0;
				const { manager } = make(1, {
					environment: gateway.environment(),
					fetchGatewayBot: () => {
						fetches += 1;
						return fetches === 1 ? limit() : gateway.bot(1);
					},
				});
				const promise = manager.connect();
				gateway.scheduler.advance(19.9);
				expect(`${fetches} ${manager.state}`).to.equal("1 limited");
				gateway.scheduler.advance(1);
				expect(fetches).to.equal(2);
				expect(promise.getStatus()).to.equal("Resolved");
			}
		});

		it("should reject a rate limit that is too long, with its seconds", () => {
			const { manager } = make(1, {
				maxRetryAfter: 10,
				fetchGatewayBot: () => {
					throw WebsocketError.rateLimited(10.5);
				},
			});
			const fault = rejection(manager.connect()) as WebsocketError;
			expect(`${fault.kind} ${fault.retryAfter}`).to.equal("rateLimited 10.5");
			expect(manager.state).to.equal("idle");
		});

		it("should reject a maxRetryAfter below 0", () => {
			expect(() => make(1, { maxRetryAfter: -1 })).to.throw("maxRetryAfter must be 0 s or more, got -1");
		});

		it("should accept an empty answer if its domain is set", () => {
			const gateway = new FakeMainGateway();
			const { manager } = make(1, {
				environment: gateway.environment(),
				domain: "wss://other.example",
				fetchGatewayBot: () => ({ session_start_limit: {} }),
			});
			const promise = manager.connect();
			gateway.scheduler.advance(1);
			expect(promise.getStatus()).to.equal("Resolved");
			expect(manager.shards.get(0)!.url).to.equal("wss://other.example/?v=10&encoding=json");
		});

		it("should wait for a promised answer", () => {
			let answer: (bot: unknown) => void = () => error("was not asked");
			const { gateway, scheduler, manager } = make(1, {
				fetchGatewayBot: () => new Promise((resolve) => (answer = resolve)),
			});
			const promise = manager.connect();
			scheduler.advance(30);
			expect(manager.shards.size()).to.equal(0);
			answer(gateway.bot(1));
			scheduler.advance(1);
			expect(promise.getStatus()).to.equal("Resolved");
		});

		it("should reject with the reason of a promise", () => {
			const cancelled = new Promise(() => {});
			cancelled.cancel();
			const cases: ReadonlyArray<readonly [answer: Promise<unknown>, reason: string]> = [
				[Promise.reject("relay: HttpError: ConnectFail"), "unreachable: relay: HttpError: ConnectFail"],
				[cancelled, "noGateway: GET /gateway/bot returned no gateway"],
			];
			for (const [answer, reason] of cases) {
				const limits = { maxAttempts: 5 };
				const { scheduler, manager, logger } = make(1, { limits, fetchGatewayBot: () => answer });
				const promise = manager.connect();
				scheduler.advance(100);
				const fault = rejection(promise) as WebsocketError;
				expect(`${fault.kind}: ${fault}`).to.equal(reason);
				expect(logger.lines.every((line) => line.find("%.spec:%d")[0] === undefined)).to.equal(true);
			}
		});

		it("should repeat the request after an invalid answer", () => {
			const gateway = new FakeMainGateway();
			let fetches = 0;
			const bench = make(1, {
				fetchGatewayBot: () => {
					fetches += 1;
					return fetches === 1 ? { url: 5 } : gateway.bot(1);
				},
			});
			const promise = bench.manager.connect();
			bench.scheduler.advance(2);
			expect(promise.getStatus()).to.equal("Resolved");
		});

		it("should not repeat the request when the token is rejected", () => {
			let fetches = 0;
			const { manager } = make(1, {
				fetchGatewayBot: () => {
					fetches += 1;
					throw new WebsocketError("unauthorized", "refused");
				},
			});
			expect((rejection(manager.connect()) as WebsocketError).kind).to.equal("unauthorized");
			expect(fetches).to.equal(1);
		});

		it("should reject, and not throw, for an invalid gateway URL", () => {
			const { manager } = make(1, { domain: "/" });
			expect((rejection(manager.connect()) as WebsocketError).kind).to.equal("unsupported");
			expect(manager.shards.size()).to.equal(0);
		});

		it("should use the number of shards in its options", () => {
			const { scheduler, manager } = make(1, { shardCount: 3 });
			manager.connect();
			scheduler.advance(20);
			expect(manager.shards.size()).to.equal(3);
		});

		it("should reject when a shard ends, and open it on connect", () => {
			const { scheduler, manager, gateway, closures } = make(2, {}, 2);
			gateway.refuse = (connection) => {
				if (connection.shardId === 1) connection.later(() => connection.end(4014));
				return connection.shardId === 1;
			};
			const promise = manager.connect();
			scheduler.advance(1);
			const fault = rejection(promise) as WebsocketError;
			expect(`${fault.kind} ${fault.code}`).to.equal("closed 4014");
			expect(closures.join("|")).to.equal("1 closed 4014");
			gateway.refuse = () => false;
			const again = manager.connect();
			scheduler.advance(10);
			expect(again.getStatus()).to.equal("Resolved");
		});
	});

	describe("connect, once all shards have ended", () => {
		it("should ask again, and use the new number of shards", () => {
			const gateway = new FakeMainGateway();
			let shards = 3;
			const { manager, scheduler } = make(1, {
				environment: gateway.environment(),
				fetchGatewayBot: () => gateway.bot(shards, 16),
			});
			manager.connect();
			gateway.scheduler.advance(1);
			for (const [, shard] of manager.shards) shard.close();
			shards = 2;
			const again = manager.connect();
			gateway.scheduler.advance(10);
			expect(again.getStatus()).to.equal("Resolved");
			expect(manager.shards.size()).to.equal(2);
			expect(gateway.connections.size()).to.equal(2);
			expect(scheduler.sleeperCount()).to.equal(0);
		});
	});

	describe("handleOpen and handleConnect", () => {
		it("should pass on the events of a shard once", () => {
			const { gateway, manager, scheduler } = connected(2);
			const heard: Array<string> = [];
			manager.onDispatch.Connect((name, _, shardId) => heard.push(`${name} ${shardId}`));
			manager.onVoiceServer.Connect(({ guild_id }, shardId) => heard.push(`server ${guild_id} ${shardId}`));
			manager.handleOpen(1);
			manager.handleConnect(1);
			gateway.dispatch(1, "VOICE_SERVER_UPDATE", { guild_id: "5", token: "t" });
			scheduler.advance(0.1);
			expect(heard.join("|")).to.equal("VOICE_SERVER_UPDATE 1|server 5 1");
		});

		it("should ignore a closed shard, and reject an unknown one", () => {
			const { manager, logger } = connected();
			manager.shards.get(0)!.close(4000);
			manager.handleConnect(0);
			expect(logger.count("closed, no events")).to.equal(1);
			expect(() => manager.handleConnect(7)).to.throw("there is no shard 7, only 1 shards");
		});
	});

	describe("signals", () => {
		it("should isolate handlers, and name the signal of one that throws", () => {
			const { manager, logger } = make();
			let heard = 0;
			manager.onResumed.Connect(() => error("mine", 0));
			manager.onResumed.Connect((replayed, shardId) => (heard += replayed + shardId));
			manager.onResumed.Fire(4, 1);
			expect(heard).to.equal(5);
			expect(logger.count("onResumed threw: mine")).to.equal(1);
		});
	});

	describe("handleClose", () => {
		it("should report the end, and return nothing", () => {
			const { manager, closures, logger } = connected();
			expect(manager.handleClose(WebsocketError.ofCode(4004), 0)).to.equal(undefined);
			expect(closures.join("|")).to.equal("0 closed 4004");
			expect(logger.count("error: shard 0 has ended")).to.equal(1);
		});
	});

	describe("handleResume and handleReconnect", () => {
		it("should make a shard resume its session", () => {
			for (const handle of ["handleResume", "handleReconnect"] as const) {
				const { manager, gateway, scheduler } = connected();
				if (handle === "handleResume") manager.handleResume();
				else manager.handleReconnect();
				scheduler.advance(1);
				expect(gateway.resumes).to.equal(1);
				expect(manager.isConnected()).to.equal(true);
			}
		});

		it("should make a shard without a session identify", () => {
			const { manager, gateway, scheduler, logger } = connected();
			manager.shards.get(0)!.setSessionIdentifier("");
			manager.handleResume();
			scheduler.advance(7);
			expect(gateway.resumes).to.equal(0);
			expect(gateway.identifies.size()).to.equal(2);
			expect(logger.count("has no session, and identifies")).to.equal(1);
		});

		it("should ignore a closed shard", () => {
			const { manager, scheduler, logger } = connected();
			manager.shards.get(0)!.close(4000);
			manager.handleReconnect();
			scheduler.advance(10);
			expect(manager.shards.get(0)!.isClosed()).to.equal(true);
			expect(logger.count("does not reconnect")).to.equal(1);
		});
	});

	describe("handleError", () => {
		it("should throw the error of the code", () => {
			const { manager } = make();
			for (const code of [4004, 4010, 4011, 4012, 4013, 4014, 4000]) {
				const [ok, fault] = pcall((): unknown => manager.handleError(code));
				expect(ok).to.equal(false);
				assert(fault instanceof WebsocketError);
				expect(fault.code).to.equal(code);
				expect(fault.meaning).to.equal(WebsocketError.ofCode(code).meaning);
			}
		});
	});

	describe("destroy", () => {
		it("should resolve when every socket is closed", () => {
			const { manager, scheduler, gateway, closures } = connected(3);
			const destroyed = manager.destroy(4001);
			expect(destroyed.getStatus()).to.equal("Started");
			scheduler.advance(0.1);
			expect(destroyed.getStatus()).to.equal("Resolved");
			expect(gateway.connections.size()).to.equal(0);
			expect(manager.shards.size()).to.equal(0);
			expect(closures.size()).to.equal(3);
			expect(scheduler.sleeperCount()).to.equal(0);
			expect(manager.destroy().getStatus()).to.equal("Resolved");
		});

		it("should reject pending connect calls, and allow another", () => {
			const { manager, scheduler } = make();
			const promise = manager.connect();
			const destroyed = manager.destroy();
			expect((rejection(promise) as WebsocketError).kind).to.equal("owner");
			scheduler.advance(1);
			expect(destroyed.getStatus()).to.equal("Resolved");
			const again = manager.connect();
			scheduler.advance(7);
			expect(again.getStatus()).to.equal("Resolved");
		});

		it("should ignore an answer after it", () => {
			const gateway = new FakeMainGateway();
			const bench = make(1, {
				fetchGatewayBot: () => {
					gateway.scheduler.wait(5);
					return gateway.bot(1);
				},
			});
			bench.manager.connect().catch(() => {});
			bench.manager.destroy();
			gateway.scheduler.advance(10);
			expect(bench.manager.shards.size()).to.equal(0);
		});

		it("should stop a wait for the gateway at once, and reject", () => {
			for (const answer of [
				() => error("no route", 0),
				() => {
					throw WebsocketError.rateLimited(20);
				},
			]) {
				const { manager, scheduler } = make(1, { fetchGatewayBot: answer });
				const promise = manager.connect();
				scheduler.advance(0.1);
				manager.destroy();
				expect((rejection(promise) as WebsocketError).kind).to.equal("owner");
				expect(manager.state).to.equal("idle");
				expect(scheduler.sleeperCount()).to.equal(0);
			}
		});

		it("should not restore the Identifies of a shard", () => {
			const { manager, gateway, scheduler } = make();
			for (const _ of $range(1, 86_400 / 30)) {
				manager.connect().catch(() => {});
				scheduler.advance(20);
				manager.destroy();
				scheduler.advance(10);
			}
			expect(gateway.identifies.size() <= 500).to.equal(true);
			expect(gateway.identifies.size() > 400).to.equal(true);
		});

		it("should reject an invalid close code", () => {
			expect(() => connected().manager.destroy(5)).to.throw("close code");
		});
	});

	describe("send", () => {
		it("should use the shard of the guild, else shard 0", () => {
			const { manager, gateway } = connected(2);
			manager.send({ op: "Voice State Update", d: { guild_id: GUILD_OF_ONE } }).expect();
			manager.send({ op: 3, d: { status: "online" } }).expect();
			expect(gateway.commands.map(({ op, shardId }) => `${op}@${shardId}`).join(",")).to.equal("4@1,3@0");
		});

		/** Written by hand: message, and a word of the reason. */
		const REFUSED: ReadonlyArray<readonly [payload: { op?: string | number; d?: unknown }, word: string]> = [
			[{}, "no opcode"],
			[{ op: "Login" }, 'there is no opcode "Login"'],
			[{ op: 4, d: { guild_id: "abc" } }, "decimal digits"],
			[{ op: 3, d: string.rep("a", 5000) }, "at most 4096 bytes"],
		];
		it("should reject a message that cannot be sent", () => {
			const { manager } = connected();
			for (const [payload, word] of REFUSED) {
				expect(tostring(rejection(manager.send(payload))).find(word, 1, true)[0]).to.be.ok();
			}
			expect(rejection(make().manager.send({ op: 3 }))).to.equal("cannot send: there is no shard, connect first");
		});
	});

	describe("transformPayload", () => {
		it("should replace a name in a copy", () => {
			const payload = { op: "IDENTIFY", d: { token: "t" } };
			expect(isSame(WebsocketManager.transformPayload(payload), { op: 2, d: { token: "t" } })).to.equal(true);
			expect(payload.op).to.equal("IDENTIFY");
		});

		it("should return undefined without an opcode", () => {
			expect(WebsocketManager.transformPayload({ d: 1 })).to.equal(undefined);
		});
	});

	describe("the identify budget", () => {
		/** Without the limits of each shard, which are not tested here. */
		const UNLIMITED = { maxRefusals: math.huge, identifies: { burst: math.huge, perHour: 1 } };

		/** Identifies in any 5 s for one key, and in any day. */
		function assertBudget(gateway: FakeMainGateway, maxConcurrency: number, total: number): void {
			const lastAt = new Map<number, number>();
			for (const { at, shardId } of gateway.identifies) {
				const last = lastAt.get(shardId % maxConcurrency);
				expect(last === undefined || at - last >= 5).to.equal(true);
				lastAt.set(shardId % maxConcurrency, at);
			}
			const moments = gateway.identifies.map(({ at }) => at);
			for (let index = total; index < moments.size(); index++) {
				expect(moments[index] - moments[index - total] >= 86_400).to.equal(true);
			}
		}

		it("should hold for 1,000 sessions that end right after READY", () => {
			const { gateway, scheduler, manager } = make(1, { limits: UNLIMITED });
			const outcome: Array<string> = [];
			manager.connect().catch(() => {});
			manager.onReady.Connect((_, shardId) =>
				gateway.scheduler.delay(1, () => gateway.connectionOf(shardId).end(4009)),
			);
			manager.onClosed.Connect((fault) => outcome.push(`${fault.kind} ${(fault.resetAfter ?? 0) > 0}`));
			while (outcome.size() === 0) scheduler.advance(600);
			// Every Identify of GET /gateway/bot is used, then it ends with the time until the reset, without a loop.
			expect(gateway.identifies.size()).to.equal(1000);
			expect(outcome.join("|")).to.equal("exhausted true");
			assertBudget(gateway, 1, 1000);
			const again = manager.connect();
			scheduler.advance(10);
			expect((rejection(again) as WebsocketError).kind).to.equal("exhausted");
			expect(gateway.identifies.size()).to.equal(1000);
		});

		it("should hold for 1,000 invalid sessions without other limits", () => {
			const { gateway, scheduler, manager } = make(3, { limits: UNLIMITED }, 3);
			gateway.refuse = (connection) => {
				connection.later(() => connection.say({ op: 9, d: false }));
				return true;
			};
			let ended = 0;
			manager.onClosed.Connect(() => (ended += 1));
			manager.connect().catch(() => {});
			while (ended < 3) scheduler.advance(600);
			expect(gateway.identifies.size()).to.equal(1000);
			assertBudget(gateway, 3, 1000);
		});

		it("should not be used by 1,000 lost connections", () => {
			const { gateway, scheduler, manager } = connected();
			for (const _ of $range(1, 1000)) {
				gateway.connectionOf(0).end();
				scheduler.advance(100);
			}
			expect(gateway.resumes).to.equal(1000);
			expect(gateway.identifies.size()).to.equal(1);
			expect(manager.isConnected()).to.equal(true);
		});
	});

	describe("24 hours with 50 shards", () => {
		it("should keep every session, and every beat on time", () => {
			const { gateway, scheduler, manager } = make(50, {}, 16);
			manager.connect();
			scheduler.advance(60);
			expect(manager.isConnected()).to.equal(true);
			const sleepers = scheduler.sleeperCount();
			scheduler.advance(86_400);
			expect(gateway.identifies.size()).to.equal(50);
			expect(gateway.resumes).to.equal(0);
			for (const shardId of $range(0, 49)) {
				const beats = gateway.beats.get(shardId)!;
				const first = beats[0];
				expect(beats.size() >= 2094).to.equal(true); // 86400 / 41.25
				const last = beats.size() - 1;
				expect(math.abs(beats[last] - first - last * 41.25) < 1e-6).to.equal(true);
			}
			expect(scheduler.sleeperCount() <= sleepers + 50).to.equal(true); // ACKs in flight
		});
	});
};
