/** The files of the page and their locations. Edge: files. */

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

/** By path. Nothing else is served. */
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

/** Placeholder for the token in the page. */
const TOKEN_MARK = "{{token}}";

/** Reads an asset; `undefined` if the path is unknown. @throws If the file cannot be read. */
export async function readAsset(path: string): Promise<{ readonly type: string; readonly body: Buffer } | undefined> {
	const asset = ASSETS.get(path);
	return asset && { type: asset.type, body: await readFile(asset.file) };
}

/** Reads the page. @param token Hex or a UUID, which needs no HTML escaping. */
export async function readPage(token: string): Promise<string> {
	const page = await readFile(join(PAGE_FOLDER, "index.html"), "utf8");
	return page.replace(TOKEN_MARK, token);
}
