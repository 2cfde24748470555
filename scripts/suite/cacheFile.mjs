/**
 * Gives a tool a copy of its cache file, so that neither a kill nor a second run can break the cache. Edge: files.
 */

import { copyFileSync, existsSync, mkdirSync, renameSync, rmSync } from "node:fs";
import { dirname } from "node:path";
import { onEnd } from "../setup/interrupt.mjs";

/**
 * @template T
 * @param {string} path of the cache, which need not exist
 * @param {(copy: string) => Promise<T>} action its copy replaces the cache if the action returns
 * @returns {Promise<T>}
 */
export async function withCacheFile(path, action) {
	const copy = `${path}.${process.pid}`;
	mkdirSync(dirname(path), { recursive: true });
	if (existsSync(path)) copyFileSync(path, copy);
	const remove = () => rmSync(copy, { force: true });
	const forget = onEnd(remove);
	try {
		const result = await action(copy);
		if (existsSync(copy)) renameSync(copy, path);
		return result;
	} finally {
		forget();
		remove();
	}
}
