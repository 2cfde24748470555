/**
 * Where the published receiver and the relay agree on who is speaking and where they differ, written by hand. The facts behind each
 * reason are in docs/speaking.md, "What a packet says" and "Start and stop".
 */

import { times } from "../../../relay/voice/media/support/MediaScene.ts";
import { SPEECH_FRAME, type VoicePackets } from "../../../relay/voice/media/support/VoicePackets.ts";
import type { Oracle } from "./Oracle.ts";

export interface Scenario {
	readonly name: string;
	readonly play: (oracle: Oracle) => void;
	/** When the library reports that the user is speaking, in milliseconds. */
	readonly theirs: string;
	/** When the relay reports it. */
	readonly ours: string;
	/** Why they differ, or what both do. */
	readonly reason: string;
}

const USER = "anna";
const SSRC = 1000;
const SECOND = 50;

/** DAVE's trailer after an Opus frame: tag, nonce, size, marker. */
const DAVE_TAIL = Buffer.from("0011223344556677010cfafa", "hex");

const speech = (sender: VoicePackets, count = SECOND): ReadonlyArray<Buffer> => times(count, () => sender.speech());

/** A scene with a user whose SSRC is known. */
const spoken =
	(play: (oracle: Oracle, sender: VoicePackets) => void) =>
	(oracle: Oracle): void =>
		play(oracle, oracle.speaker(USER, SSRC));

function forged(packet: Buffer): Buffer {
	const copy = Buffer.from(packet);
	copy[20] = copy[20]! ^ 1;
	return copy;
}

/** A receiver report (201) with the user's SSRC at the position where RTP has it. */
function receiverReport(): Buffer {
	const report = Buffer.alloc(40, 0x5a);
	report.writeUInt32BE(0x81_c9_00_07, 0);
	report.writeUInt32BE(SSRC, 8);
	return report;
}

export const SCENARIOS: ReadonlyArray<Scenario> = [
	{
		name: "speech for 1 s, five silence frames",
		play: spoken((oracle, sender) => oracle.play([...speech(sender), ...sender.end()])),
		theirs: "0 to 1180",
		ours: "20 to 1020",
		reason: "silence frames end speech for the relay; they prolong it for the library",
	},
	{
		name: "speech for 1 s, then nothing",
		play: spoken((oracle, sender) => oracle.play(speech(sender))),
		theirs: "0 to 1080",
		ours: "20 to 1270",
		reason: "the library waits 100 ms, the relay 250 to 300 ms to bridge gaps",
	},
	{
		name: "op 5 and no packets",
		play: spoken((oracle) => oracle.wait(1000)),
		theirs: "never",
		ours: "never",
		reason: "op 5 only maps an SSRC",
	},
	{
		name: "five silence frames alone",
		play: spoken((oracle, sender) => oracle.play(sender.end())),
		theirs: "0 to 180",
		ours: "never",
		reason: "silence is not speech",
	},
	{
		name: "a DTX refresh every 400 ms, 5 times",
		play: spoken((oracle, sender) =>
			oracle.play(
				times(5, () => sender.silence()),
				400,
			),
		),
		theirs: "5 times, 0 to 1700",
		ours: "never",
		reason: "a held push-to-talk key with no one talking",
	},
	{
		name: "one stray packet of speech",
		play: spoken((oracle, sender) => oracle.receive(sender.speech())),
		theirs: "0 to 100",
		ours: "never",
		reason: "speech starts with the second packet",
	},
	{
		name: "50 packets of padding in 100 ms",
		play: spoken((oracle, sender) =>
			oracle.play(
				times(50, () => sender.paddingOnly()),
				2,
			),
		),
		theirs: "0 to 198",
		ours: "never",
		reason: "nothing is left without the padding",
	},
	{
		name: "zeros for 1 s",
		play: spoken((oracle, sender) => oracle.play(times(SECOND, () => sender.packet(Buffer.alloc(120))))),
		theirs: "0 to 1080",
		ours: "never",
		reason: "not Opus; voice servers on Cloudflare send them",
	},
	{
		name: "2 s of silence from a web client",
		play: spoken((oracle, sender) =>
			oracle.play(times(2 * SECOND, () => sender.speech({ extension: { audioLevel: 127, hasVoice: false } }))),
		),
		theirs: "0 to 2080",
		ours: "never",
		reason: "the extension says level 127 and no voice",
	},
	{
		name: "1 s of shared-screen sound",
		play: spoken((oracle, sender) =>
			oracle.play(times(SECOND, () => sender.speech({ extension: { audioLevel: 30, speakerFlags: 4 } }))),
		),
		theirs: "0 to 1080",
		ours: "never",
		reason: "Discord does not light the ring for it",
	},
	{
		name: "video packets for 1 s",
		play: spoken((oracle, sender) => oracle.play(times(SECOND, () => sender.speech({ payloadType: 101 })))),
		theirs: "0 to 1080",
		ours: "never",
		reason: "another payload type",
	},
	{
		name: "forged packets for 1 s",
		play: spoken((oracle, sender) => oracle.play(speech(sender).map(forged))),
		theirs: "0 to 1080",
		ours: "never",
		reason: "the relay authenticates packets; the library checks only the SSRC",
	},
	{
		name: "one packet, repeated for 1 s",
		play: spoken((oracle, sender) => oracle.play(new Array<Buffer>(SECOND).fill(sender.speech()))),
		theirs: "0 to 1080",
		ours: "never",
		reason: "a repeated packet counts once",
	},
	{
		name: "RTCP reports for 1 s",
		play: spoken((oracle) => oracle.play(times(SECOND, receiverReport))),
		theirs: "0 to 1080",
		ours: "never",
		reason: "bytes 8 to 11 of RTCP are not the sender's SSRC",
	},
	{
		name: "a datagram of 10 bytes",
		play: spoken((oracle) => oracle.receive(Buffer.alloc(10, 0x80))),
		theirs: "never; throws RangeError",
		ours: "never",
		reason: "the library reads an SSRC at byte 8; the relay counts it as malformed",
	},
	{
		name: "speech, then a packet every 150 ms for 1.5 s",
		play: spoken((oracle, sender) => {
			oracle.play(speech(sender, 5));
			oracle.play(speech(sender, 10), 150);
		}),
		theirs: "10 times, 0 to 1550",
		ours: "20 to 1720",
		reason: "a gap below 250 ms is not a stop",
	},
	{
		name: "packets of 60 ms for 1.2 s",
		play: spoken((oracle, sender) =>
			oracle.play(
				times(20, () => sender.speech({ frames: 3 })),
				60,
			),
		),
		theirs: "0 to 1240",
		ours: "60 to 1410",
		reason: "both tolerate it",
	},
	{
		name: "speech for 1 s, every tenth packet lost",
		play: spoken((oracle, sender) => {
			for (const [index, packet] of speech(sender).entries()) {
				if (index % 10 !== 9) oracle.receive(packet);
				oracle.wait(20);
			}
		}),
		theirs: "0 to 1060",
		ours: "20 to 1220",
		reason: "both tolerate it",
	},
	{
		name: "1 s of speech, in which the process stalls for 300 ms",
		play: spoken((oracle, sender) => {
			oracle.play(speech(sender, 20));
			oracle.stall(300);
			oracle.receive(...speech(sender, 15));
			oracle.play(speech(sender, 15));
		}),
		theirs: "2 times, 0 to 1080",
		ours: "20 to 1250",
		reason: "the relay reads queued packets before a late sweep stops anyone",
	},
	{
		name: "speech for 1 s, mapped by op 5 after 0.5 s",
		play: (oracle) => {
			const sender = oracle.scene.stranger(SSRC);
			oracle.play(speech(sender, 25));
			oracle.map(USER, SSRC);
			oracle.play(speech(sender, 25));
		},
		theirs: "500 to 1080",
		ours: "500 to 1270",
		reason: "both start once the user is known",
	},
	{
		name: "a speaker leaves (op 13); packets continue for 1 s",
		play: spoken((oracle, sender) => {
			oracle.play(speech(sender, 10));
			oracle.drop(USER);
			oracle.play(speech(sender));
		}),
		theirs: "0 to 280",
		ours: "20 to 200",
		reason: "op 13 ends speech; the library waits for its timer",
	},
	{
		name: "a user returns with a new SSRC; the old one sends for 1 s",
		play: spoken((oracle, sender) => {
			oracle.map(USER, SSRC + 1);
			oracle.play(speech(sender));
		}),
		theirs: "0 to 1080",
		ours: "never",
		reason: "the relay keeps one SSRC per user; the library keeps all",
	},
	{
		name: "DAVE frames for 1 s, without any group key",
		play: spoken((oracle, sender) =>
			oracle.play(times(SECOND, () => sender.packet(Buffer.concat([SPEECH_FRAME, DAVE_TAIL])))),
		),
		theirs: "0 to 1080",
		ours: "20 to 1270",
		reason: "both detect speech without the keys",
	},
	{
		name: "1 s of silence encrypted with DAVE",
		play: spoken((oracle, sender) =>
			oracle.play(times(SECOND, () => sender.packet(Buffer.concat([Buffer.from("f8fffe", "hex"), DAVE_TAIL])))),
		),
		theirs: "0 to 1080",
		ours: "never",
		reason: "the trailer gives the size of the Opus frame",
	},
];
