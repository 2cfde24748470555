/** Compares the voice connection with the published `@discordjs/voice`: storms, recovery and a thousand reconnects. */

import type { Benchmark } from "../report.ts";
import { benchReconnects } from "./reconnects.ts";
import { benchRecover } from "./recover.ts";
import { benchStorm } from "./storm.ts";

export const voiceConnectionBenchmarks: ReadonlyArray<Benchmark> = [
	{ names: ["voice-connection.storm"], rounds: 5, run: benchStorm },
	{ names: ["voice-connection.recover"], rounds: 5, run: benchRecover },
	{ names: ["voice-connection.reconnects"], rounds: 5, run: benchReconnects },
];
