/// <reference types="@rbxts/testez/globals" />

import { decodeJson } from "../../src/runtime/json";
import { accept, bodyOf, makeVoice, READY, RESUMED, SLOW_HELLO } from "../support/voiceHarness";
import { expectedCourse, forEachOrder, VOICE_NEWS, VoiceNews } from "../support/voiceNews";

/** Orders of this many items, each with a second to get ready in. */
const DEPTH = 4;
/** Orders of this many items from the main gateway, all at once. */
const BURST_DEPTH = 4;

const CLOSE_CODES: Partial<Record<VoiceNews, number>> = { "close 4014": 4014, "close 4022": 4022 };

/** What the main gateway can send, without a close. */
const MAIN_NEWS = VOICE_NEWS.filter((news) => news.find("close")[0] === undefined && news !== "lost");

/** A voice session in channel 1 with server 1, to which the test sends updates. */
class Course {
	private readonly voice = makeVoice({ random: () => 0 });
	private channel = 1;
	private server = 1;

	public constructor() {
		const { connection, source } = this.voice;
		source.answers = false;
		connection.connectAsync().catch(() => {});
		source.giveState("s", "1");
		source.giveServer(1);
		this.settle();
	}

	public bring(news: VoiceNews): void {
		const { source, network, connection } = this.voice;
		if (connection.state === "closed") return;
		if (news === "state same") source.giveState("s", tostring(this.channel));
		else if (news === "state new") {
			this.channel += 1;
			source.giveState("s", tostring(this.channel));
		} else if (news === "state null") source.giveState("s");
		else if (news === "server nil") source.giveServer(0);
		else if (news === "server new") {
			this.server += 1;
			source.giveServer(this.server);
		} else if (connection.state === "ready") network.socket().end(CLOSE_CODES[news]);
	}

	/** The server accepts any socket that opens, for a second. */
	public settle(): void {
		const { network, scheduler, connection } = this.voice;
		for (const _ of $range(1, 4)) {
			scheduler.advance(0.25);
			if (connection.state !== "connecting") continue;
			const socket = network.socket();
			socket.open();
			const { op } = decodeJson(socket.sent[0] as string) as { op: number };
			socket.receive(SLOW_HELLO);
			socket.receive(op === 0 ? READY : RESUMED);
		}
	}

	/** In the form of `expectedCourse`. The channel is not part of Identify: only DAVE needs it. */
	public where(): string {
		const { connection, network } = this.voice;
		if (connection.state === "closed") return "closed";
		if (connection.state !== "ready") return "none";
		const token = bodyOf(network.socket()).token as string;
		return `t${token.match("%d+")[0]}`;
	}
}

/** `expectedCourse` without the channel. */
const expectedServer = (order: ReadonlyArray<VoiceNews>) => expectedCourse(order).gsub("^c%d+ ", "")[0];

export = () => {
	describe("voice server updates in every order", () => {
		it(`should be ready with the right server after all orders of ${DEPTH}`, () => {
			const wrong: Array<string> = [];
			forEachOrder(VOICE_NEWS, DEPTH, (order) => {
				const course = new Course();
				for (const news of order) {
					course.bring(news);
					course.settle();
				}
				const seen = course.where();
				if (seen !== expectedServer(order)) wrong.push(`${order.join(", ")}: ${seen}`);
			});
			expect(wrong[0]).to.equal(undefined);
		});

		for (const first of ["close 4014", "close 4022", "lost", "state same"] as ReadonlyArray<VoiceNews>) {
			it(`should be right after ${first} and simultaneous updates`, () => {
				const wrong: Array<string> = [];
				forEachOrder(MAIN_NEWS, BURST_DEPTH, (news) => {
					const course = new Course();
					const order = [first, ...news];
					for (const item of order) course.bring(item);
					course.settle();
					const seen = course.where();
					if (seen !== expectedServer(order)) wrong.push(`${order.join(", ")}: ${seen}`);
				});
				expect(wrong[0]).to.equal(undefined);
			});
		}

		it("should end if a move gets no server in time", () => {
			const { network, scheduler, source, connection, closures } = makeVoice();
			connection.connectAsync().catch(() => {});
			accept(network, READY, SLOW_HELLO).end(4014);
			source.giveState("s1", "c2");
			scheduler.advance(9.9);
			expect(connection.state).to.equal("moving");
			scheduler.advance(0.1);
			expect(closures.join("|")).to.equal("disconnected 4014");
		});
	});
};
