/** The relay's side: receives packets over a real socket and measures the CPU time of its process. */

import { fork, type ChildProcess } from "node:child_process";
import { createSocket, type Socket } from "node:dgram";
import { once } from "node:events";
import { performance } from "node:perf_hooks";
import { fileURLToPath } from "node:url";
import { MediaCore } from "../../packages/relay/voice/media/core/MediaCore.ts";
import { TransportCipher, type TransportMode } from "../../packages/shared/rtp/TransportCipher.ts";
import { BURST, CLEAR_SIZE, KEY, PACKETS, SPEAKERS } from "./packets.ts";

const SENDER = fileURLToPath(new URL("senderProcess.ts", import.meta.url));
const BUFFER_SIZE = 4 * 1024 * 1024;
/** Milliseconds for a burst to arrive. */
const ARRIVAL = 2;
/** Milliseconds after which missing packets of a burst count as lost. */
const LOST = 500;
/** Minimum number of packets of a measurement. */
const LEAST = 0.99 * PACKETS;
const BURSTS_PER_TURN = 10;
const TURNS = PACKETS / BURST / BURSTS_PER_TURN;

/** The work for each packet. */
type Work = (datagram: Buffer) => void;

const WORKS = {
	core(mode: TransportMode): Work {
		const core = new MediaCore();
		core.useKey(mode, KEY, performance.now());
		for (const speaker of SPEAKERS) core.mapSpeaker(speaker, performance.now());
		return (datagram) => core.receive(datagram, performance.now());
	},
	decrypt(mode: TransportMode): Work {
		const cipher = new TransportCipher(mode, KEY);
		return (datagram) => {
			if (cipher.open(datagram, CLEAR_SIZE) === undefined) throw new Error("a packet is not authentic");
		};
	},
	bare: (): Work => () => {},
};

type WorkName = keyof typeof WORKS;
const NAMES = Object.keys(WORKS) as ReadonlyArray<WorkName>;

/** CPU time per packet in microseconds. */
export type PacketCosts = Readonly<Record<WorkName, number>>;

interface Tally {
	readonly work: Work;
	microseconds: number;
	packets: number;
}

export class PacketReceiver {
	private work: Work = () => {};
	private received = 0;
	private onBurst = (): void => {};
	private rounds = 0;

	private constructor(
		private readonly mode: TransportMode,
		private readonly child: ChildProcess,
		private readonly socket: Socket,
	) {
		socket.on("message", (datagram) => {
			this.work(datagram);
			this.received += 1;
			if (this.received % BURST === 0) this.onBurst();
		});
	}

	public static async open(mode: TransportMode): Promise<PacketReceiver> {
		const child = fork(SENDER, [mode], { execArgv: ["--import", "tsx"] });
		const [port] = (await once(child, "message")) as [number];
		const socket = createSocket({ type: "udp4", recvBufferSize: BUFFER_SIZE });
		socket.connect(port, "127.0.0.1");
		await once(socket, "connect");
		return new PacketReceiver(mode, child, socket);
	}

	/**
	 * Receives all packets once. The kinds of work alternate every few milliseconds, so that other load on the machine affects
	 * all of them.
	 *
	 * @throws If more than 1 % of the packets were lost.
	 */
	public async costs(): Promise<PacketCosts> {
		const tallies = NAMES.map((name): Tally => ({ work: WORKS[name](this.mode), microseconds: 0, packets: 0 }));
		this.received = 0;
		for (let turn = 0; turn < TURNS; turn += 1) {
			await this.takeTurn(tallies[(turn + this.rounds) % tallies.length]!, turn === 0);
		}
		this.rounds += 1;
		if (this.received < LEAST) throw new Error(`received ${this.received} of ${PACKETS} packets`);
		const costs = tallies.map(({ microseconds, packets }, index) => [NAMES[index]!, microseconds / packets]);
		return Object.fromEntries(costs) as PacketCosts;
	}

	public async close(): Promise<void> {
		this.socket.close();
		this.child.disconnect();
		await once(this.child, "exit");
	}

	private async takeTurn(tally: Tally, isFirst: boolean): Promise<void> {
		this.work = tally.work;
		const receivedBefore = this.received;
		const before = process.cpuUsage();
		for (let burst = 0; burst < BURSTS_PER_TURN; burst += 1) await this.next(isFirst && burst === 0);
		const { user, system } = process.cpuUsage(before);
		tally.microseconds += user + system;
		tally.packets += this.received - receivedBefore;
	}

	/** Receives the next burst. The process sleeps while it is being sent, so that it never waits for single packets. */
	private async next(isFirst: boolean): Promise<void> {
		let lost: NodeJS.Timeout | undefined;
		const burst = new Promise<void>((resolve) => {
			this.onBurst = resolve;
			lost = setTimeout(resolve, LOST);
		});
		await new Promise<void>((resolve) => this.socket.send(Buffer.alloc(isFirst ? 1 : 0), () => resolve()));
		Atomics.wait(new Int32Array(new SharedArrayBuffer(4)), 0, 0, ARRIVAL);
		await burst;
		clearTimeout(lost);
	}
}
