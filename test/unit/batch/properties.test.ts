import type { INodeProperties } from 'n8n-workflow';
import { describe, expect, it } from 'vitest';

import { propertiesOf } from '../../../nodes/Batch/description/properties';
import { resources } from '../../../nodes/Batch/resources';

const properties = propertiesOf(resources);

/** What the editor shows for an operation, besides the hidden fields by which credentials show. */
function formOf(resource: string, operation: string): INodeProperties[] {
	return properties.filter(({ type, displayOptions: { show = {} } = {} }) => {
		return type !== 'hidden' && show.resource?.includes(resource) && show.operation?.includes(operation);
	});
}

/** A field with its own conditions, and without those that name operations. */
function own({ displayOptions: { show = {}, hide = {} } = {}, ...field }: INodeProperties) {
	const conditions = Object.entries(show).filter(([name]) => name !== 'resource' && name !== 'operation');
	return { ...field, show: Object.fromEntries(conditions), hide };
}

describe('the fields of the node', () => {
	it.each(resources.flatMap(({ text, operations }) => operations.map((operation) => [`${text.value} ${operation.text.value}`, text.value, operation] as const)))(
		'are, for %s, those of the operation in its order, and one place for credentials',
		(_name, resource, { text, fields }) => {
			const form = formOf(resource, text.value);
			expect(form.filter(({ type }) => type === 'credentials')).toHaveLength(1);
			expect(form.filter(({ type }) => type !== 'credentials').map(own)).toEqual(fields.map(own));
		},
	);

	it('are there once for all forms that share them, as n8n goes through all of them for every execution', () => {
		const different = new Set(properties.map((field) => JSON.stringify(own(field))));
		// Some stand in another order in one form than in another, or for operations that no condition can name together.
		expect(properties.length).toBeLessThan(1.25 * different.size);
	});
});
