import { existsSync, globSync, readFileSync } from 'node:fs';
import { createRequire } from 'node:module';
import { fileURLToPath } from 'node:url';
import { beforeAll, describe, expect, it } from 'vitest';
import {
	NodeHelpers,
	validateNodeCredentials,
	type IDisplayOptions,
	type INode,
	type INodeParameters,
	type INodeProperties,
	type INodePropertyCollection,
	type INodePropertyOptions,
} from 'n8n-workflow';
import type { Operation, Resource } from '../../nodes/Batch/operation.ts';
import { loadPackage, nodeTypes } from './harness/builtPackage.ts';

const root = fileURLToPath(new URL('../../', import.meta.url));
const require = createRequire(import.meta.url);
const fromDist = (source: string) => require(`${root}dist/${source.replace(/\.ts$/, '.js')}`) as Record<string, unknown>;
const manifest = JSON.parse(readFileSync(`${root}package.json`, 'utf8')) as { name: string; n8n: { nodes: string[]; credentials: string[] } };

it('the licence of every bundled library is named', () => {
	const licences = readFileSync(`${root}dist/THIRD-PARTY-LICENSES.txt`, 'utf8');
	expect(licences).toContain('ssh2 1.17.0 (MIT)');
	expect(licences).not.toContain('(undefined)');
});

const { resources } = fromDist('nodes/Batch/resources/index.ts') as unknown as { resources: Resource[] };
const operations = resources.flatMap((resource) => resource.operations.map((operation) => ({ resource, operation, name: `${resource.text.value} ${operation.text.value}` })));

/** A field and everything inside it. */
function withNested(field: INodeProperties): INodeProperties[] {
	const nested = (field.options ?? []).flatMap((option): INodeProperties[] => {
		if ('values' in option) return (option as INodePropertyCollection).values;
		return 'type' in option ? [option] : [];
	});
	return [field, ...nested.flatMap(withNested)];
}

const choicesOf = ({ type, options }: INodeProperties) =>
	type === 'options' || type === 'multiOptions' ? ((options ?? []) as INodePropertyOptions[]) : [];

/** Whether two fields can never be shown at once. */
function excludeEachOther(first: IDisplayOptions | undefined, second: IDisplayOptions | undefined): boolean {
	const shown = Object.entries(first?.show ?? {});
	return shown.some(([name, values]) => {
		const others = second?.show?.[name];
		return others !== undefined && values !== undefined && !values.some((value) => others.includes(value as never));
	});
}

const repeated = (values: string[]) => values.filter((value, index) => values.indexOf(value) !== index);

describe('the operations of the Batch node', () => {
	it('have names and values of their own, and say what they do', () => {
		expect(repeated(resources.map(({ text }) => text.value))).toEqual([]);
		expect(repeated(operations.map(({ name }) => name))).toEqual([]);
		expect(repeated(operations.map(({ operation }) => operation.text.action))).toEqual([]);
		for (const { resource, operation } of operations) {
			const { name, action, description } = operation.text;
			expect(name).toMatch(/^[A-Z]/);
			expect(action).toMatch(/^[A-Z][^.]*$/);
			expect(description).toMatch(/^[A-Z].*[^.]$/);
			expect(resource.operations).toContain(resource.defaultOperation);
		}
	});

	it('are listed by name', () => {
		for (const { operations: listed } of resources) {
			const names = listed.map(({ text }) => text.name);
			expect(names).toEqual(names.toSorted((first, second) => first.localeCompare(second)));
		}
	});

	describe.each(operations)('$name', ({ operation }) => {
		const fields = operation.fields.flatMap(withNested);

		it('has fields that say what they are', () => {
			for (const field of fields) {
				const { displayName, name, type, description } = field;
				expect(name, displayName).toMatch(/^[a-z$][A-Za-z0-9_]*$/);
				expect(field.default, name).not.toBeUndefined();
				if (type === 'notice') continue;
				expect(displayName, name).toMatch(/^[A-Z].*[^.:]$/);
				expect(displayName.length, name).toBeLessThanOrEqual(50);
				if (description === undefined) continue;
				expect(description, name).toMatch(/^\S.*\S$/);
				// One sentence has no full stop, several have.
				const sentences = description.split(/\.\s+(?=[A-Z])/).length;
				if (sentences === 1) expect(description, name).toMatch(/[^.]$/);
				else expect(description, name).toMatch(/\.$/);
				if (type === 'boolean') expect(description, name).toMatch(/^Whether /);
			}
		});

		it('writes large numbers with commas, and one sentence of a hint without a full stop', () => {
			// Dates, a phone number and the names of standards have none.
			const plain = /\b(?!1970\b|20\d\d-|8601|3166|1252)(?<![+/])\d{4,}\b/;
			for (const { displayName, ...field } of fields) {
				for (const text of [displayName, field.description, field.hint, ...choicesOf(field as INodeProperties).map(({ description }) => description)]) {
					expect(text ?? '', field.name).not.toMatch(plain);
				}
				if (field.hint !== undefined && !/\.\s/.test(field.hint)) expect(field.hint, field.name).not.toMatch(/\.$/);
			}
			expect(operation.text.description).not.toMatch(plain);
		});

		it('has choices with names and values of their own, one of them the default', () => {
			for (const field of fields) {
				const choices = choicesOf(field);
				expect(repeated(choices.map(({ name }) => name)), field.name).toEqual([]);
				expect(repeated(choices.map(({ value }) => String(value))), field.name).toEqual([]);
				for (const chosen of choices.length === 0 ? [] : [field.default].flat()) {
					expect(choices.map(({ value }) => value), field.name).toContain(chosen);
				}
			}
		});

		it('has no two fields of one name that can be shown at once', () => {
			const lists = [operation.fields, ...fields.flatMap(({ options }) => (options ?? []).map((option) => ('values' in option ? option.values : [])))];
			for (const list of lists) {
				for (const [index, first] of list.entries()) {
					for (const second of list.slice(index + 1)) {
						if (first.name !== second.name) continue;
						expect(excludeEachOther(first.displayOptions, second.displayOptions), first.name).toBe(true);
					}
				}
			}
		});

		it('shows no field by another that it does not have', () => {
			const names = new Set([...operation.fields.map(({ name }) => name), 'resource', 'operation']);
			for (const { name, displayOptions } of operation.fields) {
				for (const other of Object.keys({ ...displayOptions?.show, ...displayOptions?.hide })) {
					if (!other.startsWith('@') && !other.startsWith('/')) expect(names.has(other), `${name} by ${other}`).toBe(true);
				}
			}
		});
	});

	it('are all that stand in the folder', () => {
		const registered = new Set<unknown>(operations.map(({ operation }) => operation));
		const files = globSync('nodes/Batch/resources/**/*.operation.ts', { cwd: root });
		expect(files.length).toBe(operations.length);
		for (const file of files) {
			const exported = Object.values(fromDist(file)).filter((value) => (value as Partial<Operation> | undefined)?.shape !== undefined);
			expect(exported.length, file).toBe(1);
			expect(registered.has(exported[0]), `${file} is in no resource`).toBe(true);
		}
	});

	it('are each run by a test', () => {
		// Parameters that several files of tests share stand in the harness.
		const tests = globSync('test/nodes/{**/*.test.ts,harness/*.ts}', { cwd: root }).map((file) => readFileSync(`${root}${file}`, 'utf8'));
		const untested = operations.filter(({ resource, operation }) => {
			const use = new RegExp(`resource: '${resource.text.value}',\\s*operation: '${operation.text.value}'`);
			return !tests.some((text) => use.test(text));
		});
		expect(untested.map(({ name }) => name)).toEqual([]);
	});
});

describe('the package as n8n loads it', () => {
	let loader: Awaited<ReturnType<typeof loadPackage>>;
	beforeAll(async () => {
		loader = await loadPackage();
	});

	const nodeFiles = manifest.n8n.nodes.map((file) => ({ file, name: file.replace(/^.*\/(\w+)\.node\.js$/, '$1') }));
	const typeOf = (name: string) => nodeTypes.getByNameAndVersion(`${manifest.name}.${name.charAt(0).toLowerCase()}${name.slice(1)}`, 1);

	it('holds every node and credential of the manifest, and no others', () => {
		expect(Object.keys(loader.known.nodes)).toHaveLength(manifest.n8n.nodes.length);
		expect(Object.keys(loader.known.credentials)).toHaveLength(manifest.n8n.credentials.length);
		expect(nodeFiles.map(({ file }) => file).toSorted()).toEqual(globSync('dist/nodes/**/*.node.js', { cwd: root }).toSorted());
		expect(manifest.n8n.credentials.toSorted()).toEqual(globSync('dist/credentials/*.credentials.js', { cwd: root }).toSorted());
	});

	const iconsOf = (iconUrl: unknown) => (typeof iconUrl === 'string' ? [iconUrl] : Object.values((iconUrl ?? {}) as Record<string, string>));
	const pathOf = (iconUrl: string) => `${root}${iconUrl.replace(`icons/${manifest.name}/`, '')}`;

	it.each(nodeFiles)('$name has a light and a dark icon, and its codex file', ({ name }) => {
		const { description } = typeOf(name);
		const icons = iconsOf(description.iconUrl);
		expect(icons).toHaveLength(2);
		for (const icon of icons) expect(existsSync(pathOf(icon)), icon).toBe(true);
		const codex = JSON.parse(readFileSync(`${root}nodes/${name}/${name}.node.json`, 'utf8')) as { node: string; categories: string[] };
		expect(codex.node).toBe(`${manifest.name}.${description.name}`);
		expect(description.codex?.categories).toEqual(codex.categories);
		expect(codex.categories.length).toBeGreaterThan(0);
	});

	it.each(manifest.n8n.credentials)('%s has its icons', (file) => {
		const name = file.replace(/^.*\/(\w+)\.credentials\.js$/, '$1');
		const { iconUrl, icon, documentationUrl } = loader.getCredential(`${name.charAt(0).toLowerCase()}${name.slice(1)}`).type;
		const icons = iconsOf(iconUrl);
		expect(icons.length, JSON.stringify(icon)).toBeGreaterThan(0);
		for (const url of icons) expect(existsSync(pathOf(url)), url).toBe(true);
		expect(documentationUrl).toMatch(/^https:\/\//);
	});

	/** The credentials that the editor shows and n8n demands, by the rules of both: with the defaults of what is left out. */
	const credentialsOf = (name: string, given: INodeParameters) => {
		const { description } = typeOf(name);
		const node: INode = { id: '1', name, type: description.name, typeVersion: 1, position: [0, 0], parameters: given };
		const parameters = NodeHelpers.getNodeParameters(description.properties, given, true, false, node, description) ?? {};
		const shown = (description.credentials ?? []).filter((credential) => NodeHelpers.displayParameter(parameters, credential, node, description));
		return shown.map((credential) => credential.name);
	};

	it('asks for the Batch credential where Batch is called', () => {
		for (const { resource, operation } of operations) {
			const own = { resource: resource.text.value, operation: operation.text.value };
			// The others are what is left of a choice made before, for another resource.
			for (const more of [{}, { campaignNames: true }, { campaignNames: false }, { usesBatchApi: true }] as INodeParameters[]) {
				const { batch = { never: [true] } } = operation.uses;
				const isAsked = Object.entries(batch).every(([field, values]) => values.includes(more[field] as never));
				expect(credentialsOf('Batch', { ...own, ...more }), JSON.stringify({ ...own, ...more })).toEqual(isAsked ? ['batchApi'] : []);
			}
		}
		const stored: INodeParameters = { resource: 'exportFile', operation: 'parse', fileFrom: 's3', campaignNames: true };
		expect(credentialsOf('Batch', stored)).toEqual(['batchApi', 'batchStorageS3Api']);
		for (const output of ['rows', 'batches', 'summary', 'file']) {
			expect(credentialsOf('BatchFileTrigger', { output })).toEqual(['batchStorageSftpApi']);
			const named = credentialsOf('BatchFileTrigger', { output, campaignNames: true });
			expect(named).toEqual(output === 'file' ? ['batchStorageSftpApi'] : ['batchStorageSftpApi', 'batchApi']);
		}
	});

	it('has a credential of its own for each kind of storage', () => {
		const { description } = typeOf('Batch');
		const names = (description.credentials ?? []).map(({ name }) => name);
		expect(new Set(names).size).toBe(names.length);
		for (const source of ['ftp', 'gcs', 's3', 'sftp', 'http']) {
			const credential = `batchStorage${source.charAt(0).toUpperCase()}${source.slice(1)}Api`;
			expect(credentialsOf('BatchFileTrigger', { source })).toEqual([credential]);
			expect(credentialsOf('Batch', { resource: 'exportFile', operation: 'parse', fileFrom: source })).toEqual([credential]);
			expect(loader.getCredential(credential).type.name).toBe(credential);
		}
	});

	it('asks for no credential for a preview', () => {
		const previewing = operations.filter(({ operation: { fields } }) =>
			fields.some(({ name, options }) => name === 'options' && options?.some((option) => option.name === 'previewOnly')),
		);
		expect(previewing.length).toBeGreaterThan(20);
		for (const { resource, operation } of previewing) {
			const own = { resource: resource.text.value, operation: operation.text.value };
			for (const more of [{}, { usesBatchApi: true }] as INodeParameters[]) {
				expect(credentialsOf('Batch', { ...own, ...more, options: { previewOnly: true } }), JSON.stringify(own)).toEqual([]);
				expect(credentialsOf('Batch', { ...own, ...more, options: { previewOnly: false } }), JSON.stringify(own)).toEqual(['batchApi']);
			}
		}
	});

	it('can be published without a Batch credential where Batch is not called', () => {
		// n8n then looks at what is stored: without the defaults.
		const missing = (name: string, parameters: INodeParameters) => {
			const type = typeOf(name);
			const node: INode = { id: '1', name, type: type.description.name, typeVersion: 1, position: [0, 0], parameters, credentials: {} };
			return validateNodeCredentials(node, type).map(({ credentialName }) => credentialName);
		};
		expect(missing('Batch', { resource: 'exportFile' })).toEqual([]);
		expect(missing('BatchFileTrigger', { source: 's3' })).toEqual(['batchStorageS3Api']);
		expect(missing('BatchFileTrigger', { source: 's3', campaignNames: true })).toEqual(['batchStorageS3Api', 'batchApi']);
		expect(missing('BatchFileTrigger', { source: 's3', campaignNames: true, output: 'file' })).toEqual(['batchStorageS3Api']);
	});

	it('lets an AI agent use the Batch node, with every operation in its description', () => {
		const { description, methods } = typeOf('Batch');
		expect(description.usableAsTool).toBe(true);
		for (const { resource, operation } of operations) {
			const field = description.properties.find(({ name, displayOptions }) => name === 'operation' && displayOptions?.show?.resource?.includes(resource.text.value));
			expect(field && choicesOf(field).map(({ value }) => value)).toContain(operation.text.value);
		}
		const used = JSON.stringify(description.properties).match(/(?<="searchListMethod":")\w+/g) ?? [];
		expect(Object.keys(methods?.listSearch ?? {}).toSorted()).toEqual([...new Set(used)].toSorted());
		for (const { testedBy } of description.credentials ?? []) expect(Object.keys(methods?.credentialTest ?? {})).toContain(testedBy);
	});
});
