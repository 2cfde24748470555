/** Entry point of a thread. It is JavaScript because a worker does not inherit the TypeScript loader. */

import { register } from "tsx/esm/api";

register();
await import("./farMain.ts");
