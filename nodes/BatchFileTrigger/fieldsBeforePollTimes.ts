import type { INodeProperties } from 'n8n-workflow';

/**
 * The fields of a polling trigger, so that Poll Times stands behind the first ones: n8n puts it before all others
 * (`properties.unshift`), where it would part the source from the question how often to look there.
 *
 * @param before how many fields come before it
 */
export function fieldsBeforePollTimes(fields: readonly INodeProperties[], before: number): INodeProperties[] {
	const properties = [...fields];
	const unshift = (...added: INodeProperties[]): number => {
		properties.splice(before, 0, ...added);
		return properties.length;
	};
	// No part of the list itself, where somebody goes through it or copies it.
	Object.defineProperty(properties, 'unshift', { value: unshift, enumerable: false });
	return properties;
}
