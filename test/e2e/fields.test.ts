import type { INodeTypeDescription } from 'n8n-workflow';
import { beforeAll, describe, expect, test } from 'vitest';
import { resources } from '../../nodes/Batch/resources';
import type { N8nClient } from '../../scripts/n8n-client.mjs';
import { prepareAccount, type CredentialsOfNode } from './accounts.ts';
import { imagesIn, soon, useEditor } from './editor.ts';
import { readForm } from './readForm.ts';
import { expectedForm, variantsOf, type Variant } from './variants.ts';

const editorOf = useEditor();

const operations = resources.flatMap(({ text: resource, operations: own }) =>
	own.map(({ text: operation }) => ({
		action: operation.action,
		parameters: { resource: resource.value, operation: operation.value },
	})),
);

let api: N8nClient;
let credentials: CredentialsOfNode;
let nodeTypes: INodeTypeDescription[];
/** What this editor writes to the console whatever node is open. */
let usualErrors: Set<string>;

beforeAll(async () => {
	({ api, credentials } = await prepareAccount());
	nodeTypes = (await api.nodeTypes()) as unknown as INodeTypeDescription[];

	const own = { id: 'own', name: 'Own', type: 'n8n-nodes-base.set', typeVersion: 3.4, position: [0, 0], parameters: {} };
	const { id } = await api.createWorkflow({ name: 'A node of n8n', nodes: [own], connections: {} });
	await editorOf.current.goToWorkflow(id);
	await editorOf.current.openNode(own.name);
	await editorOf.current.closeNode();
	usualErrors = new Set(editorOf.current.takeErrors());
});

describe('the editor shows every field of the Batch node with a readable label', () => {
	test.each(operations)('$action', async ({ action, parameters }) => {
		const description = descriptionOf('n8n-nodes-batch.batch');
		await checkForms(action, description, variantsOf(description, parameters));
	});
});

test('the editor shows every field of the Purchasely Trigger with a readable label', async () => {
	const description = descriptionOf('n8n-nodes-batch.purchaselyTrigger');
	await checkForms('Purchasely Trigger', description, variantsOf(description, {}));
});

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
async function checkForms(title: string, description: INodeTypeDescription, variants: Variant[]): Promise<void> {
	const editor = editorOf.current;
	const nodes = variants.map(({ parameters }, index) => ({
		id: `node-${index}`,
		name: `${title} ${index}`,
		type: description.name,
		typeVersion: 1,
		position: [(index % 6) * 240, Math.floor(index / 6) * 200],
		parameters,
		credentials: Object.fromEntries(
			(description.credentials ?? []).flatMap(({ name }) => (credentials[name] ? [[name, credentials[name]]] : [])),
		),
	}));
	const { id } = await api.createWorkflow({ name: title, nodes, connections: {} });
	await editor.goToWorkflow(id);
	for (const [index, { name, parameters }] of variants.entries()) {
		const expected = expectedForm(description, parameters);
		await editor.openNode(nodes[index].name);
		await expect
			.poll(async () => (await readForm(editor.form)).labels.map(withoutCredentialType).sort(), { ...soon, message: `Labels, ${name}` })
			.toEqual([...expected.labels].sort());
		await expect
			.poll(async () => (await imagesIn(editor.nodeDetails)).every(({ isDrawn }) => isDrawn), { ...soon, message: `Icons, ${name}` })
			.toBe(true);
		const { text, notices, choices, labels } = await readForm(editor.form);
		expect(notices, `Notices, ${name}`).toEqual(expected.notices.map(withoutMarkup));
		expect(
			expected.labels.filter((label) => !text.includes(label)),
			`Labels that the editor shortens, ${name}`,
		).toEqual([]);
		expect(text, name).not.toMatch(/undefined|\[object Object\]|Could not find|NaN/);
		expect(
			[...labels, ...choices].filter((shown) => shown === '' || looksInternal(shown)),
			`Labels and choices that a person cannot read, ${name}`,
		).toEqual([]);
		await editor.picture(`${title} (${name})`.replace(/[^\w()=-]+/g, '_'));
		await editor.closeNode();
		expect(editor.takeErrors().filter((error) => !usualErrors.has(error)), `Errors in the console, ${name}`).toEqual([]);
	}
}

/** A name of a parameter, the value of an option, or the key of a text that n8n has no words for. */
function looksInternal(text: string): boolean {
	return /(^|\s)(?!iOS\b)[a-z]+[A-Z]/.test(text) || /(^|\s)[a-z]+_[a-z]/.test(text) || /^[\w-]+(\.[\w-]+)+$/.test(text);
}

/** What is left of a notice's HTML for a reader: items of a list stand on lines of their own. */
function withoutMarkup(html: string): string {
	return html
		.replace(/<\/?(?:ul|li)>/g, ' ')
		.replace(/<[^>]+>/g, '')
		.replace(/\s+/g, ' ')
		.trim();
}
