import {
	NodeHelpers,
	type IDisplayOptions,
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
	/** Types of credentials that are asked for. */
	readonly credentials: string[];
	readonly labels: string[];
	readonly notices: string[];
	readonly hints: string[];
	readonly descriptions: Array<[label: string, description: string]>;
}

/**
 * The node as it comes, then with every collection opened, once for each choice that makes other fields show.
 *
 * @param base the fields that make it this operation
 */
export function variantsOf(description: INodeTypeDescription, base: INodeParameters): Variant[] {
	const dependents = [...withNested(description.properties), ...(description.credentials ?? [])];
	const choicesOf = (property: INodeProperties, { name, parameters }: Variant): Variant[] =>
		valuesThatMatter(property, dependents)
			.filter((value) => value !== property.default)
			.map((value) => ({
				name: [name, `${property.displayName} = ${String(value)}`].filter((text) => text !== '').join(', '),
				parameters: { ...parameters, [property.name]: value },
			}));
	const shown = shownWith(description, base);
	const choices = shown.flatMap((property) => choicesOf(property, { name: '', parameters: base }));
	// A choice may show a further choice: those of the screens a message can open, for example.
	const further = choices.flatMap((choice) => {
		const before = new Set(shown.map(({ name }) => name));
		return shownWith(description, choice.parameters)
			.filter(({ name }) => !before.has(name))
			.flatMap((property) => choicesOf(property, choice));
	});
	const opened = [{ name: 'everything opened', parameters: base }, ...choices, ...further].map(({ name, parameters }) => ({
		name,
		parameters: { ...parameters, ...openedCollections(description, parameters) },
	}));
	// Choices that show the same fields look the same.
	const byForm = new Map(
		[{ name: 'as it comes', parameters: base }, ...opened]
			.reverse()
			.map((variant) => [JSON.stringify(expectedForm(description, variant.parameters)), variant]),
	);
	return [...byForm.values()].reverse();
}

/** The node as this operation shows it: fields of others only cost time, as each look at a form goes through all of them. */
export function ofOperation(description: INodeTypeDescription, base: INodeParameters): INodeTypeDescription {
	const isAsked = ([name, value]: [string, unknown], conditions: IDisplayOptions['show']) =>
		conditions?.[name] === undefined || (conditions[name] as unknown[]).includes(value);
	const belongs = ({ displayOptions }: Dependent) => Object.entries(base).every((choice) => isAsked(choice, displayOptions?.show));
	return { ...description, properties: description.properties.filter(belongs), credentials: description.credentials?.filter(belongs) };
}

export function expectedForm(description: INodeTypeDescription, parameters: INodeParameters): ExpectedForm {
	const root = valuesOf(description, parameters);
	const credentials = (description.credentials ?? [])
		.filter((credential) => NodeHelpers.displayParameter(root, credential, nodeOf(description), description))
		.map(({ name }) => name);
	const form: ExpectedForm = { credentials, labels: credentials.map(() => 'Credential'), notices: [], hints: [], descriptions: [] };
	addTo(form, description.properties, root, { description, root });
	return form;
}

/** The node that fields belong to, and all that is filled in. */
interface Whole {
	readonly description: INodeTypeDescription;
	readonly root: INodeParameters;
}

function addTo(form: ExpectedForm, properties: INodeProperties[], values: INodeParameters, whole: Whole): void {
	for (const property of properties) {
		// The mark of the place where credentials stand is no field.
		if (property.type === 'hidden' || property.type === 'credentials' || !isShown(property, values, whole)) continue;
		if (property.type === 'notice') {
			form.notices.push(property.displayName);
			continue;
		}
		form.labels.push(property.displayName);
		if (property.hint !== undefined) form.hints.push(property.hint);
		if (property.description !== undefined) form.descriptions.push([property.displayName, property.description]);
		const value = (values[property.name] ?? {}) as INodeParameters;
		if (property.type === 'collection') {
			const chosen = (property.options as INodeProperties[]).filter(({ name }) => Object.hasOwn(value, name));
			addTo(form, chosen, value, whole);
		}
		if (property.type === 'fixedCollection') {
			for (const group of property.options as INodePropertyCollection[]) {
				const entries = [value[group.name] ?? []].flat() as INodeParameters[];
				for (const entry of entries) addTo(form, group.values, entry, whole);
			}
		}
	}
}

function openedCollections(description: INodeTypeDescription, parameters: INodeParameters): INodeParameters {
	const whole = { description, root: valuesOf(description, parameters) };
	const collections = shownWith(description, parameters).filter(({ type }) => ['collection', 'fixedCollection'].includes(type));
	return Object.fromEntries(collections.map((property) => [property.name, openedValue(property, whole)]));
}

/** A collection with every option in it, and one entry for each way an entry can look; of other fields the default. */
function openedValue(property: INodeProperties, whole: Whole): NodeParameterValueType {
	if (property.type === 'collection') {
		const options = (property.options as INodeProperties[]).filter((option) => isShown(option, {}, whole));
		return Object.fromEntries(options.map((option) => [option.name, openedValue(option, whole)])) as INodeParameters;
	}
	if (property.type === 'fixedCollection') {
		const groups = property.options as INodePropertyCollection[];
		return Object.fromEntries(groups.map((group) => [group.name, entriesOf(group, whole)])) as INodeParameters;
	}
	return property.default;
}

function entriesOf({ values }: INodePropertyCollection, whole: Whole): INodeParameters[] {
	const plain = Object.fromEntries(values.map((field) => [field.name, openedValue(field, whole)])) as INodeParameters;
	const changed = values.flatMap((field) =>
		valuesThatMatter(field, values).map((value) => ({ ...plain, [field.name]: value }) as INodeParameters),
	);
	const looksOf = (entry: INodeParameters) => values.filter((field) => isShown(field, entry, whole)).map(({ name }) => name);
	return [...new Map([plain, ...changed].reverse().map((entry) => [looksOf(entry).join(), entry])).values()].reverse();
}

type Dependent = { readonly displayOptions?: IDisplayOptions };

/** The values of a field on which it depends whether another field shows. */
function valuesThatMatter(property: INodeProperties, dependents: readonly Dependent[]): NodeParameterValueType[] {
	const { name, type, options } = property;
	const asked = dependents.flatMap(({ displayOptions: { show, hide } = {} }) =>
		[show, hide].flatMap((conditions) => [conditions?.[name] ?? conditions?.[`/${name}`] ?? []]),
	);
	if (asked.flat().length === 0 || ['resource', 'operation'].includes(name)) return [];
	if (type === 'boolean') return [true, false];
	// One of each group of choices that something depends on.
	if (type === 'multiOptions') return asked.flatMap(([first]) => (typeof first === 'string' ? [[first]] : []));
	if (type !== 'options') return [];
	return (options as Array<{ value: string | number | boolean }>).map(({ value }) => value);
}

function withNested(properties: INodeProperties[]): INodeProperties[] {
	return properties.flatMap((property) => {
		const inner =
			property.type === 'collection'
				? (property.options as INodeProperties[])
				: property.type === 'fixedCollection'
					? (property.options as INodePropertyCollection[]).flatMap(({ values }) => values)
					: [];
		return [property, ...withNested(inner)];
	});
}

function shownWith(description: INodeTypeDescription, parameters: INodeParameters): INodeProperties[] {
	const root = valuesOf(description, parameters);
	return description.properties.filter((property) => isShown(property, root, { description, root }));
}

/** @param values what stands beside the field: in the node, in its collection or in its entry */
function isShown(property: INodeProperties, values: INodeParameters, { description, root }: Whole): boolean {
	return NodeHelpers.displayParameter(values, property, nodeOf(description), description, root);
}

function valuesOf(description: INodeTypeDescription, parameters: INodeParameters): INodeParameters {
	return NodeHelpers.getNodeParameters(description.properties, parameters, true, false, nodeOf(description), description) ?? {};
}

function nodeOf({ name, version }: INodeTypeDescription): INode {
	const typeVersion = [version].flat().at(-1) ?? 1;
	return { id: '', name, type: name, typeVersion, position: [0, 0], parameters: {} };
}
