import type { INodeProperties, INodePropertyCollection, INodePropertyOptions } from 'n8n-workflow';

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
