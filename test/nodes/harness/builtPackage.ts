import { createRequire } from 'node:module';
import { fileURLToPath } from 'node:url';
import type { ICredentialType, INodeType, INodeTypes, IVersionedNodeType } from 'n8n-workflow';

// By require, as n8n itself loads them: their ESM builds do not load in Node as they stand.
const require = createRequire(import.meta.url);
export const core = require('n8n-core') as typeof import('n8n-core');
export const workflow = require('n8n-workflow') as typeof import('n8n-workflow');

const packageFolder = fileURLToPath(new URL('../../..', import.meta.url));
const loader = new core.PackageDirectoryLoader(packageFolder);
let loading: Promise<void> | undefined;

/** Loads the built package the way n8n does: from package.json, out of dist/. */
export async function loadPackage(): Promise<typeof loader> {
	loading ??= loader.loadAll();
	await loading;
	return loader;
}

/** What gives a node under test its items. */
export const sourceType = 'test.source';
const source: INodeType = {
	description: {
		displayName: 'Source',
		name: 'source',
		group: ['input'],
		version: 1,
		description: '',
		defaults: {},
		inputs: [],
		outputs: ['main'],
		properties: [],
	},
};

const typeName = (type: string): string => type.split('.').pop() ?? type;

export const nodeTypes: INodeTypes = {
	getByName: (type) => (type === sourceType ? source : loader.getNode(typeName(type)).type),
	getByNameAndVersion: (type, version): INodeType =>
		type === sourceType
			? source
			: workflow.NodeHelpers.getVersionedNodeType(loader.getNode(typeName(type)).type as IVersionedNodeType, version),
	getKnownTypes: () => ({}),
};

export function credentialType(name: string): ICredentialType {
	return loader.getCredential(name).type;
}
