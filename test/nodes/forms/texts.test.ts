import { globSync, readFileSync } from 'node:fs';
import { createRequire } from 'node:module';
import { fileURLToPath } from 'node:url';

import type { INodeParameters, INodeProperties, INodePropertyOptions, INodeTypeDescription } from 'n8n-workflow';
import type * as TypeScript from 'typescript';
import { describe, expect, it } from 'vitest';

import { operationsOf, withNested } from '../harness/anyParameters.ts';
import { loadPackage, nodeTypes } from '../harness/builtPackage.ts';
import { formsOf, shownFields } from './shownForm.ts';

const root = fileURLToPath(new URL('../../../', import.meta.url));
const ts = createRequire(import.meta.url)('typescript') as typeof TypeScript;

const loader = await loadPackage();
const descriptions = Object.keys(loader.known.nodes).map((name) => nodeTypes.getByNameAndVersion(name).description);
const fieldsOf = [
	...descriptions.map(({ displayName, properties }) => ({ displayName, fields: properties.flatMap(withNested) })),
	...Object.keys(loader.known.credentials).map((name) => {
		const { displayName, properties } = loader.getCredential(name).type;
		return { displayName, fields: properties.flatMap(withNested) };
	}),
];

const choicesOf = ({ type, options }: INodeProperties): INodePropertyOptions[] => (type === 'options' || type === 'multiOptions' ? ((options ?? []) as INodePropertyOptions[]) : []);

/** How n8n does not spell it; a column may bear the French word for a user. */
const british =
	/\b(?:\w*(?:recognis|personalis|organis|summaris|normalis|authoris|initialis|serialis|customis|capitalis|categoris|prioritis|synchronis|anonymis|optimis|localis|utilis(?!ateur))\w*|programmes?|colou?red\b(?<!colored)|colours?|favou?rs?\b(?<!favor)(?<!favors)|behaviours?|centre[ds]?|catalogues?|licences?|grey|honour\w*|labelled|learnt|spelt|for ever|sub-domains?)\b/gi;

/** Texts of the code that a person may read: those with a blank in them, which names of files and fields have not. */
function phrasesOf(path: string): string[] {
	const phrases: string[] = [];
	const look = (node: TypeScript.Node): void => {
		if (ts.isImportDeclaration(node)) return;
		if ((ts.isStringLiteralLike(node) || ts.isTemplateHead(node) || ts.isTemplateMiddle(node) || ts.isTemplateTail(node)) && node.text.includes(' ')) phrases.push(node.text);
		ts.forEachChild(node, look);
	};
	look(ts.createSourceFile(path, readFileSync(`${root}${path}`, 'utf8'), ts.ScriptTarget.Latest));
	return phrases;
}

/** What stands in a page besides code and addresses. */
const proseOf = (path: string) => readFileSync(`${root}${path}`, 'utf8').replace(/```[^]*?```|`[^`\n]*`|\]\([^)]*\)/g, ' ');

describe('what a person reads', () => {
	it.each([
		['in forms and messages', globSync('{nodes,credentials}/**/*.ts', { cwd: root }).map((path) => [path, phrasesOf(path).join('\n')])],
		['in the documentation', [...globSync('docs/*.md', { cwd: root }), 'README.md', 'SECURITY.md', 'CHANGELOG.md'].map((path) => [path, proseOf(path)])],
		['in examples', globSync('examples/*.json', { cwd: root }).map((path) => [path, readFileSync(`${root}${path}`, 'utf8')])],
	])('is spelled as n8n spells, %s', (_where, texts) => {
		expect(texts.length).toBeGreaterThan(10);
		expect(texts.flatMap(([path, text]) => (text!.match(british) ?? []).map((word) => `${path}: ${word}`))).toEqual([]);
	});

	it.each(fieldsOf)('has labels and choices in title case: $displayName', ({ fields }) => {
		const small = new Set('a an and as at but by for from if in into is it nor of off on onto or per so the to up via with'.split(' '));
		// Names of fields of an API stand as they are written there.
		const isName = (text: string) => /^[a-z][\w.-]*$/i.test(text);
		const lowered = (text: string) => text.split(/[\s/(]+/).filter((word) => /^[a-z]/.test(word) && !small.has(word.replace(/\W+$/, '')) && !/^(?:iOS|n8n)\b/.test(word));
		const labels = fields.filter(({ type }) => type !== 'notice' && type !== 'hidden').map(({ displayName }) => displayName);
		const texts = [...labels, ...fields.flatMap(choicesOf).map(({ name }) => name)].filter((text) => !isName(text));
		expect(texts.filter((text) => lowered(text).length > 0 || /-[a-z]\w*/.test(text.replace(/\b(?:Back|Set|Opt|Sign|Add|Log|Re)-(?:up|off)\b/g, '')))).toEqual([]);
	});

	it.each(fieldsOf)('has long lists of choices by their names: $displayName', ({ fields }) => {
		for (const field of fields) {
			// n8n adds Poll Times itself.
			if (['Mode', 'Weekday'].includes(field.displayName)) continue;
			// What stands for none of the others, or for any, is first or last.
			const names = choicesOf(field).filter(({ value }) => value !== '' && value !== 'other').map(({ name }) => name.toLowerCase());
			if (names.length >= 5) expect(names, field.displayName).toEqual(names.toSorted());
		}
	});
});

const isOwn = ({ name }: INodeTypeDescription) => name === 'batch';
const forms = descriptions.flatMap((description) =>
	(isOwn(description) ? operationsOf(description).map(({ resource, operation }): INodeParameters => ({ resource, operation })) : [{}]).map((base) => ({
		title: [description.displayName, ...Object.values(base)].join(' '),
		description,
		base,
	})),
);

describe.each(forms)('the form of $title', ({ description, base }) => {
	it('has what decides about other fields above them', () => {
		const wrong = new Set<string>();
		for (const form of formsOf(description, base)) {
			const shown = shownFields(description, form);
			for (const [index, { displayName, displayOptions: { show, hide } = {} }] of shown.entries()) {
				for (const name of Object.keys({ ...show, ...hide })) {
					const place = shown.findIndex((field) => field.name === name.replace(/^\//, ''));
					if (place > index) wrong.add(`${displayName} stands above ${shown[place]!.displayName}`);
				}
			}
		}
		expect([...wrong]).toEqual([]);
	});

	it('has one label for one field only', () => {
		for (const form of formsOf(description, base)) {
			const labels = shownFields(description, form).filter(({ type }) => type !== 'notice' && type !== 'credentials').map(({ displayName }) => displayName);
			expect(labels.filter((label, index) => labels.indexOf(label) !== index), JSON.stringify(form)).toEqual([]);
		}
	});
});
