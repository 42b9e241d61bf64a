import type { IDataObject, IExecuteFunctions, IGetNodeParameterOptions, NodeParameterValueType } from 'n8n-workflow';

import { isPlatform, type Platform } from '../shared/batch/family';
import type { Connection } from '../shared/batch/client/connection';

/** One input item as an operation sees it: its fields, its parameters, what the run knows. */
export class Row {
	/** The workflow's time zone: dates without an offset are read in it. */
	readonly timezone: string;

	constructor(
		private readonly context: IExecuteFunctions,
		readonly index: number,
		readonly json: IDataObject,
		readonly connection: Connection,
		/** The json of all items of the run. */
		readonly allItems: readonly IDataObject[],
	) {
		this.timezone = context.getTimezone();
	}

	read(name: string, fallback?: NodeParameterValueType, options?: IGetNodeParameterOptions): unknown {
		return this.context.getNodeParameter(name, this.index, fallback, options);
	}

	/** A parameter as it is stored: an expression is not evaluated. */
	stored(name: string): unknown {
		return this.context.getNode().parameters[name];
	}

	/** A parameter as text without surrounding blanks; numbers count as text, since ids often are numbers. */
	text(name: string, fallback = ''): string {
		return toText(this.read(name, fallback));
	}

	flag(name: string): boolean {
		return this.read(name, false) === true;
	}

	platforms(): Platform[] {
		const chosen = this.read('platforms', []);
		const names = Array.isArray(chosen) ? chosen : String(chosen).split(',');
		return names.map((name) => String(name).trim()).filter(isPlatform);
	}
}

/** Texts and numbers as text; nothing and objects as the empty text, which the contract then refuses by name. */
export function toText(value: unknown): string {
	if (typeof value === 'string') return value.trim();
	return typeof value === 'number' || typeof value === 'bigint' ? String(value) : '';
}

/** A list from a list, or from a text with commas or line ends between its parts. */
export function toTextList(value: unknown): string[] {
	const parts: unknown[] = Array.isArray(value) ? value : toText(value).split(/[,\n]/);
	return parts.map((part) => toText(part)).filter((part) => part !== '');
}
