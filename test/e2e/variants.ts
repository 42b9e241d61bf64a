import {
	NodeHelpers,
	type INode,
	type INodeParameters,
	type INodeProperties,
	type INodePropertyCollection,
	type INodeTypeDescription,
	type NodeParameterValueType,
} from 'n8n-workflow';

/** One way to fill in a node, chosen so that other fields show. */
export interface Variant {
	readonly name: string;
	readonly parameters: INodeParameters;
}

/** What the editor is to show of a node that is filled in like this. */
export interface ExpectedForm {
	readonly labels: string[];
	readonly notices: string[];
}

/**
 * The node as it comes, then with every collection opened, once for each choice that makes other fields show.
 *
 * @param base the fields that make it this operation
 */
export function variantsOf(description: INodeTypeDescription, base: INodeParameters): Variant[] {
	const shown = shownWith(description, base);
	const choices = shown.flatMap((property) =>
		valuesThatMatter(property, description.properties)
			.filter((value) => value !== property.default)
			.map((value) => ({ name: `${property.displayName} = ${String(value)}`, parameters: { ...base, [property.name]: value } })),
	);
	// A choice may show a further choice: those of the screens a message can open, for example.
	const further = choices.flatMap((choice) => {
		const before = new Set(shown.map(({ name }) => name));
		return shownWith(description, choice.parameters)
			.filter(({ name }) => !before.has(name))
			.flatMap((property) =>
				valuesThatMatter(property, description.properties)
					.filter((value) => value !== property.default)
					.map((value) => ({
						name: `${choice.name}, ${property.displayName} = ${String(value)}`,
						parameters: { ...choice.parameters, [property.name]: value },
					})),
			);
	});
	const opened = [{ name: 'everything opened', parameters: base }, ...choices, ...further].map(({ name, parameters }) => ({
		name,
		parameters: { ...parameters, ...openedCollections(shownWith(description, parameters)) },
	}));
	// Choices that show the same fields look the same.
	const byForm = new Map(
		[{ name: 'as it comes', parameters: base }, ...opened]
			.reverse()
			.map((variant) => [JSON.stringify(expectedForm(description, variant.parameters)), variant]),
	);
	return [...byForm.values()].reverse();
}

export function expectedForm(description: INodeTypeDescription, parameters: INodeParameters): ExpectedForm {
	const values = valuesOf(description, parameters);
	const hasCredential = (description.credentials ?? []).some((credential) =>
		NodeHelpers.displayParameter(values, credential, nodeOf(description), description),
	);
	const form: ExpectedForm = { labels: hasCredential ? ['Credential'] : [], notices: [] };
	for (const property of description.properties) {
		if (isShown(description, values, property)) addTo(form, property, values[property.name], description);
	}
	return form;
}

function addTo(form: ExpectedForm, property: INodeProperties, value: unknown, description: INodeTypeDescription): void {
	if (property.type === 'hidden') return;
	if (property.type === 'notice') {
		form.notices.push(property.displayName);
		return;
	}
	form.labels.push(property.displayName);
	if (property.type === 'collection') {
		for (const option of (property.options ?? []) as INodeProperties[]) {
			if (Object.hasOwn(value as object, option.name)) addTo(form, option, (value as INodeParameters)[option.name], description);
		}
	}
	if (property.type === 'fixedCollection') {
		for (const group of (property.options ?? []) as INodePropertyCollection[]) {
			const entries = [(value as INodeParameters)[group.name] ?? []].flat() as INodeParameters[];
			for (const entry of entries) {
				for (const field of group.values) {
					if (isShown(description, entry, field)) addTo(form, field, entry[field.name], description);
				}
			}
		}
	}
}

function openedCollections(shown: INodeProperties[]): INodeParameters {
	return Object.fromEntries(
		shown.flatMap((property): Array<[string, NodeParameterValueType]> => {
			if (property.type === 'collection') {
				const options = property.options as INodeProperties[];
				return [[property.name, Object.fromEntries(options.map(({ name, default: value }) => [name, value])) as INodeParameters]];
			}
			if (property.type === 'fixedCollection') {
				const groups = property.options as INodePropertyCollection[];
				return [[property.name, Object.fromEntries(groups.map((group) => [group.name, entriesOf(group)])) as INodeParameters]];
			}
			return [];
		}),
	);
}

/** An entry for each choice that makes other fields of the entry show. */
function entriesOf({ values }: INodePropertyCollection): INodeParameters[] {
	const plain = Object.fromEntries(values.map(({ name, default: value }) => [name, value])) as INodeParameters;
	const entries = values.flatMap((field) =>
		valuesThatMatter(field, values).map((value) => ({ ...plain, [field.name]: value }) as INodeParameters),
	);
	return entries.length > 0 ? entries : [plain];
}

/** The values of a field on which it depends whether another field shows. */
function valuesThatMatter(property: INodeProperties, properties: INodeProperties[]): Array<string | number | boolean> {
	const isAskedFor = properties.some(({ displayOptions }) => displayOptions?.show?.[property.name] !== undefined);
	if (!isAskedFor || ['resource', 'operation'].includes(property.name)) return [];
	if (property.type === 'boolean') return [true, false];
	if (property.type !== 'options') return [];
	return (property.options as Array<{ value: string | number | boolean }>).map(({ value }) => value);
}

function shownWith(description: INodeTypeDescription, parameters: INodeParameters): INodeProperties[] {
	const values = valuesOf(description, parameters);
	return description.properties.filter((property) => isShown(description, values, property));
}

function isShown(description: INodeTypeDescription, values: INodeParameters, property: INodeProperties): boolean {
	return NodeHelpers.displayParameter(values, property, nodeOf(description), description);
}

function valuesOf(description: INodeTypeDescription, parameters: INodeParameters): INodeParameters {
	return NodeHelpers.getNodeParameters(description.properties, parameters, true, false, nodeOf(description), description) ?? {};
}

function nodeOf({ name, version }: INodeTypeDescription): INode {
	const typeVersion = [version].flat().at(-1) ?? 1;
	return { id: '', name, type: name, typeVersion, position: [0, 0], parameters: {} };
}
