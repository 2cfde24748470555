/** Entry of a worker. Plain JavaScript: a worker does not inherit the loader of TypeScript. */

import { register } from "tsx/esm/api";

register();
await import("./workerMain.ts");
