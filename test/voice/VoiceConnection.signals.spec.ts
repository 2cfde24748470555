/// <reference types="@rbxts/testez/globals" />

import { MemberProfile } from "../../src/protocol/voice/roster";
import { accept, FakeSource, makeLive, makeVoice, RESUMED } from "../support/voiceHarness";

export = () => {
	describe("signals", () => {
		it("should report mappings, joins and leaves", () => {
			const { network, connection } = makeVoice();
			const seen: Array<string> = [];
			connection.onSpeakerMapped.Connect(({ userId, ssrc, flags }) => seen.push(`${userId} ${ssrc} ${flags}`));
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

		it("should report who joined and who left", () => {
			const { connection, socket, media } = makeLive();
			const seen: Array<string> = [];
			const size = () => connection.roster.size();
			connection.onMemberJoined.Connect(({ userId }) => seen.push(`+${userId} of ${size()}`));
			connection.onMemberLeft.Connect(({ userId }) => seen.push(`-${userId} of ${size()}`));
			connection.onSpeaking.Connect(({ userId, speaking }) => seen.push(`${userId} ${speaking}`));
			socket.receive('{"op":11,"d":{"user_ids":["1"]}}');
			socket.receive('{"op":5,"d":{"user_id":"2","ssrc":9,"speaking":1}}');
			media({ speaking: [["1", 1, 15]] });
			socket.receive('{"op":13,"d":{"user_id":"1"}}');
			expect(seen.join(",")).to.equal("+1 of 1,+2 of 2,1 true,1 false,-1 of 1");
		});

		it("should fire onRosterChanged after the more specific signal", () => {
			const { connection, socket, media } = makeLive();
			const seen: Array<string> = [];
			connection.onSpeaking.Connect(({ speaking, level }) => seen.push(`speaking ${speaking} ${level}`));
			connection.onRosterChanged.Connect((roster) => {
				expect(roster).to.equal(connection.roster);
				seen.push(`roster ${roster.get("1")?.speaking} ${roster.get("1")?.level}`);
			});
			socket.receive('{"op":5,"d":{"user_id":"1","ssrc":9,"speaking":1}}');
			media({ speaking: [["1", 1, 15]] });
			media({ levels: [["1", 3]] });
			media({ speaking: [["1", 0, 0]] });
			expect(seen.join(",")).to.equal(
				"roster false 0,speaking true 1,roster true 1,roster true 0.2,speaking false 0,roster false 0",
			);
		});

		it("should never treat op 5 as speech (case 1)", () => {
			const { connection, socket, scheduler } = makeLive();
			let starts = 0;
			connection.onSpeaking.Connect(() => (starts += 1));
			for (const flags of [1, 0, 5]) socket.receive(`{"op":5,"d":{"user_id":"1","ssrc":9,"speaking":${flags}}}`);
			scheduler.advance(5);
			expect(starts).to.equal(0);
			expect(connection.roster.get("1")?.speaking).to.equal(false);
			expect(connection.roster.get("1")?.flags).to.equal(5);
		});

		it("should have users in the roster while their signals fire", () => {
			const { connection, socket, media } = makeLive();
			const seen: Array<string> = [];
			const see = (userId: string) => seen.push(connection.roster.get(userId)?.userId ?? "unknown");
			connection.onClientsConnect.Connect(([userId]) => see(userId));
			connection.onSpeaking.Connect(({ userId }) => see(userId));
			connection.onClientDisconnect.Connect((userId) => see(userId));
			socket.receive('{"op":11,"d":{"user_ids":["1","2"]}}');
			media({ speaking: [["2", 1, 1]] });
			socket.receive('{"op":13,"d":{"user_id":"1"}}');
			expect(seen.join(",")).to.equal("1,2,1");
			expect(connection.roster.size()).to.equal(1);
		});

		it("should show member profiles from the source", () => {
			const profiles = new Map<string, MemberProfile>([["1", { name: "Ann" }]]);
			const requested: Array<string> = [];
			const listeners = new Set<(userId: string) => void>();
			const source = new FakeSource({
				profileOf(userId) {
					return profiles.get(userId);
				},
				subscribe(listener) {
					listeners.add(listener);
					return () => listeners.delete(listener);
				},
				request(userIds) {
					requested.push(userIds.join("+"));
				},
			});
			const { connection, network } = makeVoice({ credentials: source });
			connection.connectAsync();
			const socket = accept(network);
			socket.receive('{"op":11,"d":{"user_ids":["1","2"]}}');
			expect(connection.roster.get("1")?.name).to.equal("Ann");
			expect(connection.roster.get("2")?.name).to.equal(undefined);
			expect(requested.join(",")).to.equal("1+2");
			profiles.set("2", { name: "Bob", selfMute: true });
			for (const listener of listeners) listener("2");
			expect(connection.roster.get("2")?.name).to.equal("Bob");
			expect(connection.roster.get("2")?.selfMute).to.equal(true);
			connection.forceClose();
			expect(listeners.size()).to.equal(0);
		});

		it("should keep the roster over a resume, not over a new session", () => {
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

		it("should fire onMessage for every message, and skip malformed bodies", () => {
			const { network, connection, logger } = makeVoice();
			const seen: Array<number> = [];
			const binary: Array<string> = [];
			let mappings = 0;
			connection.onMessage.Connect(({ op }) => seen.push(op));
			connection.onBinary.Connect((op, payload) => binary.push(`${op}:${buffer.tostring(payload)}`));
			connection.onSpeakerMapped.Connect(() => (mappings += 1));
			connection.connectAsync();
			const socket = accept(network);
			socket.receive("\x00\x01\x19abc");
			socket.receive('{"op":5,"d":{"user_id":1}}');
			expect(seen.join(",")).to.equal("8,2,25,5");
			expect(binary.join(",")).to.equal("25:abc");
			expect(mappings).to.equal(0);
			expect(logger.count("malformed message: opcode 5")).to.equal(1);
		});

		it("should fire signals in the same order for every handler", () => {
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

		it("should tolerate handlers that throw or yield", () => {
			const { network, connection, logger } = makeVoice();
			connection.onReady.Connect(() => error("a bug"));
			connection.onMessage.Connect(() => {
				coroutine.yield();
			});
			let mappings = 0;
			connection.onSpeakerMapped.Connect(() => (mappings += 1));
			connection.connectAsync();
			accept(network).receive('{"op":5,"d":{"user_id":"1","ssrc":9,"speaking":1}}');
			expect(mappings).to.equal(1);
			expect(connection.state).to.equal("ready");
			expect(logger.count("onReady threw")).to.equal(1);
		});
	});
};
