import type { IExecuteFunctions, IGetNodeParameterOptions, NodeParameterValueType } from 'n8n-workflow';

/**
 * The node's parameters. One that holds no expression is the same for every item, and is read once a run:
 * n8n takes its time for each reading.
 */
export class Parameters {
	private readonly constants = new Map<string, unknown>();

	constructor(private readonly context: IExecuteFunctions) {}

	/** @throws what an expression throws */
	read(name: string, item: number, fallback?: NodeParameterValueType, options?: IGetNodeParameterOptions): unknown {
		const key = options?.extractValue ? `${name} extracted` : name;
		if (this.constants.has(key)) return this.constants.get(key);
		const value = this.context.getNodeParameter(name, item, fallback, options);
		if (!hasExpression(this.raw(name))) this.constants.set(key, value);
		return value;
	}

	/** Whether the user gave the parameter at all: an option that was not added has no value. */
	has(name: string): boolean {
		return this.raw(name) !== undefined;
	}

	private raw(name: string): unknown {
		let value: unknown = this.context.getNode().parameters;
		for (const part of name.split('.')) value = (value as Record<string, unknown> | null | undefined)?.[part];
		return value;
	}
}

function hasExpression(value: unknown): boolean {
	if (typeof value === 'string') return value.startsWith('=');
	return typeof value === 'object' && value !== null && Object.values(value).some(hasExpression);
}
