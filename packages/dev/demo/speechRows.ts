/** Rows of the summary about speech: the client's events against the packets sent. Pure. */

import { median, type SpeechLedger } from "./SpeechLedger.ts";

export interface SpeechRows {
	readonly isCorrect: boolean;
	readonly rows: ReadonlyArray<readonly [name: string, text: string]>;
}

export function speechRows(speech: SpeechLedger): SpeechRows {
	const { packets, starts, stops, falseStarts, falseStops, misses, stuck, cut } = speech.summary();
	const milliseconds = (values: ReadonlyArray<number>): string => `${Math.round(median(values) ?? NaN)} ms`;
	return {
		isCorrect: starts > 0 && falseStarts + falseStops + misses + stuck === 0,
		rows: [
			["packets", `${packets} with speech`],
			["starts", `${starts}, ${falseStarts} false, ${misses} missed; ${cut} while media was away`],
			["stops", `${stops}, ${falseStops} false, ${stuck} missed`],
			[
				"latency",
				`start ${milliseconds(speech.startLatencies)}, stop ${milliseconds(speech.stopLatencies)} (median)`,
			],
		],
	};
}
