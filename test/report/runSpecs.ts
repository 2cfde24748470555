/** Runs specs with TestEZ and reports what failed. Edge: instances, output. */

import { TestEnum, TestPlanner, TestRunner } from "@rbxts/testez";
import { ServerScriptService } from "@rbxts/services";
import { formatFailure, type Failure, type Place } from "./formatFailure";
import type { Frame } from "./readTrace";

/** Tests to run, as `scripts/suite/filter.mjs` has chosen them. */
export interface Selection {
	/** Paths of spec files. */
	readonly paths?: ReadonlyArray<string>;
	/** Path and full name of each test, with a tab between; all tests of the files by default. */
	readonly tests?: ReadonlyArray<string>;
	/** Whether to print the tests, and to run none. */
	readonly isListing?: boolean;
}

/** What the types of TestEZ leave out. */
interface PlanNode {
	readonly phrase: string;
	readonly type: unknown;
	children: Array<PlanNode>;
	readonly loadError?: string;
}

interface ResultNode {
	readonly planNode: PlanNode;
	readonly children: ReadonlyArray<ResultNode>;
	readonly errors: ReadonlyArray<string>;
}

interface Results extends ResultNode {
	readonly successCount: number;
	readonly skippedCount: number;
}

interface SpecFile {
	readonly path: string;
	readonly module: ModuleScript;
}

/** Folders of the place, and where the repository has them. */
const FOLDERS: ReadonlyMap<string, string> = new Map([
	["VoiceGateway", "src"],
	["test", "test"],
	["examples", "examples"],
	["bench", "bench/luau"],
]);

/** Returns the path of a module's TypeScript in the repository. */
function pathOf(module: Instance): string {
	const folder = module.Parent === ServerScriptService ? FOLDERS.get(module.Name) : undefined;
	if (folder !== undefined) return folder;
	return module.Parent === undefined ? module.Name : `${pathOf(module.Parent)}/${module.Name}`;
}

function findPlace(frame: Frame): Place | undefined {
	const module = ServerScriptService.GetDescendants().find((instance) => instance.GetFullName() === frame.module);
	if (module === undefined) return undefined;
	// Lune lets every script read sources, Studio only plugins
	const [canRead, source] = pcall(() => (module as unknown as { readonly Source: string }).Source);
	const code = canRead ? source.split("\n")[frame.line - 1] : undefined;
	const isFolder = !module.GetChildren().isEmpty();
	return { path: `${pathOf(module)}${isFolder ? "/index" : ""}.ts`, code: code?.match("^%s*(.-)%s*$")[0] as string };
}

function findSpecs(roots: ReadonlyArray<Instance>, paths: ReadonlyArray<string> | undefined): Array<SpecFile> {
	const specs = new Array<SpecFile>();
	for (const root of roots) {
		for (const instance of [root, ...root.GetDescendants()]) {
			if (!instance.IsA("ModuleScript") || instance.Name.sub(-5) !== ".spec") continue;
			const path = `${pathOf(instance)}.ts`;
			if (paths === undefined || paths.includes(path)) specs.push({ path, module: instance });
		}
	}
	return specs;
}

/** Loads the specs into a plan with one node for each file. A spec that does not load becomes a failure. */
function makePlan(specs: ReadonlyArray<SpecFile>, failures: Array<Failure>): PlanNode {
	const modules = new Array<{ method: unknown; path: Array<string>; pathStringForSorting: string }>();
	for (const { path, module } of specs) {
		const [ok, result] = xpcall(
			() => require(module),
			(fault) => debug.traceback(tostring(fault), 2),
		);
		if (ok) modules.push({ method: result, path: [path], pathStringForSorting: path.lower() });
		else failures.push({ path, name: "", text: tostring(result) });
	}
	return TestPlanner.createPlan(modules as never, undefined as never, {}) as unknown as PlanNode;
}

/** Names are compared without regard to line breaks. */
const join = (name: string, phrase: string): string => `${name} ${phrase}`.gsub("%s+", " ")[0].gsub("^ ", "")[0];

/** Calls `visit` for each test of a file's node, and removes those for which it returns false. Returns whether any is left. */
function prune(node: PlanNode, visit: (name: string) => boolean, name = ""): boolean {
	let hasTests = node.loadError !== undefined;
	node.children = node.children.filter((child) => {
		const childName = join(name, child.phrase);
		const isHook = child.type !== TestEnum.NodeType.It && child.type !== TestEnum.NodeType.Describe;
		if (isHook) return true;
		const isKept = child.type === TestEnum.NodeType.It ? visit(childName) : prune(child, visit, childName);
		hasTests ||= isKept;
		return isKept;
	});
	return hasTests;
}

function gatherFailures(node: ResultNode, path: string, name: string, failures: Array<Failure>): void {
	for (const text of node.errors) failures.push({ path, name, text });
	for (const child of node.children) gatherFailures(child, path, join(name, child.planNode.phrase), failures);
}

/** Runs the specs below the roots and prints the failures and the counts. Returns how many tests failed. */
export function runSpecs(roots: ReadonlyArray<Instance>, { paths, tests, isListing = false }: Selection): number {
	const failures = new Array<Failure>();
	const plan = makePlan(findSpecs(roots, paths), failures);
	const selected = tests && new Set(tests);
	for (const file of plan.children) {
		prune(file, (name) => {
			const test = `${file.phrase}\t${name}`;
			if (isListing) print(`@\t${test}`);
			return selected === undefined || selected.has(test);
		});
	}
	if (isListing) return 0;
	const results = TestRunner.runPlan(plan as never) as unknown as Results;
	for (const file of results.children) gatherFailures(file, file.planNode.phrase, "", failures);
	for (const failure of failures) print(formatFailure(failure, findPlace));
	print(`${results.successCount} passed, ${failures.size()} failed, ${results.skippedCount} skipped`);
	return failures.size();
}
