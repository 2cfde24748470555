/// <reference types="@rbxts/testez/globals" />

import { decodeJson } from "../../src/runtime/json";
import { VoiceConnection } from "../../src/voice/VoiceConnection";
import { FakeNetwork, FakeSocket } from "../support/FakeSocket";
import { FakeScheduler } from "../support/FakeScheduler";
import { RecordingLogger } from "../support/RecordingLogger";
import { FakeSource, HELLO, READY, RESUMED } from "../support/voiceHarness";

const COUNT = 1000;

/** Seconds; recovery waits are far shorter. */
const BACKOFF = 0.5;

/** A fake scheduler that tracks every unfinished thread. */
class ThreadCounter extends FakeScheduler {
	private threads = new Set<thread>();

	public override spawn(callback: (() => void) | thread): thread {
		const thread = super.spawn(callback);
		this.threads.add(thread);
		return thread;
	}

	public override delay(seconds: number, callback: () => void): thread {
		const thread = super.delay(seconds, callback);
		this.threads.add(thread);
		return thread;
	}

	public aliveCount(): number {
		for (const thread of [...this.threads]) {
			if (coroutine.status(thread) === "dead") this.threads.delete(thread);
		}
		return this.threads.size();
	}
}

function make() {
	const network = new FakeNetwork();
	const scheduler = new ThreadCounter();
	const connection = new VoiceConnection({
		credentials: new FakeSource(),
		logger: new RecordingLogger(),
		limits: { maxAttempts: math.huge, maxResumes: math.huge, backoff: { base: BACKOFF, cap: BACKOFF } },
		scheduler,
		createSocket: network.createSocket,
		random: () => 0.5,
	});
	return { network, scheduler, connection };
}

/** The server's side of a handshake: answers Resume with Resumed, Identify with Ready. */
function accept(socket: FakeSocket): void {
	socket.open();
	socket.receive(HELLO);
	const { op } = decodeJson(socket.sent[0] as string) as { op: number };
	socket.receive(op === 7 ? RESUMED : READY);
}

/** Every way to lose a socket, in turn. */
const LOSSES: ReadonlyArray<(socket: FakeSocket, scheduler: FakeScheduler) => void> = [
	(socket) => socket.end(), // the link is lost
	(socket) => socket.end(4015), // to resume
	(_socket, scheduler) => scheduler.advance(15), // a zombie: the first beat, at 5 s, is never acknowledged
	(socket) => socket.end(4999), // identifies again
	(socket) => (socket.sendFault = "broken pipe"), // found by the next beat
	(socket) => {
		socket.receive("\x00\x01\x19\x00");
		socket.end(1001);
	},
];

/** What happens to the next sockets; only the last one succeeds. */
const HANDSHAKES: ReadonlyArray<(socket: FakeSocket, scheduler: FakeScheduler) => void> = [
	(socket) => socket.end(undefined, "refused"),
	(socket) => {
		socket.open();
		socket.end(1006);
	},
	(socket, scheduler) => {
		socket.open();
		scheduler.advance(15); // neither Ready nor Resumed comes in time
	},
	accept,
];

export = () => {
	/** Loses the socket `COUNT` times, and calls `look` each time the connection is ready. */
	function reconnect({ network, scheduler, connection }: ReturnType<typeof make>, look: () => void): void {
		const isReady = () => connection.state === "ready";
		connection.connectAsync();
		for (const index of $range(0, COUNT)) {
			// every third time it takes more than one socket
			const detour = index % 3 === 0 ? [HANDSHAKES[(index / 3) % HANDSHAKES.size()]] : [];
			for (const handshake of [...detour, accept]) {
				if (isReady()) break;
				handshake(network.socket(), scheduler);
				if (!isReady()) scheduler.advance(BACKOFF);
			}
			expect(isReady()).to.equal(true);
			look();
			if (index === COUNT) return;

			const lost = network.socket();
			LOSSES[index % LOSSES.size()](lost, scheduler);
			if (isReady()) scheduler.advance(5);
			expect(lost.closes.size() > 0).to.equal(true);
			scheduler.advance(BACKOFF);
			expect(network.socket()).never.to.equal(lost);
		}
	}

	describe(`${COUNT} reconnects`, () => {
		it("should leak no timer, thread or socket", () => {
			const bench = make();
			const { network, scheduler, connection } = bench;
			let receivers: Array<thread> = [];
			let openSockets: Array<FakeSocket> = [];
			const heard: Array<string> = [];
			reconnect(bench, () => {
				openSockets = [...openSockets, network.socket()].filter((socket) => socket.closes.isEmpty());
				receivers = [...receivers, connection.transport.socketThread!].filter(
					(thread) => coroutine.status(thread) !== "dead",
				);
				heard.push(
					[scheduler.sleeperCount(), scheduler.aliveCount(), receivers.size(), openSockets.size()].join(","),
				);
			});
			expect(heard.size()).to.equal(COUNT + 1);
			// one timer, the next heartbeat, and its thread; one thread that receives; one socket
			expect(heard.filter((line) => line !== "1,1,1,1").size()).to.equal(0);
		});

		it("should leave nothing once it is closed", () => {
			const bench = make();
			reconnect(bench, () => {});
			const { network, scheduler, connection } = bench;
			const receiver = connection.transport.socketThread!;
			connection.forceClose();
			expect(scheduler.sleeperCount()).to.equal(0);
			expect(scheduler.aliveCount()).to.equal(0);
			expect(coroutine.status(receiver)).to.equal("dead");
			expect(network.sockets.filter((socket) => socket.closes.isEmpty()).size()).to.equal(0);
			const count = network.sockets.size();
			scheduler.advance(1000);
			expect(network.sockets.size()).to.equal(count);
		});
	});
};
