/**
 * Compares tables of members with their classes and tests. Pure, apart from the reader that it is given.
 *
 * A table names its class and how many members it has in a comment before it; a row is a member, what it is, and its test:
 *
 *     <!-- members: src/gateway/Websocket.ts Websocket, 41 -->
 *
 *     | `buffer` | property | `test/gateway/Websocket.wire.spec.ts`: should keep what comes too early |
 */

import { posix } from "node:path";
import ts from "typescript";

const TABLE = /^<!-- members: (?<path>\S+) (?<className>\w+), (?<count>\d+) -->\n+(?<table>(?:\|.*\n)+)/gm;
const ROW = /^\| `(?<member>\w+)`\s*\|.*\| `(?<spec>[^`]+)`: (?<test>.*?)\s*\|$/;

/** Heading and the line below it. */
const HEADING_LINES = 2;

/**
 * @param {string} document its path, for the messages
 * @param {string} markdown
 * @param {(path: string) => string | undefined} read returns the text of a file, undefined if there is no such file
 * @returns {string[]} faults
 */
export function memberFaults(document, markdown, read) {
	const tables = [...markdown.matchAll(TABLE)];
	if (tables.length === 0) return [`${document}: has no table of members`];
	return tables.flatMap(({ groups = {} }) => tableFaults(groups, read).map((fault) => `${document}: ${fault}`));
}

/**
 * @param {Record<string, string>} groups
 * @param {(path: string) => string | undefined} read
 * @returns {string[]}
 */
function tableFaults({ path, className, count, table }, read) {
	const members = membersOf(path, className, read);
	if (members === undefined) return [`names class ${className} in ${path}, which is not there`];
	const lines = table.trimEnd().split("\n").slice(HEADING_LINES);
	const names = new Set(lines.map((line) => ROW.exec(line)?.groups?.member));
	const counted =
		names.size === Number(count) ? [] : [`${className} has ${count} members, and rows for ${names.size}`];
	return [...counted, ...lines.flatMap((line) => rowFaults(line, className, members, read))];
}

/**
 * @param {string} line
 * @param {string} className
 * @param {ReadonlySet<string>} members
 * @param {(path: string) => string | undefined} read
 * @returns {string[]}
 */
function rowFaults(line, className, members, read) {
	const { member, spec, test } = ROW.exec(line)?.groups ?? {};
	if (member === undefined) return [`cannot read the row ${line}`];
	const faults = members.has(member) ? [] : [`${className} has no member ${member}`];
	const text = read(spec);
	if (text === undefined) faults.push(`${member}: there is no ${spec}`);
	else if (!text.includes(`it("${test}"`)) faults.push(`${member}: ${spec} has no test "${test}"`);
	return faults;
}

/**
 * Members of a class and of its base classes in the repository, including "constructor".
 *
 * @param {string} path of the file that holds it
 * @param {string} className
 * @param {(path: string) => string | undefined} read
 * @returns {Set<string> | undefined} undefined if there is no such class
 */
export function membersOf(path, className, read) {
	const text = read(path);
	if (text === undefined) return undefined;
	const source = ts.createSourceFile(path, text, ts.ScriptTarget.Latest);
	const declaration = source.statements.filter(ts.isClassDeclaration).find(({ name }) => name?.text === className);
	if (declaration === undefined) return undefined;
	const base = baseOf(source, declaration);
	const inherited =
		base === undefined ? undefined : membersOf(posix.join(posix.dirname(path), base.file), base.name, read);
	return new Set([...(inherited ?? []), ...declaration.members.flatMap(namesOf)]);
}

/**
 * @param {ts.ClassElement} member
 * @returns {string[]}
 */
function namesOf(member) {
	if (!ts.isConstructorDeclaration(member))
		return member.name !== undefined && ts.isIdentifier(member.name) ? [member.name.text] : [];
	const properties = member.parameters.filter((parameter) => (parameter.modifiers ?? []).length > 0);
	return ["constructor", ...properties.flatMap(({ name }) => (ts.isIdentifier(name) ? [name.text] : []))];
}

/**
 * Base class, and the file that its import names.
 *
 * @param {ts.SourceFile} source
 * @param {ts.ClassDeclaration} declaration
 * @returns {{ name: string, file: string } | undefined}
 */
function baseOf(source, declaration) {
	const clause = declaration.heritageClauses?.find(({ token }) => token === ts.SyntaxKind.ExtendsKeyword);
	const expression = clause?.types[0]?.expression;
	if (expression === undefined || !ts.isIdentifier(expression)) return undefined;
	const name = expression.text;
	for (const statement of source.statements.filter(ts.isImportDeclaration)) {
		const bindings = statement.importClause?.namedBindings;
		const isNamed = bindings !== undefined && ts.isNamedImports(bindings);
		if (isNamed && bindings.elements.some((element) => element.name.text === name)) {
			const { text } = /** @type {ts.StringLiteral} */ (statement.moduleSpecifier);
			return text.startsWith(".") ? { name, file: `${text}.ts` } : undefined;
		}
	}
	return undefined;
}
