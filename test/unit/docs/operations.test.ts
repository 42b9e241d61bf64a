import { globSync, readFileSync } from 'node:fs';
import { expect, it } from 'vitest';
import type { Operation, Resource } from '../../../nodes/Batch/operation.ts';
import { resources } from '../../../nodes/Batch/resources/index.ts';
import type { Limit, RateLimit } from '../../../nodes/shared/batch/contract/limit.ts';
import type { Route } from '../../../nodes/shared/batch/routes/route.ts';
import { isLimit, isRoute, modulesOf, number, root, words } from './support/figures.ts';
import { linked } from './support/reference.ts';
import { usageOfOperations, type Usage } from './support/usage.ts';

type Module = Record<string, unknown>;

/** The values of one kind that the names lead to; of a table without a name behind it, all. */
function valuesOf<Value>({ names }: Usage, modules: ReadonlyMap<string, Module>, isOne: (value: unknown) => value is Value): Map<Value, string> {
	const values = new Map<Value, string>();
	const add = (name: string, value: unknown, depth: number) => {
		if (isOne(value)) values.set(value, name);
		else if (depth > 0 && typeof value === 'object' && value !== null) for (const [inner, part] of Object.entries(value)) add(inner, part, depth - 1);
	};
	for (const [file, paths] of names) {
		for (const path of paths) {
			let reached: Array<[name: string, value: unknown]> = [['', modules.get(`nodes/shared/batch/${file}`)]];
			for (const part of path.split('.')) {
				reached = reached.flatMap(([name, value]): typeof reached => {
					// Behind a limit there is its figure, behind a route its path: the whole is meant.
					if (isOne(value) || typeof value !== 'object' || value === null) return [[name, value]];
					if (part === '*') return Object.entries(value);
					return part in value ? [[part, (value as Module)[part]]] : [];
				});
			}
			for (const [name, value] of reached) add(name, value, 2);
		}
	}
	return values;
}

const familyOf = ({ family, version }: Route) => (family === 'project' ? 'project 2.x' : `app ${version ?? '1.x'}`);

function routeOf(route: Route): string {
	const rates = route.rates?.map(({ limit }) => `${number(limit.perSecond)} ${plural(limit)}/s`) ?? [];
	return `\`${route.method} /${route.path}\`${rates.length > 0 ? ` (${rates.join(', ')})` : ''}`;
}

const plural = ({ perSecond, unit }: RateLimit) => (perSecond === 1 ? unit : `${unit}s`);

const limitOf = ([{ value, unit, source }, name]: readonly [Limit, string]) =>
	`${words(name)}${source.startsWith('batch-api-1x') ? ' (app)' : ''}: ${number(value)} ${unit}`;

const tests = globSync('test/nodes/**/*.test.ts', { cwd: root }).toSorted().map((file) => ({ file, text: textOf(file) }));

/** With what it takes from the harness, and what that takes: parameters that several files of tests share stand there. */
function textOf(file: string): string {
	const text = readFileSync(`${root}${file}`, 'utf8');
	const imported = file.startsWith('test/nodes/harness/') ? /from '\.\/(\w+)\.ts'/g : /from '(?:\.\.?\/)+harness\/(\w+)\.ts'/g;
	return [text, ...[...text.matchAll(imported)].map(([, name]) => textOf(`test/nodes/harness/${name}.ts`))].join('\n');
}

/** Tests that run the operation in n8n's engine. */
function testsOf(resource: Resource, operation: Operation): string[] {
	const use = new RegExp(`resource: '${resource.text.value}',\\s*operation: '${operation.text.value}'`);
	return tests.filter(({ text }) => use.test(text)).map(({ file }) => file);
}

it('docs/operations.md lists every operation, and each has a test (npm test -- test/unit/docs -u writes it anew)', async () => {
	const usages = usageOfOperations();
	const files = new Map<unknown, string>();
	for (const file of usages.keys()) {
		for (const value of Object.values((await import(`${root}${file}`)) as Module)) if (typeof value === 'object' && value !== null && 'shape' in value) files.set(value, file);
	}
	const modules = new Map([...(await modulesOf('contract')), ...(await modulesOf('routes'))]);
	const untested: string[] = [];
	const unlisted: string[] = [];
	const rowOf = (resource: Resource, operation: Operation) => {
		const file = files.get(operation);
		const own = testsOf(resource, operation);
		const name = `${resource.text.name} → ${operation.text.name}`;
		if (own.length === 0) untested.push(name);
		if (file === undefined) unlisted.push(name);
		const usage = usages.get(file ?? '') ?? { names: new Map() };
		const routes = [...valuesOf(usage, modules, isRoute).keys()];
		const limits = [...valuesOf(usage, modules, isLimit)].map(limitOf);
		const sources = [...new Set(routes.map(({ source }) => source))];
		return `| ${[
			`[${operation.text.name}](../${file})`,
			operation.shape === 'bulk' ? 'many rows a call' : 'each row',
			[...new Set(routes.map(familyOf))].join(', ') || '–',
			[...new Set(routes.map(routeOf))].toSorted().join('<br>') || '–',
			[...new Set(limits)].toSorted().join('<br>') || '–',
			own.map((test) => `[${test.replace(/^.*\//, '').replace('.test.ts', '')}](../${test})`).join(', '),
			sources.join('<br>') || '–',
		].join(' | ')} |`;
	};
	const tables = resources.map(
		(resource) => `## ${resource.text.name}

${resource.text.description}.

| Operation | Calls | API | Routes | Limits | Tests | Source |
| --- | --- | --- | --- | --- | --- | --- |
${resource.operations.map((operation) => rowOf(resource, operation)).join('\n')}`,
	);
	const page = `# Operations

Every operation of the Batch node, with the routes it calls, the limits it keeps, and the tests that run it in n8n's engine
against a sandbox of Batch. Every request of those tests is held against a written contract (\`test/contract\`). This page is
written from the code: what an operation's file leads to, declaration by declaration. [limits.md](limits.md) says where each
figure comes from.

${tables.join('\n\n')}
`;
	expect(untested, 'operations without a test in test/nodes').toEqual([]);
	expect(unlisted, 'operations whose file was not found').toEqual([]);
	await expect(linked(page)).toMatchFileSnapshot('../../../docs/operations.md');
});
