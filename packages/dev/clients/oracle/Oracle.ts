/** Feeds the published receiver of `@discordjs/voice` and the relay's media core the same datagrams at the same times. */

import { VoiceReceiver } from "@discordjs/voice";
import { VoiceOpcode } from "../../../../src/protocol/voice/opcode.ts";
import { MediaScene, PACKET_MS, type SceneChange } from "../../../relay/voice/media/support/MediaScene.ts";
import type { VoicePackets } from "../../../relay/voice/media/support/VoicePackets.ts";

type Connection = ConstructorParameters<typeof VoiceReceiver>[0];

export class Oracle {
	/** What the media core reports. */
	public readonly scene = new MediaScene();
	/** What `receiver.speaking` reports and the receiver throws. */
	public readonly theirs: Array<SceneChange> = [];
	// the receiver reads only the connection's state, and only for audio
	private readonly receiver = new VoiceReceiver({ state: { status: "signalling" } } as Connection);
	private time = 0;

	/** @param tick Advances the library's timers by one millisecond. */
	public constructor(private readonly tick: () => void) {
		const note = (what: string): void => void this.theirs.push({ at: this.time, what });
		this.receiver.speaking.on("start", (userId) => note(`${userId} starts`));
		this.receiver.speaking.on("end", (userId) => note(`${userId} stops`));
	}

	/** Returns a sender for this user, with its SSRC mapped by op 5. */
	public speaker(userId: string, ssrc: number): VoicePackets {
		this.map(userId, ssrc);
		return this.scene.stranger(ssrc);
	}

	/** Op 5. */
	public map(userId: string, ssrc: number): void {
		this.scene.map(userId, ssrc);
		this.report(VoiceOpcode.Speaking, { user_id: userId, ssrc, speaking: 1 });
	}

	/** Op 13. */
	public drop(userId: string): void {
		this.scene.do((core) => core.dropUser(userId));
		this.report(VoiceOpcode.ClientDisconnect, { user_id: userId });
	}

	/** Delivers datagrams all at once. */
	public receive(...datagrams: ReadonlyArray<Buffer>): void {
		this.scene.receive(...datagrams);
		for (const datagram of datagrams) {
			try {
				this.receiver.onUdpMessage(datagram);
			} catch (error) {
				this.theirs.push({ at: this.time, what: `throws ${(error as Error).name}` });
			}
		}
	}

	/** Delivers datagrams one by one and waits `spacing` milliseconds after each. */
	public play(datagrams: ReadonlyArray<Buffer>, spacing = PACKET_MS): void {
		for (const datagram of datagrams) {
			this.receive(datagram);
			this.wait(spacing);
		}
	}

	public wait(milliseconds: number): void {
		this.scene.wait(milliseconds);
		this.pass(milliseconds);
	}

	/** Blocks the event loop: due timers run first, then the datagrams that arrived meanwhile are read. */
	public stall(milliseconds: number): void {
		this.scene.stall(milliseconds);
		this.pass(milliseconds);
	}

	private pass(milliseconds: number): void {
		for (let passed = 0; passed < milliseconds; passed += 1) {
			this.time += 1;
			this.tick();
		}
	}

	private report(op: VoiceOpcode, d: object): void {
		this.receiver.onWsPacket({ op, d } as unknown as Parameters<VoiceReceiver["onWsPacket"]>[0]);
	}
}
