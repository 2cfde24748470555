/**
 * Compiles one file of `src/protocol` at a time, with roblox-ts and its types, in this process. This takes half a second; compiling
 * everything takes ten. Edge: files.
 */

import { createRequire } from "node:module";
import { readFileSync } from "node:fs";
import { join } from "node:path";
import { root } from "../setup/paths.mjs";

// roblox-ts has its own TypeScript and exports only its command line
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
	 * @param {string} project Rojo project file, below the top folder; it maps files to the place
	 * @param {string} outFolder below the top folder
	 * @param {(path: string) => boolean} isWanted selects the files to compile, below the top folder
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
			// a mutant may leave a name unused, which is no reason to reject it
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

	/** Compiles every file. @throws {Error} if it does not compile */
	compileAll() {
		this.#createProgram();
		const isOurs = (/** @type {any} */ file) =>
			/(?<!\.d)\.ts$/.test(file.fileName) && !file.fileName.includes("/node_modules/");
		const fault = this.#compile(this.#program.getSourceFiles().filter(isOurs));
		if (fault !== undefined) throw new Error(fault);
	}

	/**
	 * @param {string} name of a file, below the top folder
	 * @param {string} text that replaces its content
	 * @returns {string | undefined} its Luau; undefined if it does not compile
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

	/** @param {any[]} files @returns {string | undefined} first fault */
	#compile(files) {
		let diagnostics;
		try {
			({ diagnostics } = compileFiles(this.#program, this.data, this.#translator, files));
		} catch (fault) {
			// an internal assertion fails for mutants that are unusual code
			return String(fault);
		}
		const [first] = diagnostics.filter(
			(/** @type {any} */ { category }) => category === ts.DiagnosticCategory.Error,
		);
		return first && `${first.file?.fileName ?? ""}: ${ts.flattenDiagnosticMessageText(first.messageText, "\n")}`;
	}
}
