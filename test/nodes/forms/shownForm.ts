import { NodeHelpers, type INode, type INodeParameters, type INodeProperties, type INodePropertyOptions, type INodeTypeDescription } from 'n8n-workflow';

const nodeOf = ({ name, version }: INodeTypeDescription): INode => ({ id: '', name, type: name, typeVersion: [version].flat().at(-1)!, position: [0, 0], parameters: {} });

/** The fields that n8n shows for parameters, in their order. */
export function shownFields(description: INodeTypeDescription, parameters: INodeParameters): INodeProperties[] {
	const node = nodeOf(description);
	const values = NodeHelpers.getNodeParameters(description.properties, parameters, true, false, node, description) ?? {};
	return description.properties.filter((property) => property.type !== 'hidden' && NodeHelpers.displayParameter(values, property, node, description, values));
}

/** Names of fields that decide what others show. */
function decidingNames({ properties }: INodeTypeDescription): ReadonlySet<string> {
	return new Set(properties.flatMap(({ displayOptions: { show, hide } = {} }) => [...Object.keys({ ...show, ...hide })].map((name) => name.replace(/^\//, ''))));
}

/** The form as it comes, and once more for each choice that changes which fields there are, and for each choice that shows then. */
export function formsOf(description: INodeTypeDescription, base: INodeParameters): INodeParameters[] {
	const deciding = decidingNames(description);
	const namesOf = (fields: readonly INodeProperties[]) => JSON.stringify(fields);
	const found = new Map<string, INodeParameters>([[namesOf(shownFields(description, base)), base]]);
	const waiting: Array<{ parameters: INodeParameters; before?: readonly INodeProperties[] }> = [{ parameters: base }];
	for (let next = waiting.shift(); next !== undefined; next = waiting.shift()) {
		const { parameters, before = [] } = next;
		const fields = shownFields(description, parameters);
		for (const field of fields) {
			if (!deciding.has(field.name) || field.name in base || before.includes(field)) continue;
			for (const value of choicesOf(field)) {
				const chosen = { ...parameters, [field.name]: value };
				const key = namesOf(shownFields(description, chosen));
				if (found.has(key)) continue;
				found.set(key, chosen);
				waiting.push({ parameters: chosen, before: fields });
			}
		}
	}
	return [...found.values()];
}

function choicesOf({ type, options }: INodeProperties): INodeParameters[string][] {
	if (type === 'boolean') return [true, false];
	if (type === 'options') return ((options ?? []) as INodePropertyOptions[]).map(({ value }) => value);
	return type === 'multiOptions' ? ((options ?? []) as INodePropertyOptions[]).map(({ value }) => [value] as string[]) : [];
}
