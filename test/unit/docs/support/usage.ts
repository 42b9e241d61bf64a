import { globSync } from 'node:fs';
import ts from 'typescript';
import { root } from './figures.ts';

/** What the code of an operation names: `profiles.update`, `projectLimits.editsPerUpdate`, or a whole table. */
export interface Usage {
	/** By the file under nodes/shared/batch that exports them, `routes/profiles.ts`; a path of names each. */
	readonly names: ReadonlyMap<string, ReadonlySet<string>>;
}

const isTable = (file: string) => /nodes\/shared\/batch\/(?:routes|contract)\//.test(file);
/** What runs every operation, and what all of them are put together with, says nothing of one. */
const isOfAll = (file: string) => /nodes\/(?:Batch\/run|Batch\/description|shared\/batch\/client|shared\/vendor)\//.test(file) || !file.includes('/nodes/');

/**
 * Follows the names in each operation's file to where they are declared, declaration by declaration, and notes
 * which routes and limits it comes across. What is listed is what runs, so it cannot be forgotten.
 */
export function usageOfOperations(): Map<string, Usage> {
	const files = globSync('nodes/Batch/resources/**/*.operation.ts', { cwd: root }).toSorted();
	const program = ts.createProgram(files.map((file) => `${root}${file}`), {
		target: ts.ScriptTarget.ES2022,
		module: ts.ModuleKind.CommonJS,
		moduleResolution: ts.ModuleResolutionKind.Node10,
		types: [],
		// The names of our own files are all that is asked for: no library is loaded.
		noLib: true,
		skipLibCheck: true,
	});
	const checker = program.getTypeChecker();
	return new Map(files.map((file) => [file, new Walk(checker).from(program.getSourceFile(`${root}${file}`)!)]));
}

class Walk {
	private readonly seen = new Set<ts.Node>();
	private readonly names = new Map<string, Set<string>>();

	constructor(private readonly checker: ts.TypeChecker) {}

	from(file: ts.SourceFile): Usage {
		for (const statement of file.statements) if (!ts.isImportDeclaration(statement)) this.visit(statement);
		// A table that is handed on as a whole means what is taken from it, where anything is.
		for (const paths of this.names.values()) {
			for (const path of paths) if ([...paths].some((other) => other.startsWith(`${path}.`))) paths.delete(path);
		}
		return { names: this.names };
	}

	private visit(node: ts.Node): void {
		if (this.seen.has(node) || ts.isTypeNode(node) || ts.isInterfaceDeclaration(node) || ts.isTypeAliasDeclaration(node)) return;
		this.seen.add(node);
		if (ts.isIdentifier(node)) this.follow(node);
		ts.forEachChild(node, (child) => this.visit(child));
	}

	private follow(identifier: ts.Identifier): void {
		let symbol = ts.isShorthandPropertyAssignment(identifier.parent)
			? this.checker.getShorthandAssignmentValueSymbol(identifier.parent)
			: this.checker.getSymbolAtLocation(identifier);
		if (symbol !== undefined && symbol.flags & ts.SymbolFlags.Alias) symbol = this.checker.getAliasedSymbol(symbol);
		// `routes.view` of one of several tables: whichever it is, that is its property.
		for (const property of symbol?.declarations ?? []) {
			const { fileName } = property.getSourceFile();
			if (ts.isPropertyAssignment(property) && isTable(fileName)) this.add(fileName, pathTo(property));
		}
		const declaration = symbol?.valueDeclaration;
		if (declaration === undefined || isOfAll(declaration.getSourceFile().fileName)) return;
		const { fileName } = declaration.getSourceFile();
		if (isTable(fileName) && ts.isVariableDeclaration(declaration) && ts.isSourceFile(declaration.parent.parent.parent)) this.note(fileName, identifier);
		else this.visit(declaration);
	}

	private note(fileName: string, identifier: ts.Identifier): void {
		for (const path of pathsOf(identifier)) this.add(fileName, path);
	}

	private add(fileName: string, path: string): void {
		const file = fileName.replace(/^.*nodes\/shared\/batch\//, '');
		const found = this.names.get(file) ?? new Set<string>();
		this.names.set(file, found.add(path));
	}
}

/** The names that lead to a property, from that of its table. */
function pathTo(property: ts.PropertyAssignment): string {
	const names: string[] = [];
	for (let node: ts.Node = property; !ts.isSourceFile(node); node = node.parent) {
		if (ts.isPropertyAssignment(node) || ts.isVariableDeclaration(node)) names.unshift(node.name.getText());
	}
	return names.join('.');
}

/** `a.b.c` from its first name, the names that `const { b, c } = a` takes, or the name alone. */
function pathsOf(identifier: ts.Identifier): string[] {
	let node: ts.Node = identifier;
	let path = identifier.text;
	let parent: ts.Node = identifier.parent;
	while ((ts.isPropertyAccessExpression(parent) || ts.isElementAccessExpression(parent)) && parent.expression === node) {
		// `table[version].view`: of whichever it is.
		path += ts.isPropertyAccessExpression(parent) ? `.${parent.name.text}` : '.*';
		node = parent;
		parent = node.parent;
	}
	if (!ts.isVariableDeclaration(parent) || parent.initializer !== node || !ts.isObjectBindingPattern(parent.name)) return [path];
	return parent.name.elements.map(({ propertyName, name }) => `${path}.${(propertyName ?? name).getText()}`);
}
