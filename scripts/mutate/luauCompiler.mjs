/**
 * Compiles one file of `src/protocol` at a time, with roblox-ts and its types, in this process: half a second instead of the ten
 * that the whole takes. Edge: files.
 */

import { createRequire } from "node:module";
import { readFileSync } from "node:fs";
import { join } from "node:path";
import { root } from "../setup/paths.mjs";

// roblox-ts has a TypeScript of its own, and hands out no more than its command line
/** @type {(path: string) => any} */
const load = createRequire(join(root, "node_modules/roblox-ts/out/CLI/cli.js"));
const ts = load("typescript");
const { createProjectData } = load("../Project/functions/createProjectData");
const { createPathTranslator } = load("../Project/functions/createPathTranslator");
const { getParsedCommandLine } = load("../Project/functions/getParsedCommandLine");
const { compileFiles } = load("../Project/functions/compileFiles");
const { DEFAULT_PROJECT_OPTIONS } = load("../Shared/constants");

export class LuauCompiler {
	/** @type {any} */
	#program;
	/** @type {any} */
	#translator;
	/** Text in place of a file's own, by path. @type {Map<string, string>} */
	#texts = new Map();

	/**
	 * @param {string} project Rojo project file, below the top folder; it says where each file is in the place
	 * @param {string} outFolder below the top folder
	 * @param {(path: string) => boolean} isWanted says which files below the top folder to compile
	 */
	constructor(project, outFolder, isWanted) {
		this.data = createProjectData(join(root, "tsconfig.json"), {
			...DEFAULT_PROJECT_OPTIONS,
			type: "game",
			rojo: join(root, project),
			includePath: join(root, "include"),
		});
		const { fileNames, options } = getParsedCommandLine(this.data);
		this.fileNames = fileNames.filter((/** @type {string} */ path) => isWanted(path.slice(root.length)));
		this.options = {
			...options,
			outDir: join(root, outFolder),
			incremental: false,
			tsBuildInfoFile: undefined,
			// a mutant may leave a name unused: that is not what it is about
			noUnusedLocals: false,
			noUnusedParameters: false,
		};
		this.host = ts.createCompilerHost(this.options);
		const { getSourceFile } = this.host;
		/** Parsed files that do not change. @type {Map<string, any>} */
		const parsed = new Map();
		this.host.getSourceFile = (/** @type {string} */ path, /** @type {unknown} */ target) => {
			const text = this.#texts.get(path);
			if (text !== undefined) return ts.createSourceFile(path, text, target);
			if (!parsed.has(path)) parsed.set(path, getSourceFile.call(this.host, path, target));
			return parsed.get(path);
		};
	}

	/** Compiles all. @throws {Error} if it does not compile */
	compileAll() {
		this.#createProgram();
		const isOurs = (/** @type {any} */ file) =>
			/(?<!\.d)\.ts$/.test(file.fileName) && !file.fileName.includes("/node_modules/");
		const fault = this.#compile(this.#program.getSourceFiles().filter(isOurs));
		if (fault !== undefined) throw new Error(fault);
	}

	/**
	 * @param {string} name of a file, below the top folder
	 * @param {string} text in place of its own
	 * @returns {string | undefined} the Luau that it becomes; undefined if it does not compile
	 */
	compile(name, text) {
		const path = join(root, name);
		this.#texts.set(path, text);
		this.#createProgram();
		const fault = this.#compile([this.#program.getSourceFile(path)]);
		this.#texts.delete(path);
		return fault === undefined ? readFileSync(this.#translator.getOutputPath(path), "utf8") : undefined;
	}

	#createProgram() {
		this.#program = ts.createProgram(this.fileNames, this.options, this.host, this.#program);
		this.#translator ??= createPathTranslator(
			{ getCompilerOptions: () => this.options, getProgram: () => this.#program },
			this.data,
		);
	}

	/** @param {any[]} files @returns {string | undefined} what is wrong with them */
	#compile(files) {
		let diagnostics;
		try {
			({ diagnostics } = compileFiles(this.#program, this.data, this.#translator, files));
		} catch (fault) {
			// it fails by an assertion of its own where a mutant is code that nobody would write
			return String(fault);
		}
		const [first] = diagnostics.filter(
			(/** @type {any} */ { category }) => category === ts.DiagnosticCategory.Error,
		);
		return first && `${first.file?.fileName ?? ""}: ${ts.flattenDiagnosticMessageText(first.messageText, "\n")}`;
	}
}
