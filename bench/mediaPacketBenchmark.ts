/** Cost of a voice packet for the relay, compared with the minimum: receiving it, and decrypting it. */

import { TRANSPORT_MODES, type TransportMode } from "../packages/shared/rtp/TransportCipher.ts";
import { PacketReceiver } from "./media/PacketReceiver.ts";
import { singleRounds } from "./pairedRounds.ts";
import type { Benchmark } from "./report.ts";

const SHORT_NAMES: Readonly<Record<TransportMode, string>> = {
	aead_aes256_gcm_rtpsize: "gcm",
	aead_xchacha20_poly1305_rtpsize: "xchacha",
};

const BASELINES = [
	{ work: "decrypt", ending: "", baselineName: "receive and decrypt" },
	{ work: "bare", ending: ".receive", baselineName: "only receive" },
] as const;

export const mediaPacketBenchmark: Benchmark = {
	names: ["media.packet"],
	rounds: 15,
	async run(report, count) {
		for (const mode of TRANSPORT_MODES) {
			const receiver = await PacketReceiver.open(mode);
			await receiver.costs(); // warms up
			// the kinds of work alternate within each round
			const measured = await singleRounds(count, () => receiver.costs());
			for (const { work, ending, baselineName } of BASELINES) {
				const rounds = measured.map(({ value, seconds }) => ({
					value: value.core,
					baseline: value[work],
					seconds,
				}));
				report({
					name: `media.packet.${SHORT_NAMES[mode]}${ending}`,
					unit: "µs of CPU",
					baselineName,
					rounds,
				});
			}
			await receiver.close();
		}
	},
};
