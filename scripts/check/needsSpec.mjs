/**
 * Decides whether a source needs a spec. Pure.
 */

import { posix } from "node:path";
import ts from "typescript";

/** Statements that compile to nothing or only re-export. */
const WITHOUT_CODE = new Set([
	ts.SyntaxKind.ImportDeclaration,
	ts.SyntaxKind.InterfaceDeclaration,
	ts.SyntaxKind.TypeAliasDeclaration,
	ts.SyntaxKind.ExportDeclaration,
]);

/**
 * @param {string} path such as `src/protocol/backoff.ts`
 * @param {string} text
 * @returns {boolean} false for index.ts, declaration files, and files of types only
 */
export function needsSpec(path, text) {
	if (!/\.tsx?$/.test(path) || path.endsWith(".d.ts") || posix.basename(path) === "index.ts") return false;
	const source = ts.createSourceFile(path, text, ts.ScriptTarget.Latest);
	return source.statements.some((statement) => !WITHOUT_CODE.has(statement.kind));
}

/**
 * @param {string} path of a source
 * @returns {string} path of its spec
 */
export function specPath(path) {
	return path.replace(/^src\//, "test/").replace(/\.tsx?$/, ".spec.ts");
}
