import type { INodeCredentialDescription, INodeProperties } from 'n8n-workflow';

import { sources } from '../../shared/rowFile/sources';
import type { Operation, Resource, Show, Uses } from '../operation';

type Use = keyof Uses;

const credentials: ReadonlyArray<{ readonly use: Use; readonly name: string; readonly testedBy: string }> = [
	{ use: 'batch', name: 'batchApi', testedBy: 'testBatchApi' },
	...sources.map(({ value, credential, testedBy }) => ({ use: value, name: credential, testedBy })),
];

/** The hidden field by which a credential shows. Nobody sees it. */
function fieldNameOf(credential: string): string {
	return `uses${credential.charAt(0).toUpperCase()}${credential.slice(1)}`;
}

/** The credentials of storages that operations use, each shown by a field of its own. Batch's stands in the node itself, where n8n's scan looks for it. */
export function storageCredentialsOf(resources: readonly Resource[]): INodeCredentialDescription[] {
	return credentials
		.filter(({ use }) => use !== 'batch' && resources.some(({ operations }) => operations.some(({ uses }) => use in uses)))
		.map(({ name, testedBy }) => ({
			name,
			required: true,
			testedBy,
			displayOptions: { show: { [fieldNameOf(name)]: [true] } },
		}));
}

/**
 * The hidden fields that show the credentials: for each credential one field, there in every case in which it is
 * used. A condition of the credential's own could not say "or", a second entry for the same credential counts
 * for nothing when the node runs, and what is hidden by a choice left at its default is still demanded when a
 * workflow is published.
 */
export function credentialFields(resources: readonly Resource[]): INodeProperties[] {
	return credentials.flatMap(({ use, name }) =>
		resources.flatMap(({ text, operations }) =>
			[...byCondition(operations, use)].map(
				([, { show, names }]): INodeProperties => ({
					displayName: 'Uses Credential',
					name: fieldNameOf(name),
					type: 'hidden',
					default: true,
					displayOptions: { show: { resource: [text.value], operation: names, ...show } },
				}),
			),
		),
	);
}

/** Operations of a resource that use a credential under the same condition. */
function byCondition(operations: readonly Operation[], use: Use) {
	const found = new Map<string, { readonly show: Show; readonly names: string[] }>();
	for (const { text, uses } of operations) {
		const show = uses[use];
		if (show === undefined) continue;
		const key = JSON.stringify(show);
		const same = found.get(key);
		if (same === undefined) found.set(key, { show, names: [text.value] });
		else same.names.push(text.value);
	}
	return found;
}
