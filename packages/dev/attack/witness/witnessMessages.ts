/** Messages between the suite and its witness process: each question has one answer, in order. */

import type { Feeling } from "../measure/verdict.ts";

export type ToWitness =
	| {
			readonly kind: "start";
			readonly name: string;
			/** URL of the relay. */
			readonly url: string;
			readonly token: string;
			readonly farPort: number;
	  }
	| { readonly kind: "take"; readonly name: string }
	| { readonly kind: "end"; readonly name: string };

export type FromWitness =
	| { readonly kind: "started" }
	| { readonly kind: "feeling"; readonly feeling: Feeling }
	| { readonly kind: "ended" }
	| { readonly kind: "failed"; readonly message: string };
