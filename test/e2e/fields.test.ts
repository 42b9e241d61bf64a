import { basename } from 'node:path';
import type { ICredentialType, INodeTypeDescription } from 'n8n-workflow';
import type { Locator } from 'playwright-core';
import { beforeAll, describe, test, type ExpectStatic } from 'vitest';
import { resources } from '../../nodes/Batch/resources';
import manifest from '../../package.json';
import type { N8nClient } from '../../scripts/n8n-client.mjs';
import { prepareAccount, type CredentialsOfNode } from './accounts.ts';
import { imagesIn, soon, useEditors, type Editor } from './editor.ts';
import { readForm } from './readForm.ts';
import { expectedForm, ofOperation, variantsOf, type Variant } from './variants.ts';

/** As many as two processors keep busy. */
const editorsAtOnce = 3;

const withEditor = useEditors(editorsAtOnce);

const operations = resources.flatMap(({ text: resource, operations: own }) =>
	own.map(({ text: operation }) => ({
		action: operation.action,
		parameters: { resource: resource.value, operation: operation.value },
	})),
);

/** The other nodes of the package, none of which has operations. */
const triggers = manifest.n8n.nodes
	.map((file) => basename(file, '.node.js'))
	.filter((className) => className !== 'Batch')
	.map((className) => className.charAt(0).toLowerCase() + className.slice(1));

const credentialTypeNames = manifest.n8n.credentials
	.map((file) => basename(file, '.credentials.js'))
	.map((className) => className.charAt(0).toLowerCase() + className.slice(1));

let api: N8nClient;
let credentials: CredentialsOfNode;
let nodeTypes: INodeTypeDescription[];
let credentialTypes: ICredentialType[];
/** Fields whose descriptions were compared already, or are being: many operations share theirs. */
const descriptionsRead = new Set<string>();
/** What this editor writes to the console whatever node is open. */
let usualErrors: Set<string>;

beforeAll(async () => {
	({ api, credentials } = await prepareAccount());
	nodeTypes = (await api.nodeTypes()) as unknown as INodeTypeDescription[];
	credentialTypes = (await api.credentialTypes()) as unknown as ICredentialType[];

	const own = { id: 'own', name: 'Own', type: 'n8n-nodes-base.set', typeVersion: 3.4, position: [0, 0], parameters: {} };
	const { id } = await api.createWorkflow({ name: 'A node of n8n', nodes: [own], connections: {} });
	usualErrors = await withEditor('A node of n8n', async (editor) => {
		await editor.goToWorkflow(id);
		await editor.openNode(own.name);
		await editor.closeNode();
		return new Set(editor.takeErrors());
	});
});

/** One editor, and the `expect` of the test that has it: of tests that run at once each needs its own. */
interface Reader {
	readonly editor: Editor;
	readonly expect: ExpectStatic;
}

describe.concurrent('the editor shows every field with a readable label', () => {
	test.for(operations)('$action', async ({ action, parameters }, { expect }) => {
		const description = ofOperation(descriptionOf('n8n-nodes-batch.batch'), parameters);
		const variants = withSomethingNew(description, variantsOf(description, parameters));
		await withEditor(action, async (editor) => await checkForms({ editor, expect }, action, description, variants));
	});

	test.for(triggers)('%s', async (name, { expect }) => {
		const description = descriptionOf(`n8n-nodes-batch.${name}`);
		const { displayName } = description;
		await withEditor(name, async (editor) => await checkForms({ editor, expect }, displayName, description, variantsOf(description, {})));
	});

	test.for(credentialTypeNames)('the credential %s', async (name, { expect }) => {
		await withEditor(name, async (editor) => await checkCredential({ editor, expect }, name));
	});
});

async function checkCredential(reader: Reader, name: string): Promise<void> {
	const { editor } = reader;
	const { displayName, properties } = credentialTypes.find((type) => type.name === name)!;
	const description = { name, displayName, version: 1, properties } as INodeTypeDescription;
	for (const variant of variantsOf(description, {})) {
		// What has to be filled in is not: n8n would try to connect, and scroll to what came of it.
		const { id } = await api.createCredential({ name: displayName, type: name, data: variant.parameters });
		await editor.openCredential(id);
		await checkForm(reader, displayName, editor.credentialForm, description, variant);
		await editor.closeCredential();
	}
}

/** Texts that a variant of an earlier operation has shown. */
const textsShown = new Set<string>();

/** Each operation as it comes, and of its other variants those that show a text nobody has read yet: fields are shared. */
function withSomethingNew(description: INodeTypeDescription, variants: Variant[]): Variant[] {
	return variants.filter(({ parameters }, index) => {
		const { labels, notices, hints, descriptions } = expectedForm(description, parameters);
		const unread = [...labels, ...notices, ...hints, ...descriptions.map(String)].filter((text) => !textsShown.has(text));
		for (const text of unread) textsShown.add(text);
		return index === 0 || unread.length > 0;
	});
}

/** n8n names the type in the label where a node takes several. */
function withoutCredentialType(label: string): string {
	return label.replace(/^Credential for .+ API$/, 'Credential');
}

function descriptionOf(type: string): INodeTypeDescription {
	const found = nodeTypes.find(({ name }) => name === type);
	if (found === undefined) throw new Error(`n8n does not know ${type}`);
	return found;
}

/** Puts each variant into a workflow as a node of its own, and opens them one after the other. */
async function checkForms(reader: Reader, title: string, description: INodeTypeDescription, variants: Variant[]): Promise<void> {
	const { editor, expect } = reader;
	const nodes = variants.map(({ parameters }, index) => ({
		id: `${title}-${index}`,
		name: `${title} ${index}`,
		type: description.name,
		typeVersion: [description.version].flat().at(-1),
		position: [(index % 6) * 240, Math.floor(index / 6) * 200],
		parameters,
		credentials: Object.fromEntries(
			(description.credentials ?? []).flatMap(({ name }) => (credentials[name] ? [[name, credentials[name]]] : [])),
		),
	}));
	const { id } = await api.createWorkflow({ name: title, nodes, connections: {} });
	await editor.goToWorkflow(id);
	for (const [index, variant] of variants.entries()) {
		await editor.openNode(nodes[index].name);
		await checkForm(reader, title, editor.form, description, variant);
		await expect
			.poll(async () => (await imagesIn(editor.nodeDetails)).every(({ isDrawn }) => isDrawn), { ...soon, message: `Icons, ${variant.name}` })
			.toBe(true);
		await editor.closeNode();
		expect(editor.takeErrors().filter((error) => !usualErrors.has(error)), `Errors in the console, ${variant.name}`).toEqual([]);
	}
}

async function checkForm(
	{ editor, expect }: Reader,
	title: string,
	form: Locator,
	description: INodeTypeDescription,
	{ name, parameters }: Variant,
): Promise<void> {
	const expected = expectedForm(description, parameters);
	// What shows beside a label under the mouse takes its room.
	await editor.page.mouse.move(0, 0);
	await expect
		.poll(async () => (await readForm(form)).labels.map(withoutCredentialType).sort(), { ...soon, message: `Labels, ${name}` })
		.toEqual([...expected.labels].sort());
	const { text, notices, choices, labels, cut } = await readForm(form);
	expect(cut, `Labels that do not fit, ${name}`).toEqual([]);
	expect(notices, `Notices, ${name}`).toEqual(expected.notices.map(withoutMarkup));
	expect(
		[...expected.labels, ...expected.hints.map(withoutMarkup)].filter((words) => !text.includes(words)),
		`Labels and hints that the editor shortens, ${name}`,
	).toEqual([]);
	expect(text, name).not.toMatch(/undefined|\[object Object\]|Could not find|NaN/);
	expect(
		[...labels, ...choices].filter((shown) => shown === '' || looksInternal(shown)),
		`Labels and choices that a person cannot read, ${name}`,
	).toEqual([]);
	await editor.pictureOfForm(`${title} (${name})`.replace(/[^\w()=-]+/g, '_'), form);

	const unread = expected.descriptions.filter((pair) => !descriptionsRead.has(String(pair)));
	for (const pair of unread) descriptionsRead.add(String(pair));
	const ofUnread = new Set(unread.map(([label]) => label));
	expect((await editor.descriptions(form, ofUnread)).sort(), `Descriptions, ${name}`).toEqual(
		expected.descriptions
			.filter(([label]) => ofUnread.has(label))
			.map(([label, words]) => [label, withoutMarkup(words)])
			.sort(),
	);
}

/** A name of a parameter, the value of an option, or the key of a text that n8n has no words for. */
function looksInternal(text: string): boolean {
	return /(^|\s)(?!iOS\b)[a-z]+[A-Z]/.test(text) || /(^|\s)[a-z]+_[a-z]/.test(text) || /^[\w-]+(\.[\w-]+)+$/.test(text);
}

/** What is left of a notice's HTML for a reader: items of a list stand on lines of their own. n8n knows these tags only. */
function withoutMarkup(html: string): string {
	return html
		.replace(/<\/?(?:ul|li)>/g, ' ')
		.replace(/<a [^>]+>|<\/a>/g, '')
		.replace(/&lt;/g, '<')
		.replace(/&gt;/g, '>')
		.replace(/\s+/g, ' ')
		.trim();
}
