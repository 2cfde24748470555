/** The published receiver of `@discordjs/voice` beside the relay's media core: both get the same datagrams at the same times. */

import { VoiceReceiver } from "@discordjs/voice";
import { VoiceOpcode } from "../../../../src/protocol/voice/opcode.ts";
import { MediaScene, PACKET_MS, type SceneChange } from "../../../relay/voice/media/support/MediaScene.ts";
import type { VoicePackets } from "../../../relay/voice/media/support/VoicePackets.ts";

type Connection = ConstructorParameters<typeof VoiceReceiver>[0];

export class Oracle {
	/** What the media core tells. */
	public readonly scene = new MediaScene();
	/** What `receiver.speaking` tells, and what the receiver throws. */
	public readonly theirs: Array<SceneChange> = [];
	// it asks its connection for nothing but the state, and that for audio alone
	private readonly receiver = new VoiceReceiver({ state: { status: "signalling" } } as Connection);
	private time = 0;

	/** @param tick Lets one millisecond pass for the timers of the library. */
	public constructor(private readonly tick: () => void) {
		const note = (what: string): void => void this.theirs.push({ at: this.time, what });
		this.receiver.speaking.on("start", (userId) => note(`${userId} starts`));
		this.receiver.speaking.on("end", (userId) => note(`${userId} stops`));
	}

	/** Returns a sender of this user, whose SSRC op 5 has told. */
	public speaker(userId: string, ssrc: number): VoicePackets {
		this.map(userId, ssrc);
		return this.scene.stranger(ssrc);
	}

	/** Op 5. */
	public map(userId: string, ssrc: number): void {
		this.scene.map(userId, ssrc);
		this.told(VoiceOpcode.Speaking, { user_id: userId, ssrc, speaking: 1 });
	}

	/** Op 13. */
	public drop(userId: string): void {
		this.scene.do((core) => core.dropUser(userId));
		this.told(VoiceOpcode.ClientDisconnect, { user_id: userId });
	}

	/** Datagrams that come at once. */
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

	/** Datagrams that come one after the other, `spacing` milliseconds after each. */
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

	/** The event loop stands still: timers that were due run first, then what came meanwhile is read. */
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

	private told(op: VoiceOpcode, d: object): void {
		this.receiver.onWsPacket({ op, d } as unknown as Parameters<VoiceReceiver["onWsPacket"]>[0]);
	}
}
