import type {
	IDataObject,
	IExecuteFunctions,
	IGetNodeParameterOptions,
	INodeProperties,
	INodePropertyCollection,
	INodePropertyOptions,
	NodeParameterValueType,
} from 'n8n-workflow';

import { hasExpression } from '../../shared/isRecord';
import { leftToN8n, plainReferenceOf, readPlainReference } from './plainReference';

/** Gives a parameter's value for an item, or `leftToN8n`. */
type Reader = (fields: IDataObject) => unknown;

/**
 * The node's parameters. One that holds no expression is the same for every item, and is read once a run. One
 * whose expressions are plain references, `{{ $json.id }}`, is read from the item itself: n8n takes half a
 * millisecond for each. All others are n8n's to evaluate.
 */
export class ItemParameters {
	private readonly constants = new Map<string, unknown>();
	private readonly readers = new Map<string, Reader | undefined>();
	/** Parameters as they stand in the workflow. */
	private readonly known = new Map<string, unknown>();

	constructor(private readonly context: IExecuteFunctions) {}

	/** @throws what an expression throws */
	read(name: string, item: number, fields: IDataObject, fallback?: NodeParameterValueType): unknown {
		const constant = this.constants.get(name);
		if (constant !== undefined) return constant;
		const reader = this.readerOf(name);
		const read = reader === undefined ? leftToN8n : reader(fields);
		if (read !== leftToN8n) return read;
		const value = this.context.getNodeParameter(name, item, fallback);
		if (!hasExpression(this.raw(name))) this.constants.set(name, value);
		return value;
	}

	/** What a resource locator names. */
	readLocator(name: string, item: number): unknown {
		const known = `locator ${name}`;
		if (this.constants.has(known)) return this.constants.get(known);
		const options: IGetNodeParameterOptions = { extractValue: true };
		const value: unknown = this.context.getNodeParameter(name, item, '', options);
		if (!this.varies(name)) this.constants.set(known, value);
		return value;
	}

	/** Whether the parameter may differ from item to item. */
	varies(name: string): boolean {
		return hasExpression(this.raw(name));
	}

	/** Whether the user gave the parameter at all: an option that was not added has no value. */
	has(name: string): boolean {
		return this.raw(name) !== undefined;
	}

	/** The parameter as it stands in the workflow: its expression where it has one. */
	written(name: string): unknown {
		return this.raw(name);
	}

	private readerOf(name: string): Reader | undefined {
		const known = this.readers.get(name);
		if (known !== undefined || this.readers.has(name)) return known;
		const raw = this.raw(name);
		const reader = hasExpression(raw) ? readerOf(raw) : undefined;
		this.readers.set(name, reader);
		return reader;
	}

	private raw(name: string): unknown {
		if (this.known.has(name)) return this.known.get(name);
		let value: unknown = this.context.getNode().parameters;
		for (const part of name.split('.')) value = (value as Record<string, unknown> | null | undefined)?.[part];
		this.known.set(name, value);
		return value;
	}
}

/** @returns undefined when the parameter holds an expression that is more than a plain reference */
function readerOf(raw: unknown): Reader | undefined {
	if (typeof raw === 'string' && raw.startsWith('=')) {
		const path = plainReferenceOf(raw);
		return path && ((fields) => readPlainReference(fields, path));
	}
	if (typeof raw !== 'object' || raw === null) return () => raw;
	const isList = Array.isArray(raw);
	const readers: Array<readonly [string, Reader]> = [];
	for (const [key, part] of Object.entries(raw)) {
		const reader = key.startsWith('=') || key === '__proto__' ? undefined : readerOf(part);
		if (reader === undefined) return undefined;
		readers.push([key, reader]);
	}
	return (fields) => {
		const whole: Record<string, unknown> = {};
		const list: unknown[] = [];
		for (const [key, reader] of readers) {
			const value = reader(fields);
			if (value === leftToN8n) return leftToN8n;
			if (isList) list.push(value);
			else whole[key] = value;
		}
		return isList ? list : whole;
	};
}

interface FormField {
	readonly label: string;
	readonly choices: readonly string[];
	readonly fallback: unknown;
}

/**
 * What the editor shows of an operation's fields, by the name of the parameter: refusals speak of a field by
 * its label, and what may be chosen stands nowhere twice.
 */
export class Form {
	private readonly fields = new Map<string, FormField>();

	constructor(fields: readonly INodeProperties[]) {
		for (const field of fields) this.add(field, '');
	}

	/** @returns the parameter's own name where the form does not have it */
	label(name: string): string {
		return this.fields.get(name)?.label ?? name;
	}

	choices(name: string): readonly string[] {
		return this.fields.get(name)?.choices ?? [];
	}

	/** The field's default. */
	fallback(name: string): unknown {
		return this.fields.get(name)?.fallback;
	}

	private add(field: INodeProperties, path: string): void {
		const name = `${path}${field.name}`;
		const options = field.options ?? [];
		const choices = options.flatMap((option) => (isChoice(option) ? [String(option.value)] : []));
		// A field may stand there several times, shown by different conditions.
		const others = this.fields.get(name)?.choices ?? [];
		this.fields.set(name, {
			label: field.displayName,
			choices: [...new Set([...others, ...choices])],
			fallback: field.default,
		});
		if (field.type !== 'collection') return;
		for (const option of options) if (isField(option)) this.add(option, `${name}.`);
	}
}

type FieldOption = INodePropertyOptions | INodeProperties | INodePropertyCollection;

function isChoice(option: FieldOption): option is INodePropertyOptions {
	return 'value' in option;
}

function isField(option: FieldOption): option is INodeProperties {
	return 'type' in option;
}
