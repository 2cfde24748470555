/** Files that make up the page, and where they lie. Edge: files. */

import { readFile } from "node:fs/promises";
import { createRequire } from "node:module";
import { dirname, join } from "node:path";
import { fileURLToPath } from "node:url";

interface Asset {
	readonly file: string;
	readonly type: string;
}

const PAGE_FOLDER = fileURLToPath(new URL("./page/", import.meta.url));
const PLOT_FOLDER = join(dirname(createRequire(import.meta.url).resolve("uplot/package.json")), "dist");

const SCRIPT = "text/javascript; charset=utf-8";
const STYLE = "text/css; charset=utf-8";

const PAGE_STYLES = ["style", "parts", "controls", "speaking"];
const PAGE_SCRIPTS = [
	"main",
	"api",
	"controls",
	"details",
	"dom",
	"facts",
	"filter",
	"frames",
	"lanes",
	"plot",
	"privacyCodes",
	"series",
	"sessions",
	"speaking",
];

/** By path. What is missing here is not served. */
const ASSETS: ReadonlyMap<string, Asset> = new Map([
	["/inspector/icon.svg", { file: join(PAGE_FOLDER, "icon.svg"), type: "image/svg+xml" }],
	["/inspector/uPlot.css", { file: join(PLOT_FOLDER, "uPlot.min.css"), type: STYLE }],
	["/inspector/uPlot.mjs", { file: join(PLOT_FOLDER, "uPlot.esm.js"), type: SCRIPT }],
	...PAGE_STYLES.map((name): [string, Asset] => [
		`/inspector/${name}.css`,
		{ file: join(PAGE_FOLDER, `${name}.css`), type: STYLE },
	]),
	...PAGE_SCRIPTS.map((name): [string, Asset] => [
		`/inspector/${name}.mjs`,
		{ file: join(PAGE_FOLDER, `${name}.mjs`), type: SCRIPT },
	]),
]);

/** Stands in the page for the token of this start. */
const TOKEN_MARK = "{{token}}";

/** Reads an asset; `undefined` if there is none at this path. @throws If the file cannot be read. */
export async function readAsset(path: string): Promise<{ readonly type: string; readonly body: Buffer } | undefined> {
	const asset = ASSETS.get(path);
	return asset && { type: asset.type, body: await readFile(asset.file) };
}

/** The page itself. @param token Hex or a UUID: nothing that HTML would have to escape. */
export async function readPage(token: string): Promise<string> {
	const page = await readFile(join(PAGE_FOLDER, "index.html"), "utf8");
	return page.replace(TOKEN_MARK, token);
}
