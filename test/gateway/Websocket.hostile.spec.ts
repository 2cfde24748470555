/// <reference types="@rbxts/testez/globals" />

import { Websocket } from "../../src/gateway/Websocket";
import { WebsocketClient } from "../../src/gateway/WebsocketClient";
import { FakeConnection, FakeMainGateway } from "../support/FakeMainGateway";
import { DOMAIN } from "../support/gatewayHarness";
import { RecordingLogger } from "../support/RecordingLogger";

/** Ways in which a server ends a connection. */
type Fail = (connection: FakeConnection) => void;

const HOUR = 3600;
const DAY = 24 * HOUR;

const closing =
	(code?: number): Fail =>
	(connection) =>
		connection.end(code);
const saying =
	(op: number, d?: boolean): Fail =>
	(connection) =>
		connection.say({ op, d });
const INVALID = saying(9, false);

/** A connection to a server that sends READY and RESUMED and `fail`s `life` seconds later, or refuses to resume. */
function meet(life?: number, fail: Fail = closing(), refuseResume?: Fail, options: Partial<WebsocketClient> = {}) {
	const gateway = new FakeMainGateway();
	const logger = new RecordingLogger();
	if (life !== undefined) gateway.onSession = (connection) => gateway.scheduler.delay(life, () => fail(connection));
	if (refuseResume !== undefined) {
		gateway.refuseResume = (connection) => {
			connection.later(() => refuseResume(connection));
			return true;
		};
	}
	const environment = gateway.environment();
	const websocket = new Websocket({ token: "t", intents: 1, environment, logger, ...options }, DOMAIN);
	const ends: Array<string> = [];
	websocket.onClosed.Connect(({ kind, code }) => ends.push(`${kind} ${code ?? "none"}`));
	return { gateway, websocket, logger, ends, scheduler: gateway.scheduler };
}

/** Returns the highest number of Identifies in any `seconds`. */
function mostWithin({ identifies }: FakeMainGateway, seconds: number): number {
	let most = 0;
	let from = 0;
	identifies.forEach(({ at }, index) => {
		while (at - identifies[from].at >= seconds) from += 1;
		most = math.max(most, index - from + 1);
	});
	return most;
}

/** Answers to Resume: accepted, refused by op 9, refused like the session failed. */
type Row = readonly [name: string, fail: Fail, accepted: string, invalid: string, same: string];

/** Written by hand, for a server that fails 200 ms after READY or RESUMED: Identifies after three hours, and the end. */
const BRIEF: ReadonlyArray<Row> = [
	["no close frame", closing(), "1 goes on", "11 refused none", "11 refused none"],
	["1000", closing(1000), "1 goes on", "11 refused 1000", "11 refused 1000"],
	["1009", closing(1009), "1 closed 1009", "1 closed 1009", "1 closed 1009"],
	["1001", closing(1001), "1 goes on", "11 refused 1001", "11 refused 1001"],
	["1006", closing(1006), "1 goes on", "11 refused none", "11 refused none"],
	["4000", closing(4000), "1 goes on", "11 refused 4000", "11 refused 4000"],
	["4001", closing(4001), "1 goes on", "11 refused 4001", "11 refused 4001"],
	["4002", closing(4002), "1 goes on", "11 refused 4002", "11 refused 4002"],
	["4003", closing(4003), "11 refused 4003", "11 refused 4003", "11 refused 4003"],
	["4004", closing(4004), "1 closed 4004", "1 closed 4004", "1 closed 4004"],
	["4005", closing(4005), "11 refused 4005", "11 refused 4005", "11 refused 4005"],
	["4007", closing(4007), "11 refused 4007", "11 refused 4007", "11 refused 4007"],
	["4008", closing(4008), "1 goes on", "11 refused 4008", "11 refused 4008"],
	["4009", closing(4009), "11 refused 4009", "11 refused 4009", "11 refused 4009"],
	["4010", closing(4010), "1 closed 4010", "1 closed 4010", "1 closed 4010"],
	["4011", closing(4011), "1 closed 4011", "1 closed 4011", "1 closed 4011"],
	["4012", closing(4012), "1 closed 4012", "1 closed 4012", "1 closed 4012"],
	["4013", closing(4013), "1 closed 4013", "1 closed 4013", "1 closed 4013"],
	["4014", closing(4014), "1 closed 4014", "1 closed 4014", "1 closed 4014"],
	["4999", closing(4999), "1 goes on", "11 refused 4999", "11 refused 4999"],
	["op 7", saying(7), "1 goes on", "11 refused none", "11 refused none"],
	["op 9 true", saying(9, true), "1 goes on", "11 refused none", "11 refused none"],
	["op 9 false", INVALID, "11 refused none", "11 refused none", "11 refused none"],
];

/** Attempts in an hour: the backoff is 30 s on average, and shorter at first. */
const CONNECTS_AN_HOUR = 130;

type Meeting = ReturnType<typeof meet>;

/** Calls of an owner, every `seconds`, on a connection that would work. */
const OWNERS: ReadonlyArray<readonly [name: string, seconds: number, act: (meeting: Meeting) => void]> = [
	[
		"closes and connects",
		30,
		({ websocket }) => {
			websocket.close();
			websocket.connect();
		},
	],
	[
		"forgets the session and reconnects",
		30,
		({ websocket }) => {
			websocket.setSessionIdentifier("");
			websocket.reconnect();
		},
	],
	[
		"forgets the session and terminates",
		30,
		({ websocket }) => {
			websocket.setSessionIdentifier("");
			websocket.terminate();
		},
	],
	["connects", 30, ({ websocket }) => websocket.connect()],
	["reconnects", 30, ({ websocket }) => websocket.reconnect()],
];

export = () => {
	describe("a peer that fails 200 ms after READY", () => {
		for (const [name, fail, accepted, invalid, same] of BRIEF) {
			const ways: ReadonlyArray<readonly [how: string, refuseResume: Fail | false, expected: string]> = [
				["resumes", false, accepted],
				["answers Resume with op 9", INVALID, invalid],
				["fails Resume in the same way", fail, same],
			];
			for (const [how, refuseResume, expected] of ways) {
				it(`should end with "${expected}" by ${name} if it ${how}`, () => {
					const { gateway, websocket, ends, scheduler } = meet(0.2, fail, refuseResume || undefined);
					websocket.connect();
					for (const hour of $range(1, 3)) {
						scheduler.advance(HOUR);
						expect(gateway.connects <= hour * CONNECTS_AN_HOUR).to.equal(true);
					}
					const outcome = websocket.isClosed() ? ends.join("|") : "goes on";
					expect(`${gateway.identifies.size()} ${outcome}`).to.equal(expected);
				});
			}
		}

		it("should be given up within minutes, with a reason", () => {
			const { websocket, scheduler, logger } = meet(0.2, closing(4002), INVALID);
			let meaning = "";
			websocket.onClosed.Connect((fault) => (meaning = fault.meaning));
			websocket.connect();
			scheduler.advance(600);
			expect(meaning.find("gave up after 11 Identifies without a stable session", 1, true)[0]).to.be.ok();
			expect(logger.count("no Identify is allowed")).to.equal(0); // the bucket is the larger limit
		});

		it("should be given up even if READY has no sequence", () => {
			const { gateway, websocket, ends, scheduler } = meet(0.2, closing(4002));
			gateway.refuse = (connection) => {
				connection.later(() => {
					connection.say({ op: 0, t: "READY", d: { session_id: "s" } });
					gateway.onSession(connection);
				});
				return true;
			};
			websocket.connect();
			scheduler.advance(6 * HOUR);
			expect(`${gateway.identifies.size()} ${ends.join("|")}`).to.equal("11 refused 4002");
		});
	});

	describe("a peer that fails after every 11 s of a stable session", () => {
		for (const [name, fail, refuseResume] of [
			["4009", closing(4009), INVALID],
			["4003", closing(4003), INVALID],
			["op 9 false", INVALID, INVALID],
			["4002, and Resume refused", closing(4002), INVALID],
			["op 7, and Resume refused", saying(7), INVALID],
		] as const) {
			it(`should get at most 40 Identifies in an hour and 500 in a day by ${name}`, () => {
				const { gateway, websocket, scheduler } = meet(11, fail, refuseResume);
				websocket.connect();
				scheduler.advance(DAY);
				expect(websocket.isClosed()).to.equal(false);
				expect(mostWithin(gateway, HOUR) <= 40).to.equal(true);
				expect(mostWithin(gateway, DAY) <= 500).to.equal(true);
				expect(gateway.identifies.size() > 400).to.equal(true); // and it still reconnects
			});
		}

		it("should be waited for without a socket, with status and log line", () => {
			const { gateway, websocket, scheduler, logger } = meet(11, closing(4009));
			const details: Array<string> = [];
			websocket.onStatusChanged.Connect((status, detail) => {
				if (status === "limited") details.push(detail ?? "");
			});
			websocket.connect();
			scheduler.advance(400);
			expect(websocket.status).to.equal("limited");
			expect(websocket.isConnecting()).to.equal(true);
			expect(gateway.connections.size()).to.equal(0);
			expect(details[0].match("^no Identify is allowed for %d+ s: at most 20 an hour")[0]).to.be.ok();
			expect(logger.count("warn: no Identify is allowed for")).to.equal(details.size());
			websocket.close();
			expect(scheduler.sleeperCount()).to.equal(0);
		});

		it("should get the Identifies that limits allow", () => {
			const limits = { identifies: { burst: 2, perHour: 4 } };
			const { gateway, websocket, scheduler } = meet(11, closing(4009), INVALID, { limits });
			websocket.connect();
			scheduler.advance(10 * HOUR);
			expect(gateway.identifies.size() <= 2 + 40).to.equal(true);
			expect(gateway.identifies.size() >= 40).to.equal(true);
		});
	});

	describe("an owner", () => {
		for (const [name, seconds, act] of OWNERS) {
			it(`that ${name} every ${seconds} s should use no more in a day`, () => {
				const meeting = meet();
				meeting.websocket.connect();
				for (const _ of $range(1, DAY / seconds)) {
					meeting.scheduler.advance(seconds);
					act(meeting);
				}
				expect(mostWithin(meeting.gateway, HOUR) <= 40).to.equal(true);
				expect(mostWithin(meeting.gateway, DAY) <= 500).to.equal(true);
			});
		}

		it("should not shorten the wait for an Identify", () => {
			const limits = { identifies: { burst: 1, perHour: 1 } };
			const { websocket, scheduler, gateway } = meet(undefined, undefined, undefined, { limits });
			websocket.connect();
			scheduler.advance(1);
			websocket.close();
			websocket.connect();
			expect(websocket.status).to.equal("limited");
			websocket.connect();
			websocket.reconnect();
			websocket.terminate();
			scheduler.advance(HOUR - 10);
			expect(websocket.status).to.equal("limited");
			expect(gateway.connects).to.equal(1);
			scheduler.advance(20);
			expect(websocket.isConnected()).to.equal(true);
			expect(gateway.identifies.size()).to.equal(2);
		});

		it("should resume while no Identify is available", () => {
			const limits = { identifies: { burst: 1, perHour: 1 } };
			const { websocket, scheduler, gateway } = meet(undefined, undefined, undefined, { limits });
			websocket.connect();
			scheduler.advance(1);
			gateway.connectionOf(0).end();
			scheduler.advance(1);
			expect(websocket.isConnected()).to.equal(true);
			expect(gateway.resumes).to.equal(1);
		});

		it("should not use an Identify if the session is forgotten meanwhile", () => {
			const limits = { identifies: { burst: 1, perHour: 1 } };
			const { websocket, scheduler, gateway } = meet(undefined, undefined, undefined, { limits });
			websocket.connect();
			scheduler.advance(1);
			gateway.connectionOf(0).end();
			websocket.setSessionIdentifier("");
			scheduler.advance(60);
			expect(websocket.status).to.equal("limited");
			expect(gateway.identifies.size()).to.equal(1);
		});
	});
};
