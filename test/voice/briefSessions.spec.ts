/// <reference types="@rbxts/testez/globals" />

import { VOICE_CLOSE_ACTIONS } from "../../src/protocol/voice/closeCode";
import { decodeJson } from "../../src/runtime/json";
import { makeVoice, READY, RESUMED, SLOW_HELLO } from "../support/voiceHarness";

/** The server's answer to a Resume. */
type ResumeAnswer = "accepts" | "refuses with 4006" | "refuses with the same code";

interface Row {
	/** "none": no close frame is seen. */
	readonly code: number | "none";
	readonly resume: ResumeAnswer;
	/** Identifies, sockets and requests (op 4) until the end, and the end. */
	readonly outcome: string;
}

const ANY: ReadonlyArray<ResumeAnswer> = ["accepts", "refuses with 4006", "refuses with the same code"];

/** The same outcome for each answer to a Resume. */
function rows(codes: ReadonlyArray<Row["code"]>, outcome: string, answers = ANY): ReadonlyArray<Row> {
	const made: Array<Row> = [];
	for (const code of codes) for (const resume of answers) made.push({ code, resume, outcome });
	return made;
}

const LOST_LINKS: ReadonlyArray<Row["code"]> = ["none", 1000, 1001, 1006, 1011, 4015];

/** By hand: six attempts after the first, three of them Resumes; a mistake is forgiven once; 20 pairs of credentials. */
const ROWS: ReadonlyArray<Row> = [
	...rows([4001, 4002, 4003, 4005, 4020], "2 identifies, 2 sockets, 1 requests: protocolError"),
	...rows([4004], "1 identifies, 1 sockets, 1 requests: authenticationFailed"),
	...rows([4006, 4009, 4011], "7 identifies, 7 sockets, 7 requests: unreachable"),
	...rows([4012], "1 identifies, 1 sockets, 1 requests: unknownProtocol"),
	...rows([4014, 4022], "20 identifies, 20 sockets, 1 requests: unreachable"),
	...rows([4016], "1 identifies, 1 sockets, 1 requests: unknownEncryptionMode"),
	...rows([4017], "1 identifies, 1 sockets, 1 requests: daveRequired"),
	...rows([4021], "1 identifies, 1 sockets, 1 requests: rateLimited"),
	...rows([4000, 4999], "7 identifies, 7 sockets, 1 requests: unreachable"),
	...rows(LOST_LINKS, "4 identifies, 7 sockets, 1 requests: unreachable", ["accepts", "refuses with the same code"]),
	...rows(LOST_LINKS, "4 identifies, 7 sockets, 4 requests: unreachable", ["refuses with 4006"]),
];

/** Seconds that each session lasts. */
const BRIEF = 0.2;
/** Seconds until the main gateway names another server unprompted, after a close that may be a move. */
const UNTIL_NEWS = 0.1;
const A_DAY = 86_400;

/** Ends each session with `code` after `lasting` seconds, until the connection ends or `span` seconds have passed. */
function endEachSession({ code, resume }: Omit<Row, "outcome">, lasting: number, span: number): string {
	const { network, scheduler, source, connection, closures } = makeVoice();
	const closeCode = code === "none" ? undefined : code;
	let identifies = 0;
	connection.connectAsync().catch(() => {});
	const limit = scheduler.now() + span;
	while (connection.state !== "closed" && scheduler.now() < limit) {
		if (connection.state !== "connecting") {
			scheduler.advance(UNTIL_NEWS);
			if (connection.state === "moving") source.giveServer(network.sockets.size() + 1);
			continue;
		}
		const socket = network.socket();
		socket.open();
		socket.receive(SLOW_HELLO);
		const { op } = decodeJson(socket.sent[0] as string) as { op: number };
		const isRefused = op === 7 && resume !== "accepts";
		if (op === 0) identifies += 1;
		if (!isRefused) {
			socket.receive(op === 0 ? READY : RESUMED);
			scheduler.advance(lasting);
		}
		socket.end(isRefused && resume === "refuses with 4006" ? 4006 : closeCode);
	}
	const kind = closures.isEmpty() ? "not ended" : closures[0].split(" ")[0];
	return `${identifies} identifies, ${network.sockets.size()} sockets, ${source.requestCount} requests: ${kind}`;
}

export = () => {
	describe("sessions that end soon after they begin", () => {
		for (const { code, resume, outcome } of ROWS) {
			it(`should be bounded after ${code} from a server that ${resume}`, () => {
				expect(endEachSession({ code, resume }, BRIEF, A_DAY)).to.equal(outcome);
			});
		}

		it("should have a row for every documented code", () => {
			for (const [code] of VOICE_CLOSE_ACTIONS) expect(ROWS.some((row) => row.code === code)).to.equal(true);
		});
	});

	describe("sessions that were stable", () => {
		it("should be resumed without a limit", () => {
			expect(endEachSession({ code: 4002, resume: "accepts" }, 10, 500)).to.equal(
				"50 identifies, 51 sockets, 1 requests: not ended",
			);
		});

		it("should not count as stable after 9.9 s", () => {
			expect(endEachSession({ code: 4002, resume: "accepts" }, 9.9, 500)).to.equal(
				"2 identifies, 2 sockets, 1 requests: protocolError",
			);
		});
	});
};
