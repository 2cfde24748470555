/// <reference types="@rbxts/testez/globals" />

import { accept, makeVoice, RESUMED } from "../support/voiceHarness";

export = () => {
	describe("VoiceEvents", () => {
		it("should tell who speaks, who comes and who goes", () => {
			const { network, connection } = makeVoice();
			const seen: Array<string> = [];
			connection.onSpeaking.Connect(({ userId, ssrc, flags }) => seen.push(`${userId} ${ssrc} ${flags}`));
			connection.onClientsConnect.Connect((userIds) => seen.push(`+${userIds.join("+")}`));
			connection.onClientDisconnect.Connect((userId) => seen.push(`-${userId}`));
			connection.onSessionDescription.Connect(({ mode }) => seen.push(mode ?? "no mode"));
			connection.connectAsync();
			const socket = accept(network);
			socket.receive('{"op":11,"d":{"user_ids":["1","2"]}}');
			socket.receive('{"op":5,"d":{"user_id":"1","ssrc":9,"speaking":1}}');
			socket.receive('{"op":13,"d":{"user_id":"2"}}');
			socket.receive('{"op":4,"d":{"mode":"m","secret_key":[1]}}');
			expect(seen.join(",")).to.equal("+1+2,1 9 1,-2,m");
		});

		it("should keep a roster, and fire when it changes, after the signal that tells what did", () => {
			const { network, connection } = makeVoice();
			const seen: Array<string> = [];
			connection.onSpeaking.Connect(() => seen.push("speaking"));
			connection.onRosterChanged.Connect((roster) => {
				expect(roster).to.equal(connection.roster);
				seen.push(`${roster.size()} ${roster.get("1")?.speaking}`);
			});
			connection.connectAsync();
			const socket = accept(network);
			socket.receive('{"op":11,"d":{"user_ids":["1","2"]}}');
			socket.receive('{"op":5,"d":{"user_id":"1","ssrc":9,"speaking":1}}');
			socket.receive('{"op":5,"d":{"user_id":"1","ssrc":9,"speaking":1}}');
			expect(seen.join(",")).to.equal("2 0,speaking,2 1,speaking");
			expect(connection.roster.get("1")?.ssrc).to.equal(9);
		});

		it("should keep the roster over a resume, and begin anew with a new session", () => {
			const { network, scheduler, connection } = makeVoice();
			connection.connectAsync();
			const first = accept(network);
			first.receive('{"op":11,"d":{"user_ids":["1","2"]}}');
			first.end();
			scheduler.advance(0);
			const second = accept(network, RESUMED);
			expect(connection.roster.size()).to.equal(2);
			expect(connection.ssrc).to.equal(7);
			second.end(4999);
			scheduler.advance(2);
			network.socket().open();
			expect(connection.roster.size()).to.equal(0);
			expect(connection.ssrc).to.equal(undefined);
		});

		it("should hand on every message, binary too, and skip one whose body is wrong", () => {
			const { network, connection, logger } = makeVoice();
			const seen: Array<number> = [];
			const binary: Array<string> = [];
			let speakers = 0;
			connection.onMessage.Connect(({ op }) => seen.push(op));
			connection.onBinary.Connect((op, payload) => binary.push(`${op}:${buffer.tostring(payload)}`));
			connection.onSpeaking.Connect(() => (speakers += 1));
			connection.connectAsync();
			const socket = accept(network);
			socket.receive("\x00\x01\x19abc");
			socket.receive('{"op":5,"d":{"user_id":1}}');
			expect(seen.join(",")).to.equal("8,2,25,5");
			expect(binary.join(",")).to.equal("25:abc");
			expect(speakers).to.equal(0);
			expect(logger.count("malformed message: opcode 5")).to.equal(1);
		});

		it("should tell every handler of all in the same order, whatever a handler sets off", () => {
			const { network, connection } = makeVoice();
			const heard: Array<string> = ["", ""];
			const listen = (index: number) => {
				connection.onStateChanged.Connect((state) => {
					heard[index] += ` ${state}`;
					if (state === "identifying" && index === 1) connection.forceClose();
				});
				connection.onClosed.Connect(({ kind }) => (heard[index] += ` ${kind}`));
			};
			for (const index of [0, 1]) listen(index);
			connection.connectAsync().catch(() => {});
			network.socket().open();
			for (const line of heard) expect(line).to.equal(" signalling connecting identifying closed owner");
		});

		it("should live with handlers that throw or yield", () => {
			const { network, connection, logger } = makeVoice();
			connection.onReady.Connect(() => error("a bug"));
			connection.onMessage.Connect(() => {
				coroutine.yield();
			});
			let speakers = 0;
			connection.onSpeaking.Connect(() => (speakers += 1));
			connection.connectAsync();
			accept(network).receive('{"op":5,"d":{"user_id":"1","ssrc":9,"speaking":1}}');
			expect(speakers).to.equal(1);
			expect(connection.state).to.equal("ready");
			expect(logger.count("onReady threw")).to.equal(1);
		});
	});
};
