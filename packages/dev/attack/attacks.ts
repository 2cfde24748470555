/** All rows of the suite. */

import type { Attack } from "./Attack.ts";
import { BODY_ATTACKS } from "./rows/bodies.ts";
import { DAVE_ATTACKS } from "./rows/dave.ts";
import { FAR_ATTACKS } from "./rows/far.ts";
import { HTTP_ATTACKS } from "./rows/http.ts";
import { MEMORY_ATTACKS } from "./rows/memory.ts";
import { PROMISES } from "./rows/promises.ts";
import { WORK_ATTACKS } from "./rows/work.ts";

export const ATTACKS: ReadonlyArray<Attack> = [
	...MEMORY_ATTACKS,
	...FAR_ATTACKS,
	...WORK_ATTACKS,
	...BODY_ATTACKS,
	...HTTP_ATTACKS,
	...DAVE_ATTACKS,
	...PROMISES,
];
