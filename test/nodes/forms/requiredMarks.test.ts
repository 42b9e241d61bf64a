import type { IDataObject, INodeParameters, INodeProperties, INodePropertyCollection, INodePropertyOptions, NodeParameterValueType } from 'n8n-workflow';
import { afterAll, beforeAll, describe, expect, it } from 'vitest';

import { operationsOf, withNested } from '../harness/anyParameters.ts';
import { BatchUnderTest } from '../harness/batch.ts';
import { loadPackage, nodeTypes } from '../harness/builtPackage.ts';
import { installDeduplicationStore, RowsInMemory } from '../harness/deduplicationStore.ts';
import { formsOf, shownFields } from './shownForm.ts';

await loadPackage();
const { description } = nodeTypes.getByNameAndVersion('batch', 1);
const operations = operationsOf(description);

let batch: BatchUnderTest;
beforeAll(async () => {
	batch = await BatchUnderTest.start({ enforceRateLimits: false });
	await installDeduplicationStore(new RowsInMemory());
});
afterAll(async () => {
	await batch.stop();
});

/** Fields that a row may be without in a case that the choices of the form do not tell apart. */
const emptyAtTimes: Readonly<Record<string, readonly string[]>> = {
	// Empty Value may say that an empty text is written.
	'appData write': ['Value'],
	// One of several is enough.
	'audience syncFromFile': ['Words to Add'],
	'audience updateMembers': ['Words to Add'],
	'catalog update': ['Fields to Add'],
	'export create': ['Attributes'],
	'export createAndWait': ['Attributes'],
	'inAppCampaign create': ['Title'],
	'inAppCampaign update': ['Theme', 'Language', 'Title'],
	'profile setAttributes': ['Attributes'],
	'profile upsert': ['Attributes'],
	// A background push, made by Additional Fields (JSON), has none.
	'push send': ['Body'],
};

/** Left empty it means something, and what an expression leaves empty does not. */
const emptyByChoice: Readonly<Record<string, readonly string[]>> = { 'export create': ['Segment'], 'export createAndWait': ['Segment'] };

/** What the form asks to be chosen. Files are told of by errors that name no field, so the one there is named. */
const chosen: Readonly<Record<string, INodeParameters>> = { 'audience syncFromFile': { header: 'yes' } };
const toldByTheFile = ['Input Binary Field'];

/** Right for the file that the row brings along, where the field's example is not. */
const forThisFile: Readonly<Record<string, string>> = { fileNamePattern: '{action}_{segment}.csv', eventNames: 'push_open' };

/** Each way to identify somebody has a field of its own, so whoever chooses by an expression fills in both. */
const decidesAmongNeeded = new Set(['identifyBy']);

const expressible = new Set(description.properties.filter(({ noDataExpression, name }) => !noDataExpression && !decidesAmongNeeded.has(name)).map(({ name }) => name));

/** Where a choice is an expression, n8n takes every field that depends on it for shown, and would ask for it. */
function mayBeMarked({ type, default: given, displayOptions: { show, hide } = {} }: INodeProperties): boolean {
	// An empty object is filled in to n8n.
	if (type === 'json' && given === '{}') return false;
	return !Object.keys({ ...show, ...hide }).some((name) => expressible.has(name));
}

/** What an expression gives that finds nothing. */
function empty({ type, modes }: INodeProperties): NodeParameterValueType {
	if (type === 'resourceLocator') return { __rl: true, mode: modes!.at(1)!.name, value: '={{ "" }}' };
	return type === 'fixedCollection' ? {} : type === 'multiOptions' ? '={{ [] }}' : '={{ "" }}';
}

/** The field's own example. */
function right(field: INodeProperties): NodeParameterValueType {
	const { type, options, modes, placeholder } = field;
	const example = /^e\.g\. (.*)$/s.exec(placeholder ?? '')?.[1] ?? 'reader-1';
	if (type === 'resourceLocator') {
		const { name, placeholder: ofMode } = modes!.at(1)!;
		return { __rl: true, mode: name, value: ofMode!.replace('e.g. ', '') };
	}
	if (type === 'fixedCollection') {
		const [group] = options as INodePropertyCollection[];
		return { [group!.name]: [Object.fromEntries(group!.values.map((inner) => [inner.name, inner.type === 'string' ? right(inner) : inner.default]))] };
	}
	if (type === 'multiOptions') return [(options as INodePropertyOptions[])[0]!.value as string];
	if (type === 'dateTime') return new Date(Date.now() + (field.name === 'from' ? -1 : 1) * 86_400_000).toISOString();
	if (field.name in forThisFile) return forThisFile[field.name]!;
	if (type === 'json') return /^\{\s*"/.test(String(field.default)) ? field.default : '{"title": "Spring"}';
	return example.startsWith('{{') ? 'reader-1' : example.split(', or ')[0]!;
}

interface Problem {
	readonly field: string;
	readonly value: unknown;
}

/** What is said against a row of an operation. */
async function problemsOf(parameters: INodeParameters, options: INodeParameters): Promise<Problem[]> {
	const { items, error } = await batch.run({ ...parameters, ...(Object.keys(options).length > 0 && { options }) }, [{ id: 'reader-1' }], {
		binary: [{ data: { data: Buffer.from('custom_id\nreader-1\n').toString('base64'), mimeType: 'text/csv', fileName: 'add_readers.csv' } }],
		onError: 'continueRegularOutput',
	});
	if (error !== undefined) throw error as Error;
	return ((items[0]?.json.problems ?? []) as IDataObject[]).map(({ field, value }) => ({ field: String(field), value }));
}

const isFilledIn = ['string', 'json', 'dateTime', 'multiOptions', 'fixedCollection', 'resourceLocator'];

/** Named by a problem besides the form's own: fields of the credential, of the item, parts of a file's name, and a change that changes nothing. */
const elsewhere = /^(?:Project Key|Partner Transactional URL|Field \w+|\{action\} in the name .*|Update)$/;

describe.each(operations)('$resource $operation', ({ resource, operation, fields }) => {
	const name = `${resource} ${operation}`;
	const options: INodeParameters = fields.some((field) => field.name === 'options' && field.options?.some((option) => option.name === 'previewOnly')) ? { previewOnly: true } : {};
	// What is asked of a file does not depend on where it lies.
	const forms = formsOf(description, { resource, operation, ...chosen[name] }).filter(({ fileFrom = 'binary' }) => fileFrom === 'binary');

	it('marks what a row is refused without as required, and nothing else, and names fields as the form does', async () => {
		const wrong = new Set<string>();
		for (const form of forms) {
			const choices = Object.fromEntries(Object.entries(form).filter(([own]) => own !== 'resource' && own !== 'operation'));
			const say = (what: string, { displayName }: INodeProperties) => wrong.add(`${displayName} ${what} ${JSON.stringify(choices)}`);
			const shown = shownFields(description, form);
			const labels = shown.flatMap(withNested).map(({ displayName }) => displayName);
			let left = shown.filter(({ type, name: own, displayName }) => isFilledIn.includes(type) && own !== 'platforms' && !toldByTheFile.includes(displayName));
			let parameters: INodeParameters = { ...form, ...Object.fromEntries(left.map((field) => [field.name, empty(field)])) };
			for (;;) {
				const problems = await problemsOf(parameters, options);
				for (const { field } of problems) {
					if (!elsewhere.test(field) && !labels.some((label) => field === label || field.startsWith(`${label}: `))) wrong.add(`"${field}" is no field of the form ${JSON.stringify(choices)}`);
				}
				const found = left.filter((field) => problems.some((problem) => isAbout(problem, field)));
				if (found.length === 0) break;
				for (const field of found) {
					const { displayName, required = false } = field;
					const isNeeded = !emptyAtTimes[name]?.includes(displayName) && !emptyByChoice[name]?.includes(displayName) && mayBeMarked(field);
					if (required !== isNeeded) say(required ? 'must not be marked where' : 'must be marked where', field);
				}
				left = left.filter((field) => !found.includes(field));
				parameters = { ...parameters, ...Object.fromEntries(found.map((field) => [field.name, right(field)])) };
			}
			for (const field of left) if (field.required === true) say(`is not needed beside ${JSON.stringify(await problemsOf(parameters, options))} where`, field);
		}
		expect([...wrong]).toEqual([]);
	}, 120_000);
});

/** Whether a problem says that the field, which is empty, must not be. */
function isAbout({ field, value }: Problem, { displayName }: INodeProperties): boolean {
	const isEmpty = value === '' || value === undefined || value === null || ['[]', '"{}"'].includes(JSON.stringify(value));
	return isEmpty && (field === displayName || field.startsWith(`${displayName}: `));
}
