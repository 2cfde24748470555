/// <reference types="@rbxts/testez/globals" />

import { VoicePayload } from "../../src/protocol/voice/payload";
import { ServerEvent } from "../../src/protocol/voice/serverEvent";
import { settledPromise } from "../../src/runtime/settledPromise";
import { VoiceCommands } from "../../src/voice/VoiceCommands";
import { RecordingLogger } from "../support/RecordingLogger";
import { rejection } from "../support/rejection";

const READY: ServerEvent = { kind: "ready", ready: { ssrc: 7, modes: [] } };
const RESUMED: ServerEvent = { kind: "resumed" };
const DESCRIBED: ServerEvent = { kind: "sessionDescription", description: {} };
const SSRC = 7;

/** Commands, and what they sent: "1 address" for Select Protocol, "5 flags" for Speaking. */
function make() {
	const logger = new RecordingLogger();
	const sent: Array<string> = [];
	const socket: { fault?: string } = {};
	const commands = new VoiceCommands(logger, (payload: VoicePayload) => {
		const d = payload.d as { speaking?: number; data?: { address: string } };
		sent.push(`${payload.op} ${d.speaking ?? d.data?.address}`);
		return settledPromise(socket.fault);
	});
	return { logger, sent, socket, commands };
}

export = () => {
	describe("VoiceCommands", () => {
		it("should repeat both after a resume", () => {
			const { commands, sent } = make();
			commands.select("192.0.2.1", 1, "m");
			commands.speak(1, SSRC);
			sent.clear();
			commands.follow(RESUMED, SSRC);
			expect(sent.join(",")).to.equal("1 192.0.2.1,5 1");
		});

		it("should not repeat a protocol that Session Description answered", () => {
			const { commands, sent } = make();
			commands.select("192.0.2.1", 1, "m");
			commands.follow(DESCRIBED, SSRC);
			sent.clear();
			commands.follow(RESUMED, SSRC);
			expect(sent.size()).to.equal(0);
		});

		it("should not repeat silence", () => {
			const { commands, sent } = make();
			commands.speak(1, SSRC);
			commands.speak(0, SSRC);
			sent.clear();
			commands.follow(RESUMED, SSRC);
			expect(sent.size()).to.equal(0);
		});

		it("should repeat nothing in a new session", () => {
			const { commands, sent } = make();
			commands.select("192.0.2.1", 1, "m");
			commands.speak(1, SSRC);
			commands.follow(READY, SSRC);
			sent.clear();
			commands.follow(RESUMED, SSRC);
			expect(sent.size()).to.equal(0);
		});

		it("should select nowhere at most once a session", () => {
			const { commands, sent } = make();
			commands.selectNowhere([]);
			expect(sent.size()).to.equal(0);
			commands.selectNowhere(["m"]);
			commands.selectNowhere(["m"]);
			expect(sent.join(",")).to.equal("1 127.0.0.1");
			commands.follow(READY);
			commands.select("192.0.2.1", 1, "m");
			commands.selectNowhere(["m"]);
			expect(sent.join(",")).to.equal("1 127.0.0.1,1 192.0.2.1");
		});

		it("should reject failed sends, and log failed repeats", () => {
			const { commands, socket, logger } = make();
			socket.fault = "no socket";
			expect(rejection(commands.speak(1, SSRC))).to.equal("no socket");
			expect(rejection(commands.select("192.0.2.1", 1, "m"))).to.equal("no socket");
			commands.follow(RESUMED, SSRC);
			expect(logger.count("no protocol is selected: no socket")).to.equal(1);
			expect(logger.count("the server does not know that we speak: no socket")).to.equal(1);
		});
	});
};
