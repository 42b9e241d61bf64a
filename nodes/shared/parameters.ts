import type {
	IHookFunctions,
	INodeProperties,
	INodePropertyCollection,
	INodePropertyOptions,
	IPollFunctions,
	IWebhookFunctions,
	NodeParameterValueType,
} from 'n8n-workflow';

import { hasExpression, isRecord } from './isRecord';

/** What a trigger's settings are read from: the node when it is activated, called, or polls. */
export type ParameterSource = Pick<IHookFunctions | IWebhookFunctions | IPollFunctions, 'getNode' | 'getNodeParameter'>;

/** A parameter that is not what its field takes; the message names field, rule and value. */
export class ParameterError extends Error {
	constructor(
		/** As the editor calls it, with what it is part of. */
		readonly field: string,
		readonly value: unknown,
		/** What would be right: "must be …". */
		readonly rule: string,
	) {
		super(`${field} ${rule}, not ${shown(value)}.`);
	}
}

/**
 * Reads a trigger's parameters as the fields of the editor describe them: kind, choices, bounds and what holds where
 * nothing is set stand in the field alone. The editor keeps to them by itself; a workflow that was written
 * by hand, by a program or with expressions need not. Throws a `ParameterError` at the first that does not.
 */
export class Parameters {
	constructor(
		private readonly valueOf: (name: string, otherwise: unknown) => unknown,
		private readonly fields: readonly INodeProperties[],
		/** What the fields are part of, as errors say it. */
		private readonly place = '',
	) {}

	/** What holds no expression is what stands there: to ask n8n for every field of a trigger costs a call more than all else of ours. */
	static ofNode(source: ParameterSource, fields: readonly INodeProperties[]): Parameters {
		const { parameters } = source.getNode();
		const valueOf = (name: string, otherwise: unknown): unknown =>
			hasExpression(parameters[name]) ? source.getNodeParameter(name, otherwise as NodeParameterValueType) : parameters[name];
		return new Parameters(valueOf, fields);
	}

	text(name: string): string {
		const { field, value } = this.read(name);
		return typeof value === 'string' ? value : this.refuse(field, 'must be a text', value);
	}

	/** The entries of a text that commas or line breaks divide, without the spaces around them. */
	list(name: string): string[] {
		return this.text(name)
			.split(/[,\n]/)
			.map((entry) => entry.trim())
			.filter((entry) => entry !== '');
	}

	/** `otherwise` is for a field that a node of an earlier version does not have. */
	flag(name: string, otherwise?: boolean): boolean {
		const { field, value } = this.read(name, otherwise);
		return typeof value === 'boolean' ? value : this.refuse(field, 'must be true or false', value);
	}

	/** Within the bounds that the field has. */
	number(name: string): number {
		const { field, value } = this.read(name);
		const { minValue = -Infinity, maxValue = Infinity } = field.typeOptions ?? {};
		if (typeof value === 'number' && value >= minValue && value <= maxValue && Number.isFinite(value)) return value;
		const bounds = [
			minValue > -Infinity ? ` of at least ${minValue}` : '',
			maxValue < Infinity ? ` of at most ${maxValue}` : '',
		];
		return this.refuse(field, `must be a number${bounds.filter((bound) => bound !== '').join(' and')}`, value);
	}

	/** `otherwise` is for an option that means something else where it is not set than where it is added. */
	choice<Choice extends string>(name: string, otherwise?: Choice): Choice {
		const { field, value } = this.read(name, otherwise);
		const allowed = choicesOf(field);
		if (typeof value === 'string' && (value === otherwise || allowed.includes(value))) return value as Choice;
		return this.refuse(field, `must be one of ${allowed.join(', ')}`, value);
	}

	choices(name: string): string[] {
		const { field, value } = this.read(name);
		const allowed = new Set(choicesOf(field));
		if (!Array.isArray(value)) return this.refuse(field, 'must be a list', value);
		const wrong: unknown = value.find((entry: unknown) => typeof entry !== 'string' || !allowed.has(entry));
		return wrong === undefined ? (value as string[]) : this.refuse(field, 'may hold its own choices only', wrong);
	}

	/** The options of a collection. */
	collection(name: string): Parameters {
		const { field, value } = this.read(name);
		if (!isRecord(value)) return this.refuse(field, 'must be an object', value);
		return new Parameters((option) => value[option], (field.options ?? []) as INodeProperties[], field.displayName);
	}

	/** The rows of a collection of equal rows. */
	rows(name: string): Parameters[] {
		const { field, value } = this.read(name);
		const [group] = (field.options ?? []) as INodePropertyCollection[];
		const rows = group !== undefined && isRecord(value) ? (value[group.name] ?? []) : undefined;
		if (group === undefined || !Array.isArray(rows) || !rows.every(isRecord)) {
			return this.refuse(field, 'must hold a list of rows', value);
		}
		return rows.map(
			(row, index) => new Parameters((column) => row[column], group.values, `${field.displayName}, row ${index + 1}`),
		);
	}

	/** What is not set at all, as null too, is what the field says. */
	private read(name: string, otherwise?: unknown): { field: INodeProperties; value: unknown } {
		const field = this.fields.find((candidate) => candidate.name === name);
		if (field === undefined) throw new Error(`There is no field ${name}`);
		const fallback = otherwise ?? field.default;
		return { field, value: this.valueOf(name, fallback) ?? fallback };
	}

	private refuse(field: INodeProperties, rule: string, value: unknown): never {
		const place = this.place === '' ? '' : `${this.place}: `;
		throw new ParameterError(`${place}${field.displayName}`, value, rule);
	}
}

function choicesOf(field: INodeProperties): string[] {
	return ((field.options ?? []) as INodePropertyOptions[]).map(({ value }) => String(value));
}

/** A value in an error: as JSON, and no more of it than one reads. */
function shown(value: unknown): string {
	let text: string | undefined;
	try {
		text = JSON.stringify(value);
	} catch {
		// A ring of objects, or a number JSON has not.
	}
	const readable = text ?? typeof value;
	return readable.length > 80 ? `${readable.slice(0, 80)}…` : readable;
}
