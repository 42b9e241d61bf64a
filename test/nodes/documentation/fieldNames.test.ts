import { globSync, readFileSync } from 'node:fs';
import { fileURLToPath } from 'node:url';

import type { INodeProperties, INodePropertyOptions } from 'n8n-workflow';
import { expect, it } from 'vitest';

import { resources } from '../../../nodes/Batch/resources/index.ts';
import { withNested } from '../harness/anyParameters.ts';
import { loadPackage, nodeTypes } from '../harness/builtPackage.ts';

const root = fileURLToPath(new URL('../../../', import.meta.url));
const loader = await loadPackage();
const nodes = Object.keys(loader.known.nodes).map((name) => nodeTypes.getByNameAndVersion(name).description);
const credentials = Object.keys(loader.known.credentials).map((name) => loader.getCredential(name).type);

/** Written in the pages as in the editor, but for marks of quotation, and for a unit behind a label. */
const plain = (text: string) => text.replaceAll('’', "'");
const withoutUnit = (label: string) => label.replace(/ \([^)]*\)$/, '');

const choicesOf = ({ type, options }: INodeProperties) => (type === 'options' || type === 'multiOptions' ? ((options ?? []) as INodePropertyOptions[]).map(({ name }) => name) : []);
const fields = [...nodes, ...credentials].flatMap(({ properties }) => properties.flatMap(withNested));
const names = new Set(
	[
		...[...nodes, ...credentials].map(({ displayName }) => displayName),
		...nodes.flatMap(({ outputNames }) => outputNames ?? []),
		...fields.flatMap((field) => [field.displayName, ...choicesOf(field)]),
		...resources.flatMap(({ text, operations }) => [text.name, ...operations.map((operation) => operation.text.action)]),
	].flatMap((name) => [name, withoutUnit(name)]).map(plain),
);

/** What n8n and the dashboards call their own. */
const others = new Set([
	...['Actions', 'Clear Deduplication History', 'Community nodes', 'Continue', 'Continue (using error output)', 'Execute step', 'Fetch Test Event', 'From file', 'Import', 'Install'],
	...['Listen for test event', 'Node', 'On Error', 'Production URL', 'Publish', 'Remove Duplicates', 'Retry execution', 'Retry On Fail', 'Settings', 'Test', 'Webhook URLs', 'Workflow'],
	...['Client Webhook URL', 'Credential Header', 'Custom Data', 'General', 'Insert Variable', 'Universal Channel'],
]);

/** Messages are quoted as the code writes them, with … for what differs. */
const code = globSync('{nodes,credentials}/**/*.ts', { cwd: root }).map((path) => plain(readFileSync(`${root}${path}`, 'utf8')).replace(/\$\{[^}]*\}/g, '…')).join('\n');
const isMessage = (text: string) => text.includes(' ') && plain(text).replace('… App Key', '…').replace(/^A web page /, '').split('…').every((part) => code.includes(part.trim()));

const pages = [...globSync('docs/*.md', { cwd: root }), 'README.md'];

/** Names in italics, and what is bold and written like a name. Parts of a way (→) and a choice behind its field (:) stand for themselves. */
function namedIn(page: string): string[] {
	const text = readFileSync(`${root}${page}`, 'utf8').replace(/```[^]*?```/g, '').replace(/`[^`\n]*`/g, 'x').replace(/\s*\n\s*(?=\S)/g, (gap) => (/\n\s*\n/.test(gap) ? '\n' : ' '));
	const italic = [...text.matchAll(/(?<![*\w])\*([A-Z][^*\n]*?)\*(?![*\w])/g)].map(([, name]) => name!);
	const bold = [...text.matchAll(/\*\*([A-Z][^*\n]*?)\*\*/g)].map(([, name]) => name!).filter((name) => /^(?:[A-Z]\w+|of|a|an|the|to|in|is|by|for|From)(?: (?:[A-Z]\w+|of|a|an|the|to|in|is|by|for))+$/.test(name));
	return [...italic, ...bold].flatMap((name) => name.split(/ → |: /));
}

it.each(pages)('%s calls fields, choices and operations as the editor does', (page) => {
	expect(namedIn(page).filter((name) => !names.has(plain(name)) && !others.has(name) && !isMessage(name))).toEqual([]);
});

it('README.md lists every operation, and no other', () => {
	const table = readFileSync(`${root}README.md`, 'utf8').split('\n### Batch\n')[1]!.trim().split('\n\n')[0]!;
	const listed = table.split('\n').slice(2).flatMap((row) => {
		const [, resource, operations] = row.split('|').map((cell) => cell.replace(/\(\[.*\)/, '').trim());
		return operations!.split(', ').map((operation) => `${resource} → ${operation}`);
	});
	const own = resources.flatMap(({ text, operations }) => operations.map((operation) => `${text.name} → ${withoutUnit(operation.text.name)}`));
	expect(listed.toSorted()).toEqual(own.toSorted());
});
