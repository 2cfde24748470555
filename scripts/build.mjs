/**
 * Builds the publishable package into `out/` from scratch: `npm run build`. Edge: files, processes.
 */

import { rmSync } from "node:fs";
import { join } from "node:path";
import { runChild } from "./setup/child.mjs";
import { root } from "./setup/paths.mjs";
import { compiler } from "./setup/place.mjs";
import { filesUnder } from "./setup/stamp.mjs";

rmSync(join(root, "out"), { recursive: true, force: true });

const project = ["-p", "tsconfig.build.json", "--rojo", "scripts/package.project.json"];
const { code } = await runChild(process.execPath, [compiler, "--type", "package", ...project], { cwd: root });
process.exitCode = code;
if (code === 0) console.log(`package built: ${filesUnder(root, "out").length} files in out/`);
